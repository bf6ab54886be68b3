"""Voices as a reader meets it: who is heard, who is for or against whom, and the passages behind every number."""

import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.library import Row
from views._charts import COLOURS
from views._heard import heard_in_words, speaker_table
from views._passages import LONGEST_PASSAGE, Passage, whole_sentences
from views._speakers import clicked, speaker_dots
from views._voices import matrix_html

from .conftest import library_rows, write

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
BERG, VALE = "Anna Berg", "Tom Vale"
AGAINST, FOR, UNSURE = (0.998, 0.001, 0.001), (0.001, 0.001, 0.998), (0.4, 0.3, 0.3)
Chances = tuple[float, float, float]
HOSTILE = "<b>Vale</b> $5 $6 [x](http://example.invalid) :red[now]"
FRIGATE = "The frigate bombed the quay."


class Told:
    """One article's rows, to which voices are added by the words that they stand in."""

    def __init__(self, outlet: str | None, title: str, *sents: str, **fields: Any) -> None:
        self.rows = library_rows(outlet, title, [(sent, 0.0) for sent in sents], **fields)
        self.rows |= {"attributions": [], "relations": [], "acts": [], "scare_quotes": [], "loaded": []}
        (self.article,) = self.rows["articles"]
        self.text = self.article["text"]

    def span(self, words: str) -> Row:
        start = self.text.index(words)
        return {"start": start, "end": start + len(words)}

    def place(self, words: str, *, voice: str = "outlet", attribution: int | None = None) -> Row:
        at = self.span(words)["start"]
        (sent,) = [row for row in self.rows["sentences"] if row["start"] <= at < row["end"]]
        keys = {key: sent[key] for key in ("article_id", "sentence_id", "section")}
        return keys | {"voice": voice, "attribution_id": attribution}

    def said(self, content: str, speaker: str | None = None, kind: str | None = "person", **other: Any) -> "Told":
        number = len(self.rows["attributions"])
        place = self.place(content)
        row = {key: place[key] for key in ("article_id", "section")} | {"attribution_id": number}
        is_quoted = content.startswith("“")
        row |= {"content": [self.span(content)], "quoted": [self.span(content)] if is_quoted else []}
        row |= {name: [self.span(other.pop(name))] if name in other else [] for name in ("source", "cue")}
        row |= {"manner": "direct" if is_quoted else "indirect", "words": len(content.split())}
        row |= {"quoted_words": len(content.split()) if is_quoted else 0, "speaker": speaker}
        row |= {"speaker_kind": kind if speaker else None, "affiliation": None, "endorsement": None}
        self.rows["attributions"].append(row | other)
        return self

    def pair(
        self, sent: str, holder: str | None, target: str, chances: tuple[float, float, float], **at: Any
    ) -> "Told":
        row = self.place(sent, **at)
        begin = self.span(sent)["start"]
        for name, words in (("holder", holder), ("target", target)):
            start = self.text.index(words, begin) if words else None
            end = None if words is None or start is None else start + len(words)
            row |= {f"{name}_start": start, f"{name}_end": end}
        row |= dict(zip(("against", "neither", "for"), chances, strict=True))
        self.rows["relations"].append(row)
        return self

    def act(self, word: str, form: str, doer: str | None = None, target: str | None = None, **other: Any) -> "Told":
        row = self.place(word) | self.span(word) | {"act": word, "kind": "violent", "form": form}
        for role, words in (("doer", doer), ("target", target)):
            span = self.span(words) if words else {"start": None, "end": None}
            row |= {f"{role}_{end}": place for end, place in span.items()}
        self.rows["acts"].append(row | other)
        return self

    def scare(self, words: str) -> "Told":
        self.rows["scare_quotes"].append(self.place(words) | self.span(words) | {"marker": "“”"})
        return self


