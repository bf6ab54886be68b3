"""Texts with policy frames: CCF, GVFC, tweets, forum, narrative, and the project's own exemplars."""

import json
from pathlib import Path

from ...types import FRAMES
from .example import Example, frame_labels, json_lines, normal, table, there

EXEMPLARS = Path(__file__).parents[3] / "data" / "exemplars"


def ccf(folder: Path) -> list[Example]:
    """Read CCF's two-sentence units on climate; the group is outlet and date."""
    sources = {
        "economic": "Eco Detection",
        "health_and_safety": "Pbh Detection",
        "security_and_defense": "Secu Detection",
        "fairness_and_equality": "Just Detection",
        "political": "Pol Detection",
        "policy": "Pol_1_SUB",
        "public_opinion": "Pol_4_SUB",
    }
    examples = []
    for row in json_lines(folder / "ccf" / "sentences_en.jsonl"):
        given = set(row["labels"])
        labels = {frame: float(label in given) for frame, label in sources.items()}
        if "Cult Detection" in given:  # narrower than cultural identity: its absence says nothing
            labels["cultural_identity"] = 1.0
        group = f"{row['outlet']} {row['date']}"
        examples.append(Example(row["text"], "ccf", group, frames=frame_labels(labels)))
    return examples


def gvfc(folder: Path) -> list[Example]:
    """Read the Gun Violence Frame Corpus's headlines; the group is the headline."""
    themes = {
        "9": "economic",
        "3": "political",
        "7": "public_opinion",
        "2": "policy",
        "8": "cultural_identity",
        "1": "legality",
        "6": "fairness_and_equality",
        "5": "security_and_defense",
        "4": "health_and_safety",
    }
    examples = []
    for row in table(folder / "gvfc" / "headlines.csv", delimiter=","):
        given = {row["Q3 Theme1"], row["Q3 Theme2"]}
        labels = {frame: float(theme in given) for theme, frame in themes.items()}
        examples.append(Example(row["headline"], "gvfc", normal(row["headline"]), frames=frame_labels(labels)))
    return examples


_TWEETS = {
    "1": "economic",
    "2": "capacity_and_resources",
    "3": "morality",
    "4": "fairness_and_equality",
    "5": "legality",
    "6": "crime_and_punishment",
    "7": "security_and_defense",
    "8": "health_and_safety",
    "9": "quality_of_life",
    "10": "cultural_identity",
    "11": "public_opinion",
    "12": "political",
    "13": "policy",
    "14": "external_regulation_and_reputation",
}
_FORUM = {"1": "economic", "5": "legality", "6": "policy", "7": "crime_and_punishment", "13": "political"}


def tweets(folder: Path) -> list[Example]:
    """Read politicians' tweets; "other" is not labelled, and what is not among the 14 frames is none of them."""
    return _issue_framing(folder, "tweets", _TWEETS)


def forum(folder: Path) -> list[Example]:
    """Read the forum sentences, one of five frames each."""
    return _issue_framing(folder, "dialogue", _FORUM)


def _issue_framing(folder: Path, name: str, frames: dict[str, str]) -> list[Example]:
    parts = json.loads(there(folder / "policy_tweets" / f"{name}.json").read_text(encoding="utf-8"))
    examples = []
    for part in ("train", "dev", "test"):
        for text, given in zip(parts[part]["seq"], parts[part]["label"], strict=True):
            labels = {frame: float(code in given) for code, frame in frames.items()}
            examples.append(Example(text, name, normal(text), frames=frame_labels(labels)))
    return examples


def narrative(folder: Path) -> list[Example]:
    """Read climate articles' openings with two of their article-level frames, economic and morality.

    A label of the article says little of one sentence, so the unit is its first hundred words.
    """
    return [
        Example(
            " ".join(row["text"].split()[:100]),
            "narrative",
            row["mbfc"],
            frames=frame_labels({"economic": float(row["EC"] == "True"), "morality": float(row["MO"] == "True")}),
        )
        for row in table(folder / "narrative" / "articles.tsv", delimiter="\t")
    ]


def exemplars(folder: Path = EXEMPLARS) -> list[Example]:
    """Read the project's own exemplar sentences: machine-written, each labelled for all 15 frames."""
    examples = []
    for path in sorted(folder.glob("*.jsonl")):
        for row in json_lines(path):
            labels = {frame: float(frame in row["frames"]) for frame in FRAMES}
            examples.append(Example(row["text"], "exemplars", normal(row["text"]), frames=frame_labels(labels)))
    return examples
