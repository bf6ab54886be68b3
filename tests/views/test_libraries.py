"""Which libraries are listed, and which one the address opens."""

from pathlib import Path

import pytest
import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Library
from views import _libraries
from views._libraries import create_library, is_demo, libraries, library_folder, library_id, open_library


@pytest.fixture
def address(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Stand in for the address: outside a running page there is none."""
    query: dict[str, str] = {}
    monkeypatch.setattr(st, "query_params", query)
    return query


def test_a_made_library_is_listed_by_its_name_and_opened_by_its_id(
    address: dict[str, str], tiny_library: Library
) -> None:
    made = create_library("../Harbour <b> votes")
    assert libraries() == {"main": "My library", made: "../Harbour <b> votes", "demo": "The demo"}
    assert library_id() == "main"
    assert open_library().root == tiny_library.root
    address["library"] = made
    assert open_library().root == library_folder() == tiny_library.root.parent / "libraries" / made
    assert not is_demo(open_library())


def test_two_libraries_may_have_one_name(address: dict[str, str]) -> None:
    first, second = create_library("Votes"), create_library("Votes")
    assert first != second
    assert list(libraries().values()).count("Votes") == 2


@pytest.mark.parametrize("asked", ["..", "../tiny", "/etc", "a/b", "", "nothing", "C:\\", "x\0", "linked", "plain"])
def test_an_address_opens_nothing_that_is_not_listed(
    address: dict[str, str], tiny_library: Library, asked: str
) -> None:
    shelf = tiny_library.root.parent / "libraries"
    shelf.mkdir()
    Library.open(tiny_library.root.parent / "elsewhere", create=True)
    (shelf / "linked").symlink_to(tiny_library.root.parent / "elsewhere")
    (shelf / "plain").mkdir()
    address["library"] = asked
    assert open_library().root == tiny_library.root
    assert list(libraries()) == ["main", "demo"]


def test_the_demo_can_be_opened_beside_a_library_and_takes_no_articles(
    address: dict[str, str], tiny_library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    demo = Library.open(tmp_path / "cache", create=True)
    monkeypatch.setattr(_libraries, "demo_library", lambda: demo)
    address["library"] = "demo"
    assert is_demo(open_library())
    assert library_folder() == tiny_library.root


def test_a_library_without_a_name_is_refused(address: dict[str, str]) -> None:
    with pytest.raises(PipelineError, match="needs a name"):
        create_library(" \n")
