"""Between a library and a head: the codes and vectors that it is fitted to, and the spans that it scores.

A label of the user's own, a claim, a frame and loaded words are said of sentences, stance and role of mentions. What is
scored comes out as evidence of `pipeline.compare` does, so that its figures and intervals are made the same way.
"""

import numpy as np
import pandas as pd

from ..compare.spans import COLUMNS, grouped
from ..errors import PipelineError
from ..library import Library
from ..types import FRAMES, ROLES, STANCES
from .claims import about
from .heads import Codes, Encode, Encoder, anchor, believed, encode_with, teach
from .ridge import FloatArray
from .taught import CLAIM, OWN, Label, Taught

KEYS = ["article_id", "sentence_id"]
SPAN = [*KEYS, "start", "end"]
TEACHABLE = (OWN, CLAIM, "frame", "loaded", "stance", "role")
_OF_MENTIONS = ("stance", "role")
_UNSTORED = 0.1  # probability that stands for words so little loaded that they are not stored


def model_of(library: Library) -> str:
    """Return the version of the model that the library's newest scores are by; PipelineError without any."""
    scorers = library.scorers()
    if not scorers:
        raise PipelineError("nothing is scored here, and a label is taught on scored sentences; score articles first")
    return scorers[-1].rpartition(".")[0] or scorers[-1]  # what follows the point counts the rules


def encode_for(library: Library, model: Encoder) -> Encode:
    """Return the function that reads texts as the library's sentences were; PipelineError for another model."""
    if model.version != model_of(library):
        raise PipelineError(
            f"these articles were scored by {model_of(library)}, and {model.version} reads texts otherwise; "
            "score them again first"
        )
    return encode_with(model)


def same(a: Label, b: Label) -> bool:
    """Say whether two labels are one, whatever it is defined by: a head of one takes the place of the other's."""
    return (a.measure, a.name, a.target) == (b.measure, b.name, b.target)


def spans(library: Library, event: str, label: Label) -> pd.DataFrame:
    """Return the spans that a label can be said of, with their place, voice, `vector`, and the measure's probabilities.

    Sentences that were scored before vectors were stored are left out. The probabilities are in `p`, or in the
    columns of `STANCES`; a label of the user's own has none.
    """
    if label.measure not in TEACHABLE:
        raise PipelineError(f'"{label.measure}" cannot be taught; choose one of: {", ".join(TEACHABLE)}')
    known = {"frame": FRAMES, "role": ROLES}.get(label.measure)
    if known and label.name not in known:
        raise PipelineError(f'"{label.name}" is no {label.measure}; choose one of: {", ".join(known)}')
    if label.measure in _OF_MENTIONS:
        table = library.mentions(event=event)
        table = table if not label.target else table[table["entity"] == label.target]
    else:
        table = library.sentences(event=event)
    if known:
        table = table.rename(columns={label.name: "p"})
    elif label.measure == "loaded":
        most = library.loaded(event=event).groupby(KEYS)["probability"].max().rename("p").reset_index()
        table = table.merge(most, on=KEYS, how="left").fillna({"p": _UNSTORED})
    vectors = library.vectors(event=event)[[*KEYS, "vector"]]
    return table.merge(vectors, on=KEYS).sort_values(SPAN, ignore_index=True)


def texts_of(library: Library, event: str, table: pd.DataFrame) -> list[str]:
    """Return the texts of an event's spans."""
    texts = library.articles(event=event).set_index("article_id")["text"].to_dict()
    places = zip(table["article_id"], table["start"], table["end"], strict=True)
    return [texts[article][start:end] for article, start, end in places]


def coded(library: Library, event: str, label: Label) -> pd.DataFrame:
    """Return what people coded of a label: `SPAN`, `value` (-1, 0, 1) and `coders`, one row a span.

    Of several people's codes the mean is rounded; where they are split evenly there is no row. A sentence with any
    loaded word counts as loaded.
    """
    codes = library.codes(event)
    is_own = codes["measure"] == label.measure
    if label.measure in (OWN, CLAIM, "frame", "role"):
        is_own &= codes["label"] == label.name
    if label.target:
        is_own &= codes["target"] == label.target
    own = codes[is_own]
    if label.measure == "loaded":
        own = own.assign(value=(own["value"] > 0).astype(float))
    told = own.groupby(SPAN).agg(value=("value", "mean"), coders=("coder", "nunique")).reset_index()
    told = told[(told["value"].abs() - 0.5).abs() > 1e-9]
    return told.assign(value=np.rint(told["value"]).astype("int64")).reset_index(drop=True)


def codes_of(table: pd.DataFrame, told: pd.DataFrame, label: Label) -> Codes:
    """Return what a head is fitted to: `table` as `spans` gives it, `told` as `coded` does."""
    own = table.merge(told, on=SPAN)
    return Codes(_matrix(own), own["value"].to_numpy(np.int64), tuple(own["article_id"]), _believed(own, label))


def teach_from(library: Library, event: str, label: Label, encode: Encode | None = None) -> Taught:
    """Return the head that an event's codes teach; `encode` is needed for a label of the user's own and for a claim."""
    table = spans(library, event, label)
    codes = codes_of(table, coded(library, event, label), label)
    scorer, anchored = model_of(library), None
    if label.measure in (OWN, CLAIM):
        if encode is None:
            raise PipelineError(f'label "{label.name}": the model is needed, to read its definition; load it')
        anchored = anchor(label, encode, scorer)
    return teach(label, codes, scorer=scorer, anchored=anchored, pool=_matrix(table))


def taught_spans(
    library: Library, event: str, articles: pd.DataFrame, taught: Taught, *, by: str = "outlet_id"
) -> pd.DataFrame:
    """Return one row a span, as `pipeline.compare` has evidence: the mean value of the head, and its variance.

    A claim has rows only for sentences about it. PipelineError where the library was scored by another model.
    """
    label = taught.label
    if taught.scorer != model_of(library):
        raise PipelineError(
            f"{taught.version} reads vectors of {taught.scorer}, the library has those of {model_of(library)}; "
            "teach the label again"
        )
    table = spans(library, event, label)
    if label.measure == CLAIM:
        texts = texts_of(library, event, table)
        table = table[about(_matrix(table), texts, label.texts, np.array(taught.anchor))]
    table = grouped(table, articles, by)
    vectors = _matrix(table)
    believes = _believed(table, label)
    if believes is not None and label.measure == "stance":
        believes = believes[:, [v in taught.values for v in (-1, 1)]]
    chances = taught.chances(vectors, believes)
    values = np.array(taught.values, np.float64)
    value = chances @ values
    # Loaded words are taught of whole sentences, so their figure is a share as that of a label of one's own.
    measure = OWN if label.measure == "loaded" else label.measure
    table = table.assign(measure=measure, label=label.name, value=value, variance=chances @ values**2 - value**2)
    of_mentions = label.measure in _OF_MENTIONS
    table = table.assign(target=table["entity"] if of_mentions else "", kind=table["kind"] if of_mentions else "")
    return table[COLUMNS]


def _matrix(table: pd.DataFrame) -> FloatArray:
    rows = list(table["vector"])
    return np.stack(rows).astype(np.float64) if rows else np.zeros((0, 256))


def _believed(table: pd.DataFrame, label: Label) -> FloatArray | None:
    if label.measure in (OWN, CLAIM):
        return None
    columns = list(STANCES) if label.measure == "stance" else ["p"]
    return believed(table[columns].to_numpy(np.float64))
