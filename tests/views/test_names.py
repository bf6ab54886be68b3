"""Names as a reader meets it: what each outlet calls the same, the sentences behind it, and what a click decides."""

import html
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.errors import PipelineError
from pipeline.library import Library, Row
from views._charts import COLOURS
from views._names import against_others, calls, differences_in_words, entities_of
from views._names_context import AROUND, around, context_html
from views._names_plot import name_dots
from views._names_propose import still_open

from .conftest import EVENT, HOSTILE_OUTLET, library_rows, write

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
LEAGUE, BERG = "River League", "Anna Berg"
ALPHA, BETA = "alpha-times", "beta-gazette"
HOSTILE = "<b>Vale</b> $5 $6 [x](http://example.invalid) :red[now]"


class Told:
    """One article's rows, to which names and phrases are added wherever their words stand."""

    def __init__(self, outlet: str | None, title: str, *sents: str, **fields: Any) -> None:
        self.rows = library_rows(outlet, title, [(sent, 0.0) for sent in sents], **{"names": (), **fields})
        self.rows |= {"attributions": [], "descriptions": []}
        (article,) = self.rows["articles"]
        self.text = article["text"]

    def _places(self, words: str) -> list[Row]:
        found = []
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", self.text):
            at = match.start()
            (sent,) = [row for row in self.rows["sentences"] if row["start"] <= at < row["end"]]
            keys = {key: sent[key] for key in ("article_id", "sentence_id", "section", "voice")}
            found.append(keys | {"attribution_id": None, "start": at, "end": match.end()})
        assert found, words
        return found

    def name(self, words: str, head: str, kind: str = "organisation") -> "Told":
        chances = {"against": 0.0, "neither": 1.0, "for": 0.0}
        self.rows["mentions"] += [row | {"head": head, "kind": kind} | chances for row in self._places(words)]
        return self

    def phrase(self, words: str, noun: str, head: str | None = None, kind: str | None = None) -> "Told":
        said = {"phrase": " ".join(words.casefold().split()), "noun": noun, "slot": "doer", "verb": "hold"}
        self.rows["descriptions"] += [row | said | {"head": head, "kind": kind} for row in self._places(words)]
        return self


def told() -> list[dict[str, list[Row]]]:
    """Return an event in which Alpha Times says "defenders" 4 of 5 times, and Beta Gazette "saboteurs" 6 of 6."""
    alpha = Told(
        "Alpha Times",
        "Defenders hold the quay",
        "The defenders came at dawn.",
        "“The defenders are tired,” Anna Berg said.",
        "The defenders slept, and the River League thanked all.",
        "Some fighters left.",
    )
    alpha.phrase("defenders", "defender", LEAGUE, "organisation").phrase(
        "Defenders", "defender", LEAGUE, "organisation"
    )
    alpha.name(LEAGUE, LEAGUE).name(BERG, BERG, "person").phrase("fighters", "fighter")
    beta = Told(
        "Beta Gazette",
        "Saboteurs strike",
        "The saboteurs took the quay.",
        "Many saboteurs fled, and saboteurs cut the cable.",
        "The saboteurs burned boats; other saboteurs watched.",
        "Armed fighters fled.",
        "Berg was silent.",
    )
    beta.phrase("saboteurs", "saboteur", LEAGUE, "organisation").phrase("Saboteurs", "saboteur", LEAGUE, "organisation")
    beta.name("Berg", "Berg", "person").phrase("Armed fighters", "fighter")
    return [alpha.rows, beta.rows]


def open_library(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, list[Row]]]) -> Library:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(folder))
    return write(folder, rows)


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Two outlets that call one league by different names; the dashboard opens them."""
    return open_library(tmp_path / "named", monkeypatch, told())


@pytest.fixture
def proposed(named: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library of `named`, and one proposal."""
    row = {"label": "fighters", "phrase": "fighters", "other": "armed fighters", "reason": "same noun"}
    found = pd.DataFrame([row | {"similarity": 0.8, "count": 1, "others": 1}])
    monkeypatch.setattr("views._names_propose.proposals", lambda *tables, **options: found)
    return named


def open_page(**address: str) -> AppTest:
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/names.py").run()
    assert not page.exception
    return page


def plain(page: AppTest) -> str:
    """Return all that the page says, without the escapes."""
    said = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.info, *page.error]
    return re.sub(r"\\(.)", r"\1", "\n".join(element.value for element in said)).replace("\u2060", "")


