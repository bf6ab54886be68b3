"""Choose the event and the articles that a page compares, and say which these are and which are left out.

Compare and Voices begin with this; what is drawn of the articles is their own.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pipeline.compare import UNKNOWN
from pipeline.compare.estimates import ENOUGH
from pipeline.copies import CopyGroup
from pipeline.library import Library

from ._charts import outlet_looks
from ._copies import among, copies_in_words, told_of, without_copies
from ._filters import (
    Filters,
    choose_event,
    choose_filters,
    choose_grouping,
    genres_in_words,
    mixed_genres,
    why_left_out,
)
from ._grouping import BY_OUTLET, MOST_GROUPS, Grouping, crowded_out, group_names
from ._libraries import DEMO, PARAMETER
from ._library import articles, copies, events, open_library, sentences
from ._safe import md_escape
from ._sections import View
from ._style import STYLE
from ._tables import left_out_in_words
from ._text import say
from ._words import EMPTY_LIBRARY, counted, listed


@dataclass(frozen=True, slots=True)
class Chosen:
    """An event's articles as the filters leave them: `reasons` has for each why it is left out, "" for those shown."""

    library: Library
    event: str
    filters: Filters
    everything: pd.DataFrame
    reasons: pd.Series
    groups: list[CopyGroup]
    grouping: Grouping = BY_OUTLET
    crowded: int = 0  # groups that are left out since there are more than can stand beside each other

    @property
    def by(self) -> str:
        """Return the column that is compared."""
        return self.grouping.by

    @property
    def kept_ids(self) -> tuple[str, ...]:
        """Return the ids of the articles that are counted."""
        return tuple(self.shown["article_id"])

    @property
    def shown(self) -> pd.DataFrame:
        """Return the articles that are counted."""
        return self.everything[self.reasons == ""]

    @property
    def name(self) -> str:
        """Return the event's name."""
        return str(events(self.library).set_index("event_id").loc[self.event, "name"])

    def view(self) -> View:
        """Return what all sections of the page share."""
        shown, by = self.shown, self.by
        looks = outlet_looks(self.everything[by].dropna().unique())
        most = shown[by].astype(object).where(shown[by].notna(), UNKNOWN).value_counts().max()
        names = group_names(shown, by)
        return View(self.library, self.event, names, looks, mixed_scope=bool(most >= ENOUGH), grouping=self.grouping)

    def summary(self) -> str:
        """Say how many articles are shown, of how many groups, and how many are not, and why."""
        known = len(group_names(self.shown, "outlet_id").keys() - {UNKNOWN})
        n = say("articles.by", articles=counted(len(self.shown), "article"), outlets=counted(known, "outlet"))
        if self.by != "outlet_id":
            groups = len(group_names(self.shown, self.by).keys() - {UNKNOWN})
            by = counted(groups, self.grouping.noun)
            if self.grouping.noun == "group":
                by += say("articles.of_column", title=md_escape(self.grouping.title))
            n = say("articles.compared_by", by=n, groups=by)
        return n + "." + left_out_in_words(self.reasons)

    def remarks(self) -> str:
        """Say which genres are not known and which articles print one text; "" where there is nothing to say."""
        copied = copies_in_words(self.groups, told_of(self.everything), once=self.filters.copies == "once")
        return genres_in_words(self.shown, self.filters) + copied


def choose_articles(title: str) -> Chosen:
    """Draw the choice of event and the filters; where the library is empty, say so under the title, and stop."""
    library = open_library()
    event = choose_event(library)
    if event is None:
        st.title(title)
        st.info(say("articles.none_here", empty=EMPTY_LIBRARY), icon=":material/info:")
        st.page_link("views/add.py", label=say("articles.add"), icon=":material/add:")
        demo = {PARAMETER: DEMO}
        st.page_link("views/home.py", label=say("articles.demo"), icon=":material/science:", query_params=demo)
        st.stop()
    everything, every_group = articles(library, event), copies(library, event)
    grouping = choose_grouping(everything)
    filters = choose_filters(everything, by=grouping.by, has_copies=bool(every_group))
    reasons = why_left_out(everything, filters)
    scored = set(sentences(library, event)["article_id"])
    reasons = reasons.mask((reasons == "") & ~everything["article_id"].isin(scored), say("articles.not_scored"))
    groups = among(every_group, set(everything["article_id"][reasons == ""]))
    if filters.copies == "once":
        reasons = without_copies(reasons, everything["article_id"], groups)
    crowded = crowded_out(everything[reasons == ""], grouping.by)
    if crowded:
        group = everything[grouping.by].astype(object).where(everything[grouping.by].notna(), UNKNOWN)
        few = say("articles.beyond", most=MOST_GROUPS, nouns=grouping.nouns)
        reasons = reasons.mask((reasons == "") & group.isin(crowded), few)
        groups = among(groups, set(everything["article_id"][reasons == ""]))
    return Chosen(library, event, filters, everything, reasons, groups, grouping, len(crowded))


def warn_of_mixed(chosen: Chosen) -> None:
    """Warn where other texts than news reports stand with them because the user decided so, and of crowded groups."""
    if chosen.crowded:
        n = counted(MOST_GROUPS + chosen.crowded, chosen.grouping.noun)
        st.info(say("filters.crowded", most=MOST_GROUPS, n=n), icon=":material/filter_alt:")
    if chosen.by == "genre":
        st.markdown(say("filters.genres_compared"))
    elif mixed := mixed_genres(chosen.shown, chosen.filters):
        st.warning(say("articles.mixed", genres=listed(mixed)), icon=":material/warning:")


def stop_if_nothing(chosen: Chosen, *, to: str) -> None:
    """Say that the filters leave nothing `to` do ("show", "compare"), and stop, where that is so."""
    if chosen.shown.empty:
        left = say("articles.nothing_to_compare") if to == "compare" else say("articles.nothing_to_show")
        st.info(left, icon=":material/filter_alt:")
        st.stop()


def begin(title: str, style: str) -> tuple[Chosen, View]:
    """Draw how Voices and Names begin, with `style` for what they draw: what is chosen, and of what it speaks."""
    chosen = choose_articles(title)
    st.html(f"<style>{STYLE}{style}</style>")
    st.title(title, anchor=False)
    st.markdown(f"{md_escape(chosen.name)}: {chosen.summary()}{chosen.remarks()}")
    warn_of_mixed(chosen)
    stop_if_nothing(chosen, to="show")
    view = chosen.view()
    if not view.mixed_scope:
        st.markdown(few_in_words(view))
    return chosen, view


def few_in_words(view: View) -> str:
    """Say that all figures are about these articles only."""
    return say("filters.few", noun=view.noun, nouns=view.grouping.nouns)
