"""Make the attributions of a document from what the model says of its words and what its marks show.

Chained here: quotations by their marks, runs of words (`heard`), which run belongs to which (`links`), who speaks
(`speakers`), and how far the cue vouches (`endorsement`).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from ..types import Attribution, Document, Manner, Mention, Sentence, Span
from .endorsement import endorsement
from .heard import Heard, Run, Speech
from .links import Link, linked
from .quotations import Quotation
from .speakers import carried, named

_PARTS = re.compile(r"\w|\n|[“”„«»‹›\"‘’'`]")
WHOLE, NONE = 0.9, 0.1  # of a content's characters in quotation marks: direct from the first on, indirect to the second


def attributed(
    doc: Document,
    sents: Sequence[Sentence],
    mentions: Sequence[Mention],
    marks: Sequence[Quotation],
    speech: Sequence[Speech] | None,
) -> list[Attribution]:
    """Return the attributions of `doc` in the order in which their contents begin.

    `marks` are its `quotations`. `speech` has, for each of the sentences, what `Model.attributions` says of its
    words, with offsets into the sentence; without it, only what stands in quotation marks is found. Offsets in
    what is returned are into `doc.text`.
    """
    spoken = [quotation for quotation in marks if quotation.kind == "speech" and not quotation.depth]
    pieces = [piece for quotation in spoken for piece in quotation.content]
    if speech is None:
        return [Attribution(quotation.content, quoted=quotation.content) for quotation in spoken]
    heard = Heard.of(doc, sents, speech, spoken)
    links = sorted(linked(heard, sents), key=lambda link: (min(link.contents), link.nested))
    contents = [_content(doc.text, heard, link, pieces) for link in links]
    sources = [_widened(_spans(heard, link.source), mentions) for link in links]
    named_here = named(doc, sents, mentions, sources, contents=contents)
    outer = [number for number, link in enumerate(links) if not link.nested]
    taken_over = carried(
        sents, [contents[n] for n in outer], [named_here[n] for n in outer], sources=[sources[n] for n in outer]
    )
    carried_on = dict(zip(outer, taken_over, strict=True))
    starts = [sent.start for sent in sents]
    found = []
    for number, (link, content, source) in enumerate(zip(links, contents, sources, strict=True)):
        cue = _spans(heard, link.cue)
        home = sents[bisect_right(starts, cue[0][0]) - 1] if cue else None
        quoted = _quoted(content, pieces)
        # Without a source, a quotation is taken for the last speaker's; "is expected" is nobody's.
        speaker = carried_on.get(number, named_here[number]) if quoted else named_here[number]
        found.append(
            Attribution(
                content=content,
                source=source,
                cue=cue,
                quoted=quoted,
                manner=_manner(content, quoted),
                speaker=speaker.name,
                speaker_kind=speaker.kind,
                affiliation=speaker.affiliation,
                endorsement=endorsement(doc.text, cue, (home.start, home.end)) if home else None,
            )
        )
    return found


def _spans(heard: Heard, run: Run | None) -> tuple[Span, ...]:
    return () if run is None else (heard.span(run),)


def _widened(source: tuple[Span, ...], mentions: Sequence[Mention]) -> tuple[Span, ...]:
    """Return a source with the whole of each name that it cuts."""
    widened = []
    for start, end in source:
        first = bisect_right(mentions, start, key=lambda mention: mention.end)
        for mention in mentions[first:]:
            if mention.start >= end:
                break
            start, end = min(start, mention.start), max(end, mention.end)
        widened.append((start, end))
    return tuple(widened)


def _content(text: str, heard: Heard, link: Link, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Return a content's pieces: with the punctuation of the quotations they fill, joined where no word parts them."""
    joined: list[Span] = []
    for run in sorted(link.contents):
        start, end = heard.span(run)
        for first, last in pieces[max(0, bisect_right(pieces, (start, end)) - 1) :]:
            if first > end:
                break
            if first < end and start < last:  # up to its marks, where no word is left between
                start = first if not any(map(str.isalnum, text[first:start])) and first < start else start
                end = last if not any(map(str.isalnum, text[end:last])) and last > end else end
        if joined and not _PARTS.search(text, joined[-1][1], start):
            start = joined.pop()[0]
        joined.append((start, end))
    return tuple(joined)


def _quoted(content: Sequence[Span], pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Return the parts of a content that stand in quotation marks."""
    parts = []
    for start, end in content:
        for first, last in pieces[max(0, bisect_right(pieces, (start, start)) - 1) :]:
            if first >= end:
                break
            if last > start:
                parts.append((max(first, start), min(last, end)))
    return tuple(parts)


def _manner(content: Sequence[Span], quoted: Sequence[Span]) -> Manner:
    share = sum(end - start for start, end in quoted) / max(1, sum(end - start for start, end in content))
    return "direct" if share >= WHOLE else "indirect" if share <= NONE else "mixed"
