"""How to cite: the file, the text and the entry say the same, and the version is the shipped model's."""

import re

from pipeline.cite import CITATION, citation, cite_bibtex, cite_text
from views._shipped import shipped_version


def test_the_file_has_what_its_format_asks_for() -> None:
    text = CITATION.read_text(encoding="utf-8")
    for field in ("cff-version", "message", "title", "authors", "version", "license"):
        assert re.search(rf"^{field}:", text, re.MULTILINE)


def test_the_version_is_the_shipped_models() -> None:
    assert citation()["version"] == shipped_version()


def test_text_and_entry_name_the_version_that_they_are_given() -> None:
    about = citation()
    for said in (cite_text("other-12.3"), cite_bibtex("other-12.3")):
        assert "other-12.3" in said
        assert about["title"] in said
        assert about["name"] in said
        assert about["date-released"][:4] in said


def test_the_entry_is_well_formed_whatever_the_version() -> None:
    entry = cite_bibtex("a b-1.2")
    assert entry.startswith("@misc{ab12,\n")
    assert entry.count("{") == entry.count("}")
