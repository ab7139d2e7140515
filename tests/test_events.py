"""Dated events: the rules' own examples, then what a date governs, who, where, whether it happened, what goes on."""

import pytest
from spacy.language import Language

from pipeline.extract.actors.focus import NEAR, FocusTracker
from pipeline.extract.events import EventAt, event_rules, events_of, triggers_in
from pipeline.extract.events.inflection import noun_forms, verb_forms
from pipeline.extract.events.modality import modality_of, modality_rules
from pipeline.extract.events.naming import place_rules, places_in
from pipeline.extract.nlp import build
from tests.text_blocks import text_blocks


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(("sentences", "dates", "actors", "agreements"))


def events(nlp: Language, *lines: str) -> list[EventAt]:
    return list(events_of(text_blocks(nlp, *lines)).events)


def told(nlp: Language, *lines: str) -> list[tuple[str, str, str]]:
    """Words, type and date of each event."""
    return [(e.words, e.trigger.type, e.date.value) for e in events(nlp, *lines)]


# --- the rules' own examples ------------------------------------------------------------------------------------------


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
            end = len(example.text)
            found = modality_of(example.text, (0, end), (end - 3, end) if rule.ahead else (0, 3))
            assert found.value == example.value, (rule.id, example.text, found)
            assert example.text[found.start : found.end].strip().startswith(example.find), (rule.id, found)
        for text in rule.against:
            assert modality_of(text, (0, len(text)), (0, 3)).rule != rule.id, (rule.id, text)


def test_every_place_is_found_in_its_examples() -> None:
    for rule in place_rules():
        for example in rule.examples:
            assert (example.find, rule.id) in places_in(example.text), (rule.id, example.text)
        for text in rule.against:
            assert rule.id not in {by for _, by in places_in(text)}, (rule.id, text)


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("visit", {"visit", "visits", "visiting", "visitting", "visited", "visitted"}),
        ("occupy", {"occupy", "occupies", "occupying", "occupied"}),
        ("seize", {"seize", "seise", "seizes", "seises", "seizing", "seising", "seized", "seised"}),
        ("hold/held talks", {"hold talks", "holds talks", "holding talks", "held talks"}),
        ("fly/flew/flown to", {"fly to", "flies to", "flying to", "flew to", "flown to"}),
        ("=was founded", {"was founded"}),
    ],
)
def test_verbs_are_inflected(entry: str, forms: set[str]) -> None:
    assert forms <= set(verb_forms(entry))


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("port call", ("port call", "port calls")),
        ("coup", ("coup", "coups")),
        ("strike on|against", ("strike on|against", "strikes on|against")),
    ],
)
def test_nouns_have_a_plural(entry: str, forms: tuple[str, ...]) -> None:
    assert noun_forms(entry) == forms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Peru was to attack in May.", ["attack"]),
        ("An attack plane ate.", []),
        ("The attacks ended.", ["attacks", "ended"]),
        ("The Rapid Deployment Brigade ate.", []),
        ("The captured town ate.", []),
        ("Peru sent two thousand tired soldiers.", ["sent two thousand tired soldiers"]),
        ("Peru sent word in secret of the soldiers.", []),
        # What is done to something, in the passive too; who does it is no object.
        ("The envoys were recalled.", ["recalled"]),
        ("The troops from Peru were then withdrawn.", ["withdrawn"]),
        ("Troops withdrawn in May ate.", ["withdrawn"]),
        ("The leaders welcomed her plan.", []),
        ("The envoys recalled her plan.", []),
        ("Peru issued three stern warnings.", ["issued three stern warnings"]),
        ("The bill was passed on Monday.", ["bill was passed"]),
        # What the same words say of something else.
        ("The rebels blew up two rail bridges.", ["blew up two rail bridges"]),
        ("A ship blew up in May.", ["blew up"]),
        ("The picture was blown up in May.", []),
        ("Jets hit the market town in May.", ["hit"]),
        ("Jets hit the headlines in May.", []),
        ("The king touched down in May.", []),
    ],
)
def test_what_is_a_trigger(text: str, words: list[str]) -> None:
    assert [text[t.start : t.end] for t in triggers_in(text, 0, len(text))] == words


