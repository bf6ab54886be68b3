"""Gather what a page shows of a comparison into the one value that its report is written from.

The same view of the same library on the same day gives an equal value; how it is written down is `_report_html`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.types import FRAMES, ROLES, STANCES

from ._annotate import likeliest
from ._chosen import Chosen
from ._coded import corrected_found, corrected_of, with_differences, with_figures
from ._coded_words import alike_in_words, chart_key, corrected_in_words, unasked_in_words
from ._comparison import Asked, Chart, Comparison, Quote, Section, Side, Told
from ._evidence import by_strength, chances, sentences_in
from ._explain import scorers_of, what_was_read
from ._findings import Finding, Row, behind, findings_of, spans_of, told
from ._findings_ties import no_difference
from ._grouping import group_names
from ._library import Kept, articles, differences_of, figures_of, keep, measures, sentences, spans
from ._safe import Mark, as_text
from ._sections import View, differences_in_words
from ._shipped import SCORES, scores_of, shipped_version
from ._text import say
from ._words import FRAME_NAMES, NO_HEADLINE, ROLE_NAMES, UNKNOWN_DATE, UNKNOWN_OUTLET

QUOTED, QUOTED_OF_A_FIGURE = 3, 2  # sentences of a side of a finding, and of each group of a figure
MOST_FINDINGS = 25
FRAMES_DRAWN = 5
UNMARKED = ("frame", "voice")  # measures of whole sentences
SAID = ("stance", "role", "loaded", "frame")  # measures whose probabilities stand beside a sentence
_KINDS = {"role": "role", "loaded": "loaded"}  # of marks; a name's is "at"


def gather(chosen: Chosen, view: View, asked: Asked, *, made: str) -> Comparison:
    """Return the comparison of the articles that count, as `asked` for; `made` is the day that it will say."""
    kept, library, event = tuple(chosen.kept_ids), view.library, view.event
    by_id = articles(library, event).set_index("article_id")
    source = _Source(view, by_id, sentences(library, event).set_index(["article_id", "sentence_id"]).sort_index())
    found = findings_of(library, event, kept, by=view.by)
    holding, here = found[found["holds"]], found[found["here"]]
    about = [told(rows, view.names) for rows in (holding, here)]
    sections = _sections(source, kept, asked)
    by_people = corrected_found(library, event, kept, by=view.by)
    return Comparison(
        title=as_text(chosen.name),
        event=event,
        made=made,
        query=asked.query,
        filters=filters_in_words(chosen, view, asked),
        summary=chosen.summary() + chosen.remarks(),
        names=view.names,
        looks=view.looks,
        nouns=view.grouping.nouns,
        articles=_articles(chosen),
        read=what_was_read(library, event, kept),
        tested=len(found),
        findings=tuple(_told(source, one, kept) for one in about[0][:MOST_FINDINGS]),
        here=tuple(_told(source, one, kept) for one in about[1][:MOST_FINDINGS]),
        more=sum(max(len(part) - MOST_FINDINGS, 0) for part in about),
        ties=tuple(no_difference(found, view.grouping.nouns)[0]),
        sections=sections,
        scorers=tuple(scorers_of(library, event, kept)),
        shipped=shipped_version(),
        scores=_scores([chart.measure for section in sections for chart in section.charts]),
        is_split=asked.voice == "split",
        codes=(*corrected_in_words(by_people), *filter(None, [unasked_in_words(by_people, view.names)])),
    )


def _scores(there: Sequence[str]) -> pd.DataFrame:
    parts = [scores_of(measure).assign(measure=measure) for measure in (*dict.fromkeys(there), "voice")]
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=[*SCORES, "measure"])


def filters_in_words(chosen: Chosen, view: View, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return every choice that the figures depend on, as plain text."""
    filters, every = chosen.filters, say("report.all")
    known = dict(zip(chosen.everything["outlet_id"], chosen.everything["outlet"], strict=True))
    outlets = [as_text(known.get(outlet) or outlet) for outlet in filters.outlets]
    voices = {
        "split": say("report.voice_split"),
        "all": say("report.voice_all"),
        "outlet": say("report.voice_outlet"),
        "speaker": say("report.voice_speaker"),
    }
    days = [say("report.since", day=filters.since)] if filters.since else []
    days += [say("report.until", day=filters.until)] if filters.until else []
    further = []
    for column, values in filters.further:
        named = group_names(chosen.everything, column)
        further.append((as_text(column), ", ".join(named.get(value, as_text(value)) for value in values)))
    rows = [
        (say("report.compared_by"), view.grouping.title),
        (say("report.outlets"), ", ".join(outlets) or every),
        (say("report.genres"), ", ".join(filters.genres)),
        (say("report.dates"), " ".join(days) or every),
        (say("report.copies"), say("report.copies_once") if filters.copies == "once" else say("report.copies_all")),
        *further,
        (say("report.entities"), ", ".join(map(as_text, asked.entities))),
        (say("report.voice"), voices[asked.voice]),
    ]
    if asked.speakers:
        rows.append((say("report.speakers"), ", ".join(map(as_text, asked.speakers))))
    return tuple(rows)


