"""The values that flow from file to score: frozen, small, and free of any library but Python's own.

Every `Span` is a half-open range of characters, into `Document.text` unless said otherwise.
Tables begin at `pipeline.library`; nothing here knows of them.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
Section: TypeAlias = Literal["headline", "lede", "body"]
Kind: TypeAlias = Literal["person", "group", "organisation", "place"]
Manner: TypeAlias = Literal["direct", "indirect", "mixed"]
Endorsement: TypeAlias = Literal["endorsing", "neutral", "distancing"]
SpeakerKind: TypeAlias = Literal["person", "group", "organisation", "place", "unnamed", "document"]
ActForm: TypeAlias = Literal["active", "passive", "agentless", "nominal"]

FRAMES = (
    "economic",
    "capacity_and_resources",
    "morality",
    "fairness_and_equality",
    "legality",
    "policy",
    "crime_and_punishment",
    "security_and_defense",
    "health_and_safety",
    "quality_of_life",
    "cultural_identity",
    "public_opinion",
    "political",
    "external_regulation_and_reputation",
    "other",
)
STANCES = ("against", "neither", "for")
ROLES = ("protagonist", "antagonist", "innocent")
GENRES = ("news", "opinion", "analysis", "live", "press release", "interview", "unknown")


@dataclass(frozen=True, slots=True)
class Article:
    """One published text as read from a file, before cleaning.

    `found` says how each known field was found ("column source", "file name", "front matter");
    a field that is None has no entry. `source` names the file, and the place inside it, for display
    only. `extra` holds the user's further columns as they were.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    date: str | None = None  # a day, ISO 8601: "2021-11-14"
    time: str | None = None  # local, with the zone where known: "14:05", "14:05+03:00"
    author: str | None = None
    url: str | None = None
    genre: str | None = None  # one of GENRES
    language: str | None = None  # ISO 639-1
    section: str | None = None
    source: str = ""
    found: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return 16 hexadecimal digits that depend only on outlet, title, date and text as read."""
        parts = (self.outlet, self.title, self.date, self.text)
        return _digest("\x1f".join(_normal(part or "") for part in parts))


@dataclass(frozen=True, slots=True)
class Document:
    """An article's cleaned text: title, blank line, body. Every offset counts characters of `text`.

    Without a title, `text` is the body alone. `notes` say what cleaning took off, one line each.
    """

    id: str
    text: str
    body: Span
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def text_id(self) -> str:
        """Return a digest of `text` alone: equal for the same wire copy under two outlets."""
        return _digest(self.text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of the document, in its headline, its lede (the first paragraph) or its body."""

    start: int
    end: int
    section: Section


@dataclass(frozen=True, slots=True)
class Mention:
    """One span that names an entity. `head` is the fullest name the same document gives it."""

    start: int
    end: int
    kind: Kind
    head: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, group, place or organisation across documents; mentions are (document id, start, end)."""

    name: str
    kind: Kind
    mentions: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A passage said to be somebody's. Each of `content`, `source` and `cue` may lie in several pieces.

    `quoted` are the parts of the content that stand in quotation marks; `manner` is "direct" where that is all of
    it, "mixed" where it is a part.
    `speaker` is the source as the document's fullest name for it, or, without a name, the phrase ("an Iraqi
    security source"); None where the text gives none, or a pronoun that stands for nobody who is named.
    `speaker_kind` tells names from "unnamed" people and from a "document" (a poll, a report).
    `affiliation` is what the text says the speaker is ("a spokesman for the ministry"). `endorsement` is how
    far the cue vouches for the words, None without a cue.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    quoted: tuple[Span, ...] = ()
    manner: Manner = "direct"
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    affiliation: str | None = None
    endorsement: Endorsement | None = None

    @property
    def direct(self) -> bool:
        """Say whether all of the content stands in quotation marks."""
        return self.manner == "direct"

    @property
    def spoken(self) -> bool:
        """Say whether the content is somebody's words: with a source, or in quotation marks.

        What has neither ("is expected to leave") is nobody's, and stays in the outlet's own voice.
        """
        return bool(self.source or self.quoted)


@dataclass(frozen=True, slots=True)
class ScareQuotes:
    """Words that the writer holds at arm's length: in marks without being speech, or after "so-called".

    The span is that of the words themselves. `marker` is what holds them off, as it stands: the marks, or "so-called".
    """

    start: int
    end: int
    marker: str


@dataclass(frozen=True, slots=True)
class Act:
    """A violent or accusing act as a sentence tells it: who does it, to whom, and in which form.

    The span is that of the verb or noun; `act` its lemma. `form` is "active" ("X shelled Y"), "passive" with
    an agent ("Y was shelled by X"), "agentless" ("Y was shelled") or "nominal" ("the shelling of Y"). `doer`
    and `target` are the whole phrases, None where the sentence names none.
    """

    start: int
    end: int
    act: str
    kind: Literal["violent", "accusing"]
    form: ActForm
    doer: Span | None = None
    target: Span | None = None


def _normal(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
