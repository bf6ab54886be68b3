"""Say of a section's figures what they are, how they are made, how good their scorer is, and what was read.

The long form stands on Method, under the heading that this leads to. The figures themselves are drawn elsewhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pipeline.compare import LOADED
from pipeline.compare.corrected import ENOUGH, LEAST
from pipeline.compare.weights import published
from pipeline.library import Library

from ._coded import coded_measures, codes_of
from ._coded_words import codes_in_words
from ._filters import shared_choices
from ._library import articles, sentences
from ._safe import md_escape
from ._sections import View
from ._shipped import BENCHMARKS, model_of, score_in_words, scores_of, shipped_version
from ._text import say
from ._words import SECTIONS, counted, listed, percent

MOST_SCORES = 8
# What findings are of, as it begins a line.
BEHIND_FINDINGS = {
    "stance": "Stance",
    "role": "Role",
    "frame": "Frame",
    "loaded": say("compare.loaded"),
    "voice": "Voice",
}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a measure, in Markdown, and the heading on Method that says more."""

    what: str
    made: str
    sure: str
    not_told: str
    anchor: str


def about(measure: str) -> About:
    """Return what is said of a measure; KeyError for one that is none."""
    interval, counts = say("explain.intervals"), say("explain.counts")
    stance = say("explain.stance_made", weights=weights_in_words())
    loaded = say("explain.loaded_made", least=percent(LOADED))
    told = {
        "stance": (say("explain.stance_what"), stance, interval, say("explain.stance_not"), "stance"),
        "role": (say("explain.role_what"), say("explain.role_made"), interval, say("explain.role_not"), "roles"),
        "frame": (say("explain.frame_what"), say("explain.frame_made"), interval, say("explain.frame_not"), "frames"),
        "loaded": (say("explain.loaded_what"), loaded, interval, say("explain.loaded_not"), "loaded-words"),
        "voice": (say("explain.voice_what"), say("explain.voice_made"), counts, say("explain.voice_not"), "voice"),
        "name": (
            *(say("explain.name_what"), say("explain.name_made"), say("explain.log_odds"), say("explain.name_not")),
            "names",
        ),
        "relation": (
            *(say("explain.relation_what"), say("explain.relation_made"), counts, say("explain.relation_not")),
            "relations",
        ),
        "act": (say("explain.act_what"), say("explain.act_made"), counts, say("explain.act_not"), "acts"),
        "finding": (
            *(say("explain.finding_what"), say("explain.finding_made"), f"{interval} {say('explain.finding_tried')}"),
            say("explain.finding_not"),
            "findings",
        ),
    }
    return About(*told[measure])


@st.fragment
def explain(
    measure: str, *, view: View, key: str, label: str | None = None, kept: Collection[str] | None = None
) -> None:
    """Draw a button that opens what is to be known of a section's figures; nothing is read before it is open.

    `measure` is stance, role, frame, loaded, voice, name, relation, act or finding. `kept` are the ids of the articles
    that count; without it what was read is said of the whole event. `key` keeps two of them on a page apart.
    """
    opened = st.popover(
        label or say("explain.button"), icon=":material/info:", type="tertiary", key=f"{key} about", on_change="rerun"
    )
    if opened.open:
        with opened:
            st.markdown(explained(measure, view.library, view.event, kept=kept))


def explained(measure: str, library: Library, event: str, *, kept: Collection[str] | None = None) -> str:
    """Return in Markdown what is to be known of a measure's figures of these articles."""
    said = about(measure)
    parts = {
        say("explain.what"): said.what,
        say("explain.made"): said.made,
        say("explain.sure"): said.sure,
        say("explain.coded"): what_was_coded(measure, library, event, kept),
        say("explain.good"): how_good(measure, scorers_of(library, event, kept)),
        say("explain.read"): what_was_read(library, event, kept),
        say("explain.not_told"): said.not_told,
    }
    lines = [f"**{head}**\n\n{text}" for head, text in parts.items() if text]
    address = f"method?{urlencode(shared_choices(), doseq=True)}#{said.anchor}"
    return "\n\n".join([*lines, say("explain.more", address=address)])


