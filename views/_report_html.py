"""Write a comparison down as one HTML file: no script, no request, the same value gives the same bytes.

What it says, `_gathered` collects; here is how. Every text from an article or a name is escaped where it enters.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from pipeline.cite import citation, cite_bibtex, cite_text

from ._charts import grouped_dots, interval_dots, takeaway
from ._comparison import Chart, Comparison, Quote, Section, Side, Told
from ._explain import weights_in_words
from ._report_style import POLICY, REPORT_STYLE
from ._safe import as_text, marked_html
from ._shipped import model_of
from ._svg import svg_of
from ._tables import codes_cell, corrected_cell
from ._text import say
from ._words import FRAME_NAMES, PARTS, ROLE_NAMES, SCALES, counted, listed

WIDTH = 560  # pixels of a figure, of the same letters as the text's


def report_html(comparison: Comparison) -> str:
    """Return the report as one page."""
    about = comparison
    title = f"{about.title} · {say('report.kind')}"
    parts = {
        "findings": (say("report.findings_title"), _findings(about)),
        **{f"section-{n}": (part.title, _section(about, part, n)) for n, part in enumerate(about.sections)},
        "articles": (say("report.articles_title"), _articles(about)),
        "method": (say("report.method_title"), _method(about)),
        "versions": (say("report.versions_title"), _versions(about)),
        "cite": (say("report.cite_title"), _cite(about)),
    }
    contents = "".join(f'<li><a href="#{key}">{escape(head)}</a></li>' for key, (head, _) in parts.items())
    body = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{escape(head)}</h2>{html}</section>\n'
        for key, (head, html) in parts.items()
    )
    scorers = listed([escape(as_text(scorer)) for scorer in about.scorers])
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{REPORT_STYLE}</style>\n</head>\n<body>\n<header>\n"
        f'<p class="kind">{escape(say("report.kind"))}</p><h1>{escape(about.title)}</h1>\n'
        f"<p>{inline(about.summary)}</p>\n"
        f'<p class="quiet">{say("report.made", day=escape(about.made), scorers=scorers)}</p>\n{_filters(about)}'
        f'<nav aria-label="{escape(say("report.skip"))}"><ol>{contents}</ol></nav>\n</header>\n<main>\n'
        f"{body}</main>\n</body>\n</html>\n"
    )


def inline(markdown: str) -> str:
    """Return a line of our own Markdown as HTML: what a backslash escapes is literal, stars are strong or emphasis."""
    parts: list[str] = []
    is_open: list[str] = []
    for found in re.finditer(r"\\(.)|(\*\*|\*)|([^\\*]+|\\)", markdown, re.DOTALL):
        literal, stars, text = found.groups()
        if not stars:
            parts.append(escape((literal or text).replace("\u2060", "")))
            continue
        tag = "strong" if stars == "**" else "em"
        if tag in is_open:
            is_open.remove(tag)
        else:
            is_open.append(tag)
        parts.append(f"<{tag}>" if tag in is_open else f"</{tag}>")
    return "".join([*parts, *(f"</{tag}>" for tag in reversed(is_open))])


def table_html(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, quiet: bool = False) -> str:
    """Return a table whose first cells are its rows' headings; cells are plain text."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td>{escape(str(c))}</td>" for c in row[1:])
        + "</tr>"
        for row in rows
    )
    hidden = ' class="unseen"' if quiet else ""
    return (
        f'<div class="scrolls" role="region" aria-label="{escape(caption)}" tabindex="0"><table><caption{hidden}>'
        f"{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>\n"
    )


def _filters(about: Comparison) -> str:
    rows = [*about.filters, (say("report.link"), f"?{about.query}")]
    title = say("report.filters_title")
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(as_text(value, most=2000))}</dd>" for name, value in rows)
    return f'<h2 id="filters" class="small">{escape(title)}</h2><dl class="filters">{cells}</dl>\n'


def _findings(about: Comparison) -> str:
    if not about.tested:
        return f"<p>{escape(say('report.nothing_tested', nouns=about.nouns))}</p>"
    parts = [f"<p>{escape(say('report.findings', nouns=about.nouns, n=about.tested))}</p>"]
    parts += [f"<p>{inline(line)}</p>" for line in about.codes]
    if about.findings:
        parts.append(_list_of(about.findings))
    else:
        parts.append(f"<p><strong>{escape(say('report.no_finding', n=about.tested))}</strong></p>")
    if about.here:
        parts.append(
            f"<h3>{escape(say('report.here_title'))}</h3><p>{escape(say('report.here', nouns=about.nouns))}</p>"
        )
        parts.append(_list_of(about.here))
    if about.more:
        parts.append(f"<p>{escape(say('report.more_findings', n=about.more))}</p>")
    if about.ties:
        lines = "".join(f"<li>{inline(line)}</li>" for line in about.ties)
        parts.append(f"<h3>{escape(say('report.ties_title'))}</h3><ul>{lines}</ul>")
    return "\n".join(parts)


