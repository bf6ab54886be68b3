"""What each group of articles calls the same people: a ledger of names, and the words that set a group apart.

Tables in, tables out; the statistic is `logodds`. Which phrases name the same people is only proposed here
(`proposals.py`): people decide, and `Library.descriptions` carries what they decided.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from .logodds import Z, informative, log_odds
from .proposals import plural
from .spans import UNKNOWN, grouped

VOICES = ("all", "outlet", "speaker")
PRIOR_NAMINGS = 4.0  # how many namings of an entity its prior is worth
PRIOR_WORDS = 500.0  # how many words the prior of `distinctive_words` is worth
LONGEST_WORD = 40  # characters; longer ones are addresses and the like

_NAMINGS = (
    {"group": "str", "article_id": "str", "sentence_id": "int64", "start": "int64", "end": "int64"}
    | dict.fromkeys(["section", "voice", "speaker", "entity", "kind", "name"], "str")
    | {"proper": "bool"}
)
_LEDGER = (
    {"entity": "str", "kind": "str", "name": "str", "proper": "bool", "group": "str", "voice": "str", "count": "int64"}
    | {"articles": "int64", "rate": "float64", "headlines": "int64"}
    | dict.fromkeys(["first", "share", "log_odds", "low", "high"], "float64")
)
_WORDS = (
    {"group": "str", "word": "str", "count": "int64", "others": "int64"}
    | dict.fromkeys(["rate", "log_odds", "low", "high"], "float64")
)  # fmt: skip
_KEY = ["entity", "kind", "name", "proper"]
_BRACKET = re.compile(r"[\[\]]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def namings(
    mentions: pd.DataFrame, descriptions: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id"
) -> pd.DataFrame:
    """Return one row a naming, in order: where it stands, in whose voice, the `entity` and the `name` it is given.

    The name of a mention (`proper`) is the text as written, of spellings that differ in capitals alone the commonest;
    that of a description is its phrase. A description of nobody who is named counts for all with its noun ("militias"),
    of kind "description".
    """
    named = grouped(mentions, articles, by)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    spans = zip(named["article_id"], named["start"], named["end"], strict=True)
    written = [" ".join(_BRACKET.sub("", texts[article][start:end]).split()) for article, start, end in spans]
    named = named.assign(name=pd.Series(written, index=named.index, dtype="str"), proper=True)
    named = named.assign(name=_spelt(named))
    called = grouped(descriptions, articles, by)
    bare = called["entity"].isna()
    label = called["noun"].map(plural).astype("str")
    called = called.assign(
        entity=called["entity"].astype("str").where(~bare, label),
        kind=called["kind"].astype("str").where(~bare, "description"),
        name=called["phrase"],
        proper=False,
    )
    parts = [part[list(_NAMINGS)].astype(_NAMINGS) for part in (named, called)]
    return pd.concat(parts).sort_values(["article_id", "start", "proper"], ignore_index=True)


def _spelt(named: pd.DataFrame) -> pd.Series:
    """Return each name in the commonest spelling among those of its entity that differ in capitals alone."""
    folded = named[["entity", "name"]].assign(plain=named["name"].str.casefold())
    counts = folded.value_counts().rename("n").reset_index()
    best = counts.sort_values(["n", "name"], ascending=[False, True]).drop_duplicates(["entity", "plain"])
    return folded.drop(columns="name").merge(best, how="left")["name"].set_axis(named.index).astype("str")


def ledger(namings: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return one row an entity, name, group and voice ("all", "outlet", "speaker"), most named entities first.

    Each name of an entity has a row for every group and voice, of count 0 too. `rate` is per 1,000 words of the group's
    texts, `headlines` the count in headlines, `first` where in its article the name first stands, in [0, 1], as the
    mean over the `articles` that have it; `share` is in all the group's namings of the entity in that voice. `log_odds`
    with `low` and `high` (95 %) compares that share with all other groups' (`logodds.log_odds`), with a prior of
    `PRIOR_NAMINGS`; NaN where either names the entity not at all, or all by one name, and for an unknown group, which
    is not among the others either.
    """
    own = grouped(articles, articles, by)
    groups = sorted(set(own["group"]))
    words = own["text"].map(lambda text: len(text.split())).groupby(own["group"]).sum()
    sizes = dict(zip(articles["article_id"], articles["text"].str.len(), strict=True))
    place = namings["start"] / namings["article_id"].map(sizes).astype("float64").clip(lower=1)
    table = namings.assign(place=place, headline=namings["section"] == "headline")
    every = table[_KEY].drop_duplicates()
    grid = every.merge(pd.DataFrame({"group": pd.Series(groups, dtype="str")}), how="cross")
    parts = []
    for voice in VOICES:
        said = table if voice == "all" else table[table["voice"] == voice]
        keys = [*_KEY, "group"]
        counts = said.groupby(keys).agg(
            count=("start", "size"), articles=("article_id", "nunique"), headlines=("headline", "sum")
        )
        counts["first"] = said.groupby([*keys, "article_id"])["place"].min().groupby(keys).mean()
        full = grid.merge(counts.reset_index(), on=keys, how="left")
        full = full.fillna({"count": 0, "articles": 0, "headlines": 0})
        parts.append(_with_odds(full, groups).assign(voice=voice))
    found = pd.concat(parts, ignore_index=True)
    found["rate"] = 1000 * found["count"] / found["group"].map(words).astype("float64").clip(lower=1)
    total = found["count"].where(found["voice"] == "all", 0.0)
    found["total"] = total.groupby([found["entity"], found["kind"]]).transform("sum")
    found["of_name"] = total.groupby([found[key] for key in _KEY]).transform("sum")
    found["nth"] = found["voice"].map({voice: n for n, voice in enumerate(VOICES)})
    order = ["total", "entity", "kind", "of_name", "name", "proper", "nth", "group"]
    found = found.sort_values(order, ascending=[False, True, True, False, True, False, True, True], ignore_index=True)
    return found[list(_LEDGER)].astype(_LEDGER)


