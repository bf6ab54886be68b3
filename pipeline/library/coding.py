"""Keep what people code: which spans were drawn for them, what they said of each, and what they took back.

Nothing is overwritten: a code that is given again is a new row, one that is undone says when. A span is known by its
article and offsets, which no run changes; the name in it by its head (see `Mention.head`), so that a merged or renamed
entity takes its codes along. What codes are good for, `pipeline.codes` and `pipeline.compare` tell.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import pandas as pd

from ..errors import PipelineError
from .own import Own, now

Mode: TypeAlias = Literal["blind", "sighted"]

SPAN = ["article_id", "sentence_id", "start", "end"]
MODES: tuple[Mode, ...] = ("blind", "sighted")
_NUMBERS = dict.fromkeys(SPAN[1:], "int64")
_CODES = (
    ["code_id", "act", "at", "coder", "measure", "label", "head", "kind", *SPAN]
    + ["value", "mode", "codebook", "seconds", "sample_id", "note", "withdrawn"]
)  # fmt: skip
_CODE_TYPES = (
    dict.fromkeys(_CODES, "str") | _NUMBERS | {"code_id": "int64"} | dict.fromkeys(["value", "seconds"], float)
)
_FRAME = dict.fromkeys([*SPAN[:1], "group", "head", "kind"], "str") | _NUMBERS | {"probability": "float64"}
# What a coder has a last word on. Of a mention, the name in it does not matter: its place tells it.
_UNIT = ["coder", "mode", "measure", "label", *SPAN]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a sample was drawn for, and how, so that it can be drawn again.

    `labels` are the labels that are asked about at each span ("" where the measure has none), `targets` the entities as
    they were then called, none for all. `by` is the column whose groups have equal shares; `codebook` its version.
    """

    measure: str
    labels: tuple[str, ...]
    targets: tuple[str, ...]
    by: str
    size: int
    uncertain: float
    seed: int
    mode: Mode
    codebook: str
    scorer: str


