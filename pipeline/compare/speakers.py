"""Whose words groups of articles carry: how many, from how many sources, and which of these they share.

Tables in, tables out. The counts are of these articles and need no interval; every table gives its n. Who is for
or against whom is `relations.py`'s.
"""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..types import Span
from .spans import grouped, spoken

# What the text tells of a speaker: a name, a phrase without one ("a security source"), a document, or nothing.
NAMED, UNNAMED, DOCUMENT, UNTOLD = "named", "unnamed", "document", "untold"
TOLD = (NAMED, UNNAMED, DOCUMENT, UNTOLD)

_SPEAKER = ["group", "speaker", "told"]
_HEARD = (
    dict.fromkeys([*_SPEAKER, "kind", "affiliation"], "str")
    | dict.fromkeys(["words", "quoted_words", "indirect_words"], "int64")
    | dict.fromkeys(["attributions", "articles", "headlines"], "int64")
    | dict.fromkeys(["earliest", "first"], "float64")
)
_DIVERSITY = (
    {"group": "str"}
    | dict.fromkeys(["articles", "words", "attributed_words", "attributions", "speakers"], "int64")
    | dict.fromkeys(["attributed_share", "direct_share", "unnamed_share", "untold_share", "effective"], "float64")
    | dict.fromkeys(["endorsing", "neutral", "distancing", "no_cue"], "int64")
)
_SHARED = (
    {"speaker": "str", "kind": "str", "groups": "int64", "group": "str"}
    | dict.fromkeys(["words", "quoted_words", "attributions", "articles"], "int64")
)  # fmt: skip


