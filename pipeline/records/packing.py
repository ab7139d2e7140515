"""Many records as JSON keeps them: of each its values, in the order of its fields, without their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any


def frozen(value: Any) -> Any:
    """A value of JSON as a record holds it: a list becomes a tuple, and so does each list in it."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


class Packing:
    """Packs records of some kinds, and makes them again."""

    def __init__(self, kinds: Mapping[str, type[Any]]) -> None:
        """Look up what the kinds hold.

        Args:
            kinds: Classes of records, dataclasses of two fields or more, by the attribute that holds records of them.
        """
        self._kinds = kinds
        self._values = {name: attrgetter(*(f.name for f in fields(kind))) for name, kind in kinds.items()}

    def pack(self, holder: object) -> dict[str, list[tuple[Any, ...]]]:
        """The values of all records that something holds, by attribute."""
        return {name: [values(record) for record in getattr(holder, name)] for name, values in self._values.items()}

    def unpack(self, plain: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
        """The records again, by attribute, from what JSON made of `pack`'s."""
        return {
            name: tuple(kind(*[frozen(v) if type(v) is list else v for v in values]) for values in plain[name])
            for name, kind in self._kinds.items()
        }