class Coding(Own):
    """What people said of spans."""

    # Samples.

    def keep_sample(self, event: str, ask: Ask, frame: pd.DataFrame) -> str:
        """Keep a drawn sample and return its id.

        `frame` is the sampling frame, one row a span that could be drawn: `SPAN`, `group`, `head` and `kind` ("" for
        whole sentences), `probability`, and `place`, from 0 in the order of coding, missing where it was not drawn.
        """
        self._known_event(event)
        made = uuid.uuid4().hex[:12]
        rows = frame.astype(_FRAME)[[*SPAN, "group", "head", "kind", "probability"]]
        places = [None if pd.isna(place) else int(place) for place in frame["place"]]
        if not any(place is not None for place in places):
            raise PipelineError("no span was drawn; choose more articles, or another measure or entity")
        spans = [(made, *row, place) for row, place in zip(rows.itertuples(index=False), places, strict=True)]
        with self._lock, self._catalog.change() as db:
            db.execute("insert into samples values (?, ?, ?, ?)", [made, event, now(), json.dumps(asdict(ask))])
            db.executemany("insert into sampled values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", spans)
        return made

    def samples(self, event: str) -> pd.DataFrame:
        """Return one row a sample of an event, newest first: `sample_id made drawn coded` and the fields of `Ask`.

        `coded` counts the drawn spans that anybody has a code of; spans of removed articles do not count.
        """
        self._known_event(event)
        query = f"""select s.sample_id, s.made, s.ask, count(t.place), count(case when {_IS_CODED} then 1 end)
            from samples s left join sampled t on t.sample_id = s.sample_id and t.place is not null
            and t.article_id not in (select article_id from removed)
            where s.event_id = ? group by s.sample_id order by s.rowid desc"""
        rows = [
            {"sample_id": sample, "made": made, **_asked(ask), "drawn": drawn, "coded": coded}
            for sample, made, ask, drawn, coded in self._catalog.rows(query, [event])
        ]
        names = [*Ask.__dataclass_fields__]
        return pd.DataFrame(rows, columns=["sample_id", "made", *names, "drawn", "coded"])

    def ask(self, sample: str) -> Ask:
        """Return what a sample was drawn for."""
        rows = self._catalog.rows("select ask from samples where sample_id = ?", [sample])
        if not rows:
            raise PipelineError(f'"{sample}" is not a sample of {self.root}; look its id up in samples()')
        return Ask(**_asked(rows[0][0]))

    def sampled(self, sample: str, *, drawn: bool = True) -> pd.DataFrame:
        """Return the drawn spans of a sample in the order of coding; with `drawn=False`, its whole frame.

        Columns are those of `keep_sample`'s frame, `entity` (as it is called now) and `coded`: by anybody. Spans of
        removed articles are left out.
        """
        self.ask(sample)
        query = f"""select article_id, sentence_id, start, end, "group", head, kind, probability, place, {_IS_CODED}
            from sampled t join samples s using (sample_id) where sample_id = ?
            and article_id not in (select article_id from removed) {"and place is not null" if drawn else ""}
            order by place is null, place, article_id, start, end"""
        names = [*SPAN, "group", "head", "kind", "probability", "place", "coded"]
        table = pd.DataFrame(self._catalog.rows(query, [sample]), columns=names)
        table = table.astype(_FRAME | {"place": "float64", "coded": "bool"})
        return table.assign(entity=self._entities(table, "head", "kind")["entity"])

    def drop_sample(self, sample: str) -> None:
        """Drop a sample of which nothing was coded."""
        self.ask(sample)
        with self._lock, self._catalog.change() as db:
            if db.execute("select 1 from codes where sample_id = ? limit 1", [sample]).fetchone():
                raise PipelineError("this sample has codes, and their weights rest on it; leave it, or undo the codes")
            for table in ("samples", "sampled"):
                db.execute(f"delete from {table} where sample_id = ?", [sample])

    # Codes.

    def code(
        self,
        span: Mapping[str, object],
        values: Mapping[str, float],
        *,
        measure: str,
        coder: str,
        mode: Mode = "blind",
        codebook: str = "",
        seconds: float | None = None,
        sample: str | None = None,
        note: str = "",
    ) -> str:
        """Keep what a coder says of one span, {label: value}, and return the id of this act.

        `span` has `SPAN`, and `head` and `kind` for a mention. Values of signed measures (stance, claim) lie in
        [-1, 1], others in [0, 1].
        """
        row = {**span, "measure": measure, "coder": coder, "mode": mode, "codebook": codebook, "seconds": seconds}
        table = pd.DataFrame([{**row, "label": label, "value": value, "note": note} for label, value in values.items()])
        return self.add_codes(table.assign(sample_id=sample))[0]

    def add_codes(self, codes: pd.DataFrame) -> list[str]:
        """Keep codes, one row a span, label and coder, all or none; return the ids of the acts.

        Needed are `SPAN`, `measure`, `label`, `value`, `coder`; there may be `head kind mode codebook seconds sample_id
        note at`. Rows of one coder, measure and span that stand together are one act. Raises PipelineError for the
        first row that cannot be.
        """
        needed = [*SPAN, "measure", "label", "value", "coder"]
        missing = [column for column in needed if column not in codes.columns]
        if missing:
            raise PipelineError(f"codes: no column {', '.join(missing)}; they need {', '.join(needed)}")
        lengths = self._lengths(codes["article_id"].astype(str))
        rows, acts, before = [], [], None
        for at, found in enumerate(codes.to_dict("records"), 1):
            row = _checked({str(name): value for name, value in found.items()}, at, lengths)
            unit = tuple(row[name] for name in ("coder", "measure", *SPAN))
            if unit != before:
                acts.append(uuid.uuid4().hex[:12])
            before = unit
            rows.append((acts[-1], *(row[name] for name in _CODES[2:-1])))
        if not rows:
            return []
        with self._lock, self._catalog.change() as db:
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(f"insert into codes values (null, {marks}, null)", rows)
        return acts

    def undo_code(self, act: str) -> None:
        """Take an act of coding back; what the coder had said before of the same span counts again."""
        with self._lock, self._catalog.change() as db:
            done = db.execute("update codes set withdrawn = ? where act = ? and withdrawn is null", [now(), act])
            if not done.rowcount:
                raise PipelineError(f'"{act}" is no code that can be undone; look it up in codes(history=True)')

    def redo_code(self, act: str) -> None:
        """Let an act that was taken back count again."""
        with self._lock, self._catalog.change() as db:
            if not db.execute("update codes set withdrawn = null where act = ?", [act]).rowcount:
                raise PipelineError(f'"{act}" is no code of this library; look it up in codes(history=True)')

    def codes(self, event: str | None = None, *, history: bool = False) -> pd.DataFrame:
        """Return one row a code: who said when which value of which label of a span; `target` is the entity's name now.

        Of what a coder said several times of a span and label the last counts, of blind codes and of sighted ones; with
        `history` all rows come, in the order in which they were given, and `stands` says which count. Codes of removed
        articles wait until these come back. `target` is "" for whole sentences.
        """
        removed = set(self._removed())
        table = pd.DataFrame(
            self._catalog.rows(f"select {', '.join(_CODES)} from codes order by code_id"), columns=_CODES
        )
        table = table[~table["article_id"].isin(removed)]
        if event is not None:
            self._known_event(event)
            table = table[table["article_id"].isin(self._members(event))]
        table = table.astype(_CODE_TYPES).reset_index(drop=True)
        stands = table["withdrawn"].isna()
        last = table[stands].drop_duplicates(_UNIT, keep="last").index
        table = table.assign(stands=table.index.isin(last), target=self._entities(table, "head", "kind")["entity"])
        return table if history else table[table["stands"]].drop(columns=["stands", "withdrawn"]).reset_index(drop=True)

    # How it is done.

    def _lengths(self, articles: Iterable[str]) -> dict[str, int]:
        """Return {article id: characters of its text}; raises PipelineError for one that is not there."""
        chosen = sorted(set(articles))
        self._known_articles(chosen)
        read = self._read("articles", articles=chosen, columns=["article_id", "text"])
        return {row["article_id"]: len(row["text"]) for row in read.to_pylist()}


