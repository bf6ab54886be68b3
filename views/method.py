"""Method: what each measure means, how sure a figure is, what the model scored, and what is not done."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import encoder
from pipeline.compare.spans import COMPARED_GENRES
from pipeline.compare.weights import published
from pipeline.copies import CUT, DAYS, NEAR
from views._library import open_library
from views._safe import as_text
from views._words import FRAME_DEFINITIONS, FRAME_NAMES, SECTIONS, listed, percent

EYED, RIGHT = 30, 28  # pairs of copies that were read by eye, and those that were right
READABLE = 820  # pixels: longer lines of text are hard to follow

MEASURES = """
Parallax shows how outlets tell the same event. It does not say who is right, and it has no left-right needle and no
single score of bias. Every figure opens the sentences that it was counted from.

- **Frame**, from 0 to 100 %: which of 15 sides of the matter a sentence puts in the foreground: several, or none.
- **Stance**, from −1 (against) over 0 (neither) to 1 (for): how a sentence portrays those it mentions, whoever speaks.
- **Role**, from 0 to 100 %: whether it shows a name as protagonist, antagonist or innocent (who is harmed); it may
  be several, or none.
- **Loaded words**, per 1,000 words: words that judge where a plain word would do.
- **Relation**, from −1 (against) to 1 (for): how one name, or the author, stands toward another in a sentence.
- **Voice**: whose words these are. What the text says is somebody's, quoted or not, is that speaker's; all else is the
  outlet's own. A word such as *noted* vouches for what is said, *claimed* holds it off; most, as *said*, do neither.

Stance and voice belong together: *thief* in a quotation is against its target, but it is not the outlet that says so.
On Compare and Read the two can be told apart.
"""


def weights_in_words() -> str:
    """Say what a sentence's vote counts in stance, by the published weights; where all are even, that they are."""
    if all(factor == 1 for factors in published().values() for factor in factors.values()):
        return "Every sentence counts the same, for weights fitted to sections and voices ordered articles no better."
    places = {name: f"the {place}" for name, place in SECTIONS.items()}
    where = {"section": places, "voice": {"speaker": "quoted words", "outlet": "the outlet's own words"}}
    where["place"] = {"opening": "the first third", "middle": "the middle", "closing": "the last third"}
    counts = listed(
        [
            f"{factor:.2f} times in {where[column][name]}"
            for column, factors in published().items()
            for name, factor in factors.items()
        ]
    )
    return (
        f"For stance a sentence's vote counts {counts}, against one in the outlet's own words in the middle of the "
        "body; for all other measures every sentence counts the same."
    )


FIGURES = f"""
- **A sentence** is read as a whole, by one model, the same for every outlet. The model never sees the outlet's name:
  swapping the names of two outlets changes no score.
- **An article's figure** is the mean over its sentences; for stance, over its sentences that mention the target,
  one vote a sentence; so also for roles. {weights_in_words()}
- **Loaded words** are counted over all of the article's words, not by sentence: a word counts from a probability of
  50 % on, by its probability.
- **An outlet's figure** is the mean of its articles' figures.
- **Like with like:** articles of genre {" and ".join(f"*{genre}*" for genre in COMPARED_GENRES)} are compared;
  comments, press releases and the rest join only when you say so.
- **Articles of unknown genre** are compared with news. Compare says how many they are, and says so when genres mix.
- **Copies:** two articles print one text where {percent(NEAR)} of all their runs of five words stand in both, or
  {percent(CUT)} of the shorter one's stand in the longer; unless nearly all do, their days may be {DAYS} apart at most.
  Of {EYED} such pairs read by eye, {RIGHT} were copies; the others were forms that are filled in again each day.
- **Every copy counts** for its own outlet, since printing it is the outlet's choice. Compare can count each text once:
  then for the agency that published it itself; else for the outlet that had it on the earliest known day; else for one
  that credits an agency for the whole of it; else for the one with most of the text. Where that article is filtered
  out, the next one counts.
- **Agencies** are found in the outlet, the byline, the dateline and the last lines, never in a sentence.
"""

