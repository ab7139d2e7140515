"""Who speaks in a sentence, as far as the sentence itself says so."""

from __future__ import annotations

import pytest

from pipeline.extract.citations.speakers import speaker_of

SPEAKERS = [
    # described by a role
    ("One official admitted that “the fog is thick.”", "official"),
    ("As one Danish official explained, the fog is thick.", "Danish official"),
    ("A retired naval officer also said that it was thick.", "retired naval officer"),
    ("“It is thick,” said a senior diplomat.", "senior diplomat"),
    ("According to one Kenyan expert, “it is thick.”", "Kenyan expert"),
    ("It was slow, with one analyst calling it “thick fog.”", "analyst"),
    ("There was a frank admission by one official that it was thick.", "official"),
    ("Two officials said that it was thick.", "Two officials"),
    ("Danish officials said that it was thick.", "Danish officials"),
    # named
    ("As Foreign Minister Ann Holt put it, “it is thick.”", "Foreign Minister Ann Holt"),
    ("President Holt warned of fog.", "President Holt"),
    ("Ann Holt, head of the fog office, said that it was thick.", "Ann Holt"),
    ("In the words of Ann Holt, it was thick.", "Ann Holt"),
    # nobody, not a person, or more than one
    ("The fog was thick.", ""),
    ("The report said that it was thick.", ""),
    ("Chapter Two notes that it was thick.", ""),
    ("Malta said that it was thick.", ""),
    ("Member states said so.", ""),
    ("It heard that “one official said so.”", ""),
    ("One official said that it was thick, but one expert said that it was thin.", ""),
    ("", ""),
]


@pytest.mark.parametrize(("sentence", "speaker"), SPEAKERS)
def test_speakers(sentence, speaker):
    assert speaker_of(sentence) == speaker
