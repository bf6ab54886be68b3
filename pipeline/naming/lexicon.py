"""Know the nouns that name people and bodies, and the words that stand beside them (`data/codebook/people.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..agency.lexicon import inflections
from ..agency.lexicon import lexicon as acts_lexicon

CODEBOOK = Path(__file__).parents[2] / "data" / "codebook" / "people.toml"

_IRREGULAR = {"child": "children", "person": "people", "wife": "wives", "thief": "thieves", "hero": "heroes"}


@dataclass(frozen=True, slots=True)
class Noun:
    """A form of a noun: its lemma, whether it stands for many, for a body, and whether it is said of anybody."""

    lemma: str
    plural: bool
    body: bool
    general: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The codebook with each word under every form. `verbs` lead to lemmas; `past` may be participles."""

    nouns: dict[str, Noun]
    verbs: dict[str, str]
    past: frozenset[str]
    base: frozenset[str]
    both: frozenset[str]
    modifiers: frozenset[str]
    unchanged: frozenset[str]
    covers: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    codebook = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    covers = {noun.replace("-", " "): frozenset(codebook["covers"][noun].split()) for noun in codebook["covers"]}
    words = {name: frozenset(codebook[name].split()) for name in codebook if name != "covers"}
    nouns: dict[str, Noun] = {}
    for lemma in sorted(words["people"] | words["bodies"] | words["only_plural"] | words["general"]):
        about = (lemma in words["bodies"], lemma in words["general"])
        if lemma in words["unchanged"]:
            nouns[lemma] = Noun(lemma, True, *about)
            continue
        if lemma not in words["only_plural"]:
            nouns[lemma] = Noun(lemma, False, *about)
        nouns[plural(lemma)] = Noun(lemma, True, *about)
    verbs: dict[str, str] = {}
    past: set[str] = set()
    for form, acts in acts_lexicon().words.items():
        if form in acts[0].forms and " " not in acts[0].act:
            verbs[form] = acts[0].act
            past |= {form} & acts[0].past
    for entry in sorted(words["verbs"] | words["saying"]):
        verb, *own = entry.split("/")
        forms = inflections(verb, past=own)
        if own and own[-1] == f"{verb}{verb[-1]}ed":
            forms.add(f"{verb}{verb[-1]}ing")  # "admitting"
        verbs.update(dict.fromkeys(forms, verb))
        past.update(own or [form for form in forms if form.endswith("ed")])
    base = {form for form in verbs if not form.endswith(("ed", "ing")) and {form + "s", form + "es"} & verbs.keys()}
    return Lexicon(
        nouns=nouns,
        verbs=verbs,
        past=frozenset(past),
        base=frozenset(base),
        both=words["both"],
        modifiers=words["modifiers"],
        unchanged=words["unchanged"],
        covers=covers,
    )


def plural(noun: str) -> str:
    """Return the plural of a noun, by rule."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")
