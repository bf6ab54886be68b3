"""Take a quoted sentence out of the sentence that reports it, to be read as it was said.

"“The plan is reckless,” said Ann Other" reads as more of an opinion than "The plan is reckless." So what stands
in quotation marks and makes a sentence is read without the words around it: how it portrays somebody is then the
same in the outlet's own voice and in a speaker's.
"""

from collections.abc import Sequence

from ..types import Attribution, Sentence, Span

SHORTEST = 4  # words; less is a phrase that is quoted, and means nothing alone


def alone(text: str, sent: Sentence, quoted: Sequence[Span], span: Span) -> tuple[str, Span] | None:
    """Return the quoted sentence that `span` of `text` stands in, and its place there; None where it is no part of one.

    `quoted` are the quoted pieces of its attribution; those within `sent` make the sentence, up to its last mark,
    which becomes a full stop where it is a comma or missing. None also where nothing of `sent` is outside them.
    """
    pieces = [(max(a, sent.start), min(b, sent.end)) for a, b in quoted if a < sent.end and b > sent.start]
    if not any(start <= span[0] and span[1] <= end for start, end in pieces):
        return None
    parts, at, place = [], 0, 0
    for start, end in pieces:
        part = text[start:end].rstrip(" \n\t")
        if start <= span[0] and span[1] <= end:
            place = at + span[0] - start
        parts.append(part)
        at += len(part) + 1
    said = " ".join(parts)
    outside = sum(map(str.isalnum, text[sent.start : sent.end])) - sum(map(str.isalnum, said))
    words = sum(any(map(str.isalnum, word)) for word in said.split())
    if not outside or not said[:1].isupper() or words < SHORTEST:
        return None
    bare = said.rstrip(",;—–- ")
    said = bare if bare.endswith((".", "!", "?", "…")) else f"{bare}."
    return (said, (place, place + span[1] - span[0])) if place + span[1] - span[0] <= len(said) else None


def as_read(text: str, sent: Sentence, found: Attribution | None, span: Span) -> tuple[str, Span]:
    """Return the sentence in which the model reads `span`, and its place there: the quoted one alone, or all of `sent`.

    `found` is the attribution that the span belongs to, None in the outlet's own voice.
    """
    own = alone(text, sent, found.quoted, span) if found else None
    return own or (text[sent.start : sent.end], (span[0] - sent.start, min(span[1], sent.end) - sent.start))
