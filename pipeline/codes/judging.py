"""How people's codes stand to each other and to the model's answers of the same spans, measure by measure.

The statistics are `agreement.py`'s and `calibration.py`'s; here they are asked of a library's codes.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..compare import with_columns
from ..library import Library
from ..types import STANCES
from .agreement import MODEL, Metric, agreements, pairs, people, ratings
from .asking import LABELS, units
from .calibration import calibration
from .sampling import SPAN

NARROW = 0.1  # width of a calibration interval that is asked for
VALUES = {"stance": (-1.0, 0.0, 1.0), "claim": (-1.0, 0.0, 1.0)}  # what can be said; else no (0) or yes (1)
_METRICS: dict[str, Metric] = {"stance": "ordinal", "claim": "ordinal", "loaded": "interval"}
_OF = ["measure", "label", "mode"]
_CALIBRATED = (
    dict.fromkeys(_OF, "str")
    | dict.fromkeys(["error", "low", "high", "floor"], "float64")
    | {"n": "int64", "more": float}
)


def metric_of(measure: str) -> Metric:
    """Return how far apart two values of a measure are taken to be, for Krippendorff's alpha."""
    return _METRICS.get(measure, "nominal")


def model_codes(library: Library, event: str, codes: pd.DataFrame) -> pd.DataFrame:
    """Return what the model says of each coded span and label, as a code of `MODEL`; `chance` is how sure it is.

    Of stance its likeliest answer, of a probability whether it is .5 or more, of loaded words the share of them. A
    span that the newest scorer does not have, and the user's own labels, have no row.
    """
    articles = with_columns(library.articles(event=event))
    parts = []
    for measure in sorted(set(codes["measure"]) & LABELS.keys()):
        ev = units(library, event, articles, measure)
        if measure == "stance":
            chances = ev[list(STANCES)].to_numpy(np.float64)
            said, chance = chances.argmax(axis=1) - 1.0, chances.max(axis=1)
        elif measure == "loaded":
            said, chance = ev["value"].to_numpy(np.float64), np.full(len(ev), np.nan)
        else:
            p = ev["value"].to_numpy(np.float64)
            said, chance = (p >= 0.5).astype(np.float64), np.maximum(p, 1 - p)
        told = ev[[*SPAN, "measure", "label"]].assign(value=said, chance=chance, coder=MODEL)
        keys = codes.loc[codes["measure"] == measure, [*SPAN, "label", "mode"]].drop_duplicates()
        parts.append(keys.merge(told, on=[*SPAN, "label"]))
    columns = [*SPAN, "label", "mode", "measure", "value", "chance", "coder"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def alphas(codes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a measure, label and mode: Krippendorff's alpha of the people, as `agreements` gives it."""
    own = codes[codes["coder"] != MODEL]
    return agreements(own, SPAN, _OF, metric=metric_of)


def pairs_of(codes: pd.DataFrame, model: pd.DataFrame) -> pd.DataFrame:
    """Return one row a measure, label, mode and two coders, the model among them: `pairs` of each."""
    both = pd.concat([codes, model], ignore_index=True)
    parts = []
    for key, own in both.groupby(_OF, sort=True):
        table = pairs(ratings(own, SPAN), metric_of(str(key[0])))
        parts.append(table[table["units"] > 0].assign(**dict(zip(_OF, key, strict=True))))
    told = pd.concat(parts, ignore_index=True) if parts else pairs(pd.DataFrame()).assign(**dict.fromkeys(_OF, ""))
    return told[[*_OF, *(name for name in told.columns if name not in _OF)]]


def calibrations(codes: pd.DataFrame, model: pd.DataFrame, *, width: float = NARROW) -> pd.DataFrame:
    """Return one row a measure, label and mode: how well the model's chances fit what most people said.

    The chance is that of the answer that the model gives, and what it is held against is whether people gave the
    same. Where codes have a `probability` they are weighted by 1/that, and those without are left out. `more` says how
    many codes more would bring the interval to `width`. Loaded words, of which a share is told, have no row.
    """
    rows = []
    sure = model.dropna(subset=["chance"])
    for key, answers in sure.groupby(_OF, sort=True):
        measure, label, mode = map(str, key)
        own = codes[(codes["measure"] == measure) & (codes["label"] == label) & (codes["mode"] == mode)]
        drawn = own.dropna(subset=["probability"]) if "probability" in own else own.head(0)
        own = drawn if len(drawn) else own
        said = people(ratings(own, SPAN)).rename("people").reset_index()
        joined = answers.merge(said, on=SPAN)
        if joined.empty:
            continue
        weight = None
        if len(drawn):
            chance = drawn.drop_duplicates(SPAN).set_index(SPAN)["probability"]
            weight = 1 / chance.reindex(pd.MultiIndex.from_frame(joined[SPAN])).to_numpy(np.float64)
        told = calibration(
            joined["chance"], (joined["value"] == joined["people"]).astype(float), clusters=joined["article_id"],
            weight=weight, width=width,
        )  # fmt: skip
        rows.append({**dict(zip(_OF, key, strict=True)), **told})
    return pd.DataFrame(rows, columns=list(_CALIBRATED)).astype(_CALIBRATED)


def values_of(measure: str, given: Iterable[float]) -> list[float]:
    """Return the values that a confusion table of a measure has, in order."""
    return list(VALUES.get(measure, (0.0, 1.0))) if measure != "loaded" else sorted(set(given))
