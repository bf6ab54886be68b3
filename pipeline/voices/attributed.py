"""Link contents, sources and cues."""

from collections.abc import Sequence
from typing import TypeAlias

from ..types import Attribution, Document, Mention, Sentence
from .quotations import voices as quoted_voices

Speech: TypeAlias = list[tuple[int, int, float, float, float]]  # one sentence's words: start, end, content, source, cue


def attributed(
    doc: Document, sents: Sequence[Sentence], mentions: Sequence[Mention], speech: Sequence[Speech] | None
) -> list[Attribution]:
    """Return the attributions of a document."""
    return quoted_voices(doc)
