"""Gather what a sealed comparison holds from a library: the evidence of the articles that count, and what it makes."""

import hashlib
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version

import pandas as pd

from ..cite import citation, cite_bibtex
from ..codes import LABELS
from ..codes.usable import usable, within_reach
from ..compare import (
    COMPARED_GENRES,
    UNKNOWN,
    frame_spans,
    loaded_spans,
    main_entities,
    name_spans,
    role_spans,
    stance_spans,
    voice_spans,
    with_columns,
)
from ..errors import PipelineError
from ..library import Library
from .comparison import ARTICLES, ASKED, CODES, MEASURES, SPANS, Choices, Line, Sealed
from .counting import numbers
from .matching import snapped
from .methods import method

ENTITIES = 3  # that stance and roles are told of, where nobody says of whom
_COMPUTE = ("numpy", "pandas", "scipy")
_MADE = {
    "stance": stance_spans, "role": role_spans, "frame": frame_spans, "loaded": loaded_spans,
    "voice": voice_spans, "name": name_spans,
}  # fmt: skip


def gather(
    library: Library,
    choices: Choices,
    *,
    left_out: Mapping[str, str] | None = None,
    lines: Sequence[Line] = (),
    codes: pd.DataFrame | None = None,
    texts: bool = False,
) -> Sealed:
    """Return the comparison of an event's articles.

    `left_out` says of articles why they do not count, as {id: why}; None leaves out what is no news report, as the
    pages do. `lines` are the sentences of the home page, `codes` people's codes with the `probability` of their spans
    to be drawn (those without one count in no figure), of all spans of these measures; None takes the library's, and
    what was asked about. `texts` takes the articles' texts in. Raises PipelineError for an event or a column that is
    not there.
    """
    choices = _with_event(library, choices)
    table = _articles(library, choices)
    sents = library.sentences(event=choices.event)
    why = _left_out(table, set(sents["article_id"])) if left_out is None else left_out
    table = table.assign(left_out=[why.get(article, "") for article in table["article_id"]])
    return made_of(library, table, choices, lines=lines, codes=codes, texts=texts)


def made_of(
    library: Library,
    table: pd.DataFrame,
    choices: Choices,
    *,
    lines: Sequence[Line] = (),
    codes: pd.DataFrame | None = None,
    texts: bool = False,
    near: Mapping[str, pd.DataFrame] | None = None,
) -> Sealed:
    """Return what `gather` does, of just these rows of the event's articles, with `left_out`.

    Scores that are as good as those of the evidence `near` are taken for these.
    """
    counted = set(table["article_id"][table["left_out"] == ""])
    if not counted:
        raise PipelineError(
            f'event "{choices.event}": no article counts, so there is nothing to seal; change the filters'
        )
    if not choices.entities:
        choices = _with_entities(choices, stance_spans(library, choices.event, table, by=choices.by), counted)
    evidence = {
        measure: _spans(_MADE[measure](library, choices.event, table, by=choices.by), counted)
        for measure in MEASURES
        if measure in ("voice", "name", *library.measures())
    }
    evidence |= {
        measure: snapped(evidence[measure], spans) for measure, spans in (near or {}).items() if measure in evidence
    }
    groups = table[choices.by].astype(object).where(table[choices.by].notna(), UNKNOWN).astype("str")
    articles = _as(table.assign(group=groups, sha256=[digest_of(text) for text in table["text"]]), ARTICLES)
    articles = articles.sort_values("article_id", ignore_index=True)
    choices = _with_names(choices, articles)
    sents = library.sentences(event=choices.event)
    scorers = tuple(sorted(set(sents["scorer"][sents["article_id"].isin(counted)])))
    codes, asked = _coded(library, choices.event, codes, evidence)
    codes, asked = (
        _as(table[table["article_id"].isin(counted)], columns).sort_values(list(columns), ignore_index=True)
        for table, columns in ((codes, CODES), (asked, ASKED))
    )
    of = dict(zip(articles["article_id"], articles["group"], strict=True))
    told = numbers(evidence, of, choices, codes=codes, asked=asked)
    return Sealed(
        choices=choices,
        scorers=scorers,
        versions=versions(),
        articles=articles,
        evidence=evidence,
        codes=codes,
        asked=asked,
        lines=tuple(lines),
        numbers=told,
        method=method(choices, scorers, articles, told, codes),
        bibtex=cite_bibtex(scorers[-1] if scorers else citation()["version"]),
        texts=dict(zip(table["article_id"], table["text"], strict=True)) if texts else None,
    )


