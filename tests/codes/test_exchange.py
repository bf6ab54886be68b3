"""Codes go out as a table and come back as they were."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.__main__ import main
from pipeline.codes import add_table, code_table, draw_sample, read_codes
from pipeline.errors import PipelineError
from pipeline.export import write
from pipeline.library import Library

from .made import articles_of, code_all, library_to_code


@pytest.fixture
def coded(made: Library) -> Library:
    """The library with ten codes of stance by somebody with a name that a sheet would run."""
    code_all(made, draw_sample(made, "event", articles_of(made), "stance", size=10), 1.0, coder="=Ida")
    return made


def test_a_table_has_the_words_that_were_coded(coded: Library) -> None:
    table = code_table(coded, "event")
    texts = coded.articles().set_index("article_id")["text"]
    assert [texts[row.article_id][row.start : row.end] for row in table.itertuples()] == table["text"].to_list()
    assert table["probability"].notna().all()


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_codes_come_back_as_they_were_in_another_library(coded: Library, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"codes{suffix}"
    write(code_table(coded, "event"), path)
    other = library_to_code(tmp_path / "other")
    assert add_table(other, read_codes(path)) == len(coded.codes("event"))
    names = ["article_id", "start", "end", "measure", "label", "target", "value", "coder", "mode", "at"]
    order = ["article_id", "start"]
    came = other.codes("event").sort_values(order)[names].reset_index(drop=True)
    assert came.equals(coded.codes("event").sort_values(order)[names].reset_index(drop=True))
    assert add_table(other, read_codes(path)) == 0
    assert read_codes(path.read_bytes(), path.name).equals(read_codes(path))


def test_a_row_of_another_text_keeps_all_out(coded: Library, tmp_path: Path) -> None:
    table = code_table(coded, "event").assign(coder="Bo")
    table.loc[3, "text"] = "other words"
    with pytest.raises(PipelineError, match="row 4: the coded words are not at"):
        add_table(coded, table)
    with pytest.raises(PipelineError, match='row 1: "nowhere" is not an article here'):
        add_table(coded, table.assign(article_id="nowhere"))
    assert "Bo" not in set(coded.codes()["coder"])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("codes.txt", b"", "codes are read from .csv, .jsonl, .parquet"),
        ("codes.parquet", b"PAR1 no", "not a table of codes"),
        ("codes.jsonl", b"{", "not a table of codes"),
        ("codes.csv", b"", "not a table of codes"),
    ],
)
def test_a_file_that_is_none_is_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(PipelineError, match=words):
        read_codes(data, name)


def test_a_table_without_its_columns_is_refused(made: Library) -> None:
    with pytest.raises(PipelineError, match="no column value, coder"):
        add_table(made, pd.DataFrame(columns=["article_id", "sentence_id", "start", "end", "measure"]))


def test_the_commands_draw_write_read_and_tell(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--library", str(made.root), "--event", "event"]
    assert main(["codes", "draw", *where, "--measure", "role", "--label", "innocent", "--size", "6"]) == 0
    sample = capsys.readouterr().out.split(":")[0]
    assert made.ask(sample).labels == ("innocent",)
    code_all(made, sample)
    path = tmp_path / "codes.csv"
    assert main(["codes", "write", *where, "--out", str(path)]) == 0
    assert main(["codes", "read", str(path), "--library", str(made.root)]) == 0
    assert "0 codes added, 6 were there already" in capsys.readouterr().out
    assert main(["codes", "agreement", *where]) == 0
    assert "coder by coder" in capsys.readouterr().out
    assert main(["codes", "draw", *where, "--measure", "mood"]) == 2
    assert "cannot be coded" in capsys.readouterr().err