def told() -> list[dict[str, list[Row]]]:
    alpha = Told(
        "Alpha Times",
        "The quay was shelled",
        "“The plan is sound and fair to all,” Tom Vale, a docker, said.",
        "Officials claimed that the harbour is safe.",
        FRIGATE,
        "Tom Vale praised Anna Berg.",
        "The “reform” failed.",
    )
    alpha.said("“The plan is sound and fair to all,”", VALE, source="Tom Vale", cue="said", endorsement="neutral")
    alpha.rows["attributions"][0]["affiliation"] = "a docker"
    alpha.said("that the harbour is safe", "officials", "unnamed", source="Officials", endorsement="distancing")
    alpha.act("bombed", "active", "The frigate", "the quay").act("shelled", "agentless", target="The quay")
    alpha.pair("Tom Vale praised", VALE, BERG, FOR).pair("Tom Vale praised", None, BERG, UNSURE)
    alpha.scare("reform")
    beta = Told(
        "Beta Daily",
        "Berg answers",
        "Anna Berg said that she would stay.",
        "“No,” said Tom Vale.",
        "The blast hit the quay.",
        "Tom Vale attacked Anna Berg.",
    )
    beta.said("that she would stay", BERG, source="Anna Berg").said("“No,”", VALE).pair(
        "Tom Vale attacked", VALE, BERG, AGAINST
    )
    beta.act("blast", "nominal", target="the quay")
    return [alpha.rows, beta.rows]


def open_library(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, list[Row]]]) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(folder))
    write(folder, rows)