def digest_of(text: str) -> str:
    """Return the sha256 of an article's text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Parallax and of what its numbers are computed with."""
    there = {name: version(name) for name in _COMPUTE}
    return {"parallax": citation()["version"], "python": platform.python_version(), **there}


def _with_event(library: Library, choices: Choices) -> Choices:
    """Return the choices with the event's id and name; raise PipelineError where that is no one event."""
    events = library.events().set_index("event_id")["name"]
    named = [choices.event] if choices.event in events.index else list(events.index[events == choices.event])
    if len(named) != 1:
        there = ", ".join(f"{event} ({name})" for event, name in events.items()) or "none"
        raise PipelineError(f'{library.root}: "{choices.event}" is not the id of one event; choose one of: {there}')
    return replace(choices, event=named[0], event_name=choices.event_name or str(events[named[0]]))


def _articles(library: Library, choices: Choices) -> pd.DataFrame:
    table = with_columns(library.articles(event=choices.event))
    if choices.by not in table:
        raise PipelineError(f'the articles have no column "{choices.by}" to compare by; choose another')
    return table


def _left_out(table: pd.DataFrame, scored: set[str]) -> dict[str, str]:
    reasons = {}
    for article, genre in zip(table["article_id"], table["genre"], strict=True):
        if (genre or "unknown") not in COMPARED_GENRES:
            reasons[article] = f"genre: {genre}"
        elif article not in scored:
            reasons[article] = "not scored"
    return reasons


def _with_entities(choices: Choices, stance: pd.DataFrame, counted: Collection[str]) -> Choices:
    there = main_entities(stance[stance["article_id"].isin(counted)], most=ENTITIES)["target"]
    return replace(choices, entities=tuple(there))


def _with_names(choices: Choices, articles: pd.DataFrame) -> Choices:
    """Return the choices with a name for every group: an outlet's own, any other value as it stands."""
    names = dict(choices.names)
    for group, outlet in zip(articles["group"], articles["outlet"], strict=True):
        is_outlet = choices.by == "outlet_id" and group != UNKNOWN and isinstance(outlet, str)
        names.setdefault(group, outlet if is_outlet else group)
    return replace(choices, names=dict(sorted(names.items())))


def _spans(ev: pd.DataFrame, counted: Collection[str]) -> pd.DataFrame:
    """Return the evidence of the articles that count, in one order whatever it was."""
    ev = _as(ev[ev["article_id"].isin(counted)], SPANS)
    return ev.sort_values(list(SPANS), ignore_index=True)


def _coded(
    library: Library, event: str, codes: pd.DataFrame | None, evidence: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codes and the spans that had a chance to be coded: the library's, or of codes that are given all."""
    if codes is not None:
        there = [spans.assign(measure=measure) for measure, spans in evidence.items() if measure in LABELS]
        if "loaded" in evidence and "frame" in evidence:  # coded by the sentence
            there.append(evidence["frame"].assign(measure="loaded", label=LABELS["loaded"][0]))
        return codes, pd.concat([*there, codes], ignore_index=True)[list(ASKED)].drop_duplicates()
    used, every = usable(library, event), library.codes(event)
    rest = every[~every["code_id"].isin(used["code_id"])]
    asked = within_reach(library, event, used) if len(used) else pd.DataFrame(columns=list(ASKED))
    return pd.concat([part for part in (used, rest) if len(part)] or [every], ignore_index=True), asked


def _as(table: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return these columns of a table, empty where it has none."""
    table = table.assign(**{name: None for name in columns if name not in table})[list(columns)]
    table.columns = pd.Index(list(columns), dtype="str")
    table = table.astype({name: object for name, kind in columns.items() if kind == "str"})
    return table.where(table.notna(), None).astype(dict(columns)).reset_index(drop=True)
