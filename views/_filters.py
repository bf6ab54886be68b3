"""Choose what a page shows; every choice stands in the address, so that a view can be sent to a colleague.

The address holds short stable ids. `bind="query-params"` would write the labels that a box shows, which are
strangers' names; so the address is the one truth here: a box shows what it says, a click changes it, and a
value in it that is none of the options is passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from pipeline.compare import COMPARED_GENRES, UNKNOWN
from pipeline.compare.columns import OUTLET, is_choice, own_columns
from pipeline.library import Library
from pipeline.types import GENRES

from ._copies import COPIES
from ._grouping import MOST_GROUPS, OWN_OFFERED, PREFIX, Grouping, group_names, offered
from ._grouping import distinct as distinct
from ._library import events as events_of
from ._safe import as_text, md_escape
from ._text import say
from ._words import GENRE_NAMES, SPLIT, VOICES, counted

# Choices that go along to other pages, and so do those of the user's columns, `PREFIX` and the column's name.
SHARED = (
    *("library", "event", "by", "outlet", "genre", "since", "until", "section", "language", "country"),
    *("entity", "voice", "speaker", "copies"),
)

SPEAKERS_OFFERED = 100
_FURTHER = ("section", "language", "country")  # filters beside those by outlet, genre and date


@dataclass(frozen=True, slots=True)
class Filters:
    """What of an event is shown: no outlets means all of them; days are ISO dates, each end included."""

    outlets: tuple[str, ...] = ()
    genres: tuple[str, ...] = COMPARED_GENRES
    since: str | None = None
    until: str | None = None
    copies: str = "all"  # "once": of articles that print the same text one counts
    further: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (column, values that count) of the other columns

    @property
    def mixes_genres(self) -> bool:
        """Say whether other texts than news reports are compared, which only the user decides."""
        return bool(set(self.genres) - set(COMPARED_GENRES))


def carry_choices(page: str) -> None:
    """Bring the choices along to another page of the same event: Streamlit clears the address on the way.

    The library goes along to any other page, and nothing does from another library. On the same page the address
    stands as it is, so that the browser's "back" takes a choice back.
    """
    kept: dict[str, list[str]] = st.session_state.get("choices", {})
    if st.session_state.get("page", page) != page and _is_same("library", kept):
        same_event = _is_same("event", kept)
        for name, values in kept.items():
            if name not in st.query_params and (same_event or name == "library"):
                st.query_params[name] = values
    st.session_state["page"] = page
    st.session_state["choices"] = shared_choices()


def _is_same(name: str, kept: Mapping[str, list[str]]) -> bool:
    return st.query_params.get_all(name) in ([], kept.get(name, []))


def shared_choices() -> dict[str, list[str]]:
    """Return the choices in the address that a link to another page takes along."""
    names = [name for name in st.query_params if name in SHARED or name.startswith(PREFIX)]
    return {name: st.query_params.get_all(name) for name in names}


def choose_event(library: Library) -> str | None:
    """Draw the choice of an event where there are several; return its id, or None in an empty library."""
    events = events_of(library).sort_values("articles", ascending=False, kind="stable")
    events = events[events["articles"] > 0]
    if events.empty:
        return None
    names = distinct(dict(zip(events["event_id"], events["name"], strict=True)))
    if len(names) == 1:
        return str(next(iter(names)))
    with st.sidebar:
        return choose_one("event", say("filters.event"), names, default=next(iter(names)))


def choose_grouping(articles: pd.DataFrame) -> Grouping:
    """Draw the choice of what is compared in the sidebar, where there is any but outlets."""
    groupings = offered(articles)
    if len(groupings) == 1:
        return groupings["outlet"]
    titles = distinct({name: grouping.title for name, grouping in groupings.items()})
    with st.sidebar:
        return groupings[choose_one("by", say("filters.by"), titles, default="outlet", help_=say("filters.by_help"))]


def choose_filters(articles: pd.DataFrame, *, by: str = OUTLET, has_copies: bool = False) -> Filters:
    """Draw the filters in the sidebar, as far as there is anything to choose.

    Of the column `by` that is compared at most `MOST_GROUPS` values can be chosen; where that is the genre, all count
    unless some are chosen.
    """
    names = group_names(articles, OUTLET)
    genres = [genre for genre in GENRES if genre in set(_genres(articles))]
    days = sorted({day for day in articles["date"] if day})
    copies = "all"
    with st.sidebar:
        outlets = []
        if len(names) > 1:
            most = MOST_GROUPS if by == OUTLET else None
            all_of_them = say("filters.outlets_all")
            outlets = choose_many("outlet", say("filters.outlets"), names, placeholder=all_of_them, most=most)
        kinds = {genre: GENRE_NAMES[genre] for genre in genres}
        like = [genre for genre in genres if genre in COMPARED_GENRES or by == "genre"]
        chosen = like
        if len(genres) > 1 or genres != like:
            chosen = choose_many("genre", say("filters.genres"), kinds, default=like, help_=say("filters.genres_help"))
        since = choose_day("since", say("filters.since"), days) if len(days) > 1 else None
        until = choose_day("until", say("filters.until"), days) if len(days) > 1 else None
        if has_copies:
            about = say("filters.copies_help")
            copies = choose_one("copies", say("filters.copies"), COPIES, default="all", help_=about)
        further = tuple(_choose_further(articles, by))
    return Filters(tuple(outlets), tuple(chosen or like or COMPARED_GENRES), since, until, copies, further)


def _choose_further(articles: pd.DataFrame, by: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Draw the filters by section, language, country and the user's columns; yield those that are set."""
    own = [name for name in own_columns(articles) if is_choice(articles, name)][:OWN_OFFERED]
    columns = {name: name for name in _FURTHER if is_choice(articles, name)} | {PREFIX + name: name for name in own}
    if not columns:
        return
    titles = {"section": say("filters.section"), "language": say("filters.language"), "country": say("filters.country")}
    is_set = any(name in st.query_params for name in columns)
    with st.expander(say("filters.more"), expanded=is_set, key="more_filters"):
        for name, column in columns.items():
            values = group_names(articles[articles[column].notna()], column)
            title = titles.get(name) or md_escape(as_text(column, most=60)) or PREFIX
            most = MOST_GROUPS if column == by else None
            chosen = choose_many(name, title, values, placeholder=say("filters.all"), most=most)
            if chosen:
                yield column, tuple(chosen)


