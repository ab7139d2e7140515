"""One dataset for one set of documents: whatever their order, however often it was run, whatever was known before."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reconcile import reconcile
from pipeline.reconcile.agreement_groups import Grouping
from pipeline.reconcile.agreement_linking import link_block as link_agreements
from pipeline.reconcile.clusters import Clusters
from pipeline.reconcile.event_linking import EventLinker
from pipeline.reconcile.event_linking import link_block as link_events
from pipeline.reconcile.registry import Entry, registered
from pipeline.records import (
    AgreementMention,
    DocumentRow,
    EventMention,
    Extraction,
    Mention,
    MilestoneMention,
    Row,
    content_id,
)

CIRCLES = (("CHL", "NOR"), ("NOR", "PER"), ("CHL", "NOR", "PER"), ())
DATES = (
    "2011",
    "2011-05",
    "2011-05-03",
    "2011-05-04",
    "2012",
    "201X",
    "2011-05-01/2011-05-09",
    "{2011-05-03,2011-06-01}",
)
WORDS = ("pilots", "frigate", "harbour", "winter", "herring", "ministers", "Bergen", "Callao")
NAMES = ("", "", "Grey Heron", "fifth harbour meeting", "Grey Heron III")

events = st.builds(
    EventMention,
    mention_id=st.just(""),
    doc_id=st.just(""),
    type=st.sampled_from(["visit", "exercise", "agreement"]),
    trigger=st.just("held"),
    participants=st.sampled_from(CIRCLES),
    date=st.sampled_from(DATES),
    modality=st.sampled_from(["actual", "planned"]),
    name=st.sampled_from(NAMES),
    place=st.sampled_from(["", "Bergen", "Callao"]),
    agreement_mention=st.sampled_from(["", "0", "1"]),
)
agreements = st.builds(
    AgreementMention,
    mention_id=st.just(""),
    doc_id=st.just(""),
    kind=st.sampled_from(["acsa", "mou", "joint_statement", "partnership_programme", "other"]),
    name=st.sampled_from(["pact", "Pilots Pact", "Herring Accord"]),
    parties=st.sampled_from(CIRCLES),
    alias=st.sampled_from(["", "PP"]),
    year=st.sampled_from(["", "", "2011", "2012", "2019"]),
    form=st.sampled_from(["name", "described", "bare"]),
    words=st.sampled_from([(), ("pilots",), ("herring",), ("harbour", "pilots")]),
    act=st.just("signed"),
)
steps = st.tuples(
    st.integers(0, 3), st.sampled_from(["signed", "entered_into_force", "announced"]), st.sampled_from(DATES[:5])
)
document = st.tuples(
    st.lists(agreements, max_size=5),
    st.lists(steps, max_size=3),
    st.lists(st.tuples(events, st.lists(st.sampled_from(WORDS), min_size=2, max_size=5)), max_size=6),
)


def extraction(
    number: int, parts: tuple[list[AgreementMention], list[tuple[int, str, str]], list[tuple[EventMention, list[str]]]]
) -> Extraction:
    """A document of these records, each on a span of its own."""
    doc_id = content_id("d", number)
    told, acts, happened = parts
    mentions, named, occurred = [], [], []
    for i, a in enumerate(told):
        m = Mention(
            content_id("m", doc_id, "a", i),
            doc_id,
            "agreement",
            a.name,
            ((i * 100, i * 100 + 9),),
            "r",
            "paragraph",
            "b1",
        )
        mentions.append(m)
        named.append(replace(a, mention_id=m.mention_id, doc_id=doc_id))
    for i, (e, words) in enumerate(happened):
        spot = (i * 100 + 20, i * 100 + 90)
        m = Mention(
            content_id("m", doc_id, "e", i),
            doc_id,
            "event",
            f"Told {i}: {' '.join(words)}.",
            (spot,),
            "r",
            "paragraph",
            "b1",
        )
        mentions.append(m)
        about = int(e.agreement_mention) if e.agreement_mention else -1
        agreement = named[about].mention_id if 0 <= about < len(named) else ""
        occurred.append(replace(e, mention_id=m.mention_id, doc_id=doc_id, agreement_mention=agreement))
    milestones = [
        MilestoneMention(named[i].mention_id, doc_id, act, date, (named[i].mention_id,))
        for i, act, date in acts
        if i < len(named)
    ]
    return Extraction(
        doc_id, tuple(mentions), agreements=tuple(named), milestones=tuple(milestones), events=tuple(occurred)
    )


def row(x: Extraction) -> DocumentRow:
    return DocumentRow(x.doc_id, f"{x.doc_id}.txt", "", "text/plain", {}, 1, 0, "ok")


def run(made: list[Extraction], registry: list[Entry] | None = None) -> dict[str, list[Row]]:
    return reconcile([row(x) for x in made], made, registry=registry or [])


def register(tables: dict[str, list[Row]], before: list[Entry]) -> list[Entry]:
    return registered(tables, before, {m["mention_id"]: (m["kind"], m["text"]) for m in tables["mentions"]})


@settings(max_examples=60, deadline=None)
@given(st.lists(document, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_order_of_documents_says_nothing(parts: list[object], chance: random.Random) -> None:
    made = [extraction(i, p) for i, p in enumerate(parts)]  # type: ignore[arg-type]
    shuffled = made[:]
    chance.shuffle(shuffled)
    assert run(shuffled) == run(made)


@settings(max_examples=40, deadline=None)
@given(st.lists(document, min_size=1, max_size=3))
def test_every_record_is_in_one_row_and_ids_are_unique(parts: list[object]) -> None:
    made = [extraction(i, p) for i, p in enumerate(parts)]  # type: ignore[arg-type]
    tables = run(made)
    for table, key in (("events", "event_id"), ("agreements", "agreement_id"), ("milestones", "milestone_id")):
        ids = [r[key] for r in tables[table]]
        assert len(ids) == len(set(ids))
    told = [i for r in tables["events"] for i in r["evidence"].split("; ")]
    assert sorted(told) == sorted(e.mention_id for x in made for e in x.events)
    rows = {r["event_id"]: r["evidence"].split("; ") for r in tables["events"]}
    joined = {r["row_id"]: 0 for r in tables["merges"]}
    for r in tables["merges"]:
        joined[r["row_id"]] += 1
        assert r["fields"], "no merge without a reason"
    for event_id, evidence in rows.items():
        assert joined.get(event_id, 0) == len(evidence) - 1, "as many merges as put them together"


@settings(max_examples=40, deadline=None)
@given(st.lists(document, min_size=2, max_size=4))
def test_registered_ids_stay_whatever_comes(parts: list[object]) -> None:
    made = [extraction(i, p) for i, p in enumerate(parts)]  # type: ignore[arg-type]
    first = run(made[:1])
    registry = register(first, [])
    assert run(made[:1], registry) == first, "nothing new, nothing renamed"
    later = run(made, registry)
    ids = {r["event_id"] for r in later["events"]} | {r["agreement_id"] for r in later["agreements"]}
    told = {r["former_id"] for r in later["history"]}
    for table, key in (("events", "event_id"), ("agreements", "agreement_id")):
        now = [r[key] for r in later[table]]
        assert len(now) == len(set(now))
        assert {r[key] for r in first[table]} <= ids | told, "an id is there, or what became of it is told"
    again = register(later, registry)
    assert run(made[::-1], again) == run(made, again)
    assert register(run(made, again), again) == again, "registering twice changes nothing"


@settings(max_examples=30, deadline=None)
@given(st.lists(document, min_size=2, max_size=4))
def test_blocks_are_put_together_alike_by_other_processes(parts: list[object]) -> None:
    """A block, sent away and back, is linked as it is here: nothing hangs on who does it."""
    made = [extraction(i, p) for i, p in enumerate(parts)]  # type: ignore[arg-type]
    happened = [e for x in made for e in x.events]
    linker = EventLinker(happened, {}, {m.mention_id: m for x in made for m in x.mentions})
    whole = Clusters(range(len(happened)))
    for block in linker.blocks():
        sent = pickle.dumps((block, whole.part(t.members[0] for t in block)))
        here, there = link_events(*pickle.loads(sent)), link_events(*pickle.loads(sent))
        assert here == there == link_events(block, whole.part(t.members[0] for t in block))
    told: dict[str, list[MilestoneMention]] = {}
    for step in (m for x in made for m in x.milestones):
        told.setdefault(step.agreement_mention, []).append(step)
    groups = [g for x in made for g in Grouping(told).of(x.agreements)]
    for key in {(g.kind, g.parties) for g in groups if len(g.parties) > 1}:
        own = [g for g in groups if (g.kind, g.parties) == key]
        links = [[j.links for j in link_agreements(some)] for some in (own, pickle.loads(pickle.dumps(own)), own[::-1])]
        assert links[0] == links[1] == links[2]
