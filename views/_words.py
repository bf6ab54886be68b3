"""The words that several pages show, and how numbers are said; the frames' names come from the codebook."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.types import FRAMES, GENRES, ROLES

from ._safe import as_text

CODEBOOK = Path(__file__).parents[1] / "data" / "codebook" / "frames.toml"
_FRAMES = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))

FRAME_NAMES: dict[str, str] = {frame: _FRAMES[frame]["name"] for frame in FRAMES}
FRAME_DEFINITIONS: dict[str, str] = {frame: _FRAMES[frame]["definition"] for frame in FRAMES}
ROLE_NAMES = {role: role.capitalize() for role in ROLES}
GENRE_NAMES = {genre: genre.capitalize() for genre in GENRES} | {"unknown": "Genre unknown"}
VOICES = {"all": "All", "outlet": "Outlet's", "speaker": "Speakers'"}
SPLIT = {"split": "Side by side", **VOICES}  # both voices at once, where a page can show that
VOICE_OF = {"outlet": "in the outlet's own words", "speaker": "in quoted or attributed words"}
# The parts that a figure may be split into: by voice, or by place. Of each, as a table's column and in a sentence.
PARTS = {
    "outlet": "Own words",
    "speaker": "Speakers' words",
    "headline": "Headlines",
    "rest": "Below them",
    "all": "All words",
}
WHERE = {
    "outlet": "in the outlets' own words",
    "speaker": "in speakers' words",
    "headline": "in headlines",
    "rest": "below the headlines",
}
SECTIONS = {"headline": "headline", "lede": "first paragraph", "body": "body"}

UNKNOWN_OUTLET = "Unknown outlet"
UNKNOWN_DATE = "unknown"
NO_HEADLINE = "No headline"
NO_FIGURE = "not found here"
NO_WORDS = "no words in this voice"
DEMO_NOTICE = "This is the demo: all of it is invented. Your own articles go into a library beside it; the demo stays."
EMPTY_LIBRARY = "There are no articles here yet."
NO_DIFFERENCE = "No clear difference"
THESE = "these articles"  # what a figure speaks of that does not speak of the outlet; `compare` says it so too


def percent(share: float) -> str:
    """Say a share in [0, 1]: "32 %"."""
    return f"{share:.0%}".replace("%", " %")


def signed(value: float) -> str:
    """Say a stance in [-1, 1] with its sign: "+0.31", "−0.12", "0.00"."""
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"


def per_thousand(words: float) -> str:
    """Say how many of 1,000 words: "4.2"."""
    return f"{words:.1f}"


def not_measured(what: str) -> str:
    """Say that a library has no scores of a measure: "The model that scored these articles does not measure roles."."""
    return f"The model that scored these articles does not measure {what}."


def counted(n: int, noun: str) -> str:
    """Say a count with its noun: "1 article", "3 articles"."""
    return f"{n} {noun if n == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """Return a noun for several: "outlets", "countries", "words held at arm's length"."""
    head, held, rest = noun.partition(" held ")
    if held:
        return f"{plural(head)}{held}{rest}"
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def with_a(noun: str) -> str:
    """Return a noun with its article: "an outlet", "a month"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def unbroken(text: str) -> str:
    """Return a text in which no line ends between a number and its "%"."""
    return text.replace(" %", "\u00a0%")


def whose(voice: str, speaker: object = None) -> str:
    """Say whose words a span is: "in the outlet's own words", "in the words of Ida Roe"."""
    if voice != "speaker":
        return VOICE_OF[voice]
    is_told = isinstance(speaker, str) and speaker.strip()
    return f"in the words of {as_text(speaker) if is_told else 'a speaker who is not told'}"


def listed(names: list[str]) -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@dataclass(frozen=True, slots=True)
class Scale:
    """How the figures of a measure are said, and where their axis ends."""

    say: Callable[[float], str]
    say_difference: Callable[[float], str]  # without its sign and unit
    unit: str = ""  # of a difference
    none: str = NO_FIGURE  # of an outlet without a figure
    signed: bool = False  # from -1 to 1, else from 0
    steps: tuple[float, ...] = (0.05, 0.1, 0.25)  # between ticks: the first that gives few of them
    most: float = 1.0


_STANCE = Scale(signed, lambda value: f"{value:.2f}", signed=True)
_SHARE = Scale(percent, lambda value: f"{100 * value:.0f}", " points")
_WORDS = Scale(
    per_thousand, per_thousand, " per 1,000 words", NO_WORDS, steps=(1, 2, 5, 10, 25, 50, 100, 250), most=1000.0
)
SCALES = {"stance": _STANCE, "frame": _SHARE, "role": _SHARE, "loaded": _WORDS}
