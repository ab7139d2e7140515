"""Where files are: in a folder of this machine, or in a store that fsspec knows, such as `s3://bucket/reports`.

A place in a store is a `UPath` (https://github.com/fsspec/universal_pathlib). It has the methods of `Path` that are
used here and is none, so what asks the system itself - a lock, a rename, a database - asks `is_local` first. It is
called a `Path` in the types, as its makers suggest, for both are used alike.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

from pipeline.errors import StageError

_ASKED = 32
"""How much a store is asked at once."""
T = TypeVar("T")
R = TypeVar("R")


def place(name: str) -> Path:
    """The place that a name means; `file:///…` and whatever has no scheme is a path of this machine.

    Raises:
        StageError: The name is of a kind of store that nothing installed here knows.
    """
    scheme, separator, _ = name.partition("://")
    if not separator:
        return Path(name)
    if scheme in {"file", "local"}:
        return Path(unquote(urlsplit(name).path))
    try:
        from upath import UPath
    except ImportError as error:
        raise StageError(f"{name}: stores need a library; install chronocite[stores], or name a folder") from error
    try:
        # What other machines put there while this one runs is to be seen.
        found = UPath(name.rstrip("/"), use_listings_cache=False)
        # What a kind of store needs is looked for when it is first asked something.
        _ = found.fs
    except (ImportError, ValueError) as error:
        raise StageError(f"{name}: {error}; install the fsspec library for {scheme}://, or name a folder") from error
    return cast(Path, found)


def is_local(path: Path) -> bool:
    """Whether it is of this machine's file system."""
    return isinstance(path, Path)


def store_of(path: Path) -> tuple[Any, str]:
    """The fsspec file system of a place in a store, and the name of the place there."""
    found: Any = path
    return found.fs, found.path


def files_below(folder: Path) -> list[str]:
    """All files below a place in a store, relative to it, sorted; asked for in one go."""
    store, root = store_of(folder)
    return sorted(path.removeprefix(root).lstrip("/") for path in store.find(root))


@contextmanager
def at_hand(out: Path, needed: Sequence[str], made: Sequence[str], kept: Collection[str] = ()) -> Iterator[Path]:
    """A folder of this machine in which what works on all at once finds a run's results, and leaves its own.

    For a run on this machine that is its own folder. Of one in a store parts are copied; what was made is put into the
    store when all went well, and files that are there no more are taken away.

    Args:
        out: The run's folder.
        needed: Folders in it that are read.
        made: Folders in it that are made.
        kept: Folders within those that are made that are not looked at.
    """
    if is_local(out):
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="chronocite-") as name:
        here = Path(name)
        for part in needed:
            at_once(partial(_fetch, out / part, here / part), files_below(out / part))
        yield here
        for part in made:
            _put(here / part, out / part, [k.removeprefix(f"{part}/") for k in kept if k.startswith(f"{part}/")])


def _fetch(there: Path, here: Path, file: str) -> None:
    target = here / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((there / file).read_bytes())


def _put(here: Path, there: Path, kept: Sequence[str]) -> None:
    """Make a folder of a store like one of this machine."""
    store, root = store_of(there)
    new = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    at_once(lambda file: put_bytes(there / file, (here / file).read_bytes()), sorted(new))
    for file in files_below(there):
        if file not in new and not any(file.startswith(f"{k}/") for k in kept):
            store.rm_file(f"{root}/{file}")


def at_once(ask: Callable[[T], R], of: Sequence[T]) -> list[R]:
    """Ask a store many things; it takes its time for each answer, and gives many at once. Answers are in order."""
    with ThreadPoolExecutor(_ASKED) as pool:
        return list(pool.map(ask, of))


def put_bytes(path: Path, data: bytes) -> None:
    """Put a whole object into a store: whoever reads sees the old one or the new one."""
    store, name = store_of(path)
    try:
        store.pipe_file(name, data)
    except FileNotFoundError:
        # Some stores have folders, and want them made.
        path.parent.mkdir(parents=True, exist_ok=True)
        store.pipe_file(name, data)
