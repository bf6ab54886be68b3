"""Make documents of invented sentences, with the names that they hold, for the tests of this folder."""

import re
from collections.abc import Mapping, Sequence

from pipeline.naming import Description, descriptions
from pipeline.types import Act, Document, Kind, Mention, Sentence

KINDS: Mapping[str, Kind] = {
    "Ida Moss": "person",
    "Moss": "person",
    "Per Lind": "person",
    "Lind": "person",
    "Norland": "place",
    "Norlandic": "group",
    "Tarsian": "group",
    "Harbour Guard": "organisation",
    "Harbour Council": "organisation",
    "River Council": "organisation",
    "Reed Movement": "organisation",
}
FULL = {"Moss": "Ida Moss", "Lind": "Per Lind"}


def document(*paragraphs: str, title: str | None = None) -> Document:
    text = "\n\n".join([*([title] if title else []), *paragraphs])
    return Document("told", text, (len(title) + 2 if title else 0, len(text)), title)


def sents_of(doc: Document) -> list[Sentence]:
    found = []
    for match in re.finditer(r"[^\s].*?(?:[.!?][”\"]?(?=\s|$)|(?=\n\n)|$)", doc.text):
        section = "headline" if doc.title and match.start() < doc.body[0] else "body"
        found.append(Sentence(*match.span(), section))
    return found


def mentions_of(doc: Document) -> list[Mention]:
    names = "|".join(sorted(KINDS, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)(?:{names})(?![\w-])", doc.text)
    return [Mention(*name.span(), KINDS[name[0]], FULL.get(name[0], name[0])) for name in found]


def described(*paragraphs: str, title: str | None = None, acts: Sequence[Act] = ()) -> list[Description]:
    doc = document(*paragraphs, title=title)
    return descriptions(doc, sents_of(doc), mentions_of(doc), acts)


def only(text: str) -> Description:
    """Return the one description of a sentence."""
    (found,) = described(text)
    return found
