"""A library's outlets as one table: each event's figures by measure and voice, or what they call the same people."""

import pandas as pd

from ..errors import PipelineError
from ..library import Library
from .figures import KEY, figures
from .naming import ledger, namings
from .spans import COMPARED_GENRES, frame_spans, loaded_spans, main_entities, role_spans, stance_spans

VOICES = ("all", "outlet", "speaker")
UNITS = {"stance": "-1 to 1", "frame": "share", "role": "share", "loaded": "per 1,000 words"}


def comparison(library: Library, *, by: str = "outlet", entities: int = 8) -> pd.DataFrame:
    """Return the figures of every event: `event`, the columns of `figures` with `voice`, `unit`, `scorer`.

    Each figure is given for "all" words, for those in the voice of the "outlet", and for those of every "speaker"
    that it carries; one without sentences has no row. Like with like: news reports and articles of unknown genre
    are counted, comments and press releases are not. Stance and roles are given for the `entities` that most
    articles of the event speak of; loaded words per 1,000 words.
    """
    parts = []
    for event in library.events().itertuples():
        articles = _compared(library, event.event_id, by)
        stance, frame, role, loaded = (
            spans_of(library, event.event_id, articles, by=by)
            for spans_of in (stance_spans, frame_spans, role_spans, loaded_spans)
        )
        scorer = _scorers(library.sentences(event=event.event_id), articles)
        main = main_entities(stance, most=entities)["target"]
        named = [table[table["target"].isin(main)] for table in (stance, role)]
        spans = pd.concat([*named, frame, loaded], ignore_index=True)
        for voice in VOICES:
            of_voice = spans if voice == "all" else spans[spans["voice"] == voice]
            parts.append(figures(of_voice).assign(event=event.name, voice=voice, scorer=scorer))
    if not parts:
        raise PipelineError(f"{library.root}: there is no event to compare; score articles first")
    table = pd.concat(parts, ignore_index=True)
    table["unit"] = table["measure"].map(UNITS).astype("str")
    table["scorer"] = table.pop("scorer")
    return table[["event", *KEY, "voice", *(column for column in table if column not in ("event", "voice", *KEY))]]


def names(library: Library, *, by: str = "outlet") -> pd.DataFrame:
    """Return the names ledger of every event: `event`, the columns of `naming.ledger`, `scorer`; genres as above."""
    parts = []
    for event in library.events().itertuples():
        articles = _compared(library, event.event_id, by)
        named, called = library.mentions(event=event.event_id), library.descriptions(event=event.event_id)
        table = ledger(namings(named, called, articles, by=by), articles, by=by)
        parts.append(table.assign(event=event.name, scorer=_scorers(library.sentences(event=event.event_id), articles)))
    if not parts:
        raise PipelineError(f"{library.root}: there is no event to compare; score articles first")
    table = pd.concat(parts, ignore_index=True)
    return table[["event", *(column for column in table if column != "event")]]


def _scorers(sents: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Return the scorer versions of these articles' sentences, one in nearly every case."""
    return "; ".join(sorted(set(sents["scorer"][sents["article_id"].isin(articles["article_id"])])))


def _compared(library: Library, event: str, by: str) -> pd.DataFrame:
    """Return the event's articles that are compared, with one name for each outlet, however it is spelt."""
    articles = library.articles(event=event)
    if by not in articles:
        raise PipelineError(f'the articles have no column "{by}" to compare by; they have: {", ".join(articles)}')
    articles = articles[articles["genre"].isin(COMPARED_GENRES) | articles["genre"].isna()]
    spelt = articles.groupby("outlet_id")["outlet"].min()
    return articles.assign(outlet=articles["outlet_id"].map(spelt))
