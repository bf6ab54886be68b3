"""Say what differs between a sealed comparison and another: itself counted again, a library's, or another file's.

Scores of one text by one model differ in the sixth digit between processors. Spans whose scores are that near are taken
for the same before anything is counted, so that what is said of numbers is a difference of substance.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..compare import with_columns
from ..errors import PipelineError
from ..library import Library
from .comparison import ARTICLES, CODES, SPANS, Sealed
from .counting import KEYS, NUMBERS, numbers, rounded
from .gathering import made_of
from .matching import NEAR, PLACE, VALUES, matched, near

SHOWN = 5  # lines of one kind

_RELATIVE, _LEAST = 1e-6, 1e-9  # by how much the same number may differ, counted on other processors


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that differs: in which `part`, and what, in one line; `matters` is False for what changes no number."""

    part: str
    says: str
    matters: bool = True


def recounted(sealed: Sealed) -> list[Difference]:
    """Count a file's numbers again from its evidence, and return which are not those that stand in it."""
    groups = dict(zip(sealed.articles["article_id"], sealed.articles["group"], strict=True))
    again = numbers(sealed.evidence, groups, sealed.choices, codes=sealed.codes, asked=sealed.asked)
    return _of_numbers(sealed.numbers, again, "counted again")


def of_library(sealed: Sealed, library: Library) -> Sealed:
    """Return the same comparison made of a library: of the same articles, as far as they are there.

    They may be in an event of another id. The scorer is the file's, where the library has it, else the newest. Raises
    PipelineError where none of the articles that count is there.
    """
    ids = set(sealed.articles["article_id"])
    homes = Counter(library.homes(ids).values())
    if not homes:
        raise PipelineError(
            f"{library.root}: none of the {len(ids)} articles of this comparison is in it; name another"
        )
    event = min(homes, key=lambda one: (-homes[one], one))
    if sealed.scorers and sealed.scorers[-1] in library.scorers():
        library = _AsScored(library, sealed.scorers[-1])
    table = with_columns(library.articles(event=event))
    table = table[table["article_id"].isin(ids)].reset_index(drop=True)
    by = sealed.choices.by
    if by not in table:
        raise PipelineError(f'{library.root}: its articles have no column "{by}", which this comparison is by')
    left_out = dict(zip(sealed.articles["article_id"], sealed.articles["left_out"], strict=True))
    table = table.assign(left_out=[left_out[article] for article in table["article_id"]])
    choices = replace(sealed.choices, event=event)
    return made_of(library, table, choices, near=sealed.evidence)


def compared(sealed: Sealed, other: Sealed, *, known_texts: Mapping[str, str] | None = None) -> list[Difference]:
    """Return what differs in `other` from the comparison `sealed`, what matters and what does not.

    `known_texts` may say which article there has a text, by its text id: of an article that is missing it is said under
    which id its text is there.
    """
    found = _of_articles(sealed.articles, other.articles, known_texts or {})
    if sealed.scorers != other.scorers:
        was, now = ", ".join(sealed.scorers) or "nobody", ", ".join(other.scorers) or "nobody"
        found.append(Difference("versions", f"scored by {was}, there by {now}"))
    for name in sorted({*sealed.versions, *other.versions}):
        was, now = sealed.versions.get(name, "none"), other.versions.get(name, "none")
        if was != now:
            found.append(Difference("versions", f"{name} {was}, there {now}", matters=False))
    for measure in sorted({*sealed.evidence, *other.evidence}):
        none = pd.DataFrame(columns=list(SPANS)).astype(SPANS)
        pair = (sealed.evidence.get(measure, none), other.evidence.get(measure, none))
        found += _of_spans(*pair, measure)
    found += _of_codes(sealed.codes, other.codes)
    return found + _of_numbers(sealed.numbers, other.numbers, "there")


class _AsScored(Library):
    """A library as one scorer version saw it, the newest or not."""

    def __init__(self, library: Library, scorer: str) -> None:
        super().__init__(library.root)
        self._one = scorer

    def _scorer(self, scorer: str | None) -> str:
        return scorer or self._one


