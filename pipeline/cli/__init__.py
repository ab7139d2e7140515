"""What a person types: `chronocite`, a module for each group of its commands, put together in `program`."""

from __future__ import annotations

from pipeline.cli.program import app, main

__all__ = ["app", "main"]
