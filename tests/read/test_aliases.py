from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.read.aliases import read_aliases, renamed
from pipeline.types import Article


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "aliases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_users_table_names_the_outlet(tmp_path: Path) -> None:
    aliases = read_aliases(
        table(
            tmp_path,
            "spelling,outlet\nHL,Harbour Lantern\nharbour-lantern.co.uk,Harbour Lantern\nRT.com,RT Intl\n,x\n",
        )
    )
    article = renamed(Article(text="a", outlet="hl", found={"outlet": "column source"}), aliases)
    assert (article.outlet, article.found["outlet"]) == ("Harbour Lantern", "your alias table (column source)")
    article = renamed(Article(text="a", outlet="RT", found={"outlet": "file name"}), aliases)
    assert (article.outlet, article.found["outlet"]) == ("RT Intl", "your alias table (file name)")
    article = renamed(Article(text="a", url="https://www.harbour-lantern.co.uk/1"), aliases)
    assert (article.outlet, article.found["outlet"]) == ("Harbour Lantern", "your alias table")
    untouched = Article(
        text="a", outlet="Beta", url="https://www.harbour-lantern.co.uk/1", found={"outlet": "column x"}
    )
    assert renamed(untouched, aliases) is untouched


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b\n1,2\n", "aliases.csv, line 1: name two columns spelling and outlet"),
        ("spelling,outlet\nHL,A\nhl,B\n", 'aliases.csv, line 3: "hl" is "A" above; keep one of the two'),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(PipelineError) as caught:
        read_aliases(table(tmp_path, text))
    assert str(caught.value) == problem
    with pytest.raises(PipelineError, match="cannot be opened"):
        read_aliases(tmp_path / "none.csv")
