"""What reading one file gives, and how a file is named in front of people."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..types import Article

MOST_BYTES = 64 * 2**20
MOST_CHARACTERS = 2_000_000  # in one article: a long book has one million
MOST_PROBLEMS = 50  # listed for one file; the rest are counted


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file as read: its articles, one line for each thing that is wrong with it, and notes on what is not."""

    name: str
    kind: str
    articles: tuple[Article, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


# A reader of one kind: (name for display, content). It raises PipelineError for a file that gives no article.
Reader: TypeAlias = Callable[[str, bytes], FileReading]
# Is called with the name of each file that is begun, those in archives too.
Progress: TypeAlias = Callable[[str], None]


def silent(name: str) -> None:
    """Tell nobody of a file that is begun."""


class _Clock:
    """Who is told that reading goes on: nobody, or the worker process, whose time is limited."""

    tell: Callable[[], None] = staticmethod(lambda: None)


def tick() -> None:
    """Say that one more article of a file of many is done: the time limit counts again from here."""
    _Clock.tell()


def on_tick(tell: Callable[[], None]) -> None:
    """Have `tell` called at each tick."""
    _Clock.tell = staticmethod(tell)


def shown(text: object, *, longest: int = 60) -> str:
    """Return a stranger's text fit for one line of a message: no control or bidi characters, cut in the middle."""
    plain = "".join(" " if character.isspace() else character for character in str(text))
    plain = "".join(character for character in plain if unicodedata.category(character)[0] != "C")
    plain = re.sub(r" {2,}", " ", plain).strip()
    if len(plain) <= longest:
        return plain
    return f"{plain[: longest // 2]}…{plain[-(longest - longest // 2 - 1) :]}"


def with_name(name: str, note: str) -> str:
    """Return a note that says which file it is about."""
    return note if note.startswith(name) else f"{name}: {note}"


def limited(name: str, problems: list[str]) -> tuple[str, ...]:
    """Return the problems of a file, the first ones in full and the others as a count."""
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    return (*problems[:MOST_PROBLEMS], f"{name}: {len(problems) - MOST_PROBLEMS} more problems like these")