_IS_CODED = """exists (select 1 from codes c where c.withdrawn is null and c.article_id = t.article_id
    and c.start = t.start and c.end = t.end and c.measure = json_extract(s.ask, '$.measure')
    and c.label in (select value from json_each(s.ask, '$.labels')))"""
_SIGNED = ("stance", "relation", "claim")


def _checked(row: dict[str, Any], at: int, lengths: Mapping[str, int]) -> dict[str, Any]:
    """Return a code with all columns that are stored, or say what is wrong with the row."""

    def text(name: str, default: str = "") -> str:
        value = row.get(name)
        return default if value is None or pd.isna(value) else str(value)

    def number(name: str) -> float:
        try:
            return float(row[name])
        except (TypeError, ValueError):
            raise PipelineError(f"codes, row {at}: {name} {row[name]!r} is not a number; correct it") from None

    article, measure, value = text("article_id"), text("measure"), number("value")
    lowest = -1.0 if measure in _SIGNED else 0.0
    if not lowest <= value <= 1.0:
        raise PipelineError(f"codes, row {at}: value {value:g} of {measure}; it lies from {lowest:g} to 1")
    start, end = number("start"), number("end")
    if not 0 <= start < end <= lengths.get(article, 0) or start % 1 or end % 1:
        raise PipelineError(
            f"codes, row {at}: {start:g} to {end:g} is not in the text of {article}; correct the offsets"
        )
    coder, mode = " ".join(text("coder").split()), text("mode", "blind")
    if not coder or not measure:
        raise PipelineError(f"codes, row {at}: no {'measure' if coder else 'coder'}; every code needs one")
    if mode not in MODES:
        raise PipelineError(f'codes, row {at}: mode "{mode}" is not known; write one of: {", ".join(MODES)}')
    seconds = row.get("seconds")
    return {
        **{name: text(name) for name in ("label", "head", "kind", "codebook", "note")},
        "article_id": article,
        "measure": measure,
        "coder": coder,
        "mode": mode,
        "value": value,
        "sentence_id": int(number("sentence_id")),
        "start": int(start),
        "end": int(end),
        "at": text("at", now()),
        "sample_id": text("sample_id") or None,
        "seconds": None if seconds is None or pd.isna(seconds) else float(seconds),
    }


def _asked(ask: str) -> dict[str, Any]:
    found = json.loads(ask)
    return {**found, "labels": tuple(found["labels"]), "targets": tuple(found["targets"])}