def why_left_out(articles: pd.DataFrame, filters: Filters) -> pd.Series:
    """Return for each article why the filters leave it out, in words; "" where they do not."""
    return articles.apply(lambda article: _why(article, filters), axis=1).astype("str").reindex(articles.index)


def _why(article: "pd.Series[object]", filters: Filters) -> str:
    genre = str(article["genre"] or "unknown")
    day = article["date"]
    if filters.outlets and (article["outlet_id"] or UNKNOWN) not in filters.outlets:
        return say("articles.outlet_not_chosen")
    if genre not in filters.genres:
        return f"genre: {genre}"
    for column, values in filters.further:
        if article[column] not in values:
            return say("articles.not_chosen", column=column) if column in _FURTHER else say("articles.value_not_chosen")
    if not day:
        return say("articles.no_day") if filters.since or filters.until else ""
    early = filters.since and str(day) < filters.since
    late = filters.until and str(day) > filters.until
    return say("articles.outside") if early or late else ""


def mixed_genres(shown: pd.DataFrame, filters: Filters) -> list[str]:
    """Return the genres among the articles shown, as named on screen, where other texts than news stand with them."""
    there = set(_genres(shown))
    mixed = [GENRE_NAMES[genre].lower() for genre in GENRES if genre in filters.genres and genre in there]
    return mixed if filters.mixes_genres and len(mixed) > 1 else []


def genres_in_words(shown: pd.DataFrame, filters: Filters) -> str:
    """Say how many articles of unknown genre are compared with the others; "" where there is none, or nothing else."""
    unknown = int((_genres(shown) == "unknown").sum())
    if not unknown or unknown == len(shown):
        return ("", say("articles.genre_of_one"), say("articles.genre_of_all"))[min(unknown, 2)]
    others, n = say("articles.the_others") if filters.mixes_genres else "news", counted(unknown, "article")
    if unknown == 1:
        return say("articles.genre_unknown_one", articles=n, others=others)
    return say("articles.genre_unknown", articles=n, others=others)


def _genres(articles: pd.DataFrame) -> pd.Series:
    return articles["genre"].map(lambda genre: genre or "unknown").astype("str")


def choose_entities(names: Sequence[str], *, most: int = 3) -> list[str]:
    """Draw the choice of entities; without one, the first `most` are taken."""
    options = distinct({name: name for name in names})
    return choose_many("entity", say("filters.entities"), options, default=list(names[:most]))