# --- who, what, when, whether -----------------------------------------------------------------------------------------

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
    ("The Fisheries Act of 2004 pleased Kenya, which attacked it.", []),
    ("The 2004 census of Kenya showed that Peru had attacked.", []),
    # Where forces go, and what is talked about, takes no part; nor does who is told of behind a semicolon.
    ("Kenya sent troops to Chad and Niger in 2004.", [("deployment", "2004", ("KEN",), "actual")]),
    ("Kenya withdrew its troops from Chad in 2004.", [("deployment", "2004", ("KEN",), "actual")]),
    ("Kenya held exercises with ships from Chile in 2004.", [("exercise", "2004", ("CHL", "KEN"), "actual")]),
    ("Kenya and Peru held talks on Chad in 2004.", [("dialogue", "2004", ("KEN", "PER"), "actual")]),
    (
        "Kenya surrendered in 2004; Chad and Niger were overrun in 2005.",
        [("conflict", "2004", ("KEN",), "actual"), ("conflict", "2005", ("NER", "TCD"), "actual")],
    ),
    # Of whom is spoken in a quotation, who lends a flag, and whose clause has a date of its own.
    ("In 2004 Kenya said that “Chad and Niger” were rich.", [("statement", "2004", ("KEN",), "actual")]),
    ("Kenya seized a Danish-flagged tug in 2004.", [("conflict", "2004", ("KEN",), "actual")]),
    ("Kenya shelled Danish-held towns in 2004.", [("conflict", "2004", ("DNK", "KEN"), "actual")]),
    ("A pro-Danish party deposed the king of Kenya in 2004.", [("appointment", "2004", ("KEN",), "actual")]),
    ("While Kenya fought in Chad, Peru attacked a port in 2004.", [("conflict", "2004", ("KEN", "PER"), "actual")]),
    (
        "Kenya surrendered in 2004, and Chad was overrun in 2005.",
        [("conflict", "2004", ("KEN",), "actual"), ("conflict", "2005", ("TCD",), "actual")],
    ),
    # Authorities in a place act, at headquarters their owner is at home; a compound says whose talks they are.
    ("In 2004 authorities in Kenya warned of floods.", [("statement", "2004", ("KEN",), "actual")]),
    ("Kenya met envoys at NATO headquarters in 2004.", [("dialogue", "2004", ("KEN", "NATO"), "actual")]),
    ("Chad praised the Kenyan–Danish talks in May 2004.", [("dialogue", "2004-05", ("DNK", "KEN"), "actual")]),
    ("According to Denmark, Kenya attacked a port in 2004.", [("conflict", "2004", ("KEN",), "actual")]),
    ("In 2004 the Carter Administration waived a toll.", [("policy", "2004", ("USA",), "actual")]),
    # Why, on what occasion, and of what is spoken says nothing of who does it.
    ("Kenya met Chad in 2004 because of Peruvian tariffs.", [("dialogue", "2004", ("KEN", "TCD"), "actual")]),
    ("In 2004 Kenya met Chad at the NATO conference.", [("dialogue", "2004", ("KEN", "TCD"), "actual")]),
    ("Kenya said in 2004 that Chad was calm.", [("statement", "2004", ("KEN",), "actual")]),
    ("The navies of Chad and Mali sailed, Kenya announced in 2004.", [("statement", "2004", ("KEN",), "actual")]),
    ("The 2004 invasion of Kenya was a blow to Chad.", [("conflict", "2004", ("KEN",), "actual")]),
    ("Following the 2004 raid on Kenya, Chad armed.", [("conflict", "2004", ("KEN",), "actual")]),
    ("Unlike Chad, Kenya met Peru in 2004.", [("dialogue", "2004", ("KEN", "PER"), "actual")]),
    ("Kenya, unlike Chad, invaded Peru in 2004.", [("conflict", "2004", ("KEN", "PER"), "actual")]),
    ("Concerns about Chad led Kenya to send troops in 2004.", [("deployment", "2004", ("KEN",), "actual")]),
    ("Concerns about Chad led Kenya to meet Peru in 2004.", [("dialogue", "2004", ("KEN", "PER"), "actual")]),
    # What concerns the state where it happens.
    ("Protests broke out in Nairobi in 2004.", [("conflict", "2004", ("KEN",), "actual")]),
    ("A coup took place in Kenya in 2004.", [("conflict", "2004", ("KEN",), "actual")]),
    ("A Peruvian jet crashed near the Kenyan border in 2004.", [("other", "2004", ("PER",), "actual")]),
    # What was promised has a date of its own.
    (
        "In May 2004 Kenya and Chad agreed to hold a drill in June 2005.",
        [("agreement", "2004-05", ("KEN", "TCD"), "actual"), ("exercise", "2005-06", ("KEN", "TCD"), "planned")],
    ),
    ("If Kenya visits Peru in 2004, tea will flow.", []),
    ("Kenya will not pay in 2004 unless Peru warned it.", []),
    ("Kenya could invade Peru in 2004.", []),
]


@pytest.mark.parametrize(("line", "expected"), EVENTS)
def test_events(nlp: Language, line: str, expected: list[tuple[str, str, tuple[str, ...], str]]) -> None:
    found = [(e.trigger.type, e.date.value, e.participants, e.modality.value) for e in events(nlp, line)]
    assert found == expected