def _of_articles(was: pd.DataFrame, now: pd.DataFrame, known: Mapping[str, str]) -> list[Difference]:
    there = now.set_index("article_id").to_dict("index")
    missing, found = [], []
    for row in was.to_dict("records"):
        name = f"{row['article_id']} ({_cell(row['outlet'])}: {_cell(row['title'])})"
        own = there.pop(row["article_id"], None)
        if own is None:
            twin = known.get(row["text_id"])
            missing.append(f"{name} is not there" + (f", its text is, as {twin}" if twin else ""))
            continue
        if own["sha256"] != row["sha256"]:
            found.append(f"{name}: its text differs")
        rest = (column for column in ARTICLES if column not in ("article_id", "text_id", "sha256"))
        apart = [column for column in rest if not _same(row[column], own[column])]
        found += [f"{name}: {column} {_cell(row[column])}, there {_cell(own[column])}" for column in apart]
    missing += [f"{article} is there only" for article in there]
    return [*_lines("articles", missing), *_lines("articles", found)]


def _of_spans(was: pd.DataFrame, now: pd.DataFrame, measure: str) -> list[Difference]:
    both = matched(was, now, PLACE)
    counts = both["_merge"].value_counts()
    changed = both[both["_merge"] == "both"]
    apart = np.zeros(len(changed), bool)
    for name in VALUES:
        apart |= ~near(changed[f"{name}_x"], changed[f"{name}_y"], 0.0, NEAR)
    gone, new, other = int(counts["left_only"]), int(counts["right_only"]), int(apart.sum())
    if not gone + new + other:
        return []
    most = (changed["value_x"] - changed["value_y"]).abs()[apart].max() if other else 0.0
    said = [f"{gone} are not there"] * (gone > 0) + [f"{new} are there only"] * (new > 0)
    said += [f"{other} have other scores, by up to {most:.2g}"] * (other > 0)
    return [Difference("evidence", f"{measure}: of {len(was):,} spans {', '.join(said)}")]


def _of_codes(was: pd.DataFrame, now: pd.DataFrame) -> list[Difference]:
    both = matched(was, now, list(CODES))
    gone, new = (int((both["_merge"] == side).sum()) for side in ("left_only", "right_only"))
    said = [f"{gone} of {len(was)} are not there"] * (gone > 0) + [f"{new} are there only"] * (new > 0)
    return [Difference("codes", ", ".join(said))] if said else []


def _of_numbers(was: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], where: str) -> list[Difference]:
    found = []
    for name, columns in NUMBERS.items():
        key = KEYS[name]
        both = matched(_turned(rounded(was[name])), _turned(rounded(now[name])), key)
        told = []
        for row in both.to_dict("records"):
            about = ", ".join(str(row[column]) for column in key if row[column])
            if row["_merge"] != "both":
                told.append(f"{about}: {'not ' if row['_merge'] == 'left_only' else 'only '}{where}")
                continue
            # The order of sentences follows from their numbers.
            rest = [column for column in columns if column not in (*key, "rank")]
            apart = [column for column in rest if not _same(row[f"{column}_x"], row[f"{column}_y"])]
            if apart:
                cells = [
                    f"{column} {_cell(row[f'{column}_x'])}, {where} {_cell(row[f'{column}_y'])}" for column in apart
                ]
                told.append(f"{about}: {'; '.join(cells)}")
        found += _lines(name.replace("_", " "), told)
    return found


def _turned(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of pairs with their groups in alphabetical order, whichever has more."""
    if "group_a" not in table:
        return table
    turned = (table["group_a"] > table["group_b"]).to_numpy(bool)
    table = table.copy()
    for a, b in [(name, f"{name[:-1]}b") for name in table if name.endswith("_a")]:
        table[a], table[b] = table[a].where(~turned, table[b]), table[b].where(~turned, table[a])
    table["difference"] = table["difference"].where(~turned, -table["difference"])
    table["low"], table["high"] = (
        table["low"].where(~turned, -table["high"]),
        table["high"].where(~turned, -table["low"]),
    )
    return table


def _lines(part: str, said: list[str]) -> list[Difference]:
    shown = [Difference(part, line) for line in said[:SHOWN]]
    return shown + [Difference(part, f"and {len(said) - SHOWN} more")] * (len(said) > SHOWN)


def _same(a: object, b: object) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return bool(near(a, b, _RELATIVE, _LEAST))
    return a == b or bool(pd.isna(a) and pd.isna(b))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "none" if value != value else f"{value:.6g}"
    return "none" if value is None else str(value)
