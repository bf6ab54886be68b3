"""Whether main entities are found and are one across an event, on BASIL, and recall of people, on SEESAW.

Nothing is trained, and no model of the project is loaded. A gold name is in a text that has it in full or by its last
name ("Roe", not "Bo Roe"), an organisation's also by its initials; it is found in an article where a mention has it
so too, of an entity that is no place and whose own name could be its. BASIL: right if one and the same entity is found
in every article of the event that has the name. What its annotators listed that is neither a person nor an organisation
is left out: what ends in a common noun ("protestors", "a bill"), and two people under one name.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..entities import entities
from ..linking import known
from ..train.corpora.example import json_lines
from ..types import Document, Entity
from .metrics import interval

# These bodies are called by no last word of theirs; the first three are written small.
_BODIES = """administration campaign court agency association authority board bureau coalition commission committee
company corporation council department federation foundation group house institute league ministry now office
organization party service society states union university"""
_SMALL_BODIES = ("administration", "campaign", "court")
_COMMON = """bill bills companies law laws lawmakers officials plaintiffs plan police policy program programs protestors
protesters reporters rule voters"""
_FORMS = {"democratic": "democrat", "democrats": "democrat", "republicans": "republican", "gop": "republican"}
_TITLES = """admiral attorney chairman chancellor congressman congresswoman director dr first former gen general gov
governor justice judge lady leader lieutenant majority minister minority mr mrs ms nominee president presidents prime
prof professor rep reps representative secretary sen senator sens sheriff sir speaker vice but and the"""
_BORN = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTY = re.compile(r"(?<=[a-z]) party$")  # "Republican Party": "Republicans"


@dataclass(frozen=True, slots=True)
class Told:
    """An event's articles with the gold names of each."""

    event: str
    docs: tuple[Document, ...]
    names: tuple[tuple[str, ...], ...]  # as many as docs


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold name in an event, the articles that have it, and the entities (name, kind) found for it in each."""

    event: str
    name: str
    articles: tuple[str, ...]
    found: tuple[frozenset[tuple[str, str]], ...]
    lent: tuple[bool, ...]  # whether, where none is found, a mention that has the name belongs to somebody else

    @property
    def one(self) -> bool:
        """Say whether one entity is found in all of the articles."""
        return bool(self.found) and bool(frozenset.intersection(*self.found))

    def by_article(self) -> Iterator["Outcome"]:
        """Yield an outcome for each of the articles alone."""
        for article, found, lent in zip(self.articles, self.found, self.lent, strict=True):
            yield Outcome(self.event, self.name, (article,), (found,), (lent,))


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return the share of BASIL's main entities that are found and one, and recall of SEESAW's people."""
    rows = []
    told = list(basil(folder))
    every = [outcome for event in told for outcome in outcomes(event)]
    chosen = [outcome for outcome in every if is_actor(outcome.name)]
    row = {"benchmark": "entities", "set": "BASIL, main entities"}
    rows.append(_share(row, "found, and one in all articles", chosen, lambda one: one.one, goal=0.95))
    rows.append(_share(row, "found in all articles", chosen, lambda one: all(one.found)))
    rows.append(_share(row, "given to somebody else", chosen, lambda one: any(one.lent)))
    left = [outcome for outcome in every if not is_actor(outcome.name)]
    rows.append({**row, "metric": "left out: neither person nor organisation", "n": len(every), "score": len(left)})
    for part in ("valid", "train"):
        row = {"benchmark": "entities", "set": f"SEESAW {part}, people"}
        people = [outcome for event in seesaw(folder, part) for outcome in outcomes(event)]
        pairs = [one for outcome in people for one in outcome.by_article()]
        rows.append(_share(row, "recall", pairs, lambda one: one.one, goal=0.85 if part == "valid" else None))
        rows.append(_share(row, "given to somebody else", pairs, lambda one: any(one.lent)))
        several = [outcome for outcome in people if len(outcome.articles) > 1]
        rows.append(_share(row, "found, and one in all articles", several, lambda one: one.one))
    return rows


def _share(
    row: Mapping[str, Any],
    metric: str,
    outcomes: Sequence[Outcome],
    right: Callable[[Outcome], bool],
    *,
    goal: float | None = None,
) -> dict[str, Any]:
    said = np.array([right(outcome) for outcome in outcomes])
    truth = np.ones_like(said)
    low, high = interval(lambda a, b: float((a == b).mean()), truth, said, [outcome.event for outcome in outcomes])
    score = float(said.mean())
    return {**row, "metric": metric, "n": len(said), "score": score, "low": low, "high": high, "goal": goal}