def shown(page: AppTest) -> list[str]:
    """Return the lines of context that are shown, as a reader sees them."""
    passages = [element.value for element in page.html if 'class="px-article' in element.value]
    return [html.unescape(re.sub(r"<[^>]*>", "", passage)) for passage in passages]


def table(page: AppTest, alt: str) -> pd.DataFrame:
    (found,) = [one for one in page.dataframe if one.proto.alt.startswith(alt)]
    return found.value


def press(page: AppTest, label: str, key: str = "") -> AppTest:
    """Press the first button of this label whose key has these words."""
    button = next(one for one in page.button if one.label == label and key in one.key)
    button.click().run()
    assert not page.exception
    return page


def rows(*cells: tuple[str, str, int, float, float]) -> pd.DataFrame:
    """Return rows of a ledger: name, outlet, count, and the ends of the interval of its log-odds."""
    table = pd.DataFrame(cells, columns=["name", "group", "count", "low", "high"])
    totals = table.groupby("group")["count"].transform("sum")
    table = table.assign(log_odds=(table["low"] + table["high"]) / 2, share=table["count"] / totals.clip(lower=1))
    return table.assign(total=table.groupby("name")["count"].transform("sum"))


def test_names_stands_after_voices() -> None:
    pages = re.findall(r'Page\("views/(\w+).py"', DASHBOARD.read_text(encoding="utf-8"))
    assert pages[1:5] == ["compare", "voices", "names", "read"]


@pytest.mark.usefixtures("named")
def test_each_outlets_names_are_said_counted_and_drawn() -> None:
    page = open_page(entity=LEAGUE)
    said = plain(page)
    assert "**Alpha Times**: “defenders” 4 of 5, “River League” 1" in said
    assert "**Beta Gazette**: “saboteurs” 6 of 6" in said
    assert "*these articles*, not the outlets" in said
    found = table(page, "The names, by outlet").set_index("Name")
    assert found.columns.to_list() == ["Alpha Times", "Beta Gazette", "How"]
    assert found.loc["saboteurs", "Alpha Times"] == "0"
    assert found.loc["saboteurs", "Beta Gazette"].startswith("6 (")
    assert found["How"].to_dict() == {"saboteurs": "description", "defenders": "description", LEAGUE: "name"}
    (chart,) = page.get("plotly_chart")
    assert chart.proto.alt.startswith(f"{LEAGUE}. Alpha Times: “defenders” 4 of 5, “River League” 1. Beta Gazette: ")
    sure = table(page, "Each name in each outlet")
    (row,) = sure[(sure["Name"] == "defenders") & (sure["Outlet"] == "Alpha Times")].to_dict("records")
    assert (row["Times"], row["Headlines"], row["Articles"], row["First"]) == ("4 of 5", 1, 1, "0 %")
    (row,) = sure[(sure["Name"] == "saboteurs") & (sure["Outlet"] == "Beta Gazette")].to_dict("records")
    assert row["Against the other outlets"].startswith("more often than the others: +")
    assert "“saboteurs”: more often in **Beta Gazette** than in the others, log-odds +" in said


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("by", ["outlet", "month"])
def test_what_is_shown_can_be_kept_as_files(by: str) -> None:
    labels = [file.proto.label for file in open_page(entity=LEAGUE, by=by).get("download_button")]
    assert [label.split(" as ")[1].split(",")[0].split("\\")[0] for label in labels[:5]] == [
        "CSV",
        "XLSX",
        "JSONL",
        "SVG",
        "HTML",
    ]
    assert labels[5] == "Report of this comparison"


def test_the_names_that_are_kept_are_those_of_the_table(named: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, pd.DataFrame] = {}
    monkeypatch.setattr("views._export.downloads", lambda name, tables, **more: kept.update(tables))
    page = open_page(entity=LEAGUE)
    alpha = kept["Names"][kept["Names"]["outlet"] == "Alpha Times"].set_index("name")["count"]
    shown = table(page, "The names, by outlet").set_index("Name")["Alpha Times"]
    assert alpha[alpha > 0].to_dict() == {
        name: int(cell.split(" ")[0]) for name, cell in shown.items() if cell[0] != "0"
    }


@pytest.mark.usefixtures("named")
def test_people_come_first_and_descriptions_last_and_the_choice_stands_in_the_address() -> None:
    page = open_page()
    (box,) = [one for one in page.selectbox if one.key == "entity_box"]
    kinds = [option.split(" · ")[1] for option in box.options]
    assert kinds == sorted(kinds, key=["person", "organisation", "no name known"].index)
    assert {"person", "organisation", "no name known"} == set(kinds)
    assert box.value == LEAGUE  # the most named
    box.select(BERG).run()
    assert page.query_params["entity"] == BERG
    assert page.header[0].value == "Anna Berg"


