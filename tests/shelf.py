"""A store for the tests: objects by name, which are files of a folder that nobody knows.

What is asked of a place in it as if it were a path of this machine fails, as it would with S3; other than the store in
memory that fsspec has, it is the same in processes that are forked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import fsspec
from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem
from upath import UPath
from upath.registry import register_implementation


class Shelf(DirFileSystem):  # type: ignore[misc]
    """The store; `shelf://a/b` is `a/b` in `folder`."""

    protocol = "shelf"
    sep = "/"
    folder: ClassVar[Path]

    def __init__(self, **_: Any) -> None:
        super().__init__(path=str(self.folder), fs=LocalFileSystem(), skip_instance_cache=True)


class ShelfPath(UPath):
    """A place in it; nothing that a store has not."""


def shelve(folder: Path) -> None:
    """Have `shelf://` mean this folder, from now on."""
    Shelf.folder = folder
    Shelf.clear_instance_cache()
    fsspec.register_implementation("shelf", Shelf, clobber=True)
    register_implementation("shelf", ShelfPath, clobber=True)