SURE = """
- **Below five articles** an outlet's figure speaks of *these articles* only. Its interval carries the error of the
  labels: how else these very sentences could have been labelled, given the model's own probabilities.
- **From five articles on** it speaks of *the outlet*. Its interval comes from drawing the articles again and again
  (bootstrap by article, widened for small samples), and is never narrower than the error of the labels.
- **A difference holds** only if the interval *of the difference* excludes zero, after control for how many differences
  were tested (Benjamini and Hochberg: of the differences said to hold, 5 % at most are expected to be false).
- **"No clear difference"** is a finding, not a failure: with what was read, the outlets cannot be told apart.
- **Intervals hold 95 %** if the model's probabilities are right. They do not cover what the model systematically
  misreads; the scores below say how often it is right.
"""

NOT_DONE = """
- **English only.** Articles in other languages are kept and shown, and not scored.
- **Who speaks** is found for about four of five attributions; *they* and *it* are harder to resolve than *he* and
  *she*. Of several who speak together the first is named.
- **Doers and those acted on** are found by grammar: a figure of speech (*attacked the bill*) may pass for violence.
- **Articles scored before** a measure was there have no figures of it. Compare says so.
- **Loaded words** that the model takes for plain ones (below 50 %) are not counted, and the interval does not cover
  them.
- **Names:** stance and roles count where somebody is named; *he*, *the minister* and other descriptions are no
  mentions. The page Names lists descriptions too, and resolves those that the article gives to one person alone.
- **What is left out:** facts that one outlet carries and another does not are not compared yet.
- **Irony**, and blame that lies in facts and not in words, are often missed.
- A figure says how sentences are worded. It does not say why, and it does not say whether what they say is true.
"""

PRIVACY = """
- **Nothing leaves this machine.** Uploads are read, scored and stored here. There is no telemetry, no account and no
  web font, and the model ships with the project.
- **Your corrections** (an outlet, a date, a merge of two names) lie beside the articles and can be taken back; nothing
  is scored again.
- **Licences:** the code is under Apache-2.0. The model's weights are for non-commercial use (CC BY-NC-SA 4.0), since
  corpora that it learned from ask for it; the model card above names them and says how to make free ones. Your
  articles stay what they were: their rights belong to their publishers.
"""


def card(folder: Path) -> dict[str, Any] | None:
    """Return what model.json says of the model, or None where there is none."""
    try:
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) else None


def scores_table(about: dict[str, Any]) -> pd.DataFrame:
    """Return the benchmarks of model.json, one a row, in the order that they stand there."""
    wanted = ["benchmark", "set", "metric", "n", "score", "low", "high", "floor"]
    return pd.DataFrame(about.get("scores", []), columns=wanted)


st.title("Method")
with st.container(width=READABLE):
    st.markdown(MEASURES)

    st.subheader("The 15 frames")
    st.caption("After Boydstun and Card; definitions in the project's own words.")
    codebook = pd.DataFrame(
        {"Frame": FRAME_NAMES.values(), "A sentence uses it when it speaks of": FRAME_DEFINITIONS.values()}
    )
    st.table(codebook, hide_index=True, border="horizontal", alt="The 15 frames and their definitions")

    st.subheader("How a figure is made")
    st.markdown(FIGURES)
    st.subheader("How sure it is")
    st.markdown(SURE)

    st.subheader("How good the model is")
    folder = encoder.SHIPPED
    about = card(folder)
    if about is None:
        st.info("There is no model here. What is scored already can be read and compared; nothing new can be scored.")
    else:
        st.caption(
            "On texts that the model was not trained on. The floor is what one gets without reading: the most frequent "
            "stance, or every frame for every text."
        )
        figures = {"score": "Score", "low": "Low (95 %)", "high": "High (95 %)", "floor": "Floor"}
        st.dataframe(
            scores_table(about),
            hide_index=True,
            column_config={
                "benchmark": "Benchmark",
                "set": "Texts",
                "metric": "Measure of quality",
                "n": st.column_config.NumberColumn("n", format="%d"),
                **{name: st.column_config.NumberColumn(title, format="%.3f") for name, title in figures.items()},
            },
            alt="The model's scores on benchmarks, with intervals and floors",
        )
    readme = folder / "README.md"
    if readme.is_file():
        with st.expander("The model card", icon=":material/description:"):
            st.markdown(readme.read_text(encoding="utf-8"))

    scorers = open_library().scorers()
    if scorers:
        st.caption("Scored in this library by (the newest is shown):")
        for scorer in reversed(scorers):
            st.text(as_text(scorer))

    st.subheader("What is not done, and what goes wrong")
    st.markdown(NOT_DONE)
    st.subheader("Privacy and licences")
    st.markdown(PRIVACY)