def _list_of(findings: Sequence[Told]) -> str:
    items = "".join(
        f'<li><p class="finding">{inline(one.says)}</p><p class="quiet">{inline(one.strength)}</p>'
        f"{''.join(map(_side, one.sides))}</li>"
        for one in findings
    )
    return f'<ol class="findings">{items}</ol>\n'


def _side(side: Side) -> str:
    name = f"<b>{escape(side.name)}</b>"
    if not side.quotes:
        return f'<p class="quiet">{say("report.behind_none", name=name)}</p>'
    if len(side.quotes) == side.total:
        head = say("report.behind_all", total=counted(side.total, "sentence"), name=name)
    else:
        head = say("report.behind", shown=len(side.quotes), total=side.total, name=name)
    return f'<p class="quiet">{head}</p>{"".join(map(_quote, side.quotes))}'


def _quote(quote: Quote) -> str:
    source = " · ".join(escape(part) for part in (quote.outlet, quote.title, quote.date))
    says = f" · {inline(quote.says)}" if quote.says else ""
    text = marked_html(quote.text, quote.marks)
    return f"<figure><blockquote>{text}</blockquote><figcaption>{source}{says}</figcaption></figure>"


def _section(about: Comparison, section: Section, number: int) -> str:
    parts = [f"<p>{escape(section.about)}{escape(' ' + say('report.split_key')) if about.is_split else ''}</p>"]
    if not section.charts:
        return "".join([*parts, f"<p>{escape(say('report.no_figures'))}</p>"])
    if section.held:
        parts.append(f"<p>{escape(_clear(about, section))}</p>")
    elif section.tested:
        parts.append(f"<p><strong>{escape(say('report.no_finding', n=section.tested))}</strong></p>")
    else:
        parts.append(f"<p>{escape(say('report.untested', nouns=about.nouns))}</p>")
    if section.differences:
        parts.append("<ul>" + "".join(f"<li>{inline(line)}</li>" for line in section.differences) + "</ul>")
    parts += [f'<p class="quiet">{inline(line)}</p>' for line in section.codes]
    parts += [_chart(about, section, chart, f"figure-{number}-{n}") for n, chart in enumerate(section.charts)]
    return "\n".join(parts)


def _clear(about: Comparison, section: Section) -> str:
    if section.of_outlets:
        return say("report.tested", held=section.held, n=section.tested)
    return say("report.tested_here", nouns=about.nouns, held=section.held, n=section.tested)


def _chart(about: Comparison, section: Section, chart: Chart, name: str) -> str:
    scale = SCALES[chart.measure]
    title = chart.title if chart.title == section.title else f"{section.title}, {chart.title}"
    if chart.topics:
        topics = dict(chart.topics)
        fig = grouped_dots(chart.figures, topics, about.names, looks=about.looks)
        said = " ".join(
            f"{title}: {takeaway(chart.figures[chart.figures['label'] == label], about.names, scale=scale)}."
            for label, title in chart.topics
        )
    else:
        fig = interval_dots(chart.figures, about.names, looks=about.looks, scale=scale)
        said = takeaway(chart.figures, about.names, scale=scale)
    svg = svg_of(fig, title=title, desc=said, name=name, style=False, width=WIDTH)
    picture = escape(say("report.picture", title=title))
    drawn = f'<div class="scrolls" role="region" aria-label="{picture}" tabindex="0">{svg}</div>'
    quotes = "".join(map(_side, chart.sides))
    behind = (
        f"<details><summary>{escape(say('report.sentences'))}: {escape(chart.title)}</summary>"
        f'<p class="quiet">{escape(say("report.order"))}</p>{quotes}</details>'
        if chart.sides
        else ""
    )
    return (
        f'<article class="chart"><h3>{escape(chart.title)}</h3>{drawn}{_figures(about, chart, title)}{behind}</article>'
    )


