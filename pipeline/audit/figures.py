"""Pictures of a run: when what happened between whom, the lives of agreements, who was cited where.

A picture is a list of shapes. On a page of the site the style sheet gives them their colours, light or dark; a file for
a paper carries its own. A bar is as wide as its date is vague: a day is a dot, a year is a year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from pipeline.audit.links import Links, Tables, shortened
from pipeline.audit.network import network
from pipeline.audit.overview import parties
from pipeline.audit.shapes import WIDTH, Picture, Shape
from pipeline.edtf import bounds
from pipeline.records import Row, members

_ROWS, _LANES, _LIVES, _COLUMNS = 12, 16, 40, 16
_TYPES = 6
_NAME = 52
"""Characters that there is room for beside the life of an agreement."""
_GROUPS: Mapping[str, str] = {
    "proposed": "t4",
    "negotiations_started": "t4",
    "agreed_in_principle": "t4",
    "announced": "t4",
    "signed": "t0",
    "concluded": "t0",
    "adopted": "t0",
    "ratified": "t1",
    "entered_into_force": "t2",
    "revised": "t3",
    "renewed": "t3",
    "ended": "t5",
    "not_concluded": "t5",
}
_GROUP_NAMES = {
    "t4": "under way",
    "t0": "signed, concluded, adopted",
    "t1": "ratified",
    "t2": "in force",
    "t3": "revised, renewed",
    "t5": "ended, not concluded",
    "t6": "other",
}


@dataclass(frozen=True, slots=True)
class _Bar:
    """A stretch of time and what it stands for."""

    start: date
    end: date
    css: str
    title: str
    href: str


@dataclass(slots=True)
class _Scale:
    """Days as pixels."""

    first: date
    last: date
    left: float
    _span: int = field(init=False)

    def __post_init__(self) -> None:
        self._span = max((self.last - self.first).days, 1)

    def at(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        return round(self.left + (WIDTH - 8 - self.left) * (inside - self.first).days / self._span, 1)

    def grid(self, height: float) -> list[Shape]:
        """A line and a number for a year, or for every few of them."""
        years = range(self.first.year, self.last.year + 1)
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 2000) if len(years) / s <= 16)
        out = []
        for year in (y for y in years if y % step == 0):
            x = self.at(date(year, 1, 1))
            out.append(Shape("line", "grid", {"x1": x, "y1": 18, "x2": x, "y2": height}))
            # A number that would be cut off at the edge is left out.
            if x + 30 <= WIDTH:
                out.append(Shape("text", "axis", {"x": x + 3, "y": 12}, str(year)))
        return out


def pictures(tables: Tables, links: Links) -> list[Picture]:
    """All pictures of a run that there is something to show in."""
    shared = network(parties(tables["agreements"]))
    drawn = (_timeline(tables["events"], links), _lives(tables, links), _cited(tables, links), shared)
    return [picture for picture in drawn if picture]


# --- when what happened between whom ---------------------------------------------------------------------------------


def _timeline(events: Sequence[Row], links: Links) -> Picture | None:
    dated = [(row, days) for row in events if (days := _days(row["date_start"], row["date_end"]))]
    if not dated:
        return None
    # The type `other` is one of the others.
    often = Counter(r["type"] for r, _ in dated if r["type"] != "other")
    kinds = [t for t, _ in sorted(often.items(), key=lambda i: (-i[1], i[0]))][:_TYPES]
    rows: defaultdict[str, list[_Bar]] = defaultdict(list)
    first, last, outside = _window([days for _, days in dated])
    for row, (start, end) in dated:
        if end < first or start > last:
            continue
        css = f"t{kinds.index(row['type'])}" if row["type"] in kinds else "t6"
        css += "" if row["modality"] in ("actual", "") else " unreal"
        title = f"{row['date']}: {shortened(row['name'] or row['summary'] or row['type'], 120)}"
        rows[_between(row)].append(_Bar(start, end, css, title, _href(links, row["event_id"])))
    names = sorted(rows, key=lambda name: (-len(rows[name]), name))
    rest = [bar for name in names[_ROWS:] for bar in rows[name]]
    drawn = [(name, rows[name]) for name in names[:_ROWS]] + ([("others", rest)] if rest else [])
    scale = _Scale(first, last, 118)
    shapes: list[Shape] = []
    y, hidden = 24.0, 0
    for name, bars in drawn:
        lanes = _lanes(bars, scale)
        hidden += len(bars) - sum(map(len, lanes))
        shapes.append(Shape("text", "name", {"x": 0, "y": y + 8}, shortened(name, 13)))
        shapes.append(Shape("text", "count", {"x": 112, "y": y + 8}, str(len(bars))))
        for i, lane in enumerate(lanes):
            shapes += [_bar(bar, scale, y + 8 * i, 6) for bar in lane]
        y += 8 * max(len(lanes), 1) + 8
        shapes.append(Shape("line", "rule", {"x1": 0, "y1": y - 5, "x2": WIDTH, "y2": y - 5}))
    about = "Each bar is an event, as wide as its date is vague; hollow ones were planned, called off or denied."
    about += _left_out(
        (len(events) - len(dated), "without a date"),
        (outside, f"before {first.year} or after {last.year}"),
        (hidden, "for want of room"),
    )
    legend = [(f"t{i}", kind.replace("_", " ")) for i, kind in enumerate(kinds)]
    if any(bar.css.startswith("t6") for bars in rows.values() for bar in bars):
        legend.append(("t6", "other types"))
    return Picture("timeline", "Events by who took part", about, y, [*scale.grid(y), *shapes], legend)


def _between(row: Row) -> str:
    names = sorted(set(members(row["participants"])))
    if not names:
        return "not said"
    return "–".join(names) if len(names) < 3 else "three or more"


def _window(spans: Sequence[tuple[date, date]]) -> tuple[date, date, int]:
    """From when to when to draw, and how many lie outside: a few of long ago may not press the others together."""
    starts, ends = sorted(start for start, _ in spans), sorted(end for _, end in spans)
    early, late = starts[len(starts) // 4], ends[-1 - len(ends) // 4]
    # Three times as far from the middle half as that is wide, and from one of a few years thirty years.
    far = 3 * max((late - early).days, 3653)
    first = min(start for start in starts if (early - start).days <= far)
    last = max(end for end in ends if (end - late).days <= far)
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    return first, last, sum(end < first or start > last for start, end in spans)


def _lanes(bars: Sequence[_Bar], scale: _Scale) -> list[list[_Bar]]:
    """Bars above each other where they would overlap; what needs more lanes than there are is left out."""
    lanes: list[list[_Bar]] = []
    ends: list[float] = []
    for bar in sorted(bars, key=lambda b: (b.start, b.end, b.title)):
        x, end = scale.at(bar.start), max(scale.at(bar.end), scale.at(bar.start) + 4) + 1
        lane = next((i for i, until in enumerate(ends) if until <= x), len(ends))
        if lane == _LANES:
            continue
        if lane == len(ends):
            lanes.append([])
            ends.append(end)
        lanes[lane].append(bar)
        ends[lane] = end
    return lanes


def _bar(bar: _Bar, scale: _Scale, y: float, height: float, narrowest: float = 4) -> Shape:
    x = min(scale.at(bar.start), WIDTH - narrowest)
    width = round(max(scale.at(bar.end) - x, narrowest), 1)
    at = {"x": x, "y": y, "width": width, "height": height, "rx": min(width, height) / 2}
    return Shape("rect", bar.css, at, title=bar.title, href=bar.href)


# --- the lives of agreements -----------------------------------------------------------------------------------------


def _lives(tables: Tables, links: Links) -> Picture | None:
    told: defaultdict[str, list[_Bar]] = defaultdict(list)
    for row in tables["milestones"]:
        if days := _days(*bounds(row["date"])):
            css = _GROUPS.get(row["act"], "t6") + (" disputed" if row["other_dates"] else "")
            title = f"{row['act'].replace('_', ' ')} {row['date']}"
            title += f" (elsewhere {row['other_dates']})" if row["other_dates"] else ""
            told[row["agreement_id"]].append(_Bar(*days, css, title, _href(links, row["milestone_id"])))
    lived = [row for row in tables["agreements"] if row["agreement_id"] in told]
    if not lived:
        return None
    dated, (first, last, _) = len(lived), _window([(b.start, b.end) for bars in told.values() for b in bars])
    acts = {key: own for key, bars in told.items() if (own := [b for b in bars if b.end >= first and b.start <= last])}
    lived = [row for row in lived if row["agreement_id"] in acts]
    lived.sort(key=lambda row: (min(bar.start for bar in acts[row["agreement_id"]]), row["name"], row["agreement_id"]))
    # Those of which most is known, in the order of their beginnings.
    chosen = {r["agreement_id"] for r in sorted(lived, key=lambda r: -len(acts[r["agreement_id"]]))[:_LIVES]}
    shown = [row for row in lived if row["agreement_id"] in chosen]
    bars = [bar for row in shown for bar in acts[row["agreement_id"]]]
    scale = _Scale(first, last, 330)
    shapes: list[Shape] = []
    called = Counter((row["parties"], alias) for row in tables["agreements"] for alias in members(row["aliases"]))
    height = 28.0 + 20 * len(shown)
    for i, row in enumerate(shown):
        y, own = 28.0 + 20 * i, acts[row["agreement_id"]]
        parties_of = "–".join(members(row["parties"])[:3])
        name = " ".join(filter(None, (parties_of, row["name"] or row["kind"])))
        brief = " ".join(filter(None, (parties_of, _brief(row, _NAME - len(parties_of) - 1, called))))
        href = _href(links, row["agreement_id"])
        shapes.append(Shape("text", "name", {"x": 0, "y": y + 8}, shortened(brief, _NAME), title=name, href=href))
        ends = scale.at(min(b.start for b in own)), scale.at(max(b.end for b in own))
        shapes.append(Shape("line", "life", {"x1": ends[0], "y1": y + 4, "x2": ends[1], "y2": y + 4}))
        shapes += [_bar(bar, scale, y, 8, 8) for bar in sorted(own, key=lambda b: (b.start, b.end, b.title))]
    about = "Each line is an agreement, each mark a milestone; one with a ring has sources that give another date."
    about += _left_out(
        (len(tables["agreements"]) - dated, "without a dated milestone"),
        (dated - len(lived), f"before {first.year} or after {last.year}"),
        (len(lived) - len(shown), "for want of room"),
    )
    used = {bar.css.split()[0] for bar in bars}
    legend = [(css, name) for css, name in _GROUP_NAMES.items() if css in used]
    return Picture("agreements", "The lives of agreements", about, height, [*scale.grid(height), *shapes], legend)


def _brief(row: Row, room: int, called: Mapping[tuple[str, str], int]) -> str:
    """What an agreement is called where there is little room.

    Full titles begin alike ("Agreement Between the Government of …"), so one that would be cut gives way to the longest
    alias of several words that fits, if no other agreement of the same parties has it and it says more than the kind.

    Args:
        row: Of the agreement.
        room: Characters that the name may have.
        called: How many agreements have the same parties and the same alias.
    """
    name, kind = row["name"] or row["kind"], row["kind"].replace("_", " ")
    if len(name) <= room:
        return name
    own = [alias for alias in members(row["aliases"]) if called[row["parties"], alias] == 1 and alias.lower() != kind]
    return max((alias for alias in own if " " in alias and len(alias) <= room), key=len, default=name)


# --- who was cited where ---------------------------------------------------------------------------------------------


def _cited(tables: Tables, links: Links) -> Picture | None:
    interviews = tables["interviews"]
    if not interviews:
        return None
    several = len({row["doc_id"] for row in interviews}) > 1
    counts: Counter[tuple[str, str]] = Counter()
    for row in interviews:
        asked = row["affiliation"] or row["attribution"] or "not said"
        for place in [_title(row["doc_id"], links)] if several else _outermost(row["sections"]):
            counts[asked, place] += 1
    places = _in_order({place for _, place in counts}, tables, links, several=several)
    totals = Counter(row["affiliation"] or row["attribution"] or "not said" for row in interviews)
    who = [name for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]
    columns, rows = places[:_COLUMNS], who[: 2 * _ROWS]
    left, top, pitch = 210.0, 140.0, 30.0
    step = min(90.0, (WIDTH - left - 90) / max(len(columns), 1))
    shapes: list[Shape] = []
    for j, place in enumerate(columns):
        at = {"x": left + step * (j + 0.5), "y": top - 12, "turn": -35}
        shapes.append(Shape("text", "axis", at, shortened(place, 36), title=place))
    most = max(counts.values())
    for i, name in enumerate(rows):
        y = top + pitch * (i + 0.5)
        shapes.append(Shape("text", "name", {"x": 0, "y": y + 4}, shortened(name, 26), title=name))
        shapes.append(Shape("text", "count", {"x": left - 6, "y": y + 4}, str(totals[name])))
        shapes.append(Shape("line", "rule", {"x1": left, "y1": y, "x2": left + step * len(columns), "y2": y}))
        for j, place in enumerate(columns):
            if number := counts[name, place]:
                shapes += _disc(left + step * (j + 0.5), y, number, most, f"{name}, {place}: {number}")
    about = "Interviews by whose people were asked and where they are cited; the number on the left counts interviews."
    about += _left_out(
        (len(who) - len(rows), "groups for want of room"), (len(places) - len(columns), "places for want of room")
    )
    return Picture("interviews", "Who was cited where", about, top + pitch * len(rows) + 4, shapes)


def _disc(x: float, y: float, number: int, most: int, title: str) -> list[Shape]:
    radius = round(6 + 8 * sqrt(number / most), 1)
    return [
        Shape("circle", "t0", {"cx": round(x, 1), "cy": y, "r": radius}, title=title),
        Shape("text", "inside", {"x": round(x, 1), "y": y + 4}, str(number)),
    ]


def _in_order(places: Collection[str], tables: Tables, links: Links, *, several: bool) -> list[str]:
    """Documents as they are listed, sections as they stand in the text."""
    if several:
        known = dict.fromkeys(_title(row["doc_id"], links) for row in tables["documents"])
    else:
        known = dict.fromkeys(row["section"].split(" > ")[0] for row in _by_place(tables["mentions"]))
    return [*(place for place in known if place in places), *sorted(set(places).difference(known))]


def _by_place(mentions: Sequence[Row]) -> list[Row]:
    return sorted(mentions, key=lambda row: int(row["start"] or 0))


def _outermost(sections: str) -> Iterable[str]:
    return dict.fromkeys(path.split(" > ")[0] for path in members(sections)) or ["no section"]


# --- common ----------------------------------------------------------------------------------------------------------


def _days(start: str, end: str) -> tuple[date, date] | None:
    """The days between which something lies; `None` where one is open or no calendar has it."""
    try:
        low, high = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return None
    return (low, high) if low <= high else None


def _left_out(*told: tuple[int, str]) -> str:
    """What a picture leaves out: how many, and why or which."""
    some = ", ".join(f"{number} {why}" for number, why in told if number > 0)
    return f" Not drawn: {some}." if some else ""


def _href(links: Links, key: str) -> str:
    target = links.get(key)
    return target.href if target else ""


def _title(doc_id: str, links: Links) -> str:
    target = links.get(doc_id)
    return target.label if target else doc_id


__all__ = ["Picture", "pictures"]