GOVERNED = [
    # Its own clause before a nearer word of another.
    (
        "In May 2004 the rebels, who had fled the town that Peru bombed, surrendered.",
        [("surrendered", "conflict", "2004-05")],
    ),
    ("Peru warned in May 2004 that Chile had invaded Bolivia.", [("warned", "statement", "2004-05")]),
    # The noun that the date tells of.
    ("Peru praised the May 2004 summit and the visit.", [("summit", "dialogue", "2004-05")]),
    (
        "The May 2004 and June 2005 summits were dull.",
        [("summits", "dialogue", "2004-05"), ("summits", "dialogue", "2005-06")],
    ),
    ("It was the 2004 air show visit that Peru liked.", [("visit", "visit", "2004")]),
    # A strong word before one that says only that something was.
    ("The siege of the port began in May 2004.", [("siege", "conflict", "2004-05")]),
    ("All this began in May 2004, when Peru invaded Chile.", [("invaded", "conflict", "2004-05")]),
    # An occasion, and what happened on it.
    (
        "During the May 2004 summit in Lima, Peru and Chile established a fund.",
        [("summit", "dialogue", "2004-05"), ("established", "institution", "2004-05")],
    ),
    (
        "The third exercise was held in May 2004, when a frigate docked at Callao.",
        [("exercise", "exercise", "2004-05"), ("docked", "visit", "2004-05")],
    ),
    # Each verb its own date.
    (
        "Chile seized the port in May 2004 and withdrew its troops in June 2005.",
        [("seized", "conflict", "2004-05"), ("withdrew its troops", "deployment", "2005-06")],
    ),
    ("“Peru invaded us in May 2004,” said the mayor.", []),
    ('"Peru invaded us in May 2004," the mayor said.', []),
    ('It was worse. Peru invaded us in May 2004," said the mayor.', []),
    # A "when" clause and the main one, a verb and its object, what an "it was" brings forward.
    (
        "When Peru dispatched troops to the coast in 2004, a Chilean captain served as their guide.",
        [("dispatched", "deployment", "2004"), ("served as", "appointment", "2004")],
    ),
    (
        "A Chilean unit accompanied the fleet’s 2004 visit to Lima.",
        [("visit", "visit", "2004")],
    ),
    (
        "A Chilean unit accompanied Peru’s 2004 visit.",
        [("visit", "visit", "2004"), ("accompanied", "deployment", "2004")],
    ),
    ("It was not until May 2004 that Peru invaded Chile.", [("invaded", "conflict", "2004-05")]),
    # What is spoken of, and what it is said in.
    ("In May 2004 Peru condemned the attack on a Chilean port.", [("condemned", "statement", "2004-05")]),
    # No deed is dated by the number of a note, a name, a bound, an office, a law in brackets.
    ("Peru attacked its neighbors.1521 Chile fled.", []),
    ("Peru praised the goals of Green Rivers 2004 and attacked.", []),
    ("Prior to 2004 Peru attacked Chile.", []),
    ("A period starting in 2004 will see Peru attack.", []),
    ("Mr. Soto, its treasurer from 2001 to 2004, attacked Peru.", []),
    (
        "Citing a decree (May 3, 2004) and what the long and bitter years of fighting had left to all, Peru attacked.",
        [],
    ),
    ("Peru attacked the issue of Fund 2004-B.", []),
    # A clause with a verb of its own keeps its date, and what is in brackets too.
    ("Peru created a bank for Ann Soto, who would paint in 2004.", []),
    ("The siege, which began in May 2004, was long.", [("siege", "conflict", "2004-05")]),
    (
        "The longest deployment was that of two Peruvian tankers, which flew from Callao in May 2004.",
        [("deployment", "deployment", "2004-05")],
    ),
    (
        "Talks with Peru began in May 2004 but were broken off in 2005; neither side explained why.",
        [("Talks with", "dialogue", "2004-05"), ("Talks with", "dialogue", "2005")],
    ),
    (
        "Peru is proud of a visit in 2001, which was followed up in 2004.",
        [("visit", "visit", "2001"), ("visit", "visit", "2004")],
    ),
    ("Peru attacked the fort (it was built of clay in 1904).", [("built", "industrial_project", "1904")]),
    ("The plan came in May 2004, more than a week after the fort was bombed.", [("came", "other", "2004-05")]),
    (
        "Chile advanced on a town which fell on 14 July 2004, while it captured another on 12 July 2004.",
        [("captured", "conflict", "2004-07-12")],
    ),
    ("Peru invaded Chile, and the king declared in May 2004 that it was so.", [("declared", "statement", "2004-05")]),
    ("In May 2004 Peru invited the king to address a meeting of both houses.", [("invited", "statement", "2004-05")]),
    ("First launched in May 2004, the service attacked waste.", [("launched", "other", "2004-05")]),
    ("Peru permitted loans, as in 2004.", []),
    ("It was not until the 19th century that ties between the two ports began.", [("began", "other", "18XX")]),
    (
        "In May 2004 the two sides agreed to trade, and both parliaments ratified it in 2005.",
        [("agreed to", "agreement", "2004-05"), ("ratified", "agreement", "2005")],
    ),
    ("The mill, which lost its roof in May 2004, was sold in 2005.", [("sold", "other", "2005")]),
    ("Work began in May 2004, and by June 2005 half of it was gone.", [("began", "other", "2004-05")]),
    ("Work began in May 2004, and in June 2005.", [("began", "other", "2004-05"), ("began", "other", "2005-06")]),
    ("They were warning of rain in May 2004.", [("warning", "statement", "2004-05")]),
    (
        "The visits were in May 2004 and June 2005, when Peru attended a conference.",
        [("visits", "visit", "2004-05"), ("visits", "visit", "2005-06")],
    ),
    (
        "The king gave a speech on 3 May 2004, declaring an end to the war.",
        [("gave a speech", "statement", "2004-05-03")],
    ),
    # Who says so last says so then; what they say had been is not.
    ("The dam had burst, the mayor said on May 3, 2004.", [("said", "statement", "2004-05-03")]),
    ("The mayor said there had been rain in May 2004.", []),
    ("Some have blamed the mayor for the rain of May 2004.", []),
    ("In May 2004 Peru released late 2003 data.", [("released late 2003 data", "other", "2004-05")]),
    ("The mayor said that, in May 2004, there was rain.", []),
    ("Of the ships built in May 2004 two were later sold.", [("built", "industrial_project", "2004-05")]),
    ("Peru attacked all that it owned (like May 3, 2004, and tea).", []),
    ("Peru pledged in May 2004 to invade Chile.", [("pledged", "statement", "2004-05")]),
    ("In May 2004 Peru pledged to invade Chile.", [("pledged", "statement", "2004-05")]),
    # What is put in between two commas is no nearer than what the main clause tells.
    ("In May 2004, despite talks in Lima, Peru invaded Chile.", [("invaded", "conflict", "2004-05")]),
    # The date of the next clause; a relative date that only leads to a nearer one; a law's name.
    (
        "Peru invaded Chile in May 2004, and also in 2005 the king visited Lima.",
        [("invaded", "conflict", "2004-05"), ("visited", "visit", "2005")],
    ),
    (
        "Peru met Chile in 2003. It bore fruit the following year when Peru joined an exercise in May 2004.",
        [("met", "dialogue", "2003"), ("exercise", "exercise", "2004-05")],
    ),
    ("The minister praised the Fisheries Act, 2004, and left.", []),
    ("As noted above, Peru was calm in May 2004.", []),
    ("Please compare 2004 proposed rates.", []),
    ("In 2004 most families claimed the child tax credit.", []),
    (
        "When Ann Soto won the 2004 U.S. presidential election, tea flowed.",
        [
            ("won the 2004 U.S. presidential election", "appointment", "2004"),
        ],
    ),
    # A clause put in, or told at last, is of another time; "and did" has a date of its own.
    ("Peru, which had invaded Chile, was left alone in May 2004.", [("left", "other", "2004-05")]),
    ("Half of the town burnt in 2003, the mayor said on May 3, 2004.", [("said", "statement", "2004-05-03")]),
    (
        "Peru expelled an envoy in 2004 and closed its embassy in 2005.",
        [("expelled", "sanction", "2004"), ("closed its embassy", "sanction", "2005")],
    ),
    ("Amid protests, the premier resigned in May 2004.", [("resigned", "appointment", "2004-05")]),
    ("Floods destroyed two towns in May 2004.", [("Floods", "other", "2004-05")]),
    ("Following talks in April, on May 3, 2004 Peru resigned.", [("resigned", "appointment", "2004-05-03")]),
    (
        "When the king died in 2004, his niece became queen.",
        [("died", "other", "2004"), ("became queen", "appointment", "2004")],
    ),
    ("Chile’s Typhoons landed in May 2004.", [("landed", "other", "2004-05")]),
    ("Chile, in protest, recalled its envoy in May 2004.", [("recalled its envoy", "sanction", "2004-05")]),
    # When a story was sent says nothing of what it tells.
    ("LIMA, May 5, 2004 (Harbour News) — Peru invaded Chile on May 3, 2004.", [("invaded", "conflict", "2004-05-03")]),
    # Of a decade a word that says little must stand by it.
    ("In the 1990s the parties that Peru warned were small.", []),
    ("Trade began in the 1990s.", [("began", "other", "199X")]),
]


