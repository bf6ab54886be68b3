"""The real exports beside the project: how many articles each holds, and that outlet and date are found."""

import pytest

from pipeline.read import read_bytes
from tests.conftest import CORPORA, needs_corpora

pytestmark = needs_corpora
EXPORTS = CORPORA / "exports"
COUNTS = {  # of the ProQuest mail, 20 document ids stand in the decoded text; undecoded, line ends cut some in two
    "lexis/guardian1.docx": 2,
    "lexis/nyt1.docx": 50,
    "lexisnexistools/sample.DOCX": 10,
    "lexisnexistools/sample.TXT": 10,
    "factiva/irish-independence_1_2017-11-14.html": 44,
    "nexis/afp_2013-03-12_0501.html": 74,
    "proquest/format-v2.eml": 20,
    "nexis/Bangladesh_The_New_Nation_Bangladesh_177_RESULTS_Files_101-177_.DOCX": 77,
    "nexis/India_Hindustan_Times_JAN2017-DEC2019_Files_801-809_.DOCX": 9,
}


def _files() -> list[str]:
    return sorted({*COUNTS, *(file.relative_to(EXPORTS).as_posix() for file in EXPORTS.glob("nexis/*.DOCX"))})


@pytest.mark.parametrize("file", _files())
def test_every_article_is_found_with_outlet_date_and_headline(file: str) -> None:
    reading = read_bytes(file.rpartition("/")[2], (EXPORTS / file).read_bytes())
    assert len(reading.articles) == COUNTS.get(file, 100)
    assert reading.problems == ()
    assert all(article.outlet and article.date and article.title for article in reading.articles)


def test_of_nexis_bodies_96_in_a_hundred_are_as_long_as_stated() -> None:
    shares = []
    for file in EXPORTS.glob("nexis/*.DOCX"):
        for article in read_bytes(file.name, file.read_bytes()).articles:
            stated = article.extra["words stated"]
            assert isinstance(stated, int)
            shares.append(abs(len(article.text.split()) / stated - 1) <= 0.1)
    assert len(shares) == 686
    assert sum(shares) / len(shares) >= 0.96
