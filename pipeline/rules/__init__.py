"""Rules are data: YAML files here, read by `pipeline.extract.rulefile`."""

from __future__ import annotations

from pathlib import Path


def rule_file(name: str) -> Path:
    """The path of a shipped rule file: `dates` for `dates.yaml`."""
    return Path(__file__).parent / f"{name}.yaml"


def rule_names() -> tuple[str, ...]:
    """The names of the shipped rule files, sorted."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.yaml")))