@pytest.mark.usefixtures("named")
def test_the_voice_limits_what_is_counted() -> None:
    said = plain(open_page(entity=LEAGUE, voice="speaker"))
    assert "**Alpha Times**: “defenders” 1 of 1" in said
    assert "**Beta Gazette**: not named in this voice" in said
    assert "Only one outlet names them here" in said


def test_a_name_is_shown_in_both_outlets_sentences_with_the_way_to_its_place(named: Library) -> None:
    earlier = Told("Alpha Times", "Early", "Here the defenders ate.", date="2024-03-01")
    write(named.root, [earlier.phrase("defenders", "defender", LEAGUE, "organisation").rows])
    page = open_page(entity=LEAGUE, name="defenders")
    lines = shown(page)
    assert lines[0] == "Defenders hold the quay"  # headlines first
    assert "The defenders came at dawn." in lines
    assert "never says “defenders” here. Most often it says “saboteurs”:" in plain(page)
    assert "Many saboteurs fled, and saboteurs cut the cable." in lines
    marked = [element.value for element in page.html if ">defenders</mark> came" in element.value]
    assert 'class="px-at" title="Names River League"' in marked[0]
    link = next(link for link in page.page_link if link.proto.label == "Read it in its place")
    assert "article=" in link.proto.query_string
    assert "at=0-9" in link.proto.query_string
    page.selectbox(key="left_box").select(BETA).run()
    assert page.query_params["left"] == BETA
    assert page.selectbox(key="right_box").value == ALPHA


@pytest.mark.usefixtures("named")
def test_more_lines_are_shown_on_demand() -> None:
    page = open_page(entity=LEAGUE, name="saboteurs")
    assert sum("saboteurs" in line.casefold() for line in shown(page)) == 5
    next(one for one in page.toggle if one.key == "context left all").set_value(True).run()
    assert sum("saboteurs" in line.casefold() for line in shown(page)) == 6


@pytest.mark.parametrize(("address", "left"), [({"name": "x", "left": "y", "right": "z"}, ALPHA), ({}, ALPHA)])
@pytest.mark.usefixtures("named")
def test_what_an_address_asks_for_in_vain_is_passed_over(address: dict[str, str], left: str) -> None:
    page = open_page(entity=BERG, **address)
    assert page.selectbox(key="left_box").value == left


def test_where_some_outlets_have_enough_articles_the_others_are_said_to_be_these(named: Library) -> None:
    more = [Told("Alpha Times", f"Day {n}", "The defenders ate.", date=f"2024-03-1{n}") for n in range(4)]
    write(named.root, [one.phrase("defenders", "defender", LEAGUE, "organisation").rows for one in more])
    said = plain(open_page(entity=LEAGUE))
    assert "Fewer than five articles" not in said
    assert "**Alpha Times**: “defenders” 8 of 9" in said
    assert "**Beta Gazette**, in these articles: “saboteurs” 6 of 6" in said


def test_articles_of_unknown_origin_are_no_outlet(named: Library) -> None:
    one = Told(None, "Late", *["The gunmen left."] * 9).phrase("gunmen", "gunman", LEAGUE, "organisation")
    write(named.root, [one.rows])
    page = open_page(entity=LEAGUE)
    said = plain(page)
    assert "**Unknown outlet**: “gunmen” 9 of 9" in said
    assert "in **Unknown outlet** than" not in said
    sure = table(page, "Each name in each outlet")
    assert set(sure.loc[sure["Outlet"] == "Unknown outlet", "Against the other outlets"]) == {""}
    assert "Unknown outlet" not in [header.value for header in page.subheader]


@pytest.mark.usefixtures("named")
def test_distinctive_words_are_those_that_are_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = {"group": BETA, "word": "saboteurs", "count": 6, "others": 0, "rate": 214.3}
    sure |= {"log_odds": 1.2, "low": 0.3, "high": 2.1}
    unsure = sure | {"word": "fled", "low": -0.1}
    found = pd.DataFrame([sure, unsure, unsure | {"group": ALPHA}])
    monkeypatch.setattr("views._names_words.distinctive_words", lambda *tables, **options: found)
    page = open_page()
    (row,) = table(page, "Beta Gazette, distinctive words: saboteurs").to_dict("records")
    assert row == {"Word": "saboteurs", "Times": "6 · 0", "Per 1,000 words": "214.3", "Log-odds": "1.2 (0.3 to 2.1)"}
    assert "No clear difference: no word stands out." in plain(page)  # of the other outlet