def choose_voice(*, label: str | None = None, split: bool = False, fixed: str | None = None) -> str:
    """Draw whose words are counted: "all", "outlet" or "speaker"; with `split` also "split", then the default.

    `fixed` says that another choice has settled it: the control shows that, and what was chosen stays in the address.
    """
    voices = SPLIT if split else VOICES
    key, default = _box("voice", voices, [next(iter(voices))])
    if fixed is not None:
        st.session_state[key] = fixed
    chosen = st.segmented_control(
        label or say("filters.voice"), list(voices), format_func=voices.__getitem__, key=key, required=True,
        on_change=_remember, args=("voice", default), disabled=fixed is not None,
        help=say("filters.voice_help"),
    )  # fmt: skip
    return fixed or chosen or default[0]


def choose_speakers(attributions: pd.DataFrame) -> list[str]:
    """Draw the choice of speakers of these attributions, those with a name first, who says most before the others."""
    told = attributions[attributions["speaker"].notna()]
    if told.empty:
        return []
    unnamed = told["speaker_kind"].isin(("unnamed", "document")) | told["speaker_kind"].isna()
    words = told.assign(unnamed=unnamed).groupby("speaker", as_index=False).agg(
        unnamed=("unnamed", "min"), words=("words", "sum")
    )  # fmt: skip
    order = words.sort_values(["unnamed", "words", "speaker"], ascending=[True, False, True])["speaker"]
    names = distinct({name: name for name in order.head(SPEAKERS_OFFERED)})
    return choose_many(
        "speaker", say("filters.speakers"), names, placeholder=say("filters.speakers_every"),
        help_=say("filters.speakers_help"),
    )  # fmt: skip


def choose_one(name: str, label: str, options: Mapping[str, str], *, default: str, help_: str | None = None) -> str:
    """Draw a select box over {id: label}; the id stands in the address under `name`."""
    key, start = _box(name, options, [default])
    chosen: str = st.selectbox(
        label, list(options), format_func=options.__getitem__, key=key, on_change=_remember, args=(name, start),
        help=help_,
    )  # fmt: skip
    return chosen


def choose_switch(name: str, label: str, options: Mapping[str, str], *, default: str) -> str:
    """Draw {id: label} side by side, of which one is on; its id stands in the address under `name`."""
    key, start = _box(name, options, [default])
    chosen = st.segmented_control(
        label, list(options), format_func=options.__getitem__, key=key, required=True, on_change=_remember,
        args=(name, start), label_visibility="collapsed",
    )  # fmt: skip
    return chosen or default


def choose_many(
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    default: Sequence[str] = (),
    placeholder: str = "Choose",
    help_: str | None = None,
    most: int | None = None,
) -> list[str]:
    """Draw a box for several of {id: label}, `most` of them; the ids stand in the address, repeated, under `name`."""
    key, start = _box(name, options, list(default), several=True)
    st.session_state[key] = st.session_state[key][:most]
    chosen: list[str] = st.multiselect(
        label, list(options), format_func=options.__getitem__, key=key, placeholder=placeholder, help=help_,
        on_change=_remember, args=(name, start), max_selections=most,
    )  # fmt: skip
    return chosen


def choose_day(name: str, label: str, days: Sequence[str]) -> str | None:
    """Draw a choice of a day within `days`, which stands in the address as an ISO date."""
    asked = st.query_params.get(name, "")
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    key = f"{name}_box"
    st.session_state[key] = date.fromisoformat(asked) if _is_day(asked) and days[0] <= asked <= days[-1] else None
    day = st.date_input(
        label, min_value=first, max_value=last, key=key, format="YYYY-MM-DD", on_change=_remember, args=(name, []),
        value=None,
    )  # fmt: skip
    return day.isoformat() if isinstance(day, date) else None


def _box(name: str, options: Mapping[str, str], default: list[str], *, several: bool = False) -> tuple[str, list[str]]:
    """Set a box to what the address says, or to its default; return the box's key and the default."""
    asked = [value for value in dict.fromkeys(st.query_params.get_all(name)) if value in options] or default
    key = f"{name}_box"
    st.session_state[key] = asked if several else asked[0]
    return key, default


def _remember(name: str, default: list[str]) -> None:
    """Write a box's value into the address; the default needs no place there."""
    value = st.session_state[f"{name}_box"]
    values = [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]
    if values and values != default:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
