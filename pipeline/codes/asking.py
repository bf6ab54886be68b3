"""Draw what people are asked to code from a library's event, and tell how likely each code was to be asked for.

The units: a mention for stance and role, a whole sentence for frames, loaded words, the user's own labels and claims.
How a sample is drawn, `sampling.py` tells; what its codes make of a figure, `pipeline.compare.corrected`.
"""

import numpy as np
import pandas as pd

from ..compare import frame_spans, loaded_spans, role_spans, stance_spans
from ..compare.spans import grouped
from ..errors import PipelineError
from ..library import Ask, Library, Mode
from ..types import FRAMES, ROLES
from .sampling import SPAN, UNCERTAIN, draw, inclusion, unsure

OWN, CLAIM = "own", "claim"  # measures that the user makes
# What the model measures of each unit, by label; "" where a measure has one label only.
LABELS = {"stance": ("",), "role": ROLES, "frame": FRAMES, "loaded": ("per 1,000 words",)}
ABOUT_ENTITIES = ("stance", "role")


def units(library: Library, event: str, articles: pd.DataFrame, measure: str, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return the evidence of a measure with one row a unit that people code, and label, as `coded` takes it.

    It is that of `pipeline.compare`, but for loaded words, where it has one row a sentence: the share of its words
    that are loaded. Of the user's own measures the model knows nothing: they have a row a sentence with variance 0.
    """
    if measure == "stance":
        return stance_spans(library, event, articles, by=by)
    if measure == "role":
        return role_spans(library, event, articles, by=by)
    if measure == "frame":
        return frame_spans(library, event, articles, by=by)
    if measure == "loaded":
        return by_sentence(loaded_spans(library, event, articles, by=by), library.sentences(event=event))
    if measure in (OWN, CLAIM):
        table = grouped(library.sentences(event=event), articles, by)
        return table.assign(measure=measure, label="", target="", kind="", value=0.0, variance=0.0)
    raise PipelineError(f'"{measure}" cannot be coded; choose one of: {", ".join([*LABELS, OWN, CLAIM])}')


def by_sentence(words: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence of loaded words with one row a sentence; `factor` is its number of words.

    Its value is the share of its words that are loaded, its variance that of a word taken from it. It is in the voice
    that the sentence is in.
    """
    keys = ["article_id", "sentence_id"]
    factor = words["factor"].astype("float64")
    parts = words[[*keys, "group"]].assign(factor=factor, value=factor * words["value"])
    summed = parts.groupby([*keys, "group"], as_index=False).sum()
    summed["value"] /= summed["factor"]
    summed["variance"] = summed["value"] * (1 - summed["value"])
    places = sentences[[*keys, "start", "end", "section", "voice", "speaker", "attribution_id"]]
    told = dict.fromkeys(["target", "kind"], "") | {"measure": "loaded", "label": LABELS["loaded"][0]}
    return summed.merge(places, on=keys).assign(**told)


def draw_sample(
    library: Library,
    event: str,
    articles: pd.DataFrame,
    measure: str,
    *,
    labels: tuple[str, ...] = (),
    targets: tuple[str, ...] = (),
    size: int = 100,
    uncertain: float = UNCERTAIN,
    seed: int = 0,
    mode: Mode = "blind",
    by: str = "outlet_id",
    codebook: str = "",
) -> str:
    """Draw spans of these articles for people to code, keep them in the library, and return the sample's id.

    `labels` are those asked about at each span, by default all of the measure; `targets` limits mentions to these
    entities. The same seed on the same articles draws the same spans. Raises PipelineError where nothing can be drawn.
    """
    asked = labels or LABELS.get(measure, ())
    ev = units(library, event, articles, measure, by=by)
    if not asked:
        raise PipelineError(f'measure "{measure}": say which label is asked about')
    if strangers := sorted(set(asked) - set(LABELS.get(measure, asked))):
        raise PipelineError(f'"{strangers[0]}" is no label of {measure}; choose among: {", ".join(LABELS[measure])}')
    if measure in LABELS:
        ev = ev[ev["label"].isin(asked)]
    if measure in ABOUT_ENTITIES and targets:
        ev = ev[ev["target"].isin(targets)]
    if ev.empty:
        raise PipelineError("there is no span to code here; choose more articles, or another measure or entity")
    spans = unsure(ev)
    drawn = draw(spans, size, uncertain=uncertain, seed=seed)[SPAN]
    frame = spans.assign(probability=inclusion(spans, size, uncertain=uncertain))
    frame = frame.merge(drawn.assign(place=np.arange(len(drawn))), on=SPAN, how="left")
    ask = Ask(
        measure, tuple(asked), tuple(targets), by, size, uncertain, seed, mode, codebook, _scorer(library, measure)
    )
    return library.keep_sample(event, ask, _with_heads(frame, library, event, measure))


def weighted(library: Library, event: str, codes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the codes of an event with `probability`: of the span's being drawn and coded, in whichever sample.

    It is missing where the span was drawn in none. Samples are independent draws, so a span's chance is
    1 - product of (1 - its chance in each); who stopped early coded a random part of each group's sample, whose chance
    is multiplied by that share. `codes` may be some of `Library.codes`: then "coded" means by these.
    """
    codes = library.codes(event) if codes is None else codes
    missed = pd.Series(1.0, codes.index)
    is_drawn = pd.Series(data=False, index=codes.index)
    keys = pd.MultiIndex.from_frame(codes[["article_id", "start", "end"]])
    for row in library.samples(event).itertuples():
        frame = library.sampled(str(row.sample_id), drawn=False)
        places = pd.MultiIndex.from_frame(frame[["article_id", "start", "end"]])
        for label in row.labels:
            asked = ((codes["measure"] == row.measure) & (codes["label"] == label)).to_numpy(bool)
            if not asked.any():
                continue
            drawn = frame["place"].notna()
            is_coded = pd.Series(places.isin(keys[asked]), frame.index)
            share = is_coded[drawn].groupby(frame.loc[drawn, "group"]).mean()
            chance = frame["probability"] * frame["group"].map(share).fillna(0.0).astype("float64")
            at = pd.Series(np.asarray(chance), places).reindex(keys[asked]).fillna(0.0).to_numpy()
            missed[asked] *= 1 - at
            is_drawn[asked] |= keys[asked].isin(places[drawn.to_numpy(bool)])
    return codes.assign(probability=(1 - missed).where(is_drawn & (missed < 1)))


def uncovered(library: Library, event: str, articles: pd.DataFrame, measure: str) -> int:
    """Return how many of these articles no sample of the measure was drawn from: of them the codes cannot speak."""
    known: set[str] = set()
    for row in library.samples(event).itertuples():
        if row.measure == measure:
            known |= set(library.sampled(str(row.sample_id), drawn=False)["article_id"])
    there = set(units(library, event, articles, measure)["article_id"])
    return len(there - known) if known else 0


def _scorer(library: Library, measure: str) -> str:
    return (library.scorers() or [""])[-1] if measure in LABELS else ""


def _with_heads(frame: pd.DataFrame, library: Library, event: str, measure: str) -> pd.DataFrame:
    if measure not in ABOUT_ENTITIES:
        return frame.assign(head="", kind="")
    keys = ["article_id", "start", "end"]
    heads = library.mentions(event=event)[[*keys, "head", "kind"]].drop_duplicates(keys)
    return frame.merge(heads, on=keys, how="left")