def test_one_outlet_alone_has_no_other_side(named: Library) -> None:
    page = open_page(entity=LEAGUE, outlet=BETA)
    said = plain(page)
    assert "there is nothing to compare" in said
    assert "no word sets it apart" in said
    assert [box.key for box in page.selectbox if box.key in ("left_box", "right_box")] == ["left_box"]


def test_an_agreement_joins_two_phrases_and_is_taken_back(proposed: Library) -> None:
    page = open_page()
    said = plain(page)
    assert "**“fighters”** and **“armed fighters”**" in said
    assert "The same noun · “fighters”: Alpha Times 1 · “armed fighters”: Beta Gazette 1" in said
    press(page, "Agree")
    assert proposed.agreed(EVENT).to_dict("records") == [
        {"phrase": "fighters", "entity": "armed fighters", "agreed": True}
    ]
    assert "Nothing is left to decide." in plain(page)
    assert "“fighters” names **armed fighters**" in plain(page)
    assert not [one for one in page.button if one.label == "Agree"]
    press(page, "Undo")
    assert proposed.agreed(EVENT).empty
    assert [one for one in page.button if one.label == "Agree"]


def test_a_refusal_is_kept(proposed: Library) -> None:
    page = press(open_page(), "Not the same")
    assert proposed.agreed(EVENT)["agreed"].to_list() == [False]
    assert "“fighters” does not name **armed fighters**" in plain(page)
    assert not [one for one in page.button if one.label == "Agree"]


@pytest.mark.usefixtures("proposed")
def test_a_proposal_shows_both_phrases_in_their_sentences() -> None:
    page = open_page()
    before = len(shown(page))
    next(one for one in page.toggle if one.key.startswith("lines ")).set_value(True).run()
    assert not page.exception
    assert shown(page)[before:] == ["Some fighters left.", "Armed fighters fled."]


