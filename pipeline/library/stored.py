"""Read the tables of a library: rows as written, joined with what people decided, without what they removed."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from ..errors import PipelineError
from ..outlets import outlet_id, outlet_name
from ..types import Kind
from .evidence import (
    EVIDENCE,
    MEASURES,
    STORED_IN,
    acting,
    as_now,
    described,
    frame_evidence,
    loaded_evidence,
    relation_evidence,
    role_evidence,
    stance_evidence,
    with_entities,
)
from .rows import Rows, among, by_name
from .tables import Name, Row, unpacked

Head = tuple[str, Kind]


class Stored(Rows):
    """The tables of a library. `Library` adds to them."""

    # What is there.

    def events(self) -> pd.DataFrame:
        """Return `event_id name articles`, by name; an event whose articles are all removed is not there."""
        query = """select e.event_id, e.name, count(a.article_id) - count(r.article_id) from events e
            left join event_articles a using (event_id) left join removed r using (article_id) group by e.event_id
            having count(r.article_id) = 0 or count(a.article_id) > count(r.article_id) order by e.name, e.event_id"""
        return pd.DataFrame(self._catalog.rows(query), columns=["event_id", "name", "articles"])

    def known(self) -> set[str]:
        """Return the ids of all articles, but for those that are removed."""
        return self._stored() - self._removed().keys()

    def scored(self, scorer: str) -> dict[str, str]:
        """Return {text id: an article with that text} for what this scorer version has scored, removed or not."""
        query = """select a.text_id, min(article_id) from scored s join articles a using (article_id)
            where s.scorer = ? group by a.text_id"""
        return dict(self._catalog.rows(query, [scorer]))

    def scored_articles(self, scorer: str, articles: Iterable[str] | None = None) -> set[str]:
        """Return the ids of the articles, or of these, that this scorer version has scored, removed or not."""
        query, values = among("select article_id from scored where scorer = ?", [scorer], articles)
        return {article for (article,) in self._catalog.rows(query, values)}

    # Tables.

    def articles(self, *, event: str | None = None, articles: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row an article, with people's corrections applied.

        `outlet` is the display name, `outlet_id` one id whatever the spelling (None if unknown);
        `found` says how each field was found; the user's further columns follow under their own names.
        """
        table = self._edited(self._read("articles", event=event, articles=articles))
        table["notes"] = [json.loads(notes) for notes in table["notes"]]
        names = table["outlet"]
        table["outlet"], table["outlet_id"] = by_name(names, outlet_name), by_name(names, outlet_id)
        extra = pd.DataFrame.from_records([json.loads(e) for e in table.pop("extra")], index=table.index)
        table = table.join(extra.rename(columns={c: f"{c} (file)" for c in extra if c in table}))
        table["event"] = self._home(table["article_id"])
        return table.sort_values("article_id", ignore_index=True)

    def sentences(
        self, *, event: str | None = None, scorer: str | None = None, articles: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return one row a sentence: span, section, voice, speaker, words, and the 15 frame probabilities."""
        return self._voiced("sentences", ["article_id", "sentence_id"], event=event, scorer=scorer, articles=articles)

    def mentions(
        self, *, event: str | None = None, scorer: str | None = None, articles: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return one row a mention: span, head, kind, voice, speaker, stance and role probabilities, and its `entity`.

        Roles are NaN where the scorer does not measure them.
        """
        table = self._voiced("mentions", ["article_id", "start", "end"], event=event, scorer=scorer, articles=articles)
        linked = self._entities(table, "head", "kind")
        return table.assign(**{column: linked[column] for column in ("entity", "kind")})

    def attributions(
        self, *, event: str | None = None, scorer: str | None = None, articles: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return one row an attribution, in the order of their contents.

        `content`, `source`, `cue` and `quoted` are lists of (start, end); `direct` says whether all of the content
        is quoted. `speaker` is an entity's name where `speaker_kind` is the kind of one, else the phrase.
        """
        order = ["article_id", "attribution_id"]
        table = self._scored("attributions", order, event=event, scorer=scorer, articles=articles)
        table = as_now(table)
        for column in ("content", "source", "cue", "quoted"):
            table[column] = [[(s["start"], s["end"]) for s in spans] for spans in table[column]]
        linked = self._entities(table, "speaker", "speaker_kind")
        table = table.assign(speaker=linked["entity"], speaker_kind=linked["kind"], direct=table["manner"] == "direct")
        table["first"] = [spans[0][0] if spans else -1 for spans in table["content"]]
        return table.sort_values(["article_id", "first"], ignore_index=True, kind="stable").drop(columns="first")

    def loaded(
        self, *, event: str | None = None, scorer: str | None = None, articles: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return one row a word: span, section, voice, speaker and the `probability` that it judges.

        Only words of at least `pipeline.score.LEAST_LOADED` are stored.
        """
        return self._voiced("loaded", ["article_id", "start"], event=event, scorer=scorer, articles=articles)

    def relations(self, *, event: str | None = None, scorer: str | None = None) -> pd.DataFrame:
        """Return one row a pair of mentions: both spans, section, voice, the stance probabilities.

        `holder` and `target` are the entities' names. Where nobody who is mentioned is the holder, it is the author,
        or who speaks the words that the target stands in, and its span is missing.
        """
        order = ["article_id", "sentence_id", "target_start", "holder_start"]
        table = self._voiced("relations", order, event=event, scorer=scorer)
        return with_entities(table, self.mentions(event=event, scorer=scorer))

    def scare_quotes(
        self, *, event: str | None = None, scorer: str | None = None, articles: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return one row for each words that are held at arm's length: span, `marker`, section, voice, speaker."""
        return self._voiced("scare_quotes", ["article_id", "start"], event=event, scorer=scorer, articles=articles)

    def acts(self, *, event: str | None = None, scorer: str | None = None) -> pd.DataFrame:
        """Return one row a violent or accusing act: span, `act`, kind, form, section, voice, speaker, doer, target.

        `doer` and `target` are an entity's name or a phrase, missing where the sentence names none.
        """
        table = self._voiced("acts", ["article_id", "start"], event=event, scorer=scorer)
        texts = self._read("articles", articles=sorted(set(table["article_id"]))).select(["article_id", "text"])
        return acting(
            table, self.mentions(event=event, scorer=scorer), dict(zip(*texts.to_pydict().values(), strict=True))
        )

    def descriptions(self, *, event: str | None = None, scorer: str | None = None) -> pd.DataFrame:
        """Return one row a common noun that names people or bodies: span, phrase, noun, slot, verb, voice, speaker.

        `entity` and its `kind` say whom it stands for: by the document, or because somebody agreed. Missing otherwise.
        """
        table = self._voiced("descriptions", ["article_id", "start"], event=event, scorer=scorer)
        events = self.homes(table["article_id"].unique())
        homes = [events.get(article, "") for article in table["article_id"].to_list()]
        home = pd.Series(homes, index=table.index, dtype="str")
        parts = [described(own, self._catalog.links(e), self.agreed(e)) for e, own in table.groupby(home)]
        return pd.concat(parts).sort_index() if parts else described(table, {}, self.agreed(""))

    def vectors(
        self, *, event: str | None = None, scorer: str | None = None, articles: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return `article_id sentence_id vector scorer`, a float32 array of unit length for each sentence.

        What was scored before vectors were stored has none.
        """
        order = ["article_id", "sentence_id"]
        table = self._scored("vectors", order, event=event, scorer=scorer, articles=articles)
        return table.assign(vector=unpacked(table["vector"]))

    def measures(self, *, scorer: str | None = None) -> tuple[str, ...]:
        """Return which of `MEASURES` the library holds scores of, by this scorer version or the newest."""
        scorer = self._scorer(scorer)
        held = {measure for measure, name in STORED_IN.items() if self._files(name, scorer)}
        if not self._any("mentions", scorer, "protagonist"):
            held.discard("role")
        return tuple(measure for measure in MEASURES if measure in held)

    def evidence(
        self, measure: str | None = None, *, event: str | None = None, scorer: str | None = None
    ) -> pd.DataFrame:
        """Return one row a scored span, with the columns of `EVIDENCE`.

        `score` is the probability of `label`. `value` is what is averaged: for stance and relation P(for) -
        P(against), in [-1, 1]; for the others the probability. `holder` is who a relation starts from, an
        entity's name or "the author". A measure that the scorer has no scores of has no rows.
        """
        if measure not in (None, *MEASURES):
            raise PipelineError(f'"{measure}" is not a measure; choose one of: {", ".join(MEASURES)}')
        parts = []
        if measure in (None, "frame"):
            parts.append(frame_evidence(self.sentences(event=event, scorer=scorer)))
        if measure in (None, "stance"):
            parts.append(stance_evidence(self.mentions(event=event, scorer=scorer)))
        if measure in (None, "role"):
            parts.append(role_evidence(self.mentions(event=event, scorer=scorer)))
        if measure in (None, "loaded"):
            parts.append(loaded_evidence(self.loaded(event=event, scorer=scorer)))
        if measure in (None, "relation"):
            parts.append(relation_evidence(self.relations(event=event, scorer=scorer)))
        return pd.concat(parts, ignore_index=True)[EVIDENCE]

    def heads(self, event: str, *, scorer: str | None = None) -> dict[Head, int]:
        """Return {(head, kind): mentions} of an event as they were written, before any linking."""
        every: Counter[Head] = Counter()
        for own in self.heads_by_article(event, scorer=scorer).values():
            every.update(own)
        return dict(every)

    def heads_by_article(self, event: str, *, scorer: str | None = None) -> dict[str, dict[Head, int]]:
        """Return what `heads` does, for each article by its id."""
        table = self._scored("mentions", ["article_id", "start"], event=event, scorer=scorer)
        found: dict[str, dict[Head, int]] = {}
        for (article, head, kind), n in table.groupby(["article_id", "head", "kind"]).size().items():
            found.setdefault(article, {})[head, kind] = int(n)
        return found

    def removed(self) -> pd.DataFrame:
        """Return one row a removed article, the last removed first: `article_id when title outlet`."""
        times = self._removed()
        table = self._edited(self._read("articles", articles=list(times), columns=["article_id", "title", "outlet"]))
        when = pd.Series([times[article] for article in table["article_id"]], index=table.index, dtype="str")
        table = table.assign(outlet=by_name(table["outlet"], outlet_name), when=when)
        table = table.sort_values(["when", "article_id"], ascending=[False, True], ignore_index=True)
        return table[["article_id", "when", "title", "outlet"]]

    def rows(self, name: Name, *, scorer: str = "", articles: Sequence[str] | None = None) -> list[Row]:
        """Return the stored rows of a table as they were written, in a fixed order.

        `scorer` is empty for the articles; `articles` limits the rows to these, removed ones too.
        """
        rows: list[Row] = self._read(name, scorer=scorer, articles=articles).to_pylist()
        return sorted(rows, key=lambda row: (row["article_id"], _place(row)))


def _place(row: Row) -> tuple[int, int]:
    if "holder_start" in row:  # a relation; whoever speaks stands before all holders
        return row["target_start"], -1 if row["holder_start"] is None else row["holder_start"]
    if "vector" in row:
        return row["sentence_id"], 0
    spans = row.get("content") or [row]
    return int(spans[0].get("start", 0)), row.get("attribution_id") or 0
