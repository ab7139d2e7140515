"""Dated events: the rules' own examples, then who, when, where, and whether it happened."""

import pytest
from spacy.language import Language

from pipeline.extract.actors.focus import FocusTracker
from pipeline.extract.events import EventAt, event_rules, events_of, triggers_in
from pipeline.extract.events.modality import modality_of, modality_rules
from pipeline.extract.nlp import build
from tests.text_blocks import text_blocks


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(("sentences", "dates", "actors", "agreements"))


def events(nlp: Language, *lines: str) -> list[EventAt]:
    return list(events_of(text_blocks(nlp, *lines)).events)


def test_every_type_is_found_in_its_examples() -> None:
    for rule in event_rules():
        for example in rule.examples:
            hits = [(example.text[t.start : t.end], t.type) for t in triggers_in(example.text, 0, len(example.text))]
            assert (example.find, example.value) in hits, (rule.id, hits)
        for text in rule.against:
            assert rule.id not in {t.rule for t in triggers_in(text, 0, len(text))}, (rule.id, text)


def test_every_modality_is_found_in_its_examples() -> None:
    for rule in modality_rules():
        for example in rule.examples:
            found = modality_of(example.text, (0, len(example.text)), (0, 3))
            assert found.value == example.value, (rule.id, example.text, found)
            assert example.text[found.start : found.end].strip().startswith(example.find), (rule.id, found)
        for text in rule.against:
            assert modality_of(text, (0, len(text)), (0, 3)).rule != rule.id, (rule.id, text)


EVENTS = [
    ("The Maltese premier visited Italy in May 2004.", [("visit", "2004-05", ("ITA", "MLT"), "actual")]),
    ("Malta and Italy met on May 3, 2004.", [("dialogue", "2004-05-03", ("ITA", "MLT"), "actual")]),
    (
        "Peru held exercises with Chile in May 2004 and June 2005.",
        [("exercise", "2004-05", ("CHL", "PER"), "actual"), ("exercise", "2005-06", ("CHL", "PER"), "actual")],
    ),
    ("A visit by Malta to Italy was scheduled for May 2004.", [("visit", "2004-05", ("ITA", "MLT"), "planned")]),
    ("The Malta–Italy exercise of May 2004 was cancelled.", [("exercise", "2004-05", ("ITA", "MLT"), "cancelled")]),
    ("Kenya appointed an envoy in 2004.", [("appointment", "2004", ("KEN",), "actual")]),
    ("Kenya has grown tea since 2004.", []),
    ("The 2004 joint statement by Malta and Italy named reefs.", []),
]


@pytest.mark.parametrize(("line", "expected"), EVENTS)
def test_events(nlp: Language, line: str, expected: list[tuple[str, str, tuple[str, ...], str]]) -> None:
    told = [(e.trigger.type, e.date.value, e.participants, e.modality.value) for e in events(nlp, line)]
    assert told == expected


def test_the_pair_in_focus_is_from_the_heading_or_the_pair_named_before(nlp: Language) -> None:
    (event,) = events(nlp, "# Malta–Italy ties", "The two countries held a summit in May 2004.")
    assert (event.participants, event.participants_from) == (("ITA", "MLT"), "heading")
    *_, event = events(nlp, "Peru and Chile are neighbors.", "They held a summit in May 2004.")
    assert (event.participants, event.participants_from) == (("CHL", "PER"), "pair")


def test_focus_of_a_chapter_is_its_state_and_the_main_one(nlp: Language) -> None:
    blocks = text_blocks(nlp, "Malta is an island. Malta trades.", "# Italy", "Malta likes it. Both met.")
    assert FocusTracker(blocks).at(2, 5).actors == ("ITA", "MLT")


def test_nobody_known_stays_empty(nlp: Language) -> None:
    (event,) = events(nlp, "A summit was held in May 2004.")
    assert (event.participants, event.participants_from) == ((), "")


def test_agreement_event_names_its_mention(nlp: Language) -> None:
    told = events_of(text_blocks(nlp, "Peru and Chile signed a fisheries treaty on May 3, 2004."))
    (event,) = told.events
    assert event.trigger.type == "agreement"
    assert told.agreements[event.trigger.agreement].parties == ("CHL", "PER")


def test_name_and_place(nlp: Language) -> None:
    (event,) = events(nlp, "In May 2004, Malta and Italy held an exercise called Blue Crab near Gozo.")
    assert (event.name, event.place) == ("Blue Crab", "Gozo")