def _articles(chosen: Chosen) -> pd.DataFrame:
    """Return one row an article of the event, by outlet and date; cells are lines of text."""
    everything = chosen.everything
    table = pd.DataFrame(
        {
            say("report.outlet"): [as_text(outlet or UNKNOWN_OUTLET) for outlet in everything["outlet"]],
            say("report.headline"): [as_text(title or NO_HEADLINE) for title in everything["title"]],
            say("report.date"): [as_text(day or UNKNOWN_DATE) for day in everything["date"]],
            say("report.genre"): [as_text(genre or "unknown") for genre in everything["genre"]],
            say("report.words"): [f"{int(words):,}" for words in everything["words"]],
            say("report.counts"): [
                say("report.no", why=as_text(why)) if why else say("report.yes") for why in chosen.reasons
            ],
            say("report.article_id"): [as_text(article) for article in everything["article_id"]],
        }
    )
    return table.sort_values(list(table.columns), ignore_index=True)


def _sections(source: "_Source", kept: tuple[str, ...], asked: Asked) -> tuple[Section, ...]:
    view = source.view
    there = measures(view.library)
    titles = {
        "stance": (say("report.stance_title"), say("report.stance")),
        "role": (say("report.role_title"), say("report.role")),
        "frame": (say("report.frame_title"), say("report.frame")),
        "loaded": (say("report.loaded_title"), say("report.loaded")),
    }
    made = []
    for measure, (title, about) in titles.items():
        topics = asked.entities if measure in ("stance", "role") else FRAMES
        ev = spans(view.library, view.event, measure, by=view.by) if measure in there else None
        if ev is None or not topics:
            continue
        if measure == "loaded":
            topics = tuple(ev["label"].unique())
        which: Kept = (kept, topics, asked.voice, asked.speakers)
        by_people = corrected_of(view.library, view.event, measure, which, by=view.by)
        figures = with_figures(figures_of(view.library, view.event, measure, which, by=view.by), by_people)
        tested = with_differences(differences_of(view.library, view.event, measure, which, by=view.by), by_people)
        held = tested[tested["holds"]] if len(tested) else tested
        named = _topics(measure, topics)
        lines = differences_in_words(held, view.names, named) if len(held) else []
        codes = [chart_key(by_people), unasked_in_words(by_people, view.names)]
        codes += [f"{line}." for line in alike_in_words(by_people, view.names, named)]
        charts = _charts(source, measure, topics, figures, keep(ev, which))
        of_outlets = "outlet" in set(held["scope"])
        told_of_codes = tuple(line for line in codes if line)
        made.append(Section(title, about, tuple(lines), len(held), of_outlets, len(tested), charts, told_of_codes))
    return tuple(made)


