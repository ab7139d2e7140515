"""Noun phrases around a head, found without a parser: how far left and right the name of a thing reaches.

To the left go capitals, actors and the small words that a kind of agreement allows (`bilateral defence
cooperation`); to the right a complement behind a preposition (`on the protection of …`), as long as
nothing in it begins another clause.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from spacy.tokens import Doc


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for lists of words that read like one."""
    return frozenset(text.split())


DASHES = frozenset("-–—")
DETERMINERS = word_set("the a an this that these those its their his her our both each every any no such")
CLOSED = word_set(
    "i you he she it we they who whom whose which what when where while why how if although though because "
    "since until unless whether than then also not only but or nor so yet as is are was were be been being am "
    "has have had having do does did will would shall should can could may might must about above across "
    "after against along among around at before behind below beneath beside between beyond by despite down "
    "during except for from in inside into like near of off on onto out outside over past per through "
    "throughout to toward towards under up upon via with within without there here the a an this that these "
    "those its their his her our my your both each every any no such some many several most more other "
    "another all few much"
)
HEADLINE_VERBS = word_set(
    "sign signs signed reach reaches reached seek seeks ink inks agree agrees approve approves ratify "
    "ratifies back backs discuss discusses issue issues announce announces conclude concludes debate debates "
    "enter enters agreed agrees comes goes begin begins boost boosts threat threatens "
    "confirm confirms confirmed hold holds welcome welcomes say says break breaks violate violates threaten "
    "threatens urge urges call calls face faces warn warns set sets make makes take takes move moves get gets offer "
    "offers demand demands accuse accuses deny denies defend defends plan plans consider considers weigh weighs "
    "prepare prepares launch launches join joins leave leaves quit quits withdraw withdraws suspend suspends halt "
    "halts resume resumes restore restores strike strikes broker brokers mediate mediates mark marks celebrate "
    "celebrates near nears close closes open opens complete completes finalize finalizes finalise finalises clear "
    "clears pass passes vote votes block blocks veto vetoes delay delays postpone postpones cancel cancels scrap "
    "scraps revive revives unveil unveils release releases support supports oppose opposes adopt adopts "
    "eye eyes mull mulls end ends renew renews extend extends revise revises reject rejects hail hails push "
    "pushes start starts want wants"
)
"""Verbs that stand before an agreement in a headline, where every word has a capital."""
_SMALL_IN_NAMES = word_set("of the on in and for between to with concerning regarding against by at as under")
_COMPLEMENT = word_set("on about concerning regarding between for of with against covering governing relating to")
_ENDS = frozenset({"in", "on", "at", "by", "from", "under", "during", "as", "to"})
_BREAKS = frozenset(',;:.()[]“”"?!—')
_PARTNERED = frozenset({"with", "between", "against"})
_STOPS = CLOSED - word_set("the a an of on in for between with against to its their other each all by at from under as")
_VERBS = word_set("remains stays holds covers bans allows lets sets requires obliges runs lapses expires binds says")
"""Verbs behind a partner: "its treaty with Chad remains in force"."""
_CLAUSE = word_set("that which who whom when where while because although but whereby thereby")
_PREDICATES = word_set("Enters Takes Comes Goes Expires Ends Begins Agreed Signed Ratified Faces Stalls")
"""Verbs that follow an agreement in a headline."""
_NUMERALS = frozenset({"I", "II", "III", "IV", "V", "VI", "VII", "VIII"})
_INSTRUMENTS = word_set(
    "treaty agreement accord pact convention protocol declaration statement memorandum charter alliance"
)
_NO_NOUN = re.compile(r"\w*(?:[^m]ent|ant|ous|ful|less|able|ible|ive|ish|like|some|est|ward|ary|ory|ly|ed|ic|al|ing)")
"""Adjectives and participles, by their ends."""
_SORTING = re.compile(r"[a-z]{3,}(?:ic|al|ary)|exclusive|executive")
"""Adjectives that say of which sort something is, by their ends."""
_NOUNS = word_set(
    "coal metal canal animal mineral renewal rental disposal removal approval traffic music cement seabed seed feed "
    "fishing mining shipping whaling training banking sharing lending sealing logging licensing basing housing farming "
    "processing monitoring policing teaching financing funding building clearing swapping trading tracking transhipping"
)
"""Nouns that end like adjectives."""
_ADJECTIVES = word_set(
    "good bad big small long short fair broad wide narrow strong weak key major main vague secret quiet late last "
    "next near single whole full true real rare common modest simple complex separate different loose tacit great "
    "grand huge vast mere very quick hasty firm solid clear precise wider closer broader deeper larger stronger "
    "weaker better worse best worst right wrong said future present past then now once free side kind sort type "
    "form series number set pair string host raft range version text draft terms signing conclusion entry idea "
    "notion two three four five six seven eight nine ten dozen half additional tough harsh generous unequal "
    "verbal oral written dead pre post anti non under over more less most least early old young new such same "
    "certain latter sole lone first third fourth fifth sixth previous another proposed own prospective recent "
    "possible original landmark historic similar final crucial special critical formal informal initial essential "
    "controversial partial potential eventual actual provisional pivotal dramatic symbolic public basic massive "
    "decisive extensive effective attractive temporary voluntary necessary preliminary extraordinary primary "
    "contemporary several usual typical general total equal minimal ideal substantial successive definitive "
    "tentative respective positive negative active problematic optimistic realistic lethal ethical logical "
    "practical ambitious optional well hard high low ill far"
)
"""Words before "agreement" that do not say what it is about."""
LONGEST_COMPLEMENT = 16
"""Tokens of a complement in small letters; a name in capitals may be longer."""
LONGEST_NAME = 90


