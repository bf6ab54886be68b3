"""Find the acts that a document tells, each with its form, doer and target.

The words are those of `data/codebook/acts.toml`; only sentences that hold one are parsed. Negated, feared and planned
acts are told too, so they count. Not found: deaths without an act ("five died in the raid"), which hide agency
more thoroughly than any passive; participles before a noun ("the murdered judge"); acts across sentences.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..nlp import Parsed, parse_grammar
from ..sentences import sentences
from ..types import Act, Document, Sentence, Span
from .grammar import told
from .headlines import hidden_verbs, plain, spelled_out
from .lexicon import Hit, lexicon

LONGEST = 1200  # characters of a sentence that is read; longer ones are tables and lists


def acts(doc: Document) -> list[Act]:
    """Return the violent and accusing acts of `doc` in order, each verb or noun once.

    `doer` and `target` are noun phrases with their determiner, conjuncts and "of" phrases, without relative
    clauses, appositions and other prepositional phrases. An instrument after "by" ("killed by a bomb") is a
    doer, as the sentence has it. Who is accused of an act is its doer ("accused of killing two farmers").
    """
    read = list(_candidates(doc))
    parsed = parse_grammar([each.text for each in read])
    return [act for each, tokens in zip(read, parsed, strict=True) for act in _told(each, tokens)]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may tell an act, its text as the parser shall read it, and the words."""

    sent: Sentence
    text: str
    hits: list[Hit]


def _candidates(doc: Document) -> Iterator[_Candidate]:
    words = lexicon()
    places = words.places(doc.text)
    if not places:
        return
    starts = [start for start, _ in places]
    for sent in sentences(doc):
        here = places[bisect_left(starts, sent.start) : bisect_left(starts, sent.end)]
        if not here or sent.end - sent.start > LONGEST:
            continue
        text = doc.text[sent.start : sent.end]
        hits = list(words.hits(text, [(start - sent.start, end - sent.start) for start, end in here]))
        if hits:
            if sent.section == "headline":
                text = plain(text, doc.text[slice(*doc.body)], words)
            yield _Candidate(sent, text, hits)


def _told(read: _Candidate, tokens: Parsed) -> Iterator[Act]:
    headline = read.sent.section == "headline"
    origin: Sequence[int] = range(len(read.text) + 1)
    if headline and (hidden := hidden_verbs(tokens, read.hits)):
        text, origin = spelled_out(read.text, hidden)
        (tokens,) = parse_grammar([text])
    at = {origin[token.idx]: token for token in tokens}  # of the tokens in the place of one, the last: its verb

    def span(heads: tuple[int, int] | None) -> Span | None:
        if heads is None:
            return None
        piece = tokens[slice(*heads)]
        return read.sent.start + origin[piece.start_char], read.sent.start + origin[piece.end_char]

    for hit in read.hits:
        token = at.get(hit.start)
        found = token and told(token, hit.word, lexicon(), telegraphic=headline)
        if found:
            start, end = read.sent.start + hit.start, read.sent.start + hit.end
            yield Act(start, end, hit.word.act, hit.kind, found.form, span(found.doer), span(found.target))