def test_vectors_are_compared_only_when_asked_for(named: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Fake:
        version = "fake-1"

        def vectors(self, phrases: tuple[str, ...]) -> np.ndarray:
            asked.extend(phrases)
            return np.ones((len(phrases), 1), np.float32)

    monkeypatch.setattr("views._model.load_model", Fake)
    one = Told("Alpha Times", "Late", "The rebels and the pirates left.").phrase("rebels", "rebel")
    write(named.root, [one.phrase("pirates", "pirate").rows])
    page = open_page()
    assert "“rebels” and “pirates”" not in plain(page).replace("**", "")
    assert not asked
    page.toggle(key="proposals by vectors").set_value(True).run()
    assert not page.exception
    assert {"rebels", "pirates"} <= set(asked)
    assert "Alike to the model (1.00) · “rebels”: Alpha Times 1 · " in plain(page)


def test_without_a_model_the_other_proposals_stay(proposed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise PipelineError("the model is not there")

    monkeypatch.setattr("views._model.load_model", fail)
    page = open_page()
    page.toggle(key="proposals by vectors").set_value(True).run()
    assert not page.exception
    assert [warning.value for warning in page.warning] == ["the model is not there"]
    assert [one for one in page.button if one.label == "Agree"]


def test_two_names_are_merged_and_split_again(named: Library) -> None:
    page = open_page(entity="Berg")
    assert "one full name: there is nothing to split" in plain(page)
    page.multiselect(key="names these").set_value(["Berg"]).run()
    page.selectbox(key="names into").select(BERG).run()
    press(page, "Merge")
    assert named.linked(EVENT)["Berg", "person"] == (BERG, "person")
    assert page.query_params["entity"] == BERG
    assert "**Beta Gazette**: “Berg” 1 of 1" in plain(page)
    assert page.multiselect(key="names these").value == []
    press(page, "Split", "split Berg")
    assert named.linked(EVENT)["Berg", "person"] == ("Berg", "person")
    assert "**Beta Gazette**: not named in this voice" in plain(page)


def test_descriptions_are_merged_into_a_name_by_their_phrases(named: Library) -> None:
    one = Told("Alpha Times", "Late", "The rebels left.").phrase("rebels", "rebel")
    write(named.root, [one.rows])
    page = open_page()
    page.multiselect(key="names these").set_value(["fighters", "rebels"]).run()
    page.selectbox(key="names into").select(LEAGUE).run()
    press(page, "Merge")
    agreed = named.agreed(EVENT)
    assert agreed["phrase"].to_list() == ["armed fighters", "fighters", "rebels"]
    assert set(agreed["entity"]) == {LEAGUE}
    assert agreed["agreed"].all()
    assert "**Alpha Times**: “defenders” 4 of 7, “River League” 1, “fighters” 1, and 1 other name" in plain(page)


def test_a_name_is_not_merged_into_a_description(named: Library) -> None:
    page = open_page()
    assert [o for o in page.selectbox(key="names into").options if "no name known" in o]
    page.multiselect(key="names these").set_value([LEAGUE]).run()
    assert not [o for o in page.selectbox(key="names into").options if "no name known" in o]


@pytest.mark.usefixtures("tiny_library")
def test_an_older_library_says_what_scoring_again_gives() -> None:
    page = open_page()
    assert "Scoring them again finds descriptions too" in plain(page)
    assert "There is nothing to propose." in plain(page)
    assert page.header[0].value == BERG


@pytest.mark.usefixtures("named")
def test_a_library_with_descriptions_says_nothing_of_scoring() -> None:
    assert "Scoring them again" not in plain(open_page())


@pytest.mark.usefixtures("empty_library")
def test_an_empty_library_says_what_to_do() -> None:
    page = open_page()
    assert "There are no articles here yet." in plain(page)
    assert [link.proto.label for link in page.page_link] == ["Add articles", "Look at the demo first"]


def test_articles_that_name_nobody_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_library(tmp_path / "calm", monkeypatch, [Told(o, "Calm", "The sea was calm.").rows for o in ("A", None)])
    assert "No person, group, organisation or place is named in these articles." in plain(open_page())


def test_strangers_words_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = []
    for outlet in (HOSTILE_OUTLET, "=cmd()"):
        one = Told(outlet, "Late", f"So {HOSTILE} lost, and :red[men] won. Their =1+1 :red[men] left.")
        every.append(
            one.name(HOSTILE, HOSTILE, "person").phrase(":red[men]", "man").phrase("=1+1 :red[men]", "man").rows
        )
        one.rows["articles"][0]["title"] = HOSTILE
    library = open_library(tmp_path / "hostile", monkeypatch, every)
    row = {"label": "men", "phrase": ":red[men]", "other": HOSTILE, "reason": "alike by vectors"}
    found = pd.DataFrame([row | {"similarity": 0.8, "count": 1, "others": 1}])
    monkeypatch.setattr("views._names_propose.proposals", lambda *tables, **options: found)
    page = open_page(entity=HOSTILE)
    next(one for one in page.toggle if one.key.startswith("lines ")).set_value(True).run()
    press(page, "Not the same")
    assert not page.exception
    assert len(library.agreed(EVENT)) == 1
    said = [*page.markdown, *page.header, *page.subheader, *page.caption]
    for bite in ("<b>Vale", "$5 $6", "](http", ":red["):
        assert not [element.value for element in said if bite in element.value]
    for element in page.html:
        assert "<b>Vale" not in element.value
        assert "<img" not in element.value


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([("militias", 6)], "“militias” 6 of 6"),
        ([("groups", 4), ("men", 1)], "“groups” 4 of 5, “men” 1"),
        ([("a", 1), ("b", 2), ("c", 1), ("d", 1), ("e", 0)], "“b” 2 of 5, “a” 1, “c” 1, and 1 other name"),
        ([], "not named in this voice"),
        ([("groups", 0)], "not named in this voice"),
    ],
)
def test_an_outlets_names_in_a_sentence(counts: list[tuple[str, int]], said: str) -> None:
    table = rows(*[(name, "x", n, -1.0, 1.0) for name, n in counts])
    assert calls(table, {"x": "X"}) == {"x": said}