def how_good(measure: str, scorers: list[str]) -> str:
    """Say in Markdown which scorers made the figures, and how good the shipped one is on the measure's benchmarks."""
    by = [say("explain.scored_by", scorers=listed([md_escape(one) for one in scorers]))] if scorers else []
    version, scores = shipped_version(), scores_of(measure)
    if measure == "finding":  # of no measure alone: each one's first score
        each = [scores_of(one).head(1).assign(of=f"{name}: ") for one, name in BEHIND_FINDINGS.items()]
        scores = pd.concat(each, ignore_index=True)
    elif measure not in BENCHMARKS:
        return "\n\n".join([*by, say("explain.by_rules")])
    if version is None:
        return "\n\n".join([*by, say("explain.no_model")])
    if scores.empty:
        return "\n\n".join([*by, say("explain.no_scores")])
    other = [say("explain.other_model")] if any(model_of(scorer) != version for scorer in scorers) else []
    lines = [
        f"- {md_escape(row.get('of', '') + score_in_words(row))}" for _, row in scores.head(MOST_SCORES).iterrows()
    ]
    return "\n\n".join([*by, *other, say("explain.scores", version=md_escape(version)), "\n".join(lines)])


def what_was_coded(measure: str, library: Library, event: str, kept: Collection[str] | None = None) -> str:
    """Say in Markdown how codes correct the figures of a measure, and by how many they are here; "" without any."""
    asked = [one for one in coded_measures(library, event) if measure in (one, "finding")]
    codes = codes_of(library, event) if asked else pd.DataFrame()
    lines = []
    for one in asked:
        own = codes[codes["measure"] == one]
        own = own if kept is None else own[own["article_id"].isin(list(kept))]
        if own.empty:
            continue
        n = len(own.drop_duplicates(["article_id", "start", "end"]))
        versions = [md_escape(version) for version in sorted(set(own["codebook"])) if version]
        book = say("explain.coded_book", versions=listed(versions)) if versions else ""
        mode = say("explain.coded_sighted") if own["mode"].iloc[0] == "sighted" else say("explain.coded_blind")
        told = codes_in_words(n, own["coder"])
        lines.append(say("explain.coded_here", measure=BEHIND_FINDINGS[one], codes=told, mode=mode, codebook=book))
    if not lines:
        return ""
    how = say("explain.coded_how", least=LEAST, enough=ENOUGH)
    return "\n\n".join([how, " ".join([*lines, say("explain.coded_agree")])])


def what_was_read(library: Library, event: str, kept: Collection[str] | None = None) -> str:
    """Say in Markdown how many articles and sentences were scored, and how much of the text that is."""
    table = reading(library, event, kept)
    if table.empty:
        return say("explain.nothing_read")
    said = say(
        "explain.what_read",
        articles=counted(len(table), "article"),
        sentences=counted(int(table["sentences"].sum()), "sentence"),
        share=percent(float(table["read"].sum() / max(table["characters"].sum(), 1))),
    )
    return said if kept is not None else f"{said} {say('explain.of_event')}"


def scorers_of(library: Library, event: str, kept: Collection[str] | None = None) -> list[str]:
    """Return the scorer versions that these articles' sentences were scored by."""
    return sorted({str(scorer) for scorer in reading(library, event, kept)["scorer"]})


def reading(library: Library, event: str, kept: Collection[str] | None = None) -> pd.DataFrame:
    """Return one row a scored article: `article_id scorer sentences read characters`, both without white space."""
    table = _reading(str(library.root), library.digest, event)
    return table if kept is None else table[table["article_id"].isin(list(kept))]


def weights_in_words() -> str:
    """Say what a sentence's vote counts in stance, by the published weights; where all are even, that they are."""
    if all(factor == 1 for factors in published().values() for factor in factors.values()):
        return say("method.weights_even")
    places = {name: f"the {place}" for name, place in SECTIONS.items()}
    where = {"section": places, "voice": {"speaker": say("method.in_quoted"), "outlet": say("method.in_own")}}
    where["place"] = {
        "opening": say("method.in_opening"),
        "middle": say("method.in_middle"),
        "closing": say("method.in_closing"),
    }
    counts = listed(
        [
            say("method.times_in", factor=f"{factor:.2f}", where=where[column][name])
            for column, factors in published().items()
            for name, factor in factors.items()
        ]
    )
    return say("method.weights", counts=counts)


@st.cache_data(max_entries=20, show_spinner=False)
def _reading(root: str, digest: str, event: str) -> pd.DataFrame:
    library = Library.open(root)
    texts = articles(library, event).set_index("article_id")["text"]
    rows = []
    for article, own in sentences(library, event).groupby("article_id"):
        text = texts[article]
        spans = zip(own["start"], own["end"], strict=True)
        read = sum(len("".join(text[start:end].split())) for start, end in spans)
        rows.append((article, own["scorer"].iloc[0], len(own), read, len("".join(text.split()))))
    return pd.DataFrame(rows, columns=["article_id", "scorer", "sentences", "read", "characters"])
