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
    genres_in_words,
    mixed_genres,
    outlet_names,
    why_left_out,
)
from ._library import articles, copies, open_library, sentences
from ._safe import md_escape
from ._sections import View
from ._style import STYLE
from ._tables import left_out_in_words
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

    @property
    def shown(self) -> pd.DataFrame:
        """Return the articles that are counted."""
        return self.everything[self.reasons == ""]

    @property
    def name(self) -> str:
        """Return the event's name."""
        return str(self.library.events().set_index("event_id").loc[self.event, "name"])

    def view(self) -> View:
        """Return what all sections of the page share."""
        shown = self.shown
        looks = outlet_looks(self.everything["outlet_id"].dropna().unique())
        most = shown["outlet_id"].fillna(UNKNOWN).value_counts().max()
        return View(self.library, self.event, outlet_names(shown), looks, mixed_scope=bool(most >= ENOUGH))

    def summary(self) -> str:
        """Say how many articles are shown, and how many are not, and why."""
        known = len(outlet_names(self.shown).keys() - {UNKNOWN})
        n = f"{counted(len(self.shown), 'article')} by {counted(known, 'outlet')}."
        return n + left_out_in_words(self.reasons)

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
        st.info(f"{EMPTY_LIBRARY} Add some of the same event from two outlets or more.", icon=":material/info:")
        st.page_link("views/add.py", label="Add articles", icon=":material/add:")
        st.stop()
    everything, every_group = articles(library, event), copies(library, event)
    filters = choose_filters(everything, has_copies=bool(every_group))
    reasons = why_left_out(everything, filters)
    scored = set(sentences(library, event)["article_id"])
    reasons = reasons.mask((reasons == "") & ~everything["article_id"].isin(scored), "not scored")
    groups = among(every_group, set(everything["article_id"][reasons == ""]))
    if filters.copies == "once":
        reasons = without_copies(reasons, everything["article_id"], groups)
    return Chosen(library, event, filters, everything, reasons, groups)


def warn_of_mixed(chosen: Chosen) -> None:
    """Warn where other texts than news reports stand with them because the user decided so."""
    if mixed := mixed_genres(chosen.shown, chosen.filters):
        st.warning(f"Different genres are mixed here because you chose so: {listed(mixed)}.", icon=":material/warning:")


def stop_if_nothing(chosen: Chosen, *, to: str) -> None:
    """Say that the filters leave nothing `to` do ("show", "compare"), and stop, where that is so."""
    if chosen.shown.empty:
        left = f"The filters leave nothing to {to}. Choose more genres, outlets or days."
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
        st.markdown(
            "Fewer than five articles by each outlet: all that stands here is about *these articles*, not the outlets."
        )
    return chosen, view