def joined(doc: Doc, i: int) -> bool:
    """Whether the dash at `i` joins two words (`Malta–UK`), no blank on either side."""
    return doc[i].text in DASHES and i > 0 and not doc[i - 1].whitespace_ and not doc[i].whitespace_


def left_edge(doc: Doc, head: int, allowed: Collection[str], starts: Collection[int]) -> int:
    """Where a noun phrase begins.

    Args:
        doc: With actors marked on its tokens.
        head: Index of the head noun's first token.
        allowed: Words in small letters that may stand in the phrase.
        starts: Indices of the tokens that start sentences: a capital there says nothing.
    """
    at = head
    while at > 0:
        token = doc[at - 1]
        if joined(doc, at - 1) and at - 2 >= 0:
            if not _may_stand(doc, at - 2, allowed, starts):
                break
            at -= 2
            continue
        if token.text == ")" and at >= 4 and doc[at - 3].text == "(" and doc[at - 2].text[:1].isupper():
            at -= 3  # "the Four Lakes (FLX) Treaty"
            continue
        if token.lower_ == "and" and _pair_of_names(doc, at):
            at -= 2  # "the Stabilisation and Association Agreement"
            continue
        if token.lower_ == "and":
            # "Japan and UK Joint Statement": between two words that may stand, and never at the edge.
            if "and" not in allowed or at - 2 < 0 or doc[at - 2].lower_ not in allowed:
                break
            if doc[at - 2].text[:1].isupper() and doc[at].is_lower and at - 2 not in starts:
                break  # "the Lakes Partnership and nuclear deal": a name that ends there
            at -= 1
            continue
        if _hyphened(doc, at - 1):
            at -= 3  # "the Co-operation Agreement"
            continue
        if not _may_stand(doc, at - 1, allowed, starts):
            break
        at -= 1
    while at < head and (doc[at].lower_ in {"and", "of"} or doc[at].text in DASHES):
        at += 1
    return at


def _pair_of_names(doc: Doc, i: int) -> bool:
    """Whether two words in capitals, right behind an article and joined by "and", say what something is about."""
    if i < 3 or not doc[i].text[:1].isupper() or doc[i].tag_:
        return False
    first, before = doc[i - 2], doc[i - 3]
    if not first.is_title or first.tag_ or first.lower_ in _INSTRUMENTS:
        return False
    return before.lower_ in DETERMINERS or before.lower_ in {"’s", "'s", "’"}


