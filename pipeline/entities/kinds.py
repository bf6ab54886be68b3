"""Correct the kinds of names by what stands beside them in the document."""

import re
from dataclasses import replace

from ..linking import known, person
from ..types import Kind
from .recognised import Name
from .words import CAP, TITLE, word_set

_PLATFORMS = word_set("twitter facebook instagram youtube telegram tiktok whatsapp google reddit")
_NEWSROOM = re.compile(r" (?:news (?:agency|channel|outlet|site|website)|newspaper|television|TV\b|radio\b|magazine)")
_TITLED = re.compile(rf"(?<![\w-]){TITLE} ({CAP})(?![\w-]| [A-Z])")
_TWO_WORDS = re.compile(rf"{CAP} {CAP}")
_SAYS = r"(?:said|says|told|added|argued|asked|wrote|tweeted|insisted|noted|testified|who)"
_OFFICE = re.compile(r" (?:administration|campaign)\b")


def titled(text: str) -> set[str]:
    """Return the single words that `text` puts a title before ("President Roe"): they are people's last names."""
    return {match[1].removesuffix("’s").removesuffix("'s") for match in _TITLED.finditer(text)}


def rekinded(names: list[Name], text: str) -> list[Name]:
    """Correct kinds: spaCy takes a person's last name for an organisation, a news agency for a person.

    "The Roe administration" is an organisation, whose deeds are not all Roe's.
    """
    people = [person(name.form).words for name in names if name.kind == "person"]
    lasts = {words[-1] for words in people if len(words) > 1}
    bare = {words[0] for words in people if len(words) == 1}
    by_title = {person(word).words[0] for word in titled(text)}
    places = {name.form for name in names if name.kind == "place"}
    spoken = {form for form in places if person(form).words[0] in lasts and _acts_like_a_person(form, text)}

    def kind(name: Name) -> Kind:
        words = person(name.form).words
        if name.form.casefold() in _PLATFORMS or _NEWSROOM.match(text, name.end):
            return "organisation"
        if name.form.startswith("Team "):
            return "organisation"
        if len(words) == 2 and words[1] in by_title and _TWO_WORDS.fullmatch(name.form):
            return "person"
        if len(words) != 1 or name.kind == "person":
            return name.kind
        if name.kind != "group" and words[0] in by_title:
            return "person"
        # Jim Jordan's last name is a country too: a place becomes a person only where it is one elsewhere.
        if words[0] in lasts and (name.kind != "place" or words[0] in bare or name.form in spoken):
            return "person"
        return name.kind

    corrected = [(name, kind(name)) for name in names]
    return [_office(name if name.kind == new else replace(name, kind=new), text) for name, new in corrected]


def _acts_like_a_person(form: str, text: str) -> bool:
    """Say whether what was taken for a place speaks, and is nowhere a place to be in, and no state."""
    word = rf"(?<![\w-]){re.escape(form)}(?![\w-])"
    if form in known().states.values() or re.search(rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Aa]cross|[Oo]utside) {word}", text):
        return False
    return re.search(rf"{word},? {_SAYS}\b|\b{_SAYS},? {word}", text) is not None


def _office(name: Name, text: str) -> Name:
    office = _OFFICE.match(text, name.end) if name.kind == "person" else None
    if office is None:
        return name
    head = name.form.split()[-1] + office[0]  # "the Ann Roe campaign" is the Roe campaign
    return Name(name.start, office.end(), " ".join(text[name.start : office.end()].split()), "organisation", head)