def _topics(measure: str, topics: Sequence[str]) -> dict[tuple[str, str], str]:
    if measure == "stance":
        return {(entity, ""): entity for entity in topics}
    if measure == "role":
        return {(entity, role): f"{entity} as {role}" for entity in topics for role in ROLES}
    if measure == "loaded":
        return {("", label): say("report.loaded_title") for label in topics}
    return {("", frame): name for frame, name in FRAME_NAMES.items()}


def _charts(
    source: "_Source", measure: str, topics: Sequence[str], figures: pd.DataFrame, ev: pd.DataFrame
) -> tuple[Chart, ...]:
    if figures.empty:
        return ()
    if measure == "frame":
        whole = figures[figures["part"] == "all"] if figures["part"].eq("all").any() else figures
        ahead = whole[whole["label"] != "other"].groupby("label")["value"].max()
        top = [frame for frame in FRAMES if frame in set(ahead.nlargest(FRAMES_DRAWN).index)]
        drawn = tuple((frame, FRAME_NAMES[frame]) for frame in top)
        strongest = ev[ev["label"].isin(top)]
        return (Chart(say("report.frame_title"), measure, figures, source.sides(strongest), drawn),)
    charts = []
    if measure == "role":
        for target in topics:
            rows, own = figures[figures["target"] == target], ev[ev["target"] == target]
            if len(rows):
                roles = tuple(ROLE_NAMES.items())
                charts.append(Chart(as_text(target), measure, rows, source.sides(own), roles))
        return tuple(charts)
    for (target, label), name in _topics(measure, topics).items():
        rows = figures[(figures["target"] == target) & (figures["label"] == label)]
        own = ev[(ev["target"] == target) & (ev["label"] == label)]
        own = own[own["value"] > 0] if measure == "loaded" else own
        if len(rows):
            charts.append(Chart(as_text(name), measure, rows, source.sides(own)))
    return tuple(charts)


def _told(source: "_Source", finding: Finding, kept: tuple[str, ...]) -> Told:
    view, sides = source.view, []
    for group in finding.groups:
        row = next((row for row in finding.rows if row["group_a"] == group), finding.rows[0])
        ev = spans_of(view.library, view.event, row["measure"], by=view.by)
        sides.append(source.side(behind(ev, row, group, kept), view.names[group], QUOTED))
    return Told(finding.says, finding.strength, tuple(sides))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where sentences are quoted from: the event's articles by id, its sentences by their place."""

    view: View
    articles: pd.DataFrame
    sentences: pd.DataFrame

    def sides(self, ev: pd.DataFrame) -> tuple[Side, ...]:
        """Return the sentences of each group that has some."""
        own = {group: ev[ev["group"] == group] for group in self.view.names}
        return tuple(
            self.side(rows, self.view.names[group], QUOTED_OF_A_FIGURE) for group, rows in own.items() if len(rows)
        )

    def side(self, ev: pd.DataFrame, name: str, most: int) -> Side:
        """Return the `most` sentences that are furthest from zero, and how many there are."""
        places = by_strength(ev, most) if len(ev) else []
        return Side(name, tuple(self.quote(place, rows) for place, rows in places), sentences_in(ev))

    def quote(self, place: tuple[str, int], rows: pd.DataFrame) -> Quote:
        """Return the sentence at a place, with these spans marked in it."""
        article, sent = self.articles.loc[place[0]], self.sentences.loc[place]
        start, end = int(sent["start"]), int(sent["end"])
        return Quote(
            outlet=as_text(article["outlet"] or UNKNOWN_OUTLET),
            title=as_text(article["title"] or NO_HEADLINE),
            date=as_text(article["date"] or say("report.unspecified")),
            text=article["text"][start:end],
            marks=tuple(_mark(row, start) for row in rows.to_dict("records") if row["measure"] not in UNMARKED),
            says=chances(rows, article["text"]) if rows["measure"].iloc[0] in SAID else "",
        )


def _mark(row: Row, start: int) -> Mark:
    measure = row["measure"]
    kind = likeliest([row[stance] for stance in STANCES]) if measure == "stance" else _KINDS.get(measure, "at")
    return Mark(int(row["start"]) - start, int(row["end"]) - start, kind, as_text(row["target"] or row["label"]))