def basil(folder: Path) -> Iterator[Told]:
    """Yield BASIL's events; a main entity of one article is looked for in all of its event."""
    events: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in json_lines(folder / "basil" / "articles.jsonl"):
        events[str(row["event"])].append(row)
    for event, rows in events.items():
        names: dict[tuple[str, ...], str] = {}
        for name in sorted({name for row in rows for name in row["main-entities"]}, key=lambda n: (-len(n), n)):
            if not any(key[-len(_words(name)) :] == _words(name) for key in names):  # "Trump" is Donald Trump
                names[_words(name)] = name
        docs = [_document(row["url"], row["title"], (s["sentence"] for s in row["body"])) for row in rows]
        yield Told(event, tuple(docs), tuple(tuple(names.values()) for _ in docs))


def seesaw(folder: Path, part: str) -> Iterator[Told]:
    """Yield SEESAW's stories with each article's entities of the type People."""
    stories: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in json_lines(folder / "seesaw" / f"{part}.jsonl"):
        stories[row["story"]].append(row)
    for story, rows in stories.items():
        names = [tuple(e["name"] for e in row["entities"] if "People" in e["types"]) for row in rows]
        docs = [_document(f"{story} {row['doc']}", row["title"], row["sentences"]) for row in rows]
        yield Told(story, tuple(docs), tuple(names))


def _document(name: str, title: str | None, lines: Iterable[str]) -> Document:
    body = " ".join(lines)
    text = f"{title}\n\n{body}" if title else body
    return Document(name, text, (len(text) - len(body), len(text)), title)


def outcomes(told: Told) -> list[Outcome]:
    """Return an outcome for each gold name that any article which lists it has in its text."""
    found = entities(told.docs)
    texts = {doc.id: doc.text for doc in told.docs}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for doc, names in zip(told.docs, told.names, strict=True):
        for name in dict.fromkeys(names):
            if has_name(doc.text, name):
                by_name[name].append(doc.id)
    outcomes = []
    for name, docs in by_name.items():
        having = [_having(name, doc, texts[doc], found) for doc in docs]
        own = [frozenset(e for e in each if e[1] != "place" and could_be(e[0], name)) for each in having]
        lent = [not mine and any(e[1] == "person" for e in each) for mine, each in zip(own, having, strict=True)]
        outcomes.append(Outcome(told.event, name, tuple(docs), tuple(own), tuple(lent)))
    return outcomes


def _having(name: str, doc: str, text: str, found: Iterable[Entity]) -> frozenset[tuple[str, str]]:
    """Return the entities (name, kind) of which a mention in the document has the name."""
    return frozenset(
        (entity.name, entity.kind)
        for entity in found
        if any(where == doc and has_name(text[start:end], name) for where, start, end in entity.mentions)
    )


def is_actor(name: str) -> bool:
    """Say whether a main entity is a person or an organisation by its last word."""
    words = _words(name)
    last = re.findall(r"[^\W_]+", name)[-1:]
    if not words or not last or " and " in name or words[-1] in _COMMON.split():
        return False
    return not last[0].islower() or words[-1] in _SMALL_BODIES


def has_name(text: str, name: str) -> bool:
    """Say whether `text` has the name in full, by its last name or by its initials."""
    full = _bare(name)
    words = _words(text)
    size = len(full)
    if not words or not full:
        return False
    if any(words[at : at + size] == full for at in range(len(words) - size + 1)):
        return True
    if size > 2 and _initials(full).upper() in _tokens(text):
        return True
    if size == 1 or full[-1] in _BODIES.split():
        return False
    # "Bo Roe" does not name Ann Roe: a capital before the last name is another's first name, or a title.
    tokens = _tokens(text)
    before = ["", *tokens[:-1]]
    return any(
        _words(token) == (full[-1],)
        and token[0].isupper()
        and (not last[:1].isupper() or _words(last)[:1] == (full[0],) or last.casefold().rstrip(".") in _TITLES.split())
        for last, token in zip(before, tokens, strict=True)
    )


def could_be(entity: str, name: str) -> bool:
    """Say whether an entity's name could be the gold name: one is in the other, or last and first names agree."""
    a, b = (tuple(word for word in _bare(words) if word not in _BORN) for words in (entity, name))
    if not a or not b:
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    nicknames = known().nicknames
    first = a[0][0] == b[0][0] or nicknames.get(a[0], a[0]) == nicknames.get(b[0], b[0])
    return a == (_initials(b),) or b == (_initials(a),) or (a[-1] == b[-1] and first)


def _bare(name: str) -> tuple[str, ...]:
    """Return the words of a name without titles and what stands before them, and without a party's "Party"."""
    words = _PARTY.sub("", " ".join(_words(name))).split()
    title = max((at for at, word in enumerate(words[:-1]) if word in _TITLES.split()), default=-1)
    return tuple(words[title + 1 :])  # "Verrian President Bo Roe" is Bo Roe


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words if word not in ("of", "and", "for"))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.replace("U.S.", "US"))


def _words(text: str) -> tuple[str, ...]:
    """Return the words without case, accents, possessives and "the"; a party's members are the party."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", text.replace("U.S.", "US")).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_FORMS.get(word, word) for word in re.findall(r"[^\W_]+", plain) if word != "the")
