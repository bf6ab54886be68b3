"""Codes as a table that leaves the library and comes back: with the words that were coded, to be read and checked."""

import io
import json
from pathlib import Path

import pandas as pd

from ..errors import PipelineError
from ..library import Library
from .asking import weighted
from .sampling import SPAN

COLUMNS = (
    [*SPAN, "outlet", "text", "measure", "label", "target", "value", "coder", "mode", "codebook", "seconds", "at"]
    + ["probability", "sample_id", "note", "head", "kind"]
)  # fmt: skip
KINDS = (".csv", ".jsonl", ".parquet")
_SAME = [*SPAN, "coder", "mode", "measure", "label", "value", "at"]
_TEXTS = [
    "article_id",
    "text",
    "measure",
    "label",
    "coder",
    "mode",
    "codebook",
    "at",
    "sample_id",
    "note",
    "head",
    "kind",
]
_MARK = "'"  # what an exported table puts before a text that a sheet would take for a formula


def code_table(library: Library, event: str) -> pd.DataFrame:
    """Return the codes of an event that count, with the coded words and the span's inclusion probability."""
    codes = weighted(library, event)
    read = library.articles(event=event).set_index("article_id")
    texts, outlets = read["text"].to_dict(), read["outlet"].to_dict()
    spans = zip(codes["article_id"], codes["start"], codes["end"], strict=True)
    told = codes.assign(
        text=[texts[article][start:end] for article, start, end in spans], outlet=codes["article_id"].map(outlets)
    )
    return told[COLUMNS].sort_values([*SPAN, "measure", "label", "coder"], ignore_index=True)


def read_codes(source: Path | bytes, name: str = "") -> pd.DataFrame:
    """Return the rows of a file of codes (CSV, JSONL or Parquet), or of its bytes with the file's name."""
    path = Path(name) if isinstance(source, bytes) else source
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise PipelineError(f"{path.name}: codes are read from {', '.join(KINDS)}; save them as one of these")
    try:
        data = io.BytesIO(source if isinstance(source, bytes) else source.read_bytes())
        if kind == ".csv":
            return pd.read_csv(data, dtype=dict.fromkeys(_TEXTS, "str"), keep_default_na=False, na_values=[""])
        if kind == ".jsonl":
            return pd.DataFrame([json.loads(line) for line in data.read().decode("utf-8-sig").splitlines() if line])
        return pd.read_parquet(data)
    except OSError as error:
        raise PipelineError(f"{path}: cannot be read ({error.strerror}); name another file") from error
    except Exception as error:  # each reader has errors of its own
        line = str(error).strip().splitlines()
        raise PipelineError(
            f"{path.name}: not a table of codes ({line[0] if line else kind}); export one to see"
        ) from error


def add_table(library: Library, table: pd.DataFrame) -> int:
    """Keep the codes of a table that the library does not have yet, all or none, and return how many these are.

    Where the table says which `text` was coded, it must stand there: else the row is of another text.
    """
    needed = [*SPAN, "measure", "value", "coder"]
    missing = [column for column in needed if column not in table.columns]
    if missing:
        raise PipelineError(f"codes: no column {', '.join(missing)}; export codes to see what a table of them has")
    table = table.assign(
        **{name: table[name].map(lambda v: "" if pd.isna(v) else _plain(str(v))) for name in _TEXTS if name in table}
    )
    if "label" not in table:
        table["label"] = ""
    known = library.codes(history=True)
    if "at" in table and len(known) and len(table):
        table = table[~_keys(table).isin(_keys(known))]
    if "text" in table and len(table):
        _check_texts(library, table)
    library.add_codes(table.reset_index(drop=True))
    return len(table)


def _check_texts(library: Library, table: pd.DataFrame) -> None:
    there = library.known()
    read = library.rows("articles", articles=sorted(set(table["article_id"]) & there))
    texts = {row["article_id"]: row["text"] for row in read}
    for at, row in enumerate(table.to_dict("records"), 1):
        stands = texts.get(row["article_id"])
        if stands is None:
            raise PipelineError(
                f'codes, row {at}: "{row["article_id"]}" is not an article here; add it to the library first'
            )
        found = stands[int(row["start"]) : int(row["end"])]
        if row["text"] and " ".join(found.split()) != " ".join(row["text"].split()):
            raise PipelineError(f"codes, row {at}: the coded words are not at {row['start']} in this article; check it")


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    types = dict.fromkeys(_SAME, "str") | dict.fromkeys(SPAN[1:], "int64") | {"value": "float64"}
    return pd.MultiIndex.from_frame(table[_SAME].astype(types))


def _plain(text: str) -> str:
    return text[1:] if text.startswith(_MARK) and text[1:2] in tuple("=+-@\t\r\n") else text