@pytest.mark.parametrize(("line", "expected"), GOVERNED)
def test_what_a_date_governs(nlp: Language, line: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(nlp, line) == expected


MODALITIES = [
    ("The visit by Peru in May 2004 did not take place.", "negated"),
    ("The visit by Peru did not take place until May 2004.", "actual"),
    ("A third summit was scheduled for May 2004 but was postponed.", "postponed"),
    ("Peru, which planned to meet Chile, invaded it in May 2004.", "actual"),
    ("Peru announced that frigates would visit Chile in May 2004.", "planned"),
    ("The exercise is to be held in May 2034.", "planned"),
    ("Peru visited Chile in May 2004 (no statement was made).", "actual"),
    ("Peru failed to win a seat in the May 2004 elections.", "actual"),
    ("After the visit of May 2004, Chile will not meet Peru.", "actual"),
    ("Peru predicted a Chilean attack in May 2004.", None),
    ("There was no attack by Peru in May 2004.", "negated"),
    ("Peru announced that it would send a fleet, a visit that lasted to May 2004.", "actual"),
    ("The siege went on from May 2004, with Peru unable to move.", "actual"),
    ("Peru, its fleet pushed back into the bay, invaded Chile in May 2004.", "actual"),
    ("The summit of May 2004 was pushed back to June.", "postponed"),
    ("The summit of May 2004 was put on hold.", "postponed"),
    ("The sixth summit, planned for May 2004, was short.", "planned"),
    ("Peru promised to hold an election in May 2004.", "planned"),
    ("The fair was to have opened in May 2004 but did not draw a crowd.", "planned"),
    ("The board assessed in May 2004 that Peru would have needed a week.", "actual"),
    ("The aim at the May 2004 summit was not to sell.", "actual"),
    ("The exercise in May 2004 aimed to train Peru’s cooks.", "actual"),
    ("The siege of May 2004 showed that there was no food.", "actual"),
    ("Despite the cancellation of the exercise, Peru visited Chile in May 2004.", "actual"),
    # A year is no plan; what was only near did not happen, what stood behind its comma did.
    ("The tariff set in May 2004 was abolished by Peru.", "actual"),
    ("The visit set for May 2004 pleased Peru.", "planned"),
    ("The visit, due to take place in May 2004, pleased Peru.", "planned"),
    ("In May 2004 Peru was close to signing a pact with Chile.", None),
    ("In May 2004 Peru was on the verge of invading Chile.", None),
    ("Instead of waiting, Peru held talks with Chile in May 2004.", "actual"),
]


@pytest.mark.parametrize(("line", "modality"), MODALITIES)
def test_modality_has_a_scope(nlp: Language, line: str, modality: str | None) -> None:
    assert [e.modality.value for e in events(nlp, line)] == ([modality] if modality else [])


@pytest.mark.parametrize(
    ("line", "modalities"),
    [
        ("Peru and Chile agreed in May 2004 to hold yearly talks, which began in June 2005.", ["actual", "actual"]),
        ("Peru decided in May 2004 to build a port, which it opened in June 2005.", ["actual", "actual"]),
        ("Peru decided in May 2004 to build a port and opened it in June 2005.", ["actual", "actual"]),
        ("Peru agreed in May 2004 to hold talks, which would begin in June 2005.", ["actual", "planned"]),
        ("Peru agreed in May 2004 to hold talks, which are scheduled for June 2005.", ["actual", "planned"]),
        ("Peru agreed in May 2004 to hold talks and visit Chile in June 2005.", ["actual", "planned"]),
    ],
)
def test_what_became_of_a_promise_happened(nlp: Language, line: str, modalities: list[str]) -> None:
    assert [e.modality.value for e in events(nlp, line)] == modalities


@pytest.mark.parametrize(
    ("line", "published", "modality"),
    [
        ("Peru visits Chile in May 2034.", "2024-02", "planned"),
        ("Peru invades Chile in May 2004.", "2024-02", "actual"),
        ("Peru invades Chile in May 2034.", "", "actual"),
        ("The summit opens in 2024.", "2024-02-01", "planned"),
        ("The summit was dull in 2024.", "2024-02-01", "actual"),
    ],
)
def test_what_was_still_to_come_is_planned(nlp: Language, line: str, published: str, modality: str) -> None:
    (event,) = events_of(text_blocks(nlp, line), published=published).events
    assert event.modality.value == modality


KINDS = [
    # What it was for, what was held, what was agreed.
    ("Peru sent two frigates to Chile to exercise with its fleet in May 2004.", "exercise"),
    ("Peru sent two frigates to Chile in May 2004.", "deployment"),
    ("In May 2004 Peru took part in a parade.", "other"),
    ("In May 2004 Peru and Chile agreed to set up a bank.", "institution"),
    ("Peru and Chile agreed “that the sea is deep” in May 2004.", "statement"),
    ("The captain became the first leader to visit Chile in May 2004.", "visit"),
    # What is new is not what was spoken of; what a body is for is not the body; a law is no agreement.
    ("Peru and Chile held talks. In May 2004 Peru organized a raffle.", "other"),
    ("A defense dialogue mechanism was established in May 2004.", "institution"),
    ("The tax law took effect in May 2004.", "policy"),
    ("The new rules had come into operation in May 2004.", "policy"),
    ("Ann Soto became a member of the Green Party in May 2004.", "appointment"),
    ("Peru became a member of the league in May 2004.", "institution"),
    ("Peru launched a probe into fraud in May 2004.", "other"),
    ("Peru launched a probe to Venus in May 2004.", "industrial_project"),
    ("Peru decided in May 2004 to establish a bank.", "institution"),
    ("Peru built a new relationship with Chile and met it in May 2004.", "dialogue"),
    ("In May 2004 Peru took part in the Lima Air Show.", "other"),
    ("In May 2004 a judge, Ann Soto, was replaced by Eva Ruiz Berg.", "appointment"),
    ("Ann Soto became the first envoy—and the last one—to visit Chile in May 2004.", "visit"),
    # A longer name of an occasion before a stronger word in it.
    ("At a press conference in May 2004 Peru smiled.", "statement"),
]


@pytest.mark.parametrize(("line", "kind"), KINDS)
def test_type_that_the_words_beside_tell(nlp: Language, line: str, kind: str) -> None:
    assert [e.trigger.type for e in events(nlp, line)][:1] == [kind]


def test_cue_of_a_modality_is_kept(nlp: Language) -> None:
    (event,) = events(nlp, "The Malta–Italy exercise of May 2004 was called off.")
    assert (event.modality.value, event.cue) == ("cancelled", "called off")


def test_what_is_no_sentence_tells_nothing(nlp: Language) -> None:
    assert events(nlp, "Visits " + "2004 to Peru, visits " * 60 + "ended.") == []
    assert events(nlp, "In May 2004 Peru visited " + "a very old town and " * 300 + "left.") == []
    assert events(nlp, "Peru, Visits to Chile, May 2004, pp. 3-9.") == []
    assert events(nlp, "Peru visits Chile in May 2004 . . . . . . . . 17") == []


# --- a date carried over ----------------------------------------------------------------------------------------------

CARRIED = [
    ("They signed a pact there.", ["signed a pact"]),
    ("The two sides also agreed to share maps.", ["agreed to"]),
    ("They carried out a joint exercise off Callao.", ["exercise"]),
    ("The meeting was held in Lima.", ["meeting"]),
    ("A joint statement condemned piracy.", ["joint statement"]),
    # What always holds, what is since then, what points elsewhere.
    ("They have signed nothing since.", []),
    ("They often visit each other.", []),
    ("Peru later invaded Bolivia.", []),
    ("Bolivia, which had invaded Chile, is poor.", []),
    ("The sea is deep.", []),
    ("At a joint press conference, the Peruvian envoy thanked all.", ["press conference"]),
    ("A longer exercise followed in the bay.", ["exercise"]),
    ("Once that was done, the ships carried out an exercise.", ["exercise"]),
    ("It included goods seized by pirates.", []),
    ("Ann Soto became the first envoy to attend a special session.", ["session"]),
    ("In all, they invaded nine towns.", []),
]


@pytest.mark.parametrize(("line", "words"), CARRIED)
def test_a_date_is_carried_over_where_the_story_goes_on(nlp: Language, line: str, words: list[str]) -> None:
    first, *more = events(nlp, f"On May 3, 2004, ministers of Peru and Chile met. {line}")
    assert first.date_from == "sentence"
    assert [(e.words, e.date.value, e.date_from) for e in more] == [(w, "2004-05-03", "context") for w in words]


def test_a_date_is_carried_over_four_sentences_at_most(nlp: Language) -> None:
    line = "On May 3, 2004, Peru invaded Chile. " + "They besieged a town. " * 6
    assert [e.date_from for e in events(nlp, line)] == ["sentence", *["context"] * 4]


def test_a_date_is_not_carried_over_what_is_no_part_of_the_story(nlp: Language) -> None:
    line = "On May 3, 2004, Peru invaded Chile. The sea is deep. It is also cold. They besieged a town."
    assert [e.date_from for e in events(nlp, line)] == ["sentence"]


def test_only_who_or_what_is_named_again_goes_on_in_the_paragraphs_behind(nlp: Language) -> None:
    first = "On May 3, 2004, ministers of Peru and Chile met."
    named = "The sea was deep. The two sides agreed to share maps."
    assert [(e.words, e.date_from, e.date_block) for e in events(nlp, first, named)] == [
        ("met", "sentence", -1),
        ("agreed to", "context", 0),
    ]
    assert [e.words for e in events(nlp, first, "Peru invaded Bolivia.")] == ["met"]
    assert [e.words for e in events(nlp, first, "# Trade", named)] == ["met"]
    assert [e.words for e in events(nlp, first, "The sea is deep.", "The sea is deep.", named)] == ["met"]


def test_what_somebody_was_engaged_in_is_dated_by_its_year(nlp: Language) -> None:
    _, tour = events(nlp, "A frigate visited Lima on May 3, 2004. It was on a nine-month deployment.")
    assert (tour.words, tour.date.value, tour.date_from) == ("deployment", "2004", "context")


def test_a_range_of_years_is_not_carried_over(nlp: Language) -> None:
    assert [e.date_from for e in events(nlp, "From 2001 to 2004, Peru invaded Chile. They besieged a town.")] == [
        "sentence"
    ]


def test_of_two_dates_none_is_carried_over(nlp: Language) -> None:
    line = "Peru met Chile in May 2004 and Bolivia in June 2004. They signed a pact."
    assert {e.date_from for e in events(nlp, line)} == {"sentence"}


def test_what_a_later_sentence_calls_off_was_cancelled(nlp: Language) -> None:
    line = "Peru and Chile planned an exercise for May 2004. Ships were painted. It was called off because of fog."
    assert [(e.trigger.type, e.modality.value, e.cue) for e in events(nlp, line)] == [
        ("exercise", "cancelled", "called off"),
        ("exercise", "cancelled", "called off"),
    ]
    line = "Peru and Chile held an exercise in May 2004. The siege was called off."
    assert [e.modality.value for e in events(nlp, line)] == ["actual"]


# --- who took part ----------------------------------------------------------------------------------------------------


def test_the_pair_in_focus_is_from_the_heading_or_the_pair_named_before(nlp: Language) -> None:
    (event,) = events(nlp, "# Malta–Italy ties", "The two countries held a summit in May 2004.")
    assert (event.participants, event.participants_from) == (("ITA", "MLT"), "heading")
    *_, event = events(nlp, "Peru and Chile are neighbors.", "They held a summit in May 2004.")
    assert (event.participants, event.participants_from) == (("CHL", "PER"), "pair")


def test_a_pair_leaves_focus_when_it_is_not_named_again(nlp: Language) -> None:
    between = ["The sea is deep."] * NEAR
    *_, event = events(nlp, "Peru and Chile are neighbors.", *between, "They held a summit in May 2004.")
    assert (event.participants, event.participants_from) == ((), "")


def test_focus_of_a_chapter_is_its_state_and_the_main_one(nlp: Language) -> None:
    blocks = text_blocks(nlp, "Malta is an island. Malta trades.", "# Italy", "Malta likes it. Both met.")
    assert FocusTracker(blocks).at(2, 5).actors == ("ITA", "MLT")


def test_two_of_whom_a_sentence_before_tells_are_the_two(nlp: Language) -> None:
    *_, event = events(nlp, "Chilean jets shot down a Peruvian drone. The two leaders met in May 2004.")
    assert (event.participants, event.participants_from) == (("CHL", "PER"), "paragraph")
    *_, event = events(nlp, "Chilean jets shot down a Peruvian drone. Talks with lenders ended in May 2004.")
    assert event.participants == ()


def test_they_did_it_along_with_others(nlp: Language) -> None:
    *_, event = events(nlp, "Peru and Chile are neighbors.", "They (along with Mali) demanded a seat in May 2004.")
    assert event.participants == ("CHL", "MLI", "PER")
    *_, event = events(nlp, "# Peru and Chile", "Their ministers warned Mali in May 2004 of drought.")
    assert event.participants == ("CHL", "PER")


def test_what_happens_within_a_state_is_that_of_the_heading_or_of_the_only_one_named(nlp: Language) -> None:
    *_, event = events(nlp, "# Mali after the war", "An earthquake killed nine in May 2004.")
    assert (event.participants, event.participants_from) == (("MLI",), "heading")
    *_, event = events(nlp, "Mali is dry. He was elected president in May 2004.")
    assert (event.participants, event.participants_from) == (("MLI",), "paragraph")
    *_, event = events(nlp, "Mali lies by Niger. He was elected president in May 2004.")
    assert event.participants == ()


def test_nobody_known_stays_empty(nlp: Language) -> None:
    (event,) = events(nlp, "A summit was held in May 2004.")
    assert (event.participants, event.participants_from) == ((), "")


def test_organs_are_those_of_the_state_that_a_document_is_about(nlp: Language) -> None:
    about = "Peru is dry. Peru grows tea. Peru trades."
    *_, event = events(nlp, about, "In May 2004 the government abolished a tax.")
    assert (event.participants, event.participants_from) == (("PER",), "document")
    *_, event = events(nlp, about, "An election was held in May 2004.")
    assert (event.participants, event.participants_from) == (("PER",), "document")
    *_, event = events(nlp, f"{about} Chile is wet. Chile trades.", "In May 2004 the government abolished a tax.")
    assert event.participants == ()


def test_an_organisation_meets_by_itself(nlp: Language) -> None:
    *_, event = events(nlp, "Malta and NATO are friends.", "The NATO summit of May 2004 was long.")
    assert event.participants == ("NATO",)


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("In May 2004 Peru invaded Chile.", ("agent:PER", "target:CHL")),
        ("In May 2004 Peru was invaded by Chile.", ("target:PER", "agent:CHL")),
        ("Peru’s attack on Chile in May 2004 failed.", ("agent:PER", "target:CHL")),
        ("While Peru slept, troops came and attacked a port in May 2004.", ()),
    ],
)
def test_roles_where_the_grammar_says_them(nlp: Language, line: str, roles: tuple[str, ...]) -> None:
    (event,) = events(nlp, line)
    assert event.roles == roles


