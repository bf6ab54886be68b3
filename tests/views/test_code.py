"""Code as a coder meets it: a sample is drawn, cards come one after another, and every answer can be taken back."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.codes import LABELS, OWN, draw_sample
from pipeline.errors import PipelineError
from pipeline.library import Ask, Library
from pipeline.types import FRAMES
from views._coding_answer import AWAY, Desk, Work
from views._coding_book import KEYS, codebook, measure_titles, task_of
from views._coding_cards import cards_of
from views._words import FRAME_NAMES

from .conftest import EVENT, HOSTILE_TITLE, library_rows, write
from .homely import words

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
CODER = "Ida"
HOSTILE = "<img src=x> ![x](http://example.invalid/x.png) $5 $6 :red[now] {name}"


def open_code(**address: str) -> AppTest:
    """Return the page by itself, at an address: without the frame, that would draw Home first."""
    page = AppTest.from_file(str(DASHBOARD.parent / "views" / "code.py"), default_timeout=30)
    for name, value in {"coder": CODER, **address}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def open_in_frame(**address: str) -> AppTest:
    """Return the page in the dashboard."""
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    page.switch_page("views/code.py").run()
    assert not page.exception
    return page


def drawn(library: Library, measure: str = "stance", **options: Any) -> str:
    return draw_sample(library, EVENT, library.articles(event=EVENT), measure, codebook="1", **options)


def button(page: AppTest, label: str) -> Any:
    (found,) = [one for one in page.button if one.label == label]
    return found


def address(page: AppTest, name: str) -> str:
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def card(page: AppTest) -> str:
    """Return the card that is shown, as HTML."""
    (shown,) = [one.value for one in page.html if 'class="px-main"' in one.value]
    return str(shown)


def progress(page: AppTest) -> str:
    return str(page.get("progress")[0].proto.text)


# Coding.


def test_an_answer_is_kept_with_all_that_is_known_of_it_and_the_next_card_comes(tiny_library: Library) -> None:
    sample = drawn(tiny_library)
    page = open_code()
    first = card(page)
    button(page, "Against").click().run()
    (row,) = tiny_library.codes(EVENT).to_dict("records")
    at = tiny_library.sampled(sample).iloc[0]
    for name in ("article_id", "sentence_id", "start", "end", "head", "kind"):
        assert row[name] == at[name]
    told = {name: row[name] for name in ("coder", "value", "mode", "codebook", "sample_id")}
    assert told == {"coder": CODER, "value": -1.0, "mode": "blind", "codebook": "1", "sample_id": sample}
    assert 0 <= row["seconds"] < AWAY
    assert card(page) != first
    assert progress(page).startswith(f"1 of {len(tiny_library.sampled(sample))}")


def test_a_blind_card_tells_neither_outlet_nor_title_nor_the_models_answer(tiny_library: Library) -> None:
    drawn(tiny_library)
    page = open_code()
    said = " ".join([*(one.value for one in page.html if "<style" not in one.value), words(page)])
    every = tiny_library.articles(event=EVENT)
    for name in [*every["outlet"], *every["title"]]:
        assert name not in said
    assert "The model says" not in said
    assert "%" not in said
    assert re.search(r'<mark class="px-at"[^>]*>(Anna Berg|Tom Vale)</mark>', card(page))
    assert "How does this sentence portray" in said


def test_a_sighted_sample_shows_the_models_answer_and_says_so(tiny_library: Library) -> None:
    drawn(tiny_library, targets=("Anna Berg",), mode="sighted")
    page = open_code()
    assert re.search(r"The model says: against \d+\s%, neither \d+\s%, for \d+\s%", words(page))
    assert "Sighted" in " ".join(one.value for one in page.markdown)
    button(page, "For").click().run()
    assert set(tiny_library.codes(EVENT)["mode"]) == {"sighted"}


def test_undo_takes_the_last_answer_back_and_shows_its_card_again(tiny_library: Library) -> None:
    drawn(tiny_library)
    page = open_code()
    button(page, "For").click().run()
    second = card(page)
    button(page, "Neither").click().run()
    button(page, "Undo").click().run()
    assert card(page) == second
    assert list(tiny_library.codes(EVENT)["value"]) == [1.0]
    assert list(tiny_library.codes(EVENT, history=True)["withdrawn"].isna()) == [True, False]
    button(page, "Undo").click().run()
    assert tiny_library.codes(EVENT).empty
    assert button(page, "Undo").disabled


def test_what_is_skipped_has_no_code_and_comes_last(tiny_library: Library) -> None:
    n = len(tiny_library.sampled(drawn(tiny_library)))
    page = open_code()
    first = card(page)
    button(page, "Skip").click().run()
    assert card(page) != first
    assert "1 skipped" in progress(page)
    assert tiny_library.codes(EVENT).empty
    for _ in range(n - 1):
        button(page, "Neither").click().run()
    assert card(page) == first
    assert "You skipped this one before" in words(page)
    button(page, "Neither").click().run()
    assert "All coded" in page.success[0].value


def test_each_coder_has_a_progress_of_their_own(tiny_library: Library) -> None:
    drawn(tiny_library)
    page = open_code()
    first = card(page)
    button(page, "For").click().run()
    other = open_code(coder="Kim")
    assert card(other) == first
    assert progress(other).startswith("0 of")
    assert progress(open_code()).startswith("1 of")  # and finds it again another day


def test_who_has_seen_the_models_answer_is_not_asked_blindly(tiny_library: Library) -> None:
    sample = drawn(tiny_library)
    (first, *rest) = tiny_library.sampled(sample).to_dict("records")
    tiny_library.code(first, {"": 1.0}, measure="stance", coder=CODER, mode="sighted")
    page = open_code()
    assert f"0 of {len(rest)} coded by you · 1 left out" in progress(page)
    assert f"0 of {len(rest) + 1} coded by you" in progress(open_code(coder="Kim"))


def test_any_number_of_roles_can_be_chosen(measured_library: Library) -> None:
    drawn(measured_library, "role")
    page = open_code()
    button(page, "Protagonist").click().run()
    button(page, "Innocent").click().run()
    button(page, "Innocent").click().run()
    button(page, "Next").click().run()
    codes = measured_library.codes(EVENT)
    assert dict(zip(codes["label"], codes["value"], strict=True)) == {
        "protagonist": 1.0,
        "antagonist": 0.0,
        "innocent": 0.0,
    }
    assert codes["act"].nunique() == 1
    button(page, "None of them, next").click().run()  # nothing of the last card's is still chosen
    assert measured_library.codes(EVENT)["value"].sum() == 1.0


def test_one_frame_is_a_yes_or_no(tiny_library: Library) -> None:
    drawn(tiny_library, "frame", labels=("economic",))
    page = open_code()
    assert "Is the frame Economic at work" in words(page)
    button(page, "Yes").click().run()
    button(page, "No").click().run()
    codes = tiny_library.codes(EVENT)
    assert (set(codes["label"]), list(codes["value"])) == ({"economic"}, [1.0, 0.0])


def test_all_frames_have_a_key_each_and_their_definitions_open_one_by_one(tiny_library: Library) -> None:
    drawn(tiny_library, "frame")
    page = open_code()
    shown = [one.label for one in page.button if one.label in FRAME_NAMES.values()]
    assert shown == list(FRAME_NAMES.values())
    assert set(FRAME_NAMES.values()) < {one.label for one in page.expander}
    button(page, "Other").click().run()
    button(page, "Next").click().run()
    assert tiny_library.codes(EVENT).set_index("label")["value"].to_dict() == {
        frame: float(frame == "other") for frame in FRAMES
    }


def test_loaded_words_are_told_by_their_places(measured_library: Library) -> None:
    drawn(measured_library, "loaded")
    page = open_code()
    (pills,) = page.pills
    n = len(pills.options)
    pills.set_value([0, n - 1]).run()
    button(page, "Next").click().run()
    (code,) = measured_library.codes(EVENT).to_dict("records")
    assert (code["label"], code["value"]) == (LABELS["loaded"][0], pytest.approx(2 / n))
    text = measured_library.articles(event=EVENT).set_index("article_id").loc[code["article_id"], "text"]
    sent = text[code["start"] : code["end"]].split()
    assert [text[start:end] for start, end in json.loads(code["note"])["words"]] == [sent[0], sent[-1]]
    button(page, "None of them, next").click().run()
    assert measured_library.codes(EVENT)["value"].iloc[-1] == 0.0


def test_a_press_that_was_meant_for_the_card_before_is_no_answer(tiny_library: Library) -> None:
    sample = drawn(tiny_library)
    ask = tiny_library.ask(sample)
    cards = tuple(cards_of(tiny_library, EVENT, sample, ask))
    work = Work(tiny_library, EVENT, sample, ask, task_of(ask, {}), cards, CODER, "1")
    assert not any(one.model for one in cards)
    desk = Desk(work, list(cards), set(), [], [])
    desk.show(cards[0])
    desk.keep(cards[0], {"": 1.0})
    desk.keep(cards[0], {"": 1.0})
    desk.show(cards[1])
    desk.keep(cards[0], {"": 1.0})
    assert len(tiny_library.codes(EVENT, history=True)) == 1
    assert desk.left[0] == cards[1]


def test_what_is_wrong_with_a_code_is_said_and_the_card_stays(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(tiny_library)
    page = open_code()
    first = card(page)

    def fail(*_: object, **__: object) -> None:
        raise PipelineError(f"{HOSTILE}: the disk is full")

    monkeypatch.setattr(Library, "code", fail)
    button(page, "For").click().run()
    assert "the disk is full" in page.error[0].value
    assert "<img" not in page.error[0].value.replace("\\<", "")
    assert card(page) == first


def test_a_removed_article_has_no_card(tiny_library: Library) -> None:
    sample = drawn(tiny_library)
    ask = tiny_library.ask(sample)
    before = cards_of(tiny_library, EVENT, sample, ask)
    gone = before[0].span["article_id"]
    tiny_library.remove([gone])
    left = cards_of(tiny_library, EVENT, sample, ask)
    assert left == [one for one in before if one.span["article_id"] != gone]
    assert 0 < len(left) < len(before)


# Samples.


def test_a_sample_is_drawn_as_it_was_asked_for(tiny_library: Library) -> None:
    page = open_code()
    assert "First draw a sample" in words(page)
    assert page.multiselect(key="sample_entity").value == ["Anna Berg"]
    page.slider(key="sample_uncertain").set_value(50)
    page.radio(key="sample_mode").set_value("sighted")
    (size,) = page.number_input
    size.set_value(2).run()
    button(page, "Draw a sample").click().run()
    (row,) = tiny_library.samples(EVENT).to_dict("records")
    ask = tiny_library.ask(row["sample_id"])
    assert ask == Ask(
        "stance", ("",), ("Anna Berg",), "outlet_id", 2, 0.5, 0, "sighted", str(codebook()["version"]), ask.scorer
    )
    assert address(page, "sample") == row["sample_id"]
    assert card(page)


def test_a_second_sample_is_another_draw_and_both_can_be_opened(tiny_library: Library) -> None:
    first = drawn(tiny_library)
    page = open_code(sample="new")
    button(page, "Draw a sample").click().run()
    asks = [tiny_library.ask(sample) for sample in tiny_library.samples(EVENT)["sample_id"]]
    assert [ask.seed for ask in asks] == [1, 0]
    assert page.selectbox(key="sample_box").value != first
    page.selectbox(key="sample_box").select(first).run()
    assert address(page, "sample") == first


def test_only_what_the_filters_leave_is_drawn(tiny_library: Library) -> None:
    page = open_code(outlet="beta-daily")
    button(page, "Draw a sample").click().run()
    (sample,) = tiny_library.samples(EVENT)["sample_id"]
    every = tiny_library.articles(event=EVENT).set_index("article_id")
    told = every.loc[tiny_library.sampled(sample, drawn=False)["article_id"]]
    assert (set(told["outlet"]), set(told["genre"])) == ({"Beta Daily"}, {"news"})


def test_a_sample_of_which_nothing_is_coded_can_be_dropped(tiny_library: Library) -> None:
    drawn(tiny_library)
    page = open_code()
    page.button(key="sample_drop").click().run()
    assert tiny_library.samples(EVENT).empty
    drawn(tiny_library)
    page = open_code()
    button(page, "For").click().run()
    assert "sample_drop" not in [one.key for one in page.button]


def test_a_label_of_ones_own_is_defined_drawn_and_coded(tiny_library: Library) -> None:
    page = open_code()
    page.radio(key="sample_measure").set_value(OWN).run()
    (name,) = [one for one in page.text_input if one.label == "Name"]
    name.set_value("thanks somebody")
    definition, examples = page.text_area
    definition.set_value("Somebody is thanked.")
    examples.set_value("The council thanked the divers.\n\nThanks to all.")
    button(page, "Keep this label").click().run()
    (label,) = tiny_library.labels().to_dict("records")
    assert label["examples"] == ["The council thanked the divers.", "Thanks to all."]
    button(page, "Draw a sample").click().run()
    assert "Does “thanks somebody” fit this sentence?" in words(page)
    assert "Somebody is thanked." in words(page)
    button(page, "Yes").click().run()
    (code,) = tiny_library.codes(EVENT).to_dict("records")
    assert (code["measure"], code["label"], code["value"]) == (OWN, "thanks somebody", 1.0)
    assert code["codebook"] == f"{codebook()['version']}, {label['at']}"


def test_a_second_label_is_chosen_once_it_is_defined(tiny_library: Library) -> None:
    tiny_library.keep_label("asks somebody", "Somebody is asked.")
    page = open_code()
    page.radio(key="sample_measure").set_value(OWN).run()
    button(page, "Keep this label").click().run()
    assert "a label needs a name" in page.error[0].value
    (name,) = [one for one in page.text_input if one.label == "Name"]
    name.set_value("thanks somebody")
    page.text_area[0].set_value("Somebody is thanked.")
    button(page, "Keep this label").click().run()
    assert not page.exception
    assert page.selectbox(key="sample_label").value == "thanks somebody"


def test_names_that_a_filter_takes_away_are_no_longer_asked_about(tiny_library: Library) -> None:
    page = open_code()
    page.multiselect(key="sample_entity").set_value(["Tom Vale"]).run()
    page.query_params["outlet"] = "beta-daily"
    page.run()
    assert not page.exception
    assert "Tom Vale" not in page.multiselect(key="sample_entity").options
    page.query_params["outlet"] = "gamma-post"
    page.run()
    assert not page.exception
    assert "Draw a sample" not in [one.label for one in page.button]


@pytest.mark.parametrize(("name", "said"), [("", "Type your name first"), (" Model ", "stands for the model")])
def test_nobody_codes_without_a_name_of_their_own(tiny_library: Library, name: str, said: str) -> None:
    drawn(tiny_library)
    page = open_code(coder=name)
    assert any(said in one.value for one in [*page.info, *page.warning])
    assert "Against" not in [one.label for one in page.button]


def test_the_coder_stands_in_the_address_and_is_kept_for_the_session(tiny_library: Library) -> None:
    drawn(tiny_library)
    page = open_in_frame()
    page.text_input(key="coder_box").set_value("  Kim   Lee ").run()
    assert address(page, "coder") == "Kim Lee"
    page.switch_page("views/method.py").run()
    page.switch_page("views/code.py").run()
    assert page.text_input(key="coder_box").value == "Kim Lee"


def test_the_demo_stays_as_it_is_and_a_copy_of_it_can_be_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "main"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    page = open_in_frame(library="demo")
    assert [one.key for one in page.button if one.label == "Draw a sample"] == []
    page.button(key="demo_copy").click().run()
    assert not page.exception
    (copy,) = (tmp_path / "libraries").iterdir()
    assert address(page, "library") == copy.name
    page.query_params["coder"] = CODER
    page.run()
    button(page, "Draw a sample").click().run()
    made = Library.open(copy)
    assert made.name == "Copy of the demo"
    (event,) = made.events()["event_id"]
    assert len(made.samples(event)) == 1


# History.


def test_history_takes_back_and_gives_back(tiny_library: Library) -> None:
    drawn(tiny_library)
    page = open_code()
    button(page, "For").click().run()
    button(page, "Against").click().run()
    page = open_code(part="history")
    heads = [one.value for one in page.markdown if " · Stance · " in one.value]
    assert [head.split(" · ")[0] for head in heads] == ["**Against**", "**For**"]
    last = tiny_library.codes(EVENT)["act"].iloc[-1]
    page.button(key=f"history {last}").click().run()
    assert list(tiny_library.codes(EVENT)["value"]) == [1.0]
    assert any(one.value.startswith("~~**Against**") for one in page.markdown)
    assert "taken back" in words(page)
    page.button(key=f"history {last}").click().run()
    assert list(tiny_library.codes(EVENT)["value"]) == [1.0, -1.0]


def test_history_says_what_was_answered_of_each_measure(measured_library: Library) -> None:
    (span, *_) = measured_library.sampled(drawn(measured_library, "loaded")).to_dict("records")
    place = [[span["start"], span["start"] + 3]]
    for measure, values, note in (
        ("role", {"protagonist": 1.0, "antagonist": 0.0, "innocent": 1.0}, ""),
        ("frame", {"economic": 0.0, "policy": 0.0}, ""),
        ("frame", {"policy": 1.0}, ""),
        ("loaded", {"per 1,000 words": 0.25}, json.dumps({"words": place})),
        ("loaded", {"per 1,000 words": 0.25}, "<not JSON>"),
        ("claim", {"c1": 0.5}, ""),
    ):
        measured_library.code(span, values, measure=measure, coder=CODER, note=note)
    said = words(open_code(part="history"))
    text = measured_library.articles(event=EVENT).set_index("article_id").loc[span["article_id"], "text"]
    for answer in (
        "Protagonist, Innocent · Roles",
        "None of them · Frames",
        "Policy: Yes · Frames",
        f"“{text[place[0][0] : place[0][1]]}” · Loaded words",
        "25% of the words",
        "0.5 · claim",
    ):
        assert answer in said


# Text of strangers.


def test_hostile_names_and_labels_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "l"))
    entity = f"Berg {HOSTILE}"
    rows = [library_rows(HOSTILE, HOSTILE_TITLE, [(f"So {entity} lost :red[all].", 0.9)], names=(entity,))]
    library = write(tmp_path / "l", rows, name=HOSTILE)
    library.keep_label(HOSTILE, f"Definition {HOSTILE}", [HOSTILE])
    samples = [drawn(library), drawn(library, OWN, labels=(HOSTILE,)), drawn(library, "stance", mode="sighted", seed=2)]
    for span in library.sampled(samples[0]).to_dict("records"):
        library.code(span, {"": 1.0}, measure="stance", coder=HOSTILE, codebook=HOSTILE, note=HOSTILE)
        library.code(span, {HOSTILE: 1.0}, measure=OWN, coder=HOSTILE)
        library.code(span, {HOSTILE: 1.0}, measure=HOSTILE, coder=HOSTILE)
    pages = [open_code(sample=sample, coder="Kim") for sample in samples]
    pages += [open_code(coder=HOSTILE, part="history"), open_code(coder=HOSTILE)]
    for page in pages:
        for shown in page.html:
            assert "<img" not in shown.value
        for shown in [*page.markdown, *page.caption, *page.info, *page.button, *page.subheader]:
            said = getattr(shown, "value", None) if not hasattr(shown, "label") else shown.label
            assert not re.search(r"(?<!\\)(<img|!\[|:red\[|\$5)", str(said)), said


# The codebook.


@pytest.mark.parametrize("measure", sorted([*LABELS, OWN]))
def test_the_codebook_says_of_every_measure_what_is_asked(measure: str) -> None:
    part = codebook()[measure]
    labels = LABELS.get(measure, ("thanks",))
    ask = Ask(measure, labels, (), "outlet_id", 1, 0.3, 0, "blind", "1", "")
    task = task_of(ask, {"thanks": ("Somebody is thanked.", ())})
    assert "{" not in task.ask_about("Anna Berg")
    assert measure in measure_titles()
    assert 2 <= len(task.answers) <= len(KEYS)
    assert all(answer.rule and answer.example for answer in task.answers)
    assert all([part["about"], task.rules, task.unsure])
    if task.way == "several":
        assert [label for answer in task.answers for label in answer.values] == [*labels]
    if task.way == "one":
        assert all(set(answer.values) == set(labels) for answer in task.answers)


@pytest.mark.parametrize("frame", FRAMES)
def test_each_frame_alone_has_its_definition_and_an_example(frame: str) -> None:
    task = task_of(Ask("frame", (frame,), (), "outlet_id", 1, 0.3, 0, "blind", "1", ""), {})
    assert task.definition
    assert len(task.examples) == 1
    assert [dict(answer.values) for answer in task.answers] == [{frame: 1.0}, {frame: 0.0}]


def test_a_headline_is_shown_alone_and_beside_no_sentence(tiny_library: Library) -> None:
    sample = drawn(tiny_library, "frame", labels=("economic",), size=30)
    titles = set(tiny_library.articles(event=EVENT)["title"])
    cards = cards_of(tiny_library, EVENT, sample, tiny_library.ask(sample))
    heads = [one for one in cards if one.is_headline]
    assert {one.text for one in heads} <= titles
    assert len(heads) == 5
    assert all(not one.before and not one.after for one in heads)
    for one in cards:
        assert not any(title in one.before + one.after for title in titles)
    assert any(one.before for one in cards)
