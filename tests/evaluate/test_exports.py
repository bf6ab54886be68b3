from pathlib import Path

import pytest

from pipeline.evaluate import exports
from tests.read import made
from tests.read.made import BODY, Made


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    folder = tmp_path / "exports" / "nexis"
    folder.mkdir(parents=True)
    articles = [Made(), Made(stated=10), Made(body=[*BODY, *BODY])]
    (folder / "a.DOCX").write_bytes(made.docx(made.nexis(articles)))
    (folder / "b.html").write_text(made.nexis_html([Made()]), encoding="utf-8")
    return tmp_path


def test_each_file_and_all_documents_have_their_figures(corpora: Path) -> None:
    rows = exports.scores(corpora)
    found = {(row["set"], row["metric"]): row for row in rows}
    assert found["nexis/a.DOCX", "articles"]["score"] == 3
    assert found["nexis/b.html", "articles"]["score"] == 1
    assert found["Nexis documents", "share with outlet and date"]["score"] == 1.0
    within = found["Nexis documents", "share within 10 % of the stated length"]
    assert (within["n"], within["goal"]) == (3, 0.96)
    assert within["score"] == pytest.approx(2 / 3)
    assert found["Nexis documents, read and split", "articles a second"]["score"] > 0


def test_without_the_files_there_is_no_row(tmp_path: Path) -> None:
    assert exports.scores(tmp_path) == []