@pytest.fixture
def voiced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two outlets that carry words of three speakers, relations, acts and scare quotes; the dashboard opens them."""
    open_library(tmp_path / "voiced", monkeypatch, told())


def open_page(**address: str) -> AppTest:
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/voices.py").run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    said = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.warning, *page.info]
    return "\n".join(element.value for element in [*said, *page.error])


def plain(page: AppTest) -> str:
    """Return all that the page says, without the escapes."""
    return re.sub(r"\\(.)", r"\1", words(page)).replace("\u2060", "")


def shown(page: AppTest) -> list[str]:
    """Return the passages that are shown, as a reader sees them."""
    passages = [element.value for element in page.html if 'class="px-article"' in element.value]
    return [html.unescape(re.sub(r"<[^>]*>", "", passage)) for passage in passages]


def table(page: AppTest, alt: str) -> pd.DataFrame:
    (found,) = [one for one in page.dataframe if one.proto.alt.startswith(alt)]
    return found.value


def matrix(page: AppTest) -> str:
    (found,) = [element.value for element in page.html if "<table" in element.value]
    return found


def test_voices_stands_between_compare_and_read() -> None:
    pages = re.findall(r'Page\("views/(\w+).py"', DASHBOARD.read_text(encoding="utf-8"))
    assert pages[:4] == ["home", "compare", "voices", "names"]


@pytest.mark.usefixtures("voiced")
def test_what_is_shown_can_be_kept_as_files(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [file.proto.label for file in open_page().get("download_button")]
    assert [label.split("\\")[0] for label in labels[:3]] == ["Tables as CSV", "Tables as XLSX", "Tables as JSONL"]
    assert labels[3:-2] == [
        f"Figure as {kind}\\: {name}" for name in ("Alpha Times", "Beta Daily") for kind in ("SVG", "HTML")
    ]
    assert labels[-2] == "Report of this comparison"  # the last is the sealed one
    kept: dict[str, pd.DataFrame] = {}
    monkeypatch.setattr("views._export.downloads", lambda name, tables, **more: kept.update(tables))
    page = open_page(voice="outlet")
    for title, alt in (("Who is heard", "Attributed words"), ("Words held at a distance", "Scare quotes and cues")):
        assert kept[title]["outlet"].to_list() == table(page, alt)["Outlet"].to_list()
    assert kept["Words held at a distance"]["scare_quotes"].sum() == table(page, "Scare quotes")["Scare quotes"].sum()
    assert len(kept["Speakers"]) > len(kept["Who is heard"])
    assert {"against", "for"} & set(kept["Who is for or against whom"]["side"])
    assert set(kept["Doers and those acted on"]["voice"]) == {"outlet"}


def test_captions_and_tables_name_what_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alpha, beta = told()
    alpha["articles"][0]["date"], beta["articles"][0]["date"] = "2024-03-04", "2024-04-05"
    open_library(tmp_path / "months", monkeypatch, [alpha, beta])
    page = open_page(by="month")
    for alt in ("Attributed words and speakers of each month", "Words of each speaker whom several months hear"):
        assert [one.proto.alt for one in page.dataframe if one.proto.alt == alt]
    said = words(page)
    assert "April 2024" in " ".join(str(one.value.to_dict()) for one in page.dataframe)
    assert "the month" in said
    assert "each outlet" not in said


@pytest.mark.usefixtures("voiced")
def test_each_outlets_speakers_are_counted() -> None:
    page = open_page()
    said = words(page)
    assert "2 articles by 2 outlets." in said
    assert "Most words: **Tom Vale** (8) and **officials** (5)." in said
    alpha = table(page, "Alpha Times: ")
    assert alpha["Speaker"].to_list() == [VALE, "officials"]
    assert alpha["Told"].to_list() == ["by name", "without a name"]
    assert alpha["As the text has it"].to_list() == ["a docker", ""]
    assert alpha[["Words", "Quoted"]].to_numpy().tolist() == [[8, 8], [5, 0]]
    both = table(page, "Attributed words")
    assert both["Outlet"].to_list() == ["Alpha Times", "Beta Daily"]
    assert both["Speakers"].to_list() == [2, 2]
    # 8 and 5 words: exp of their entropy is 1.95; of the 37 words of Alpha Times, 13 are somebody's.
    assert both.iloc[0][["Equal speakers", "Attributed", "No name"]].to_list() == ["1.9", "35 %", "38 %"]
    assert "*these articles*, not the outlets" in said


@pytest.mark.usefixtures("voiced")
@pytest.mark.parametrize(
    ("chosen", "passage"),
    [
        (f"named:{VALE}", "“The plan is sound and fair to all,” Tom Vale, a docker, said."),
        ("unnamed", "Officials claimed that the harbour is safe."),
        ("quoted", "“The plan is sound and fair to all,” Tom Vale, a docker, said."),
    ],
)
def test_a_speaker_opens_the_passages(chosen: str, passage: str) -> None:
    page = open_page()
    before = len(shown(page))
    page.selectbox(key="speaker alpha-times").select(chosen).run()
    assert not page.exception
    assert passage in shown(page)
    assert len(shown(page)) == before + 1
    link = next(link for link in page.page_link if link.proto.label == "Read it in its place")
    assert "article=" in link.proto.query_string
    assert re.search(r"at=\d+-\d+", link.proto.query_string)


@pytest.mark.usefixtures("voiced")
def test_a_passage_marks_words_source_and_cue_and_says_what_found_it() -> None:
    page = open_page()
    page.selectbox(key="speaker alpha-times").select(f"named:{VALE}").run()
    (passage,) = [element.value for element in page.html if "The plan is sound" in element.value]
    assert 'title="Words of Tom Vale, a docker, direct, “said”">“The plan is sound and fair to all,”</mark>' in passage
    assert '<span class="px-said px-direct">' in passage
    assert 'title="Who says it: Tom Vale">Tom Vale</mark>' in passage
    assert "Tom Vale, a docker, direct, “said” · 8 words · body · found by tiny-1" in plain(page)


@pytest.mark.usefixtures("voiced")
def test_shared_sources_stand_apart_from_those_of_one_outlet() -> None:
    page = open_page()
    both = table(page, "Words of each speaker whom several")
    assert both.to_numpy().tolist() == [[VALE, "8 words (1)", "1 word (1)"]]
    alone = table(page, "Words of speakers heard by one outlet")
    assert alone.to_numpy().tolist() == [[BERG, "", "4 words (1)"]]
    page.selectbox(key="shared speaker").select(VALE).run()
    assert {"“No,” said Tom Vale."} < set(shown(page))


@pytest.mark.usefixtures("voiced")
def test_the_matrix_says_sides_only_where_they_are_clear_and_opens_its_sentences() -> None:
    page = open_page()
    found = matrix(page)
    assert "<caption>Alpha Times: holders down, toward whom across</caption>" in found
    assert '<td class="px-for3">for +1.00<small>1 in 1</small></td>' in found
    assert "<td>−0.10<small>1 in 1</small></td>" in found  # the author, not clear
    page.selectbox(key="teller_box").select("beta-daily").run()
    assert page.query_params["teller"] == "beta-daily"
    assert '<td class="px-against3">against −1.00<small>' in matrix(page)
    assert "Tom Vale attacked Anna Berg." in shown(page)
    assert "Tom Vale toward Anna Berg: against 100 %, neither 0 %, for 0 % · in the outlet's own words" in plain(page)


@pytest.mark.usefixtures("voiced")
def test_a_cell_stands_in_the_address() -> None:
    page = open_page(teller="alpha-times", holder="the author", toward=BERG)
    assert page.selectbox(key="holder_box").value == "the author"
    assert any("the author toward Anna Berg" in caption.value for caption in page.caption)
    assert open_page(teller="nobody", holder="nobody").selectbox(key="teller_box").value == "alpha-times"


@pytest.mark.usefixtures("voiced")
def test_acts_are_counted_by_form_and_open_their_sentences() -> None:
    page = open_page()
    forms = table(page, "Violent acts by form")
    assert forms.to_dict("records")[0] == {
        "Outlet": "Alpha Times",
        "Acts": 2,
        "Active": 1,
        "Passive with doer": 0,
        "Passive without doer": 1,
        "Noun": 0,
        "Without a doer": "1 of 2",
        "In headlines": "1 of 1",
    }
    assert "all news uses passives" in words(page)
    page.pills(key="acts of").set_value("alpha-times").run()
    pairs = table(page, "Alpha Times: who does what to whom")
    assert pairs[["Doer", "Acted on", "Where"]].to_numpy().tolist() == [
        ["nobody named", "The quay", "headline"],
        ["The frigate", "the quay", "text"],
    ]
    page.selectbox(key="which acts violent alpha-times").select("active").run()
    assert FRIGATE in shown(page)
    (passage,) = [element.value for element in page.html if "frigate" in element.value]
    assert 'title="Doer">The frigate</mark>' in passage
    assert 'title="Acted on">the quay</mark>' in passage


@pytest.mark.usefixtures("voiced")
def test_words_held_at_a_distance_are_counted_and_opened() -> None:
    page = open_page()
    found = table(page, "Scare quotes and cues").set_index("Outlet")
    assert found.loc["Alpha Times"].to_dict() == {
        "Scare quotes": 1,
        "Distancing cues": 1,
        "Endorsing cues": 0,
        "Neutral cues": 1,
        "No cue": 0,
    }
    page.pills(key="distance of").set_value("alpha-times").run()
    assert "The “reform” failed." in shown(page)
    page.selectbox(key="distance_box").select("distancing").run()
    assert "Officials claimed that the harbour is safe." in shown(page)


@pytest.mark.usefixtures("voiced")
def test_the_voice_limits_relations_and_acts() -> None:
    page = open_page(voice="speaker")
    said = words(page)
    assert "No sentence of these articles has one toward another in this voice." in said
    assert "No violent or accusing act is found in these articles in this voice." in said
    assert "Most words: **Tom Vale** (8)" in said


@pytest.mark.usefixtures("voiced")
def test_filters_limit_who_is_heard() -> None:
    page = open_page(outlet="beta-daily")
    assert [header.value for header in page.subheader] == ["Beta Daily"]
    assert "Only one outlet is shown here: nothing can be shared." in words(page)
    assert "1 article left out" in words(page)
    nothing = open_page(since="2024-03-04", genre="opinion")
    assert not nothing.exception


def test_a_speaker_who_is_filtered_out_is_no_longer_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Told("Alpha Times", "Later", "“Still no,” said Anna Berg.", date="2024-03-09").said("“Still no,”", BERG)
    open_library(tmp_path / "days", monkeypatch, [*told(), later.rows])
    page = open_page()
    page.selectbox(key="speaker alpha-times").select(f"named:{BERG}").run()
    page.query_params["until"] = "2024-03-05"
    page.run()
    assert not page.exception
    assert page.selectbox(key="speaker alpha-times").value is None
    page.selectbox(key="shared speaker").select(VALE).run()
    page.query_params["outlet"] = "alpha-times"
    page.run()
    assert not page.exception


@pytest.mark.usefixtures("empty_library")
def test_an_empty_library_says_what_to_do() -> None:
    page = open_page()
    assert "There are no articles here yet." in words(page)
    assert [link.proto.label for link in page.page_link] == ["Add articles", "Look at the demo first"]


def test_articles_without_voices_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Told(outlet, "Calm", "The sea was calm.").rows for outlet in ("Alpha Times", None)]
    open_library(tmp_path / "calm", monkeypatch, rows)
    said = words(open_page())
    assert "No quoted or attributed words are found in these articles." in said
    assert "No speaker is named in these articles." in said
    assert "No violent or accusing act is found" in said
    assert "No scare quotes" in said
    assert "does not measure who is for or against whom" in said


def test_words_whose_speaker_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Told("Alpha Times", "Calm", "“All is well,” they said.").said("“All is well,”").rows
    open_library(tmp_path / "untold", monkeypatch, [rows])
    page = open_page()
    assert "3 words of others; whose they are is not told." in words(page)
    assert table(page, "Alpha Times: no speaker")["Speaker"].to_list() == ["Speaker not told"]
    page.selectbox(key="speaker alpha-times").select("untold:").run()
    assert "“All is well,” they said." in shown(page)
    assert "speaker not told, direct · 3 words" in plain(page)


def test_strangers_words_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outlets = (HOSTILE, "=cmd()")
    rows = []
    for outlet in outlets:
        one = Told(outlet, HOSTILE, f"“Hear me now,” said {HOSTILE}.", f"{HOSTILE} hit Ann.", names=(HOSTILE, "Ann"))
        one.said("“Hear me now,”", HOSTILE, source="said", affiliation=HOSTILE)
        one.rows["articles"][0]["title"] = HOSTILE
        one.pair(f"{HOSTILE} hit", HOSTILE, "Ann", AGAINST).pair(f"{HOSTILE} hit", "Ann", HOSTILE, AGAINST)
        one.act("hit", "active", HOSTILE, "Ann").scare("Ann")
        rows.append(one.rows)
    open_library(tmp_path / "hostile", monkeypatch, rows)
    page = open_page()
    (first, *_) = [box for box in page.selectbox if box.key.startswith("speaker ")]
    first.select(f"named:{HOSTILE}").run()
    page.pills(key="acts of").set_value(page.pills(key="acts of").options and _ids(page, "acts of")[0]).run()
    page.selectbox(key="shared speaker").select(HOSTILE).run()
    assert not page.exception
    said = words(page)
    for bite in ("<b>Vale", "$5 $6", "](http", ":red["):
        assert bite not in said
    for element in page.html:
        assert "<b>Vale" not in element.value
    assert "&lt;b&gt;Vale" in matrix(page)
    assert HOSTILE in table(page, "Words of each speaker whom several")["Speaker"].to_list()


def _ids(page: AppTest, key: str) -> list[str]:
    """Return the ids of the outlets that buttons stand for."""
    return [box.key.removeprefix("speaker ") for box in page.selectbox if box.key.startswith("speaker ")]


def test_dots_are_plain_text_in_the_outlets_colour_and_shape() -> None:
    heard = pd.DataFrame(
        [
            {"speaker": HOSTILE, "told": "named", "words": 9, "quoted_words": 4, "indirect_words": 5},
            {"speaker": "", "told": "untold", "words": 2, "quoted_words": 2, "indirect_words": 0},
        ]
    )
    fig = speaker_dots(heard, ["named:x", "untold:"], look=(COLOURS[0], "square"), longest=20)
    assert {trace.type for trace in fig.data} == {"scatter"}  # no bars, whatever the number of articles
    assert [list(trace.x) for trace in fig.data] == [[9, 2], [4, 2]]
    assert {trace.marker.color for trace in fig.data} == {COLOURS[0]}
    assert [trace.marker.symbol for trace in fig.data] == ["square", "square-open"]
    assert [set(trace.customdata) for trace in fig.data] == [{"named:x", "untold:"}] * 2
    assert not set(fig.data[0].y) & set(fig.data[1].y)  # where all words are quoted, neither dot hides the other
    assert all("<b>" not in label for label in [*fig.layout.yaxis.ticktext, *fig.data[0].hovertext])
    assert fig.layout.xaxis.range[1] >= 20


@pytest.mark.parametrize("told_", ["named:x", ["named:x"], {"0": "named:x"}])
def test_a_click_gives_the_speaker(told_: Any) -> None:
    assert clicked({"customdata": told_}) == "named:x"


def test_speakers_as_a_table() -> None:
    row = {"group": "a", "speaker": "a\nport\u202e official", "told": "unnamed", "affiliation": "", "words": 3}
    row |= {"quoted_words": 1, "attributions": 2, "articles": 1, "headlines": 0, "earliest": 0.1, "first": 0.25}
    (shown_,) = speaker_table(pd.DataFrame([row])).to_dict("records")
    assert (shown_["Speaker"], shown_["Told"], shown_["First heard"]) == (
        "a port official",
        "without a name",
        "25 %",
    )


def speakers_of(*words_: int) -> pd.DataFrame:
    return pd.DataFrame([{"speaker": f"S{n}", "told": "named", "words": n} for n in words_])


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (speakers_of(), "No words of others are found."),
        (speakers_of(3), "Most words: **S3** (3)."),
        (speakers_of(9, 8, 7, 6), "Most words: **S9** (9), **S8** (8) and **S7** (7), of 4 speakers."),
        (speakers_of(9, 8, 7, 7, 6), "Most words: **S9** (9), **S8** (8), **S7** (7) and **S7** (7), of 5 speakers."),
    ],
)
def test_who_has_most_words_is_said_and_a_tie_is_not_cut(own: pd.DataFrame, says: str) -> None:
    assert heard_in_words(own) == says


def test_words_that_nobody_says_are_no_speakers_but_their_cues_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Told("Alpha Times", "Calm", "A ruling is expected soon.", "The ship allegedly sank.", "“No,” said Tom Vale.")
    rows.said("A ruling", cue="is expected", endorsement="neutral").said("“No,”", VALE, source="Tom Vale")
    rows.said("The ship", cue="allegedly", endorsement="distancing")
    open_library(tmp_path / "nobody", monkeypatch, [rows.rows])
    page = open_page()
    assert table(page, "Alpha Times: Tom Vale")["Speaker"].to_list() == [VALE]
    assert table(page, "Attributed words")["Not told"].to_list() == ["0 %"]
    cues = table(page, "Scare quotes and cues")[["Distancing cues", "Neutral cues", "No cue"]]
    assert cues.to_numpy().tolist() == [[1, 0, 1]]


def test_of_the_matrix_a_cell_that_is_clear_is_open_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Told("Alpha Times", "Calm", "Tom Vale met Anna Berg.", "Anna Berg saw Tom Vale.", "Anna Berg hit Tom Vale.")
    rows.pair("Tom Vale met", VALE, BERG, UNSURE).pair("Anna Berg saw", None, VALE, UNSURE)
    rows.pair("Anna Berg hit", BERG, VALE, AGAINST)
    open_library(tmp_path / "clear", monkeypatch, [rows.rows])
    page = open_page()
    assert (page.selectbox(key="holder_box").value, page.selectbox(key="toward_box").value) == (BERG, VALE)


def test_the_matrix_leaves_cells_empty_where_no_sentence_is() -> None:
    cells = pd.DataFrame([{"holder": "A", "target": "B", "sentences": 2, "articles": 1, "value": 0.0, "side": ""}])
    found = matrix_html(cells, ["A", "B"], ["B"], caption="<i>")
    assert found.count("<td></td>") == 2  # the corner, and B toward B
    assert "<td>0.00<small>2 in 1</small></td>" in found
    assert "<caption>&lt;i&gt;</caption>" in found


def test_a_passage_is_shown_in_whole_sentences() -> None:
    sents = pd.DataFrame({"start": [0, 10, 20], "end": [9, 19, 40]})
    assert whole_sentences(sents, Passage(12, 21, ""), 50) == (10, 40)
    assert whole_sentences(sents, Passage(44, 48, ""), 50) == (20, 48)
    assert whole_sentences(sents.head(0), Passage(3, 99, ""), 50) == (3, 50)
    assert LONGEST_PASSAGE > 300
