"""Name events: the id of a name that the user gave, and a readable name from an event's own words.

A headline is one outlet's way to tell the event, so the name is made of what most of its articles share: names, and
words of their titles, that are rare elsewhere.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence

import numpy as np

from ..types import Article
from .features import BACKGROUND, names, words
from .weights import published

NAMES, WORDS = 2, 2  # that make a name
LONGEST = 80  # characters

_SHARED = 0.5  # of the event's articles
_OPENING = 800  # characters in which an event's own names and words stand; background comes after
_COMMON = 1.7  # how rare, as a logarithm, the words of news at large are that say nothing
_STEM = 4  # letters by which Iran and Iranian are one
_WEEKDAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_NO_NAME = re.compile(rf"(?:{_WEEKDAYS}|{_MONTHS}|sen|rep|gov|..?)\Z")  # and what is too short to be a name
_WORD = re.compile(r"[^\W_]{2,}")


def label_event(name: str) -> str:
    """Return the id of an event that the user named: a readable slug and a short hash of the whole name."""
    normal = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    plain = unicodedata.normalize("NFKD", normal).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-")
    digest = hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug or 'event'}-{digest}"


def event_name(articles: Collection[Article], background: Collection[Article] = ()) -> str:
    """Return a readable name of an event: names, then words of its titles, that its articles share and others lack.

    `background` are articles of other events, which tell what is rare. Where the articles share too little, or there
    is but one, it is the title that says most of what they share; "" where there are no words at all.
    """
    return event_names([articles], background)[0]


def event_names(events: Sequence[Collection[Article]], background: Collection[Article] = ()) -> list[str]:
    """Return the name of each event, as `event_name` does, reading the background once."""
    rare = _rarity(background)
    return [_named(articles, rare) for articles in events]


def _named(articles: Collection[Article], rare: Callable[[str], float]) -> str:
    ours = sorted(articles, key=lambda article: article.id)
    titles = [set(words(article.title or "")) for article in ours]
    share = Counter(word for article in ours for word in set(words(_opening(article))))
    if len(ours) > 1:
        chosen = _shared_names(ours, titles, rare)
        stems = {word[:_STEM] for name in chosen for word in words(name)}
        plain = {word for article in ours for word in _WORD.findall(article.text[:_OPENING])}  # not folded: no names
        weight = {
            word: share[word] * sum(word in title for title in titles) * rare(word)
            for word in set().union(*titles) & plain
            if share[word] >= max(2, _SHARED * len(ours)) and word.isalpha() and word[:_STEM] not in stems
        }
        said: dict[str, str] = {}
        for word in sorted(weight, key=lambda word: (-weight[word], word)):
            if weight[word] > 0 and len(said) < WORDS:
                said.setdefault(word[:_STEM], word)
        if len(chosen) + len(said) > 1:
            told_words = " ".join(_as_told(list(said.values()), ours))
            return _line(": ".join(filter(None, (", ".join(chosen), told_words))))
    worth = {word: count * rare(word) for word, count in share.items()}
    told = {
        n: sum(worth.get(word, 0.0) for word in title) / (len(title) + 3) for n, title in enumerate(titles) if title
    }
    if told:
        return _line(ours[max(told, key=lambda n: (told[n], -n))].title or "")
    return _line(" ".join(sorted(worth, key=lambda word: (-worth[word], word))[: NAMES + WORDS]))


def _shared_names(articles: Sequence[Article], titles: Sequence[set[str]], rare: Callable[[str], float]) -> list[str]:
    """Return the names that most articles begin with and news at large has not, as they are mostly written.

    Titles only vouch for names: where each of their words has a capital, they hold none that can be told.
    """
    written: dict[str, Counter[str]] = {}
    held: Counter[str] = Counter()
    for article in articles:
        found = [" ".join(name.split()) for name in names(article.text[:_OPENING])]
        for name in found:
            written.setdefault(name.casefold(), Counter())[name] += 1
        held.update({name.casefold() for name in found})
    worth = {
        name: (n + sum(set(words(name)) & title != set() for title in titles))
        * max(map(rare, words(name)), default=0.0)
        for name, n in held.items()
        if n >= max(2, _SHARED * len(articles)) and not _NO_NAME.match(name)
    }
    chosen: list[str] = []
    for name in sorted(worth, key=lambda name: (-worth[name], -len(name), name)):
        stems = {word[:_STEM] for word in words(name)}
        if worth[name] > 0 and not any(stems & {word[:_STEM] for word in words(other)} for other in chosen):
            chosen.append(name)
    return [max(written[name].items(), key=lambda item: (item[1], item[0]))[0] for name in chosen[:NAMES]]


def _as_told(chosen: Sequence[str], articles: Sequence[Article]) -> list[str]:
    """Return the words in the order of the first title that has most of them."""
    told = [words(article.title or "") for article in articles]
    fullest = max(told, key=lambda title: sum(word in title for word in chosen), default=[])
    return sorted(chosen, key=lambda word: (fullest.index(word) if word in fullest else len(fullest), word))


def _rarity(background: Collection[Article]) -> Callable[[str], float]:
    """Return what tells how rare a word is in news at large and in other events: 0 where most have it."""
    common = published().common
    df = Counter(word for article in background for word in set(words(_opening(article))))
    whole = BACKGROUND + len(background)
    return lambda word: max(0.0, float(np.log(whole / (1 + df[word] + BACKGROUND * common.get(word, 0.0))) - _COMMON))


def _opening(article: Article) -> str:
    return f"{article.title or ''}\n{article.text[:_OPENING]}"


def _line(name: str) -> str:
    """Return a name in one line, cut at a word where it is too long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if len(line) <= LONGEST:
        return line
    short = line[: LONGEST - 2]
    return f"{short.rpartition(' ')[0] or short} …"
