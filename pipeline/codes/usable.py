"""Which codes of an event count in its figures, and of which spans they can speak.

Blind codes go first: who sees the model's answer leans towards it, and a figure that is moved by such codes is moved
too little. What codes make of a figure is `pipeline.compare.corrected`'s; each one's chance, `asking.py`'s.
"""

import pandas as pd

from ..library import Library
from .asking import LABELS, weighted
from .sampling import SPAN

MODES = ("blind", "sighted")  # in the order in which they count
_PLACE = ["article_id", "start", "end"]


def usable(library: Library, event: str) -> pd.DataFrame:
    """Return the codes that correct figures of the model's: those of `weighted` that have a probability.

    Of a measure they are the blind ones; the sighted ones only where no blind one answers a sample. `mode` says which.
    """
    codes = library.codes(event)
    codes = codes[codes["measure"].isin(list(LABELS))]
    told = [weighted(library, event, codes.head(0))]
    for mode in MODES:
        known = {measure for part in told for measure in part["measure"]}
        own = codes[(codes["mode"] == mode) & ~codes["measure"].isin(known)]
        if len(own):
            told.append(weighted(library, event, own).dropna(subset="probability"))
    full = [part for part in told if len(part)]
    return pd.concat(full, ignore_index=True) if full else told[0]


def within_reach(library: Library, event: str, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the spans that had a chance to be asked about, as `measure label` and `SPAN`: `codes` speak of no other.

    A group of a sample of which nothing was coded yet had none. `codes` are those of `usable`.
    """
    parts = []
    for row in library.samples(event).itertuples():
        own = codes[(codes["measure"] == row.measure) & codes["label"].isin(row.labels)]
        if own.empty:
            continue
        frame = library.sampled(str(row.sample_id), drawn=False)
        places = pd.MultiIndex.from_frame(frame[_PLACE])
        for label in row.labels:
            asked = pd.MultiIndex.from_frame(own.loc[own["label"] == label, _PLACE])
            groups = set(frame.loc[frame["place"].notna() & places.isin(asked), "group"])
            spans = frame.loc[frame["group"].isin(groups), SPAN]
            parts.append(spans.assign(measure=row.measure, label=label))
    if not parts:
        return pd.DataFrame(columns=["measure", "label", *SPAN])
    return pd.concat(parts, ignore_index=True).drop_duplicates()[["measure", "label", *SPAN]]
