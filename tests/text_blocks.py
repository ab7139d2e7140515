"""Blocks for tests of what reads a whole document: a line each, `# ` before a heading, `^ ` before a note."""

from __future__ import annotations

from spacy.language import Language

from pipeline.extract.nlp import TextBlock
from pipeline.reading import read_block
from pipeline.records import Block, BlockKind


def text_blocks(nlp: Language, *lines: str) -> list[TextBlock]:
    """Make the blocks; a heading is the section of all lines behind it."""
    out: list[TextBlock] = []
    section: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        kind: BlockKind = "paragraph"
        text = line
        if line.startswith("# "):
            kind, text = "heading", line[2:]
            section = (text,)
        elif line.startswith("^ "):
            kind, text = "footnote", line[2:]
        block = Block(f"b{number}", kind, ((0, len(text)),), section=section)
        out.append(TextBlock(block, read_block(text, block), nlp(text)))
    return out