def _with_odds(full: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """Return the counts of one voice with `share` and the log-odds; the rows of a name are those of all groups.

    Articles of unknown group are nobody's others: they may be of any.
    """
    counts = full["count"].to_numpy(np.float64).reshape(-1, len(groups)) if groups else np.zeros((0, 1))
    is_known = np.array([group != UNKNOWN for group in groups] or [True])
    entity = full.groupby(["entity", "kind"], sort=False).ngroup().to_numpy()[:: max(len(groups), 1)]
    value, error = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    totals = np.zeros(counts.shape)
    order = np.argsort(entity, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(entity[order])) + 1) if len(order) else []:
        totals[rows] = counts[rows].sum(axis=0)
        own = counts[rows] * is_known
        others = (own.sum(axis=1, keepdims=True) - own) * is_known
        odds, variance = log_odds(own, others, informative(own.sum(axis=1, keepdims=True), PRIOR_NAMINGS))
        both = (own.sum(axis=0) > 0) & (others.sum(axis=0) > 0)
        value[rows], error[rows] = np.where(both, odds, np.nan), np.where(both, np.sqrt(variance), np.nan)
    with np.errstate(invalid="ignore"):
        share = np.where(totals > 0, counts / np.maximum(totals, 1), np.nan)
    low, high = value - Z * error, value + Z * error
    columns = {"share": share, "log_odds": value, "low": low, "high": high}
    return full.assign(**{name: values.ravel() for name, values in columns.items()})


def distinctive_words(
    articles: pd.DataFrame, *, by: str = "outlet_id", names: Iterable[str] = (), most: int = 30
) -> pd.DataFrame:
    """Return the words that each group uses more than all the others together, surest first, up to `most` of each.

    Words in lower case, of the whole texts; numbers, the outlets' own names and further `names` are left out. `rate`
    is per 1,000 words, `others` the other groups' count; surest is whose interval lies highest (`low`). A prior of
    `PRIOR_WORDS`, spread as all groups together spread theirs, does what a list of stop words would.
    """
    own = grouped(articles, articles, by)
    if "outlet" in articles:
        names = [*names, *(name for name in articles["outlet"].dropna().unique())]
    hidden = _names_pattern([*names, *(own["group"].unique() if by in ("outlet", "outlet_id") else ())])
    own = own[own["group"] != UNKNOWN]  # of any group, for all we know
    counters: dict[str, Counter[str]] = {group: Counter() for group in sorted(set(own["group"]))}
    for group, text in zip(own["group"], own["text"], strict=True):
        counters[group].update(_words(hidden.sub(" ", text) if hidden else text))
    vocabulary = sorted(set().union(*counters.values()))
    counts = np.array([[c[word] for c in counters.values()] for word in vocabulary], dtype=np.float64)
    rows = []
    if len(counters) > 1 and vocabulary:
        pooled = counts.sum(axis=1, keepdims=True)
        value, variance = log_odds(counts, pooled - counts, informative(pooled, PRIOR_WORDS))
        low, high = value - Z * np.sqrt(variance), value + Z * np.sqrt(variance)
        for n, (group, counter) in enumerate(counters.items()):
            ranked = sorted((i for i in np.flatnonzero(value[:, n] > 0)), key=lambda i: (-low[i, n], vocabulary[i]))
            size = max(1, sum(counter.values()))
            for i in ranked[:most]:
                count = int(counts[i, n])
                figures = {"rate": 1000 * count / size, "log_odds": value[i, n], "low": low[i, n], "high": high[i, n]}
                others = int(pooled[i, 0]) - count
                rows.append({"group": group, "word": vocabulary[i], "count": count, "others": others, **figures})
    return pd.DataFrame(rows, columns=list(_WORDS)).astype(_WORDS)


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0].casefold().replace("’", "'").removesuffix("'s")
        if len(word) <= LONGEST_WORD:
            yield word


def _names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds these names in a text, written apart or as one word, with and without "the"."""
    forms: set[str] = set()
    for name in names:
        words = [word for word in re.findall(r"[^\W_]+", name) if word.casefold() != "the"]
        if words and name != UNKNOWN:
            forms |= {r"[\W_]*".join(map(re.escape, words))}
    if not forms:
        return None
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)
