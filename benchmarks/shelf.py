"""Shelves of any length: copies of the samples and of real reports, each told of other states and other years.

The same numbers give the same bytes. A copy differs from its original in every state, capital and year that it names,
so that it has an id of its own, and reconciliation has as much to tell apart as on a shelf of different reports.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TYPESET = "northern-arc.pdf"
"""The sample that is typeset anew from `samples/report.typ` for each copy: a PDF's text can't be changed otherwise."""
SIZES = range(8_000, 31_000)
"""Bytes of the Markdown reports that are copied."""
STATES = tuple(
    tuple(line.split())
    for line in """\
Norway Norwegian Oslo
Portugal Portuguese Lisbon
Canada Canadian Ottawa
Estonia Estonian Tallinn
Chile Chilean Santiago
Kenya Kenyan Nairobi
Australia Australian Canberra
Iran Iranian Tehran
China Chinese Beijing
Brazil Brazilian Brasília
Denmark Danish Copenhagen
Egypt Egyptian Cairo
Ghana Ghanaian Accra
Greece Greek Athens
Hungary Hungarian Budapest
India Indian Delhi
Italy Italian Rome
Jamaica Jamaican Kingston
Latvia Latvian Riga
Malaysia Malaysian Putrajaya
Mongolia Mongolian Ulaanbaatar
Morocco Moroccan Rabat
Peru Peruvian Lima
Poland Polish Warsaw
Senegal Senegalese Dakar
Spain Spanish Madrid
Tunisia Tunisian Tunis
Uganda Ugandan Kampala
Uruguay Uruguayan Montevideo
Zambia Zambian Lusaka""".splitlines()
)
"""Name, adjective, capital. What a copy tells of one of them, its original tells of another."""
YEARS = 40
"""A copy tells of up to so many years earlier."""

_WORDS = re.compile(rf"\b(?:{'|'.join(word for state in STATES for word in state)}|(?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Original:
    """What copies are made of: its file's name, its text, and how a text becomes a file's bytes."""

    name: str
    text: str
    made: Callable[[str], bytes] = str.encode


def originals(reports: Path | None) -> tuple[Original, ...]:
    """Ten in turn: four texts, three HTML pages, a PDF, two Markdown reports; without these a text and a page more.

    Args:
        reports: A folder of Markdown files, or none.
    """
    raw = ROOT / "raw"
    text, page = (
        Original(path.name, path.read_text(encoding="utf-8"))
        for path in (raw / "small-navies.txt", raw / "loose-ends.html")
    )
    printed = Original(TYPESET, (ROOT / "samples" / "report.typ").read_text(encoding="utf-8"), _typeset)
    files = [p for p in sorted(reports.glob("*.md")) if p.stat().st_size in SIZES] if reports else []
    real = [Original(p.name, p.read_text(encoding="utf-8")) for p in files]
    pairs = list(zip(real[::2], real[1::2], strict=False)) or [(text, page)]
    return tuple(o for a, b in pairs for o in (text, page, a, text, page, b, printed, text, page, text))


def fill(folder: Path, count: int, of: Sequence[Original], *, first: int = 0) -> Counter[str]:
    """Write copies number `first` and on into a folder.

    Returns:
        How many there are of each kind of file, by its suffix.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kinds: Counter[str] = Counter()
    for number in range(first, first + count):
        original = of[number % len(of)]
        path = folder / f"{number:05d}-{original.name}"
        # Of a text that names none of the states, copies differ in their years alone.
        path.write_bytes(original.made(changed(original.text, number, number // len(of) % YEARS)))
        kinds[path.suffix] += 1
    return kinds


def changed(text: str, number: int, earlier: int) -> str:
    """The text as copy `number` has it, so many years earlier; nothing but states, capitals and years is another."""
    chance = random.Random(number)
    others = dict(zip(STATES, chance.sample(STATES, len(STATES)), strict=True))
    instead = {word: other for state in STATES for word, other in zip(state, others[state], strict=True)}
    return _WORDS.sub(lambda m: instead.get(m[0]) or str(int(m[0]) - earlier), text)


def _typeset(text: str) -> bytes:
    import typst

    pdf: bytes = typst.compile(text.encode(), format="pdf", ignore_system_fonts=True, timestamp=0)
    return pdf