def test_only_intervals_without_zero_are_differences() -> None:
    names = {"x": "X", "y": "Y"}
    cells = [
        ("men", "x", 5, 0.3, 2.1),
        ("men", "y", 0, -2.1, -0.3),
        ("pack", "x", 1, -0.5, 0.9),
        ("pack", "y", 1, -0.9, 0.5),
    ]
    said = differences_in_words(rows(*cells), names).replace("\\", "")
    assert "**1 clear difference**, of 2 names" in said
    assert "“men”: more often in **X** than in the others, log-odds +1.2 (+0.3 to +2.1)" in said
    assert "pack" not in said
    tie = differences_in_words(rows(*cells[2:]), names)
    assert tie == "**No clear difference** between the outlets, of 1 name."
    nan = float("nan")
    one = rows(("men", "x", 2, nan, nan), ("men", "y", 0, nan, nan))
    assert differences_in_words(one, names).startswith("Only one outlet names them")
    same = rows(("men", "x", 2, nan, nan), ("men", "y", 1, nan, nan))
    assert differences_in_words(same, names) == "All outlets that name them use the same name."


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.3, 2.1, "more often than the others: +1.2 (+0.3 to +2.1)"),
        (-2.1, -0.3, "less often than the others: −1.2 (−2.1 to −0.3)"),
        (-0.5, 0.5, "no clear difference: 0.0 (−0.5 to +0.5)"),
        (0.0, 1.0, "no clear difference: +0.5 (0.0 to +1.0)"),
        (float("nan"), float("nan"), "nothing to compare"),
    ],
)
def test_how_sure_a_difference_is_in_words(low: float, high: float, said: str) -> None:
    (row,) = rows(("men", "x", 5, low, high)).to_dict("records")
    assert against_others(row) == said


def test_entities_are_ordered_by_kind_and_then_by_count() -> None:
    cells = [
        ("Port", "place", 9),
        ("B", "person", 2),
        ("A", "person", 2),
        ("C", "person", 3),
        ("men", "description", 8),
    ]
    table = pd.DataFrame(cells, columns=["entity", "kind", "count"]).assign(voice="all")
    both = pd.concat([table, table.assign(voice="outlet")])
    assert entities_of(both)["entity"].to_list() == ["C", "A", "B", "Port", "men"]
    assert entities_of(both)["count"].to_list() == [3, 2, 2, 9, 8]


def test_marks_are_placed_by_share_in_the_outlets_look() -> None:
    drawn = rows(("men", "x", 3, 0, 0), (HOSTILE, "x", 1, 0, 0), ("men", "y", 0, 0, 0), (HOSTILE, "y", 2, 0, 0))
    looks = {"x": (COLOURS[0], "square"), "y": (COLOURS[1], "circle"), "z": (COLOURS[2], "star")}
    fig = name_dots(drawn, {"x": "X", "y": HOSTILE, "z": "Z"}, looks=looks)
    assert {trace.type for trace in fig.data} == {"scatter"}
    assert [list(trace.x) for trace in fig.data] == [[0.75, 0.25], [0, 1]]  # no mark for one that names nobody here
    assert [(trace.marker.color, trace.marker.symbol) for trace in fig.data] == [looks["x"], looks["y"]]
    assert fig.data[0].marker.size[0] > fig.data[0].marker.size[1]
    assert not set(fig.data[0].y) & set(fig.data[1].y)
    assert list(fig.data[0].customdata) == ["men", HOSTILE]
    assert all("<b>" not in label for label in [*fig.layout.yaxis.ticktext, *fig.data[0].hovertext, fig.data[1].name])


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 100_000, "\ud800" * 50_000 + "here" + " \ud800" * 20_000])
def test_the_context_of_a_name_is_short_whatever_the_sentence(text: str) -> None:
    span = (50_000, 50_004)
    first, last = around(text, span, (0, len(text)))
    assert first <= span[0] < span[1] <= last
    assert last - first <= 2 * AROUND + 4
    assert len(context_html(text, span, (0, len(text)), label="x")) < 5_000


def test_the_context_is_cut_at_words_and_says_so() -> None:
    text = "a" * 90 + " " + "b" * 90 + " the men " + "c" * 90 + " " + "d" * 90
    start = text.index("men")
    made = context_html(text, (start, start + 3), (0, len(text)), label="Names X")
    assert "… " + "b" * 90 + " the " in made
    assert "c" * 90 + " …" in made
    assert ">men</mark>" in made
    whole = context_html("The men left.", (4, 7), (0, 13), label="Names X")
    assert "…" not in whole


def test_proposals_that_were_decided_are_not_shown_in_either_order() -> None:
    found = pd.DataFrame({"phrase": ["a", "b", "c"], "other": ["x", "y", "z"]})
    decided = pd.DataFrame({"phrase": ["x", "b"], "entity": ["a", "y"], "agreed": [True, False]})
    assert still_open(found, decided)["phrase"].to_list() == ["c"]
    assert len(still_open(found, decided.head(0))) == 3