def _figures(about: Comparison, chart: Chart, title: str) -> str:
    """Return a chart's figures as a table: every group has a row, one without a figure says so."""
    scale, names = SCALES[chart.measure], {**FRAME_NAMES, **ROLE_NAMES}
    split, several = chart.figures["part"].nunique() > 1, bool(chart.topics)
    is_coded = "lack" in chart.figures
    there = set(chart.figures["label"])
    labels = [label for label in names if label in there] if several else list(there)
    rows: list[tuple[str, ...]] = []
    for label in labels:
        of_label = chart.figures[chart.figures["label"] == label]
        for group, name in about.names.items():
            own = _apart(of_label[of_label["group"] == group].to_dict("records"))
            lead = (name, *((names[label],) if several else ()))
            for row in own:
                figure = (scale.say(row["value"]), f"{scale.say(row['low'])} to {scale.say(row['high'])}")
                part = (PARTS[row["part"]],) if split else ()
                by_people = (corrected_cell(row, scale), codes_cell(row)) if is_coded else ()
                counts = (str(row["sentences"]), str(row["articles"]), row["scope"])
                rows.append((*lead, *part, *figure, *by_people, *counts))
            if not own and not several:
                gaps = ("",) * (2 * is_coded)
                rows.append((*lead, *(("",) if split else ()), scale.none, "", *gaps, "0", "0", ""))
    heads = [
        say("report.group"), *([say("report.label")] if several else []), *([say("report.words_of")] if split else []),
        say("report.figure"), say("report.interval"),
        *([say("compare.corrected_figure"), say("compare.codes")] if is_coded else []),
        say("report.n_sentences"), say("report.n_articles"),
        say("report.scope"),
    ]  # fmt: skip
    table = table_html(say("report.table_caption", title=title), heads, rows)
    summary = escape(say("report.all_figures", title=chart.title, n=len(rows)))
    return f"<details><summary>{summary}</summary>{table}</details>" if several else table


def _apart(rows: list[dict[Any, Any]]) -> list[dict[Any, Any]]:
    """Return a group's figures in order, without that of all words where these are the words of one part alone."""
    parts = sorted(rows, key=lambda row: list(PARTS).index(row["part"]))
    return [row for row in parts if row["part"] != "all"] if len(parts) == 2 else parts


def _articles(about: Comparison) -> str:
    counts = int((about.articles[say("report.counts")] == say("report.yes")).sum())
    said = say("report.articles", counted=counts, all=len(about.articles))
    table = table_html(
        say("report.articles_caption"), list(about.articles), about.articles.to_numpy().tolist(), quiet=True
    )
    return f"<p>{escape(said)}</p>{table}"


def _method(about: Comparison) -> str:
    scorers = listed(list(about.scorers))
    parts = [
        f"<p>{escape(say('report.method', scorers=scorers, weights=weights_in_words()))}</p>",
        f"<p>{escape(say('report.not_told'))}</p>",
        f"<h3>{escape(say('report.read_title'))}</h3><p>{inline(about.read)}</p>",
        f"<h3>{escape(say('report.good_title'))}</h3>",
    ]
    if about.shipped is None:
        return "\n".join([*parts, f"<p>{escape(say('report.no_model'))}</p>"])
    if any(model_of(scorer) != about.shipped for scorer in about.scorers):
        parts.append(f"<p>{inline(say('explain.other_model'))}</p>")
    parts.append(f"<p>{escape(say('report.good', version=about.shipped))}</p>")
    heads = [
        say("report.measure"), say("method.set"), say("method.metric"), say("method.n"), say("method.score"),
        say("report.interval"), say("method.floor"),
    ]  # fmt: skip
    rows = [_score(row) for _, row in about.scores.iterrows()]
    return "\n".join([*parts, table_html(say("report.good_caption"), heads, rows)])


def _score(row: "pd.Series[object]") -> tuple[str, ...]:
    low, high, floor, n = (row[column] for column in ("low", "high", "floor", "n"))
    interval = "" if pd.isna(low) else f"{low:.3f} to {high:.3f}"
    floor = "" if pd.isna(floor) else f"{floor:.3f}"
    n = "" if pd.isna(n) else f"{int(str(n)):,}"
    return str(row["measure"]), as_text(row["set"]), as_text(row["metric"]), n, f"{row['score']:.3f}", interval, floor


def _versions(about: Comparison) -> str:
    rows = [(say("report.scorer"), scorer) for scorer in about.scorers]
    rows += [(say("report.model"), about.shipped or ""), (say("report.app"), citation()["version"])]
    rows.append((say("report.day"), about.made))
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(as_text(value))}</dd>" for name, value in rows if value)
    return f'<dl class="filters">{cells}</dl>'


def _cite(about: Comparison) -> str:
    version = about.scorers[-1] if about.scorers else about.shipped or citation()["version"]
    return f"<p>{escape(cite_text(version))}</p><pre>{escape(cite_bibtex(version))}</pre>"