def subject_before(doc: Doc, start: int, head: int, determiners: Collection[str]) -> int:
    """Where a noun phrase begins, with the nouns before it that say what it is about: "a good salmon quota accord".

    No list has all nouns: what stands between an article and the phrase is one, if it does not look like an adjective.

    Args:
        doc: The text.
        start: Index of the phrase's first token, as `left_edge` found it.
        head: Index of the head noun's first token.
        determiners: Words that a noun phrase begins with.

    Returns:
        `start` itself where neither an article, an actor as an adjective ("Malian"), nor a name with an article stands
        before such a noun.
    """
    at = start
    while at > 0 and start - at < 2 and (_compounds(doc, at - 1) or _may_be_noun(doc, at - 1)):
        at -= 2 if _compounds(doc, at - 1) else 1
    while head > at > 0 and start - at < 4 and doc[at].is_lower and _sorts(doc[at - 1].text):
        at -= 1  # "an exclusive economic zone agreement"
    opening = at
    while opening > 0 and at - opening < 2 and doc[opening - 1].is_lower and doc[opening - 1].lower_ not in CLOSED:
        opening -= 1
    if at == start or opening == 0:
        return start
    before = doc[opening - 1]
    if before.lower_ in determiners or before.ent_type_ == "DATE" or (opening == at and before.tag_ == "adjective"):
        return at
    if opening < at or opening < 2 or not before.text[:1].isupper():
        return start
    # "the Kalmar salmon treaty", "a Chad–Mali salmon treaty"
    return at if joined(doc, opening - 2) or doc[opening - 2].lower_ in determiners else start


def _compounds(doc: Doc, i: int) -> bool:
    """Whether the dash at `i` joins a word in small letters to the phrase: "data-sharing protocol"."""
    return i > 0 and joined(doc, i) and doc[i - 1].is_lower and doc[i - 1].lower_ not in CLOSED | _ADJECTIVES


def _sorts(word: str) -> bool:
    """Whether a word looks like an adjective that says of which sort something is: "social", not "final"."""
    return _SORTING.fullmatch(word) is not None and word not in _ADJECTIVES | CLOSED


def _may_be_noun(doc: Doc, i: int) -> bool:
    word = doc[i].text
    if not (word.islower() and word.isalpha() and len(word) > 2) or doc[i].tag_ or doc[i].ent_type_:
        return False
    if word in CLOSED | _ADJECTIVES | HEADLINE_VERBS or (i + 1 < len(doc) and not doc[i].whitespace_):
        return False
    return word in _NOUNS or not _NO_NOUN.fullmatch(word)


def _hyphened(doc: Doc, i: int) -> bool:
    """Whether a token in small letters is the rest of a word that began with a capital: `Co-operation`."""
    return i >= 2 and joined(doc, i - 1) and doc[i].is_lower and doc[i - 2].text[:1].isupper()


def _may_stand(doc: Doc, i: int, allowed: Collection[str], starts: Collection[int]) -> bool:
    token = doc[i]
    if token.tag_ or token.lower_ in allowed:
        return token.tag_ != "metonym" or i not in starts
    if token.text in _NUMERALS and i > 0 and doc[i - 1].text[:1].isupper():
        return True
    if token.lower_ in CLOSED or not token.text[:1].isupper():
        return False
    if token.lower_ in HEADLINE_VERBS and (i == 0 or doc[i - 1].lower_ not in DETERMINERS):
        return False
    if i in starts:
        return i + 1 < len(doc) and (doc[i + 1].text[:1].isupper() or doc[i + 1].text in DASHES)
    return True


def right_edge(doc: Doc, end: int, *, capital: bool, limit: int) -> int:
    """Where a noun phrase ends.

    Args:
        doc: The text.
        end: Index behind the head noun.
        capital: The head is written with a capital: the complement goes on to the last capital.
        limit: Index that the phrase may not pass (the end of the sentence).

    Returns:
        The index behind the last token of the phrase; `end` itself where no complement follows.
    """
    if end + 1 >= limit or doc[end].lower_ not in _COMPLEMENT or doc[end + 1].ent_type_ == "DATE":
        return end
    if capital:
        name_end = _capital_complement(doc, end, limit)
        if name_end > end:
            return name_end
    if doc[end].lower_ == "to" or (doc[end].lower_ in {"for", "of"} and not capital):
        return end
    return _small_complement(doc, end, limit)


