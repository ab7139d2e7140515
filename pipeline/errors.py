"""The errors that a user may see: one sentence that names the file, the place and the way out."""

from __future__ import annotations

import struct
import zlib

BREAKDOWNS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NameError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What a library raises that parses a file and meets what it didn't expect: all that Python has for values that are not
what the code takes them for, and its unpackers' own. Not `OSError` and `MemoryError`: those are the machine's, no fault
of the file. Errors that a library has for the purpose are named where it is called.
"""


class ChronociteError(Exception):
    """Base of all errors that this package raises on purpose."""


class UnreadableError(ChronociteError):
    """A raw file cannot become a document; the message is its reason in `documents.csv`."""


class EmptyError(UnreadableError):
    """A raw file can be read but holds no text."""


class UnmappedError(EmptyError):
    """A PDF has letters, but its fonts don't tell which."""


class UnsupportedError(UnreadableError):
    """A raw file is of a kind that no reader takes."""


class RuleError(ChronociteError):
    """A rule file does not say what it must; the message names file, rule and key."""


class RuleFolderError(RuleError):
    """A user's folder of rule files is not there, or holds none, or a file that is none; no file was read yet."""


class PassingError(ChronociteError):
    """Something could not be done now, and may well be next time: a run tells of it, and doesn't remember it."""


class StageError(ChronociteError):
    """A stage was asked to run before what it reads was there."""


class BusyError(StageError):
    """Another run holds the folder; who waits until it is over may try again."""
