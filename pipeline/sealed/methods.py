"""Say in one paragraph how a sealed comparison was made, for a paper's section on methods."""

from collections.abc import Mapping

import pandas as pd

from ..compare import UNKNOWN
from ..compare.estimates import ENOUGH
from ..compare.findings import DRAWS
from .comparison import Choices

_VOICES = {
    "all": "all words",
    "split": "all words, and apart the outlet's own and those of the speakers that it carries",
    "outlet": "the outlet's own words",
    "speaker": "words that are attributed to somebody",
}
_COUNTED = {
    "stance": "stance towards {entities} (from -1, against, to 1, for: the mean over sentences that mention the name)",
    "role": "how likely these are shown as protagonist, antagonist or innocent",
    "frame": "the share of sentences in which each of 15 policy frames is at work",
    "loaded": "loaded words per 1,000 words",
}


def method(
    choices: Choices,
    scorers: tuple[str, ...],
    articles: pd.DataFrame,
    numbers: Mapping[str, pd.DataFrame],
    codes: pd.DataFrame,
) -> str:
    """Return the paragraph, in plain text."""
    counted = articles[articles["left_out"] == ""]
    said = [_compared(choices, articles, counted), _scored(scorers), _told(choices, numbers["figures"])]
    said.append(
        "An article's figure is the mean of its sentences, a group's the mean of its articles'. "
        f"Below {ENOUGH} articles a figure speaks of these articles alone, and its 95 % interval carries the error "
        f"of the labels; from {ENOUGH} on it speaks of the group, by a bootstrap of articles that is never narrower "
        f"than the error of the labels (2,000 draws, seed {choices.seed}). {_tested(choices, numbers)}"
    )
    if codes["probability"].notna().any():
        said.append(_coded(codes, numbers["corrected"]))
    said.append("Figures say how sentences are worded; they do not say why, nor whether what is said is true.")
    return " ".join(said)


def _compared(choices: Choices, articles: pd.DataFrame, counted: pd.DataFrame) -> str:
    groups = len(set(counted["group"]) - {UNKNOWN})
    days = sorted(day for day in counted["date"] if isinstance(day, str) and day)
    when = f", published {days[0]} to {days[-1]}," if days else ""
    what = "outlet" if choices.by == "outlet_id" else f'column "{choices.by}"'
    left = len(articles) - len(counted)
    rest = f" {left} further {'article' if left == 1 else 'articles'} of the event did not count." if left else ""
    texts = f"{len(counted)} {'article' if len(counted) == 1 else 'articles'}"
    return f'{texts} on "{choices.event_name}"{when} were compared by {what} ({groups} groups) with Parallax.{rest}'


def _scored(scorers: tuple[str, ...]) -> str:
    return (
        f"Every sentence was scored by {', '.join(scorers) or 'no model'}, which never sees who published it; "
        "attributions, names and loaded words were found by the rules and the model of the same version."
    )


def _told(choices: Choices, figures: pd.DataFrame) -> str:
    there = set(figures["measure"])
    names = ", ".join(choices.entities) or "nobody"
    said = [text.format(entities=names) for measure, text in _COUNTED.items() if measure in there]
    whose = _VOICES[choices.voice]
    if choices.speakers:
        whose += f", of {', '.join(choices.speakers)} alone"
    return f"Counted were {'; '.join(said)}; in {whose}." if said else "No figure could be counted."


def _tested(choices: Choices, numbers: Mapping[str, pd.DataFrame]) -> str:
    differences, found = numbers["differences"], numbers["findings"]
    return (
        f"{len(differences)} differences between groups were tested, each measure by itself, and "
        f"{int(differences['holds'].sum())} hold at a false discovery rate of 5 % (Benjamini and Hochberg 1995; "
        "intervals by Benjamini and Yekutieli 2005). For the sentences of the home page "
        f"{len(found)} comparisons over all measures were tested together by Welch's test over articles, by label "
        f"error and by permutation of articles (up to {DRAWS:,} deals), the largest p counting, and "
        f"{int(found['holds'].sum())} hold at the same rate."
    )


def _coded(codes: pd.DataFrame, corrected: pd.DataFrame) -> str:
    people = codes["coder"].dropna().nunique()
    spans = len(codes[["article_id", "start", "end", "measure", "label", "target"]].drop_duplicates())
    told = int((corrected["lack"] == "").sum())
    return (
        f"{spans} spans were coded by {people} {'person' if people == 1 else 'people'}; where codes sufficed ({told} "
        "figures) the model's figure was moved by the mean of human minus model, weighted by the inverse of each "
        "span's chance of being coded (prediction-powered inference, Angelopoulos et al. 2023), with the article as "
        "cluster."
    )
