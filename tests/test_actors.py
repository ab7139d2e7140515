"""Who is named: every rule's own examples, then the cases where names meet."""

import pytest
from spacy.language import Language

from pipeline.extract.actors import ActorFound, actor_of, actor_rules, actors_in
from pipeline.extract.actors.context import context_rules
from pipeline.extract.nlp import found, language


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = language()
    nlp.add_pipe("chronocite_actors")
    return nlp


def test_every_actor_is_found_in_its_examples(nlp: Language) -> None:
    for rule in actor_rules():
        for example in rule.examples:
            hits = [(s.text, d.code) for s, d in found(nlp(example.text), "actors", ActorFound)]
            assert (example.find, example.value) in hits, (rule.id, example.text, hits)


def test_contexts(nlp: Language) -> None:
    for rule in context_rules():
        for example in rule.examples:
            hits = {s.text: d for s, d in found(nlp(example.text), "actors", ActorFound)}
            if rule.effect == "not":
                assert not any(example.find in t for t in hits), (rule.id, example.text)
            elif rule.effect == "place":
                assert hits[example.find].place, (rule.id, example.text)
            else:
                assert (hits[example.find].code, hits[example.find].form) == (example.value, "body")
        for text in rule.against:
            hits = {s.text: d for s, d in found(nlp(text), "actors", ActorFound)}
            assert hits, (rule.id, text)
            assert not any(d.place or d.form == "body" for d in hits.values()), (rule.id, text)


CODES = [
    ("Malta–UK talks", ("MLT", "GBR")),
    ("the U.S.–Norway treaty", ("USA", "NOR")),
    ("Franco-Italian ships", ("FRA", "ITA")),
    ("Sino–Russian patrols", ("CHN", "RUS")),
    ("Anglo-Indian trade", ("GBR", "IND")),
    ("General Franco died", ()),
    ("Tell us and give them a turkey, not polish.", ()),
    ("The US and U.S. allies", ("USA",)),
    ("North Korea warned South Korea", ("PRK", "KOR")),
    ("the North Atlantic Treaty Organization met", ("NATO",)),
    ("DENMARK AND THE NETHERLANDS", ("DNK", "NLD")),
    ("the Soviet navy", ("SUN",)),
    ("Papua New Guinea", ("PNG",)),
    ("Niger, not Nigeria", ("NER", "NGA")),
    ("Prussia and the Ottoman Empire", ("PRU", "OTT")),
    ("the Polisario Front and Morocco", ("POLISARIO", "MAR")),
    ("Chad Miller met Jordan", ("JOR",)),
    ("Lebanon, Pennsylvania, and Lebanon", ("LBN",)),
    ("a governor of Georgia", ()),
    ("Georgia and Armenia", ("GEO", "ARM")),
    ("the World Bank", ("WB",)),
    ("the Kenya Navy", ("KEN",)),
    ("Malta’s National Security Council", ("MLT",)),
    ("President Truman and the Carter administration", ("USA",)),
    ("a march through North Georgia", ()),
    ("Danish Navy and Norwegian Polar Fishing Agency, “Report”", ("DNK", "NOR")),
]


@pytest.mark.parametrize(("text", "codes"), CODES)
def test_codes(text: str, codes: tuple[str, ...]) -> None:
    assert actors_in(text) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [("Dutch", "NLD"), ("Ministry of Defence of Malta", "MLT"), ("retired", ""), ("Danish and Polish", "")],
)
def test_actor_of(text: str, code: str) -> None:
    assert actor_of(text) == code
