"""Spoilt files that people write or keep beside the reports: rules, decisions, the registry, `sources.toml`."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import yaml

from pipeline.extract.rulefile import RuleLoader
from pipeline.reconcile.decisions import Anchor, Decision, append_decision
from pipeline.reconcile.registry import Entry, write_registry
from pipeline.rules import rule_file, rule_names
from tests.conftest import RAW
from tests.mutations.odd import ODD_JSON, ODD_TOML, ODD_YAML
from tests.mutations.spoiling import as_bytes, other_tree, spoil, spoil_text

DECIDED = """\
Fiji and Peru signed the Kelp Accord in 2004.[1] It entered into force on June 5, 2005.
They met in Lima in May 2006, and the ministers of both held a dialogue there in 2007.

[1] Fijian official, interview with the author, Suva, May 3, 2018.
"""
"""A text that people decided about."""


def make_rules(chance: random.Random, scratch: Path) -> bytes:
    name = sorted(rule_names())[chance.randrange(1000) % len(rule_names())]
    rules = yaml.load(rule_file(name).read_text(encoding="utf-8"), Loader=RuleLoader)["rules"]
    few = chance.sample(rules, min(len(rules), chance.randrange(1, 5)))
    if chance.random() < 0.6:
        few = [other_tree(chance, rule) for rule in few]
    text = yaml.safe_dump({"rules": few}, allow_unicode=True, sort_keys=False)
    if chance.random() < 0.5:
        text = spoil_text(chance, text, ODD_YAML)
    return f"# {name}\n{text}".encode("utf-8", errors="surrogatepass")


def make_decisions(chance: random.Random, scratch: Path) -> bytes:
    path = scratch / "written.jsonl"
    path.unlink(missing_ok=True)
    one = Anchor("agreement", "Kelp Accord", "the ", " in 2004", 25, 36, "d0", "a.txt", {"name": "Kelp Accord"})
    two = Anchor("event", DECIDED.splitlines()[1], "", "", 87, 173, "d0", "a.txt", {"type": "dialogue", "date": "2006"})
    first = append_decision(
        path, Decision("correct", "agreements", ((one,),), "kind", "treaty", author="Ada", time="t")
    )
    append_decision(path, Decision("merge", "events", ((two,), (two,)), author="Ben"))
    append_decision(path, Decision("withdraw", withdraws=first, author="Ada"))
    data = path.read_bytes()
    if chance.random() < 0.5:
        plain = [json.loads(line) for line in data.splitlines()[: chance.choice((2, 3))]]
        changed = [other_tree(chance, {k: v for k, v in line.items() if k != "id"}) for line in plain]
        return "".join(json.dumps(line) + "\n" for line in changed).encode()
    if chance.random() < 0.5:
        # With an id that isn't theirs all changed lines would be refused for that alone.
        data = re.sub(rb'"id":"\w*",', b"", data)
    return spoil(chance, data, as_bytes(ODD_JSON))


def make_registry(chance: random.Random, scratch: Path) -> bytes:
    path = scratch / "registry.jsonl"
    mentions = tuple(f"m{i:08x}" for i in range(4))
    entries = [
        Entry("a0000001", "agreements", "a0000002", mentions[:2], ("0f", "1e"), ("a0000003",)),
        Entry("e0000001", "events", "e0000001", mentions[2:], split_from="e0000002"),
        Entry("i0000001", "interviews", "i0000001", mentions),
    ]
    write_registry(path, entries)
    if chance.random() < 0.5:
        return spoil(chance, path.read_bytes(), as_bytes(ODD_JSON))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return "".join(json.dumps(other_tree(chance, line)) + "\n" for line in lines for _ in range(4)).encode()


def make_seed(chance: random.Random, scratch: Path) -> bytes:
    """What is spoilt is made by a run: `tests.spoilt_runs` does it, from these bytes."""
    return f"{chance.random()}".encode()


def make_torn(chance: random.Random, scratch: Path) -> bytes:
    return b"torn " + make_seed(chance, scratch)


def make_sources(chance: random.Random, scratch: Path) -> bytes:
    data = (RAW / "sources.toml").read_bytes()
    if chance.random() < 0.5:
        return spoil(chance, data, as_bytes(ODD_TOML))
    odd = (
        '""',
        "5",
        "true",
        "[1, [2]]",
        "1979-05-27",
        "{a = 1}",
        '"9999-99"',
        '"\\u0000"',
        "nan",
        '"xx-"',
        '"en_"',
        '"20XX-1X"',
    )
    return re.sub(
        rb'"[^"\n]*"\n', lambda m: chance.choice(odd).encode() + b"\n" if chance.random() < 0.4 else m[0], data
    )
