"""Find the events of articles that nobody labelled: those that a library has, or new ones with a name of their own."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ..events import event_names, group_events
from ..library import Library
from ..types import Article

Place: TypeAlias = tuple[str, str]  # an event's id and its name


def grouped(library: Library, articles: Sequence[Article]) -> Mapping[str, Place]:
    """Return the event of each article, by its id.

    Articles that the library has stay together in their events, which keep ids and names; a new article joins one
    of these or begins another. Where what is new shows two known events to be one, they are left apart: to merge them
    is for people, and what is new goes to the first.
    """
    names = dict(library.events()[["event_id", "name"]].itertuples(index=False))
    stored: dict[str, Article] = {}
    homes: dict[str, str] = {}
    known: dict[str, list[str]] = {}
    for row in library.articles().to_dict("records"):
        text = row["text"].removeprefix(row["title"] or "")
        stored[row["article_id"]] = article = Article(text, row["title"], row["outlet"], row["date"])
        if isinstance(row["event"], str):
            homes[row["article_id"]] = row["event"]
            known.setdefault(row["event"], []).append(article.id)
    every = {**{article.id: article for article in articles}, **stored}
    found = dict(zip(every, group_events(list(every.values()), known=known), strict=True)) | homes
    members: dict[str, list[Article]] = {}
    for id_, event in found.items():
        members.setdefault(event, []).append(every[id_])
    new = sorted({found[article.id] for article in articles} - names.keys())
    names |= dict(zip(new, event_names([members[event] for event in new], every.values()), strict=True))
    return {article.id: (found[article.id], names[found[article.id]] or found[article.id]) for article in articles}
