"""Find the sentences that are about a statement of the user's, in several wordings of it.

How near a sentence lies to a wording is their `Likeness`, as of passages: the cosine of their vectors and of the rare
words that they share, for vectors alone find too little. Its mean over the wordings counts; the spread is kept, for
what one wording finds and another does not says more of the wording than of the outlet. A sentence may be about a
statement and deny it: for and against come from a head that codes taught (`heads.py`), or from an NLI model that the
user names, and from nothing else. How the threshold was set is in docs/teach.md.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..compare.likeness import Likeness
from ..errors import PipelineError
from ..measures.head import Floats
from .heads import Encode
from .heldout import BoolArray, IntArray
from .ridge import FloatArray
from .taught import CLAIM, LONGEST_TEXT, Label

ABOUT = 0.12  # mean likeness from which a sentence is said to be about a statement
MOST_WORDINGS = 10
_GROUPS = {"group": "str"} | dict.fromkeys(["articles", "sentences", "about", "least", "most"], "int64")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement and other wordings of it. PipelineError where one is empty, too long or given twice."""

    statement: str
    paraphrases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.wordings) > MOST_WORDINGS:
            raise PipelineError(f"{len(self.wordings)} wordings of a statement; give {MOST_WORDINGS} at most")
        for text in self.wordings:
            if not text.strip() or len(text) > LONGEST_TEXT or not text.isprintable():
                raise PipelineError(f"a statement is one line of 1 to {LONGEST_TEXT} characters; write it so")
        if len({text.strip().casefold() for text in self.wordings}) < len(self.wordings):
            raise PipelineError("the same wording of a statement is given twice; take one out")

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return the statement and its paraphrases."""
        return (self.statement, *self.paraphrases)

    @property
    def id(self) -> str:
        """Return 12 hexadecimal digits that codes of this statement are kept under, whatever its paraphrases."""
        return hashlib.sha256(" ".join(self.statement.split()).encode("utf-8", "replace")).hexdigest()[:12]

    @property
    def label(self) -> Label:
        """Return what codes of it teach: against it, neither, for it."""
        return Label(self.id, self.statement, self.paraphrases, measure=CLAIM)


@dataclass(frozen=True, slots=True)
class Near:
    """How near each sentence lies to a claim: arrays have one place a sentence.

    `score` is the mean over the wordings, `low` and `high` the least and most of any, `spread` their standard deviation
    (NaN of a single wording), `found` by how many wordings alone it would be said to be about the statement.
    """

    score: FloatArray
    low: FloatArray
    high: FloatArray
    spread: FloatArray
    found: IntArray
    by_wording: FloatArray  # (n, wordings)

    @classmethod
    def of(cls, alike: FloatArray) -> "Near":
        """Return what the likenesses with each wording, (n, wordings), say."""
        several = alike.shape[1] > 1
        return cls(
            score=alike.mean(axis=1),
            low=alike.min(axis=1),
            high=alike.max(axis=1),
            spread=alike.std(axis=1, ddof=1) if several else np.full(len(alike), np.nan),
            found=(alike >= ABOUT).sum(axis=1),
            by_wording=alike,
        )

    @property
    def about(self) -> BoolArray:
        """Say which sentences are about the statement."""
        return self.score >= ABOUT


def near(vectors: FloatArray, texts: Sequence[str], claim: Claim, encode: Encode) -> Near:
    """Return how near each sentence lies to the claim: its stored vector, (n, d) of unit length, and its text.

    All sentences of an event should be given, for which words are rare depends on them. `encode` is as in `heads.py`.
    """
    return Near.of(_alike(vectors, texts, claim.wordings, np.asarray(encode(claim.wordings), np.float64)))


def about(vectors: FloatArray, texts: Sequence[str], wordings: Sequence[str], mean: FloatArray) -> BoolArray:
    """Say which sentences are about a claim as `near` does, from the `mean` vector of its wordings, (d,)."""
    return Near.of(_alike(vectors, texts, wordings, np.tile(mean, (len(wordings), 1)))).about


def _alike(vectors: FloatArray, texts: Sequence[str], wordings: Sequence[str], read: FloatArray) -> FloatArray:
    """Return (n, wordings): the likeness of each sentence with each wording, whose vectors are `read`."""
    if not len(texts):
        return np.zeros((0, len(wordings)))
    both = np.concatenate([np.asarray(vectors, np.float64), read]).astype(np.float32)
    place = np.arange(len(both))
    alike = Likeness(both, [*texts, *wordings]).between(place[: len(texts)], place[len(texts) :])
    return alike.astype(np.float64)


def by_group(found: Near, articles: Sequence[str], groups: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a group: its `articles`, `sentences`, how many are `about` the claim, and `least` and `most`.

    `articles` gives each sentence's article, `groups` each article's group: the outlet as a rule. Articles without a
    group are left out. `least` and `most` are the fewest and the most that a single wording finds.
    """
    alone = pd.DataFrame(found.by_wording >= ABOUT)
    table = pd.DataFrame({"article_id": list(articles), "about": found.about})
    group = table["article_id"].map(dict(groups)).rename("group")
    counts = alone.groupby(group).sum()
    told = table.groupby(group).agg(
        articles=("article_id", "nunique"), sentences=("about", "size"), about=("about", "sum")
    )
    told = told.assign(least=counts.min(axis=1), most=counts.max(axis=1)).reset_index()
    return told[list(_GROUPS)].astype(_GROUPS)


@runtime_checkable
class Nli(Protocol):
    """A model that says whether a text entails a statement: `adapter.Adapter`, of an NLI model."""

    version: str

    def claims(self, sentences: Sequence[str], statement: str) -> Floats:
        """Return (n, 3): the probabilities that a sentence contradicts the statement, leaves it open, entails it."""
        ...


def judged(model: object, claim: Claim, sentences: Sequence[str]) -> NDArray[np.float32]:
    """Return (n, 3), the probabilities of against, neither, for, by an NLI model; it reads the statement alone.

    PipelineError where the model is none.
    """
    if not isinstance(model, Nli):
        raise PipelineError(
            f"{getattr(model, 'version', 'this model')} does not judge statements; name an NLI model "
            "(entailment, neutral, contradiction)"
        )
    return model.claims(sentences, claim.statement)
