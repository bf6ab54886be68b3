"""The sealed file of a page: its numbers and sentences are the page's, and it holds texts only if that is asked for."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.cite import cite_bibtex
from pipeline.compare.parts import kept, part_differences, part_figures
from pipeline.library import Library
from pipeline.sealed import Sealed, opened, recounted
from pipeline.types import FRAMES
from views._chosen import Chosen
from views._coded import corrected_of, with_differences
from views._comparison import Asked
from views._filters import Filters
from views._findings import findings_of
from views._library import articles, differences_of, figures_of, spans
from views._safe import md_escape
from views._sealed import plain, sealed_bytes

from .codes import code, uncoded_library
from .conftest import HOSTILE_OUTLET, HOSTILE_TITLE, SCORER
from .homely import HERE, fake, found_row, open_home, words
from .voiced import fill_rows

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"


@pytest.fixture(autouse=True)
def _whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_rows(monkeypatch)


def chosen_of(library: Library) -> Chosen:
    event = library.events()["event_id"][0]
    everything = articles(library, event)
    reasons = pd.Series("", everything.index, dtype="str").mask(everything["genre"] == "opinion", "genre: *opinion*")
    return Chosen(library, event, Filters(), everything, reasons, [])


def sealed_of(library: Library, *, voice: str = "split", texts: bool = False) -> Sealed:
    chosen = chosen_of(library)
    return opened(sealed_bytes(chosen, chosen.view(), Asked("event=x", ("Anna Berg",), voice), texts=texts))


@pytest.mark.parametrize("voice", ["split", "all", "outlet"])
def test_its_numbers_are_the_pages(measured_library: Library, voice: str) -> None:
    chosen, sealed = chosen_of(measured_library), sealed_of(measured_library, voice=voice)
    for measure, topics in {"stance": ("Anna Berg",), "frame": FRAMES, "loaded": ("per 1,000 words",)}.items():
        which = (chosen.kept_ids, topics, voice, ())
        for name, shown in (
            ("figures", figures_of(measured_library, chosen.event, measure, which)),
            ("differences", differences_of(measured_library, chosen.event, measure, which)),
        ):
            table = sealed.numbers[name]
            order = [column for column in ("label", "part", "group", "group_a", "group_b") if column in table]
            own = table[table["measure"] == measure].sort_values(order)[shown.columns]
            assert len(own) > 0
            shown = shown.sort_values(order).reset_index(drop=True)
            pd.testing.assert_frame_equal(own.reset_index(drop=True), shown, check_dtype=False, rtol=1e-7)


def test_parts_are_counted_as_the_pages_count_them(measured_library: Library) -> None:
    chosen = chosen_of(measured_library)
    ev = spans(measured_library, chosen.event, "stance")
    ev = ev[ev["article_id"].isin(chosen.kept_ids)]
    which = (chosen.kept_ids, ("Anna Berg",), "all", ())
    for split in ("voice", "place"):
        own = kept(ev, ["Anna Berg"])
        shown = figures_of(measured_library, chosen.event, "stance", which, split=split)
        pd.testing.assert_frame_equal(part_figures(own, voice="all", split=split), shown)
        shown = differences_of(measured_library, chosen.event, "stance", which, split=split)
        pd.testing.assert_frame_equal(part_differences(own, voice="all", split=split), shown)


@pytest.mark.parametrize("voice", ["split", "all"])
def test_its_corrected_numbers_are_the_pages(tmp_path: Path, voice: str) -> None:
    library = uncoded_library(tmp_path / "coded")
    code(library, coders=("Ida", "Bo"))
    code(library, "loaded", says=lambda outlet, place: float(place % 3 == 0))
    chosen, sealed = chosen_of(library), sealed_of(library, voice=voice)
    found = findings_of(library, chosen.event, chosen.kept_ids)
    assert found["corrected"].any()
    order = ["measure", "label", "target", "group_a", "group_b"]
    shared = [column for column in found if column in sealed.numbers["findings"]]
    tables = (table[shared].sort_values(order, ignore_index=True) for table in (sealed.numbers["findings"], found))
    pd.testing.assert_frame_equal(*tables, check_dtype=False, rtol=1e-7)
    for measure, topics in {"stance": ("Anna Berg",), "loaded": ("per 1,000 words",), "frame": FRAMES}.items():
        which = (chosen.kept_ids, topics, voice, ())
        by_people = corrected_of(library, chosen.event, measure, which)
        own = sealed.numbers["corrected"]
        own = own[own["measure"] == measure].reset_index(drop=True)
        assert (by_people is None) == own.empty == (measure == "frame")
        if by_people is not None:
            pd.testing.assert_frame_equal(by_people.figures[own.columns], own, check_dtype=False, rtol=1e-7)
        shown = with_differences(differences_of(library, chosen.event, measure, which), by_people)
        own = sealed.numbers["differences"]
        own = own[own["measure"] == measure].reset_index(drop=True)
        shared = [column for column in shown if column in own]
        pd.testing.assert_frame_equal(shown[shared], own[shared], check_dtype=False, rtol=1e-7)
    assert set(sealed.codes["coder"]) == {"Ida", "Bo"}
    assert recounted(sealed) == []


def test_its_sentences_are_homes_in_plain_text(measured_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row(), found_row(**HERE, measure="frame", label="economic", target=""))
    holds, here = sealed_of(measured_library).lines
    assert (holds.kind, here.kind) == ("holds", "here")
    page = words(open_home())
    for line in (holds, here):
        assert line.says in page
        assert line.strength in page
        assert "Harbour Example" in line.says
        assert "*" not in line.says + line.strength


def test_it_says_what_was_chosen_and_what_made_it(measured_library: Library) -> None:
    sealed = sealed_of(measured_library)
    assert sealed.choices.address == "?event=x"
    assert ("Genres", "news, unknown") in sealed.choices.filters
    assert sealed.scorers == (SCORER,)
    assert sealed.bibtex == cite_bibtex(SCORER)
    assert set(sealed.articles["left_out"]) == {"", "genre: opinion"}
    assert recounted(sealed) == []


def test_the_same_view_gives_the_same_bytes_and_texts_only_when_asked(measured_library: Library) -> None:
    chosen = chosen_of(measured_library)
    made = [sealed_bytes(chosen, chosen.view(), Asked("q", ("Anna Berg",))) for _ in range(2)]
    assert made[0] == made[1]
    assert opened(made[0]).texts is None
    texts = sealed_of(measured_library, texts=True).texts
    assert texts is not None
    assert any("ruined the harbour" in text for text in texts.values())


def test_hostile_names_are_kept_as_they_are(hostile_library: Library) -> None:
    sealed = sealed_of(hostile_library)
    assert HOSTILE_OUTLET in set(sealed.articles["outlet"])
    assert HOSTILE_TITLE in set(sealed.articles["title"])
    assert plain(f"**{md_escape(HOSTILE_TITLE)}**") == HOSTILE_TITLE


def test_the_file_says_why_it_is_none(measured_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sealed.writing.MOST", 10)
    chosen = chosen_of(measured_library)
    made = sealed_bytes(chosen, chosen.view(), Asked())
    assert made.startswith(b"Nothing was sealed. this comparison has more than")


def test_it_stands_beside_the_report_and_warns_of_texts(measured_library: Library) -> None:
    app = AppTest.from_file(DASHBOARD, default_timeout=60).run()
    assert not app.exception
    (switch,) = [toggle for toggle in app.toggle if toggle.key == "seal texts"]
    assert switch.value is False
    assert not any("belong to who published them" in caption.value for caption in app.caption)
    switch.set_value(True).run()
    assert any("belong to who published them" in caption.value for caption in app.caption)
