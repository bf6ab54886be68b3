"""A library in which the model errs by outlet, and the codes of people who know better."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from pipeline.codes import draw_sample
from pipeline.compare import with_columns
from pipeline.library import Library, Mode

from .conftest import EVENT, library_rows, with_measures, write

HARBOUR, BETA, GAMMA = "The Harbour Example", "Beta Daily", "Gamma Post"
# What the model makes of Anna Berg, and what people do: it is wrong about Beta Daily, and blind to the Gamma Post.
MODEL = {HARBOUR: 0.6, BETA: -0.7, GAMMA: 0.1}
PEOPLE = {HARBOUR: 0.0, BETA: 0.0, GAMMA: -1.0}
ARTICLES = 6  # an outlet
_SAYS = ("Anna Berg came to the harbour.", "Then Anna Berg left the town.", "Anna Berg ruined it.", "Anna Berg spoke.")


def uncoded_library(
    folder: Path, *, name: str = "Anna Berg", outlets: Sequence[str] = (HARBOUR, BETA, GAMMA)
) -> Library:
    """Return the library without a code: `ARTICLES` by each outlet, each with four sentences on Anna Berg."""
    values = dict(zip(outlets, MODEL.values(), strict=True))
    rows = [
        library_rows(
            outlet,
            f"Report {n}",
            [(said.replace("Anna Berg", name), value + 0.02 * (n - at)) for at, said in enumerate(_SAYS)],
            date=f"2024-03-0{n + 1}",
            names=(name,),
        )
        for outlet, value in values.items()
        for n in range(ARTICLES)
    ]
    return write(folder, [with_measures(one) for one in rows])


def articles_of(library: Library) -> pd.DataFrame:
    """Return the event's articles, with the columns that can be compared."""
    return with_columns(library.articles(event=EVENT))


def code(
    library: Library,
    measure: str = "stance",
    *,
    size: int = 45,
    most: int | None = None,
    seed: int = 0,
    coders: Sequence[str] = ("Ida",),
    mode: Mode = "blind",
    says: Callable[[str, int], float] | None = None,
    articles: pd.DataFrame | None = None,
    labels: tuple[str, ...] = (),
) -> list[str]:
    """Draw a sample, let people code the first `most` of it, each what is true of its outlet, and return the acts.

    `says` gives the value for an outlet and the place in the sample.
    """
    known = articles_of(library)
    truth = dict(zip(known["outlet_id"].drop_duplicates(), PEOPLE.values(), strict=False))
    truth |= {"the-harbour-example": 0.0, "beta-daily": 0.0, "gamma-post": -1.0}
    say = says or (lambda outlet, place: truth[outlet] + 0.05 * (place % 2))
    drawn_of = known if articles is None else articles
    sample = draw_sample(library, EVENT, drawn_of, measure, labels=labels, size=size, seed=seed, mode=mode)
    spans = library.sampled(sample).head(most)
    values = pd.Series([say(group, place) for place, group in enumerate(spans["group"])], spans.index, dtype="float64")
    spans = spans.assign(value=values if measure == "stance" else values.abs())
    table = spans[["article_id", "sentence_id", "start", "end", "head", "kind", "value"]]
    table = table.merge(pd.DataFrame({"label": library.ask(sample).labels}), how="cross")
    table = table.merge(pd.DataFrame({"coder": coders}), how="cross")
    told = table.assign(
        measure=measure, mode=mode, sample_id=sample, codebook="2026-11", at="2026-11-20T10:00:00+00:00"
    )
    return library.add_codes(told)