def test_agreement_event_names_its_mention(nlp: Language) -> None:
    found = events_of(text_blocks(nlp, "Peru and Chile signed a fisheries treaty on May 3, 2004."))
    (event,) = found.events
    assert event.trigger.type == "agreement"
    assert found.agreements[event.trigger.agreement].parties == ("CHL", "PER")


# --- names and places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("In May 2004, Malta and Italy held an exercise called Blue Crab near Gozo.", "Blue Crab"),
        ("Exercise Blue Crab 04 was held by Malta in May 2004.", "Exercise Blue Crab 04"),
        ("Malta joined the Valletta Harbor Dialogue in May 2004.", "Valletta Harbor Dialogue"),
        ("The fourth annual summit was held in May 2004.", "fourth annual summit"),
        ("The Battle of the Green Ford in May 2004 was long.", "Battle of the Green Ford"),
        ("Formal talks were held in May 2004.", ""),
        ("The Peruvian Earthquake of May 2004 was long.", ""),
        ("Malta’s exercise of May 2004 was long.", ""),
    ],
)
def test_name(nlp: Language, line: str, name: str) -> None:
    (event,) = events(nlp, line)
    assert event.name == name


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Malta and Italy met in Nairobi in May 2004.", "Nairobi"),
        ("Malta and Italy met in the northern Coral Sea in May 2004.", "Coral Sea"),
        ("Malta and Italy met near the town of Xaghra in May 2004.", "Xaghra"),
        ("Malta met Italy in Norway in May 2004.", "Norway"),
        ("Malta and Italy met in Parliament in May 2004.", ""),
        # Of forces where they go or leave, of an attack what is attacked; not where something else was.
        ("Malta sent two frigates to the Coral Sea in May 2004.", "Coral Sea"),
        ("Malta withdrew its troops from Norway in May 2004.", "Norway"),
        ("In May 2004 Malta invaded Norway.", "Norway"),
        ("In May 2004 Malta attacked Italian-held Norway.", "Norway"),
        ("The siege of Xaghra in May 2004 starved Nairobi.", ""),
        ("In May 2004 Malta warned that ships had sunk in the Coral Sea.", ""),
        ("Malta praised its fleet in May 2004, calling it “the best in Norway.”", ""),
        ("Malta bought goods Made in Norway in May 2004.", ""),
        ("In Nairobi, Malta warned Italy in May 2004 of floods.", "Nairobi"),
        ("Malta and Italy met in May 2004.", ""),
    ],
)
def test_place_is_one_that_is_known_or_headed_by_a_noun_of_place(nlp: Language, line: str, place: str) -> None:
    (event,) = events(nlp, line)
    assert event.place == place


def test_of_several_dates_each_has_the_name_and_the_place_beside_it(nlp: Language) -> None:
    line = "The first summit was held in Nairobi in May 2004, followed by the second in Oslo in June 2005."
    assert [(e.date.value, e.name, e.place) for e in events(nlp, line)] == [
        ("2004-05", "first summit", "Nairobi"),
        ("2005-06", "second summit", "Oslo"),
    ]
    line = "The visits to Norway in May 2004 and June 2005 were short."
    assert [(e.date.value, e.place) for e in events(nlp, line)] == [("2004-05", "Norway"), ("2005-06", "Norway")]
