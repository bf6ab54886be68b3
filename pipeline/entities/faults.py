"""Leave out what is no name by the document's own evidence: equipment, titles, words that it writes small elsewhere."""

import re
from collections.abc import Sequence

from ..types import Document, Sentence
from .introduced import EQUIPMENT
from .recognised import Name, named
from .words import NEVER, TITLES, Words, has_capitals, has_word, occurrences, word_set

_DESIGNATION = re.compile(r"[A-Z]{1,3}-(?:\d+\w*|[A-Z]+)")
_VERB = re.compile(r"[A-Z][a-z]{3,}s")
# What headlines say that people do to one another; nobody is called so.
_OF_HEADLINES = word_set(
    "accuses asks backs blames blasts blocks calls criticizes defends defies demands endorses faces hails hits honors "
    "praises probes questions rebukes rejects rips says seeks slams sues supports tells thanks threatens urges vows "
    "wants warns"
)


def without_faults(names: list[Name], doc: Document, sents: Sequence[Sentence], things: set[str]) -> list[Name]:
    """Leave out what is no name, and cut off a headline's verbs."""
    text = doc.text
    body = text[slice(*doc.body)]
    headline = doc.body[0] if has_capitals(doc) else 0
    of_text, of_body = Words(text), Words(body)
    names = [_without_verb(name, text, of_text) for name in names]
    last_words = {name.form.split()[-1] for name in names if " " in name.form}
    starts = {sent.start for sent in sents}
    inside = {name.form for name in names if name.start not in starts}
    spots = [spot for thing in things for spot in occurrences(text, thing)]

    def fault(name: Name) -> bool:
        words = {word.rstrip(".") for word in name.form.casefold().split()}
        if name.end <= headline and name.form not in body:
            # "Roe To Unveil": where all is capitals, the body tells Roe from what she does.
            *most, last = name.form.split()
            if any(word in of_body for word in [*most, last.lower(), *map(str.lower, most)]):
                return True
        # Whole words only, and where the thing itself stands: its first word alone ("Health,") is in other names.
        if any(has_word(thing, name.form) for thing in things):
            return True
        if any(start < name.end and name.start < end for start, end in spots):
            return True
        if words <= TITLES or words <= NEVER or name.form.islower():
            return True
        last = name.form.split()[-1]
        if _DESIGNATION.fullmatch(last):
            return re.search(re.escape(last) + EQUIPMENT.pattern, text) is not None
        if name.kind == "person" and re.search(r"\d", name.form):
            return True
        if name.kind != "person" or " " in name.form or name.form in last_words:
            return False
        # A plural that only ever opens sentences ("Tensions rose"), or a word written small elsewhere.
        return (name.form.endswith("s") and name.form not in inside) or name.form.lower() in of_text

    return [name for name in names if not fault(name)]


def _without_verb(name: Name, text: str, of_text: Words) -> Name:
    """Cut "Blocks Roe" to Roe where the text has the verb in another form too."""
    first, _, rest = name.form.partition(" ")
    verb = first.lower()
    stems = (verb, verb[:-1], f"{verb[:-1]}ed", f"{verb[:-1]}ing", f"{verb[:-1]}d")
    if name.kind == "group" or not rest or not _VERB.fullmatch(first):
        return name
    if verb not in _OF_HEADLINES and not any(stem in of_text for stem in stems):
        return name
    after = re.search(r"\s+", text[name.start : name.end])
    return named(text, name.start + after.end(), name.end, name.kind) if after else name
