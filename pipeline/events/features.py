"""Say how alike two articles are: the features of a pair, and which pairs are worth scoring.

Words and names are weighted by how rare they are among the articles given, blended with how rare they are in news at
large, so that a few articles on one event still know its rare words. Beside a pair's own similarity stands how alike
its articles are to their rivals: the likest texts of all, and, where both have dates, the likest that are surely about
something else, being a week away or more. Nothing here decides (`grouping.py`) or weighs (`weights.py`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..types import Article

PARTS = ("title", "lead", "opening", "body", "names", "weekdays")
NEAR = ("rivals", "likest rival", "beside rivals")
REMOTE = ("far rivals", "likest far rival", "beside far rivals")  # of pairs with both dates
FEATURES = (*PARTS, *NEAR, *REMOTE)
LEAD, OPENING = 80, 300  # words; most of an event stands there, and background after it
TITLE = 3  # times that the title counts in the opening
WINDOW = 3  # days; 97 % of the roundups' dated pairs lie within it
FAR = 7  # days from which two articles are surely of two events
FAINT = 0.06  # openings less alike are no pair
FAINT_UNDATED = 0.1
MOST = 200  # pairs that an article can be the first of, the likest: bounds the memory
BACKGROUND = 200  # articles that news at large counts as, in what is rare
TYPICAL = 0.12  # how alike rivals are taken to be where there are none
BLOCK = 256  # rows of the similarity matrix that are held at once

# Rivals that are looked at. With more of the near ones the roundups come out better, whose events have three articles
# at most (five: .96 and .92), and events of a dozen fall apart.
_NEAREST, _NEAREST_FAR = 2, 3
_FEW = 50  # articles among which the likest rivals are half chance
_ODD = 0.02  # keeps the logarithm of similarities finite
_PAIRS_AT_ONCE = 50_000

_WORD = re.compile(r"[^\W_]{2,}")
_CAPITAL = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
_NAME = re.compile(rf"\b[{_CAPITAL}][^\W_]+(?:[ \t][{_CAPITAL}][^\W_]+){{0,4}}")
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WEEKDAY_REACH = 3000  # characters of the text in which days of the week are those of the event

Days: TypeAlias = NDArray[np.float64]  # ordinals; NaN where there is no date
Bag: TypeAlias = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs i < j of articles that may be of one event, with what speaks for it; `apart` is NaN where undated."""

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    apart: NDArray[np.float64]
    features: NDArray[np.float64]  # (pairs, FEATURES)


def words(text: str) -> list[str]:
    """Return the words of a text, folded in case."""
    return _WORD.findall(text.casefold())


def names(text: str) -> list[str]:
    """Return runs of capitalised words as written: names, and the first words of sentences."""
    return _NAME.findall(text)


def find_pairs(articles: Sequence[Article], days: Days, common: Mapping[str, float]) -> Pairs:
    """Return the pairs worth scoring. Articles come in order of date, those without one last.

    `common` gives words' share of documents in news at large.
    """
    rows = dict(zip(PARTS, _vectors(articles, common), strict=True))
    i, j, opening, near, far = _candidates(rows["opening"], days)
    apart = np.abs(days[i] - days[j])
    columns = [opening if part == "opening" else _cosines(rows[part], i, j) for part in PARTS]
    columns += _beside(opening, near[i], near[j])
    columns += [np.where(np.isnan(apart), 0, column) for column in _beside(opening, far[i], far[j])]
    return Pairs(i, j, apart, np.stack(columns, axis=1))


