"""The ways to spoil an input: byte by byte, word by word, or one value of a tree by another."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence


def spoil(chance: random.Random, data: bytes, odd: Sequence[bytes]) -> bytes:
    """A few changes of bytes: turned, taken, doubled, moved, cut off, and odd ones put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        if not out:
            break
        at = chance.randrange(len(out))
        until = min(len(out), at + chance.choice((1, 2, 4, 16, 64, 300)))
        match chance.randrange(8):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                out[at] ^= 1 << chance.randrange(8)
            case 2:
                del out[at:until]
            case 3:
                out[at:at] = out[at:until] * chance.choice((1, 2, 30))
            case 4:
                to = chance.randrange(len(out))
                out[to:to] = out[at:until]
            case 5 if chance.random() < 0.2:
                del out[at:]
            case _:
                out[at:at] = chance.choice(odd) * chance.choice((1, 1, 1, 2, 50))
    return bytes(out)


def spoil_text(chance: random.Random, text: str, odd: Sequence[str]) -> str:
    """Changes that leave the encoding whole: words, lines and odd things put in, swapped, doubled, taken."""
    parts = re.split(r"(\s+)", text)
    for _ in range(chance.choice((1, 2, 4, 10, 40))):
        at = chance.randrange(len(parts))
        match chance.randrange(5):
            case 0:
                parts[at] = chance.choice(odd)
            case 1:
                parts.insert(at, chance.choice(odd) * chance.choice((1, 1, 2, 20)))
            case 2:
                other = chance.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts[at] += chance.choice(odd)
            case _:
                parts[at:at] = parts[at : at + chance.choice((1, 5, 30))]
    return "".join(parts)


def encoded(chance: random.Random, text: str) -> bytes:
    encoding = chance.choice(("utf-8",) * 12 + ("utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32", "shift-jis"))
    return text.encode(encoding, errors="surrogatepass" if encoding.startswith("utf") else "replace")


def as_bytes(words: Sequence[str]) -> list[bytes]:
    return [w.encode("utf-8", errors="surrogatepass") for w in words]


def other_tree(chance: random.Random, tree: object) -> object:
    """A value here and there is of another type, or odd; keys stay."""
    if chance.random() < 0.04:
        odd: tuple[object, ...] = (
            None,
            "",
            "[",
            "(?P<",
            "(a+)+$",
            "{who}",
            [],
            {},
            -1,
            True,
            [[]],
            {"": []},
            "\0",
            "x" * 5000,
            ["é"],
        )
        return chance.choice(odd)
    if isinstance(tree, dict):
        return {k: other_tree(chance, v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [other_tree(chance, v) for v in tree]
    return tree