def sourced(attributions: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return the attributions of these articles, each with its `group`, `told` and `place`.

    `told` is one of `TOLD`. `place` is where in the text the content begins, in [0, 1]. Phrases without a name
    that differ in capitals alone are one speaker; so is, within a group, whoever the same phrase stands for.
    What is nobody's words has its row here too, for its cue; the counts below leave it out.
    """
    table = grouped(attributions, articles, by)
    kind, speaker = (table[column].astype(object) for column in ("speaker_kind", "speaker"))
    is_told = speaker.map(lambda name: isinstance(name, str) and bool(name.strip())).astype(bool)
    table["told"] = kind.where(kind.isin([UNNAMED, DOCUMENT]), NAMED).where(is_told, UNTOLD).astype("str")
    key = speaker.where(is_told, "").astype("str")
    key = key.where(table["told"].isin([NAMED, UNTOLD]), key.str.casefold())
    spelt = _commonest(speaker.where(is_told, "").astype("str"), [table["told"], key])
    table["speaker"] = spelt.where(is_told)
    texts = articles.drop_duplicates("article_id").set_index("article_id")["text"].str.len()
    begins = pd.Series([min((s for s, _ in spans), default=0) for spans in table["content"]], table.index, dtype=float)
    table["place"] = begins / table["article_id"].map(texts).astype("float64").clip(lower=1)
    return table.reset_index(drop=True)


def who_is_heard(attributions: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return one row a group and speaker, most words first; words without a speaker told have one row a group.

    Only attributions that are `spoken` count. `quoted_words` stand in quotation marks, `indirect_words` do not;
    `headlines` counts the attributions in headlines; `earliest` and `first` say where in the text the speaker is
    first heard, in [0, 1]: in the article where that is earliest, and as the mean over the `articles`.
    `affiliation` is what most attributions call the speaker, of several the fullest.
    """
    table = sourced(attributions[spoken(attributions)], articles, by=by)
    keys = [table["group"], table["told"], table["speaker"].fillna("")]
    kind = table["speaker_kind"].astype(object).where(table["speaker_kind"].notna(), "").astype("str")
    called = table["affiliation"].astype(object).where(table["affiliation"].notna(), "").astype("str")
    table = table.assign(
        speaker=table["speaker"].fillna(""),
        kind=_commonest(kind, keys),
        affiliation=_commonest(called, keys),
        indirect_words=table["words"] - table["quoted_words"],
        headline=table["section"] == "headline",
    )
    firsts = table.groupby([*_SPEAKER, "article_id"])["place"].min().groupby(_SPEAKER).agg(["min", "mean"])
    heard = table.groupby(_SPEAKER).agg(
        kind=("kind", "first"),
        affiliation=("affiliation", "first"),
        words=("words", "sum"),
        quoted_words=("quoted_words", "sum"),
        indirect_words=("indirect_words", "sum"),
        attributions=("words", "size"),
        articles=("article_id", "nunique"),
        headlines=("headline", "sum"),
    )
    heard = heard.assign(earliest=firsts["min"], first=firsts["mean"]).reset_index().astype(_HEARD)
    order = ["group", "words", "attributions", "speaker"]
    return heard.sort_values(order, ascending=[True, False, False, True], ignore_index=True)[list(_HEARD)]


def diversity(attributions: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return one row a group: how many of its words are somebody's, and over how many sources they are spread.

    Only attributions that are `spoken` count. `words` are those of the whole texts, `attributed_words` those of them
    that lie in any attribution's content, `attributed_share` the second in the first. The other shares are of the
    attributions' words: in quotation marks, of sources without a name, and without a speaker told. `speakers` are
    those who are told. `effective` is as how many speakers with equally many words each they are: the exponential of
    the Shannon entropy of their words (Jost 2006, "Entropy and diversity"). The inverse of Simpson's index is not
    used: it sees little but the largest. `endorsing`, `neutral`, `distancing` and `no_cue` count attributions by
    their cues. A share of nothing is NaN.
    """
    own = grouped(articles, articles, by)
    table = sourced(attributions[spoken(attributions)], articles, by=by)
    content = table.groupby("article_id")["content"].sum().to_dict()
    rows = []
    for group, texts in own.groupby("group"):
        said = table[table["group"] == group]
        counts = [
            words_in(text, content.get(article, ()))
            for article, text in zip(texts["article_id"], texts["text"], strict=True)
        ]
        inside, every = (sum(column) for column in zip(*counts, strict=True))
        total = float(said["words"].sum())
        told = said[said["told"] != UNTOLD].groupby(["told", "speaker"])["words"].sum()
        rows.append(
            {
                "group": group,
                "articles": len(texts),
                "words": every,
                "attributed_words": inside,
                "attributions": len(said),
                "speakers": len(told),
                "attributed_share": _share(inside, every),
                "direct_share": _share(float(said["quoted_words"].sum()), total),
                "unnamed_share": _share(float(said.loc[said["told"] == UNNAMED, "words"].sum()), total),
                "untold_share": _share(float(said.loc[said["told"] == UNTOLD, "words"].sum()), total),
                "effective": effective_number(told),
                **{cue: int((said["endorsement"] == cue).sum()) for cue in ("endorsing", "neutral", "distancing")},
                "no_cue": int(said["endorsement"].isna().sum()),
            }
        )
    return pd.DataFrame(rows, columns=list(_DIVERSITY)).astype(_DIVERSITY)


def shared_sources(attributions: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return one row a named speaker and group that hears them; `groups` says how many do.

    Those whom most groups hear come first, then those with most words. A phrase without a name may stand for
    somebody else in each article: nobody who is not named is shared.
    """
    heard = who_is_heard(attributions, articles, by=by)
    heard = heard[heard["told"] == NAMED]
    of_speaker = heard.groupby("speaker")
    heard = heard.assign(groups=of_speaker["group"].transform("nunique"), total=of_speaker["words"].transform("sum"))
    order = heard.sort_values(
        ["groups", "total", "speaker", "words", "group"], ascending=[False, False, True, False, True], ignore_index=True
    )
    return order.astype(_SHARED)[list(_SHARED)]


def effective_number(words: Iterable[float]) -> float:
    """Return as how many equal parts these are: exp of their Shannon entropy (Jost 2006); NaN of nothing."""
    counts = np.array([count for count in words if count > 0], dtype=np.float64)
    if not len(counts):
        return float("nan")
    share = counts / counts.sum()
    return float(np.exp(-(share @ np.log(share))))


def words_in(text: str, spans: Iterable[Span]) -> tuple[int, int]:
    """Return how many of the text's words lie in the spans, which may overlap, and how many it has.

    A word is a run of characters without space; it lies in them if more than half of it does.
    """
    change = np.zeros(len(text) + 1, dtype=np.int64)
    for start, end in spans:
        change[min(start, len(text))] += 1
        change[min(end, len(text))] -= 1
    inside = np.append(0, np.cumsum(np.cumsum(change)[:-1] > 0))
    starts, ends = np.array([found.span() for found in re.finditer(r"\S+", text)], dtype=np.int64).reshape(-1, 2).T
    return int((2 * (inside[ends] - inside[starts]) > ends - starts).sum()), len(starts)


def _commonest(values: pd.Series, keys: list[pd.Series]) -> pd.Series:
    """Return for each row the value that most rows of its keys have, but "" only where none has another.

    Of equally frequent ones it is the longest, then the first by the alphabet.
    """
    names = [f"key {n}" for n in range(len(keys))]
    table = pd.DataFrame({"value": values, **dict(zip(names, keys, strict=True))})
    counts = table.groupby([*names, "value"]).size().reset_index(name="n")
    counts = counts.assign(empty=counts["value"] == "", size=counts["value"].str.len())
    order = counts.sort_values(["empty", "n", "size", "value"], ascending=[True, False, False, True])
    best = order.drop_duplicates(names).set_index(names)["value"].to_dict()
    places = zip(*(table[name] for name in names), strict=True)
    return pd.Series([best[place] for place in places], index=values.index, dtype="str")


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