def _beside(
    alike: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Return both articles' rivals, the likest of them, and the pair's likeness beside theirs."""
    both = one + other
    return [both, np.maximum(one, other), np.log((alike + _ODD) / (both + 2 * _ODD))]


def _vectors(articles: Sequence[Article], common: Mapping[str, float]) -> Iterator[sparse.csr_array]:
    """Yield unit rows for each of PARTS."""
    told = [(words(article.title or ""), words(article.text)) for article in articles]
    whole = [Counter(title + text) for title, text in told]
    index: dict[str, int] = {}
    for bag in whole:
        for word in bag:
            index.setdefault(word, len(index))
    idf = _idf(whole, index, common)
    yield _unit(map(Counter, (title for title, _ in told)), index, idf)
    yield _unit((Counter(title + text[:LEAD]) for title, text in told), index, idf)
    yield _unit((Counter(title * TITLE + text[:OPENING]) for title, text in told), index, idf)
    yield _unit((Counter(text) for _, text in told), index, idf)
    named = [
        Counter(name.casefold() for name in names(f"{article.title or ''}\n{article.text}")) for article in articles
    ]
    index = {name: at for at, name in enumerate(dict.fromkeys(name for bag in named for name in bag))}
    yield _unit(named, index, _idf(named, index, common) ** 1.5)
    day = [Counter(_WEEKDAY.findall(article.text[:_WEEKDAY_REACH])) for article in articles]
    index = {name: at for at, name in enumerate(dict.fromkeys(name for bag in day for name in bag))}
    yield _unit(day, index, np.ones(len(index)))


def _idf(bags: Sequence[Bag], index: Mapping[str, int], common: Mapping[str, float]) -> NDArray[np.float64]:
    """Return log(N / df), smoothed by news at large; a word that is in every article weighs nothing."""
    df = np.array([BACKGROUND * common.get(word, 0.0) for word in index])
    for bag in bags:
        df[[index[word] for word in bag]] += 1
    return np.asarray(np.log((1 + BACKGROUND + len(bags)) / (1 + df)))


def _unit(bags: Iterable[Bag], index: Mapping[str, int], weight: NDArray[np.float64]) -> sparse.csr_array:
    indptr, columns, counts = [0], list[int](), list[int]()
    for bag in bags:
        columns += [index[word] for word in bag]
        counts += bag.values()
        indptr.append(len(columns))
    column = np.array(columns, dtype=np.int32)
    values = (1 + np.log(np.array(counts, dtype=np.float64))) * weight[column]
    rows = sparse.csr_array((values, column, np.array(indptr)), shape=(len(indptr) - 1, len(index)))
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    rows.data /= np.repeat(np.where(length > 0, length, 1), np.diff(rows.indptr))
    rows.sort_indices()
    return rows


def _candidates(
    rows: sparse.csr_array, days: Days
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return pairs i < j, how alike they are, and how alike each article is to its rivals: the likest, the far ones."""
    n = len(days)
    near, far = np.zeros(n), np.zeros(n)
    kept: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    turned = rows.T.tocsc()
    for start in range(0, n, BLOCK):
        block = np.asarray((rows[start : start + BLOCK] @ turned).toarray())
        i = np.arange(start, start + len(block))
        block[i - start, i] = 0
        apart = np.abs(days[i, None] - days[None])
        near[i] = _level(block, np.full(len(block), n - 1), _NEAREST)
        remote = apart >= FAR
        far[i] = _level(np.where(remote, block, 0), remote.sum(axis=1), _NEAREST_FAR)
        undated = np.isnan(apart)
        keep = np.where(undated, block >= FAINT_UNDATED, (apart <= WINDOW) & (block >= FAINT))
        keep &= np.arange(n)[None] > i[:, None]
        for row in np.flatnonzero(keep.sum(axis=1) > MOST):
            (there,) = np.nonzero(keep[row])
            keep[row, there[np.argsort(-block[row, there], kind="stable")[MOST:]]] = False
        one, other = np.nonzero(keep)
        kept.append((one + start, other, block[one, other]))
    if not kept:
        return np.zeros(0, int), np.zeros(0, int), np.zeros(0), near, far
    one, other, alike = (np.concatenate(part) for part in zip(*kept, strict=True))
    return one, other, alike, near, far


def _level(alike: NDArray[np.float64], count: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """Return the mean of the likest `most`, drawn toward the typical level where there are few to choose from."""
    most = min(most, alike.shape[1])
    likest = np.partition(alike, -most, axis=1)[:, -most:].mean(axis=1)
    sure = count / (count + _FEW)
    return np.asarray(sure * likest + (1 - sure) * TYPICAL)


def _cosines(rows: sparse.csr_array, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
    found = [np.zeros(0)]
    for at in range(0, len(i), _PAIRS_AT_ONCE):
        part = slice(at, at + _PAIRS_AT_ONCE)
        found.append(np.asarray(rows[i[part]].multiply(rows[j[part]]).sum(axis=1)).ravel())
    return np.concatenate(found)