def _capital_complement(doc: Doc, end: int, limit: int) -> int:
    last = end
    comma = -1  # where the name ends if no "and" follows the last comma: "the Declaration of Oslo, Congress said"
    for i in range(end, min(limit, end + LONGEST_NAME)):
        token = doc[i]
        if token.lower_ in {"and", "&"}:
            comma = -1
        if token.ent_type_ == "DATE" or token.text in _PREDICATES or in_force(doc, i):
            break
        if token.text[:1].isupper() or joined(doc, i) or _hyphened(doc, i):
            last = i + 1 if not joined(doc, i) else last
        elif token.text == "," and i + 1 < limit and doc[i + 1].text[:1].isupper() and not doc[i + 1].is_digit:
            comma = last if comma < 0 else comma
            continue
        elif token.text not in {"’s", "'s", "’", "&"} and token.lower_ not in _SMALL_IN_NAMES:
            break
    return _without_town(doc, end, comma if comma >= 0 else last)


def in_force(doc: Doc, i: int) -> bool:
    """Whether "in Force" begins, which is said of an agreement and no part of its name."""
    return doc[i].lower_ == "in" and i + 1 < len(doc) and doc[i + 1].lower_ in {"force", "effect"}


def _without_town(doc: Doc, end: int, last: int) -> int:
    """Where a name ends without the town that it was signed in: "a Treaty on Horses in Oslo"; what it is about stays.

    Only capitals are known for towns here; what else stands behind "in" may be a subject.
    """
    places = [i for i in range(end + 2, last - 1) if doc[i].lower_ in {"in", "at"}]
    if not places:
        return last
    return places[-1] if all(t.tag_ == "metonym" for t in doc[places[-1] + 1 : last]) else last


def _small_complement(doc: Doc, end: int, limit: int) -> int:
    i = end + 1
    while i < min(limit, end + LONGEST_COMPLEMENT):
        token = doc[i]
        if _lists_partners(doc, i, end):
            i += 1
            continue
        if token.ent_type_ == "DATE" or token.like_num or token.is_currency or token.text in _BREAKS:
            break
        if token.lower_ in _CLAUSE | _STOPS or (token.lower_ in _VERBS and doc[i - 1].text[:1].isupper()):
            break
        purpose = token.lower_ == "to" and doc[end].lower_ in {"concerning", "regarding"}
        if token.lower_ in _ENDS and i > end + 1 and not purpose:
            break
        if token.lower_ == "and" and _begins_clause(doc, i + 1, limit) and not _names_partner(doc, i, end):
            break
        if doc[end].lower_ in _PARTNERED and not (_names_someone(doc, i) or token.lower_ in _SMALL_IN_NAMES):
            break
        object_of_purpose = i > end + 2 and doc[i - 2].lower_ == "to"
        participle = token.text.endswith(("ed", "ing")) and doc[i - 1].lower_ not in _SMALL_IN_NAMES | {"a", "an"}
        if i > end + 1 and participle and not object_of_purpose:
            break
        i += 1
    while i > end + 1 and doc[i - 1].lower_ in CLOSED | {"and"}:
        i -= 1
    return i if i > end + 1 else end


def _names_partner(doc: Doc, i: int, end: int) -> bool:
    """Whether "and" joins another partner with its article: "between Chad and the Congo"."""
    behind = doc[i + 1 : i + 3]
    return doc[end].lower_ == "between" and len(behind) == 2 and behind[0].lower_ == "the" and bool(behind[1].tag_)


def _lists_partners(doc: Doc, i: int, end: int) -> bool:
    """Whether a comma stands between two of a list: "between Chad, Mali and Niger"."""
    listed = doc[i].text == "," and doc[end].lower_ == "between" and doc[i + 1 : i + 2].text[:1].isupper()
    return listed and all(t.lower_ != "and" for t in doc[end:i])


def _names_someone(doc: Doc, i: int) -> bool:
    return bool(doc[i].tag_) or doc[i].text[:1].isupper() or joined(doc, i)


def _begins_clause(doc: Doc, i: int, limit: int) -> bool:
    if i >= limit:
        return True
    word = doc[i].lower_
    return word in CLOSED or word.endswith(("ed", "ing"))
