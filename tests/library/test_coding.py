"""What people code is kept with its history, counts once, and follows names and removals."""

from typing import Any

import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.library import Ask, Library

ASK = Ask("stance", ("",), ("Ann Roe",), "outlet_id", 2, 0.3, 7, "blind", "1", "made.1")


def _mentions(library: Library, name: str = "Ann Roe") -> pd.DataFrame:
    table = library.mentions(event="event")
    return table[table["head"] == name].reset_index(drop=True)


def _span(library: Library, at: int = 0) -> dict[str, Any]:
    row = _mentions(library).iloc[at]
    return {
        name: row[name].item() if hasattr(row[name], "item") else row[name]
        for name in ("article_id", "sentence_id", "start", "end", "head", "kind")
    }


def _frame(library: Library) -> pd.DataFrame:
    table = _mentions(library)[["article_id", "sentence_id", "start", "end", "head", "kind"]]
    places = [1, 0, *[None] * (len(table) - 2)]
    return table.assign(group=table["article_id"], probability=0.5, place=places)


def test_a_code_is_kept_with_who_gave_it_when_and_by_which_codebook(made: Library) -> None:
    act = made.code(
        _span(made), {"": -1.0}, measure="stance", coder=" Ida  Coder ", codebook="3", seconds=4.5, note="an insult"
    )
    (row,) = Library.open(made.root).codes("event").to_dict("records")
    assert row | {"at": ""} == {
        **_span(made),
        "code_id": 1,
        "act": act,
        "at": "",
        "coder": "Ida Coder",
        "measure": "stance",
        "label": "",
        "value": -1.0,
        "mode": "blind",
        "codebook": "3",
        "seconds": 4.5,
        "note": "an insult",
        "target": "Ann Roe",
        "sample_id": row["sample_id"],
    }
    assert pd.isna(row["sample_id"])
    assert row["at"].endswith("+00:00")


def test_the_last_word_counts_and_an_undone_one_gives_way_to_the_one_before(made: Library) -> None:
    span = _span(made)
    made.code(span, {"": -1.0}, measure="stance", coder="Ida")
    later = made.code(span, {"": 1.0}, measure="stance", coder="Ida")
    made.code(span, {"": 0.0}, measure="stance", coder="Bo")
    assert made.codes("event")[["coder", "value"]].to_numpy().tolist() == [["Ida", 1.0], ["Bo", 0.0]]
    made.undo_code(later)
    assert made.codes("event").set_index("coder")["value"].to_dict() == {"Ida": -1.0, "Bo": 0.0}
    told = made.codes("event", history=True)
    assert told["stands"].to_list() == [True, False, True]
    assert told["withdrawn"].notna().to_list() == [False, True, False]
    with pytest.raises(PipelineError, match="no code that can be undone"):
        made.undo_code(later)
    made.redo_code(later)
    assert made.codes("event").set_index("coder").loc["Ida", "value"] == 1.0


def test_blind_and_sighted_codes_of_a_span_stand_beside_each_other(made: Library) -> None:
    made.code(_span(made), {"": -1.0}, measure="stance", coder="Ida")
    made.code(_span(made), {"": 1.0}, measure="stance", coder="Ida", mode="sighted")
    assert made.codes()["mode"].to_list() == ["blind", "sighted"]


def test_an_act_of_several_labels_is_undone_as_one(made: Library) -> None:
    act = made.code(_span(made), {"protagonist": 1.0, "antagonist": 0.0}, measure="role", coder="Ida")
    assert set(made.codes()["label"]) == {"protagonist", "antagonist"}
    made.undo_code(act)
    assert made.codes().empty


def test_codes_follow_a_merged_entity_and_wait_for_a_removed_article(made: Library) -> None:
    span = _span(made)
    made.code(span, {"": 1.0}, measure="stance", coder="Ida")
    made.merge_entities("event", "Ann Roe", "Ben Doe")
    assert made.codes("event")["target"].to_list() == ["Ben Doe"]
    made.remove([span["article_id"]])
    assert made.codes("event").empty
    assert made.codes().empty
    made.restore([span["article_id"]])
    assert len(made.codes("event")) == 1


def test_a_sample_is_kept_with_its_frame_in_the_order_of_coding(made: Library) -> None:
    frame = _frame(made)
    sample = made.keep_sample("event", ASK, frame)
    assert made.ask(sample) == ASK
    drawn = made.sampled(sample)
    assert drawn["start"].to_list() == [frame["start"][1], frame["start"][0]]
    assert len(made.sampled(sample, drawn=False)) == len(frame)
    made.code(_span(made), {"": 1.0}, measure="stance", coder="Ida", sample=sample)
    assert made.sampled(sample)["coded"].to_list() == [False, True]
    (row,) = made.samples("event").to_dict("records")
    assert (row["drawn"], row["coded"], row["labels"], row["measure"]) == (2, 1, ("",), "stance")
    with pytest.raises(PipelineError, match="their weights rest on it"):
        made.drop_sample(sample)


def test_a_sample_goes_with_its_event_when_it_is_merged(made: Library) -> None:
    made.name_event("other", "Another")
    sample = made.keep_sample("event", ASK, _frame(made))
    made.merge_events("event", "other")
    assert made.samples("other")["sample_id"].to_list() == [sample]
    made.drop_sample(sample)
    assert made.samples("other").empty


def test_a_sample_of_nothing_is_refused(made: Library) -> None:
    with pytest.raises(PipelineError, match="no span was drawn"):
        made.keep_sample("event", ASK, _frame(made).assign(place=None))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": 2}, "row 2: value 2 of stance; it lies from -1 to 1"),
        ({"value": "much"}, "row 2: value 'much' is not a number"),
        ({"end": 100_000}, "row 2: .* is not in the text"),
        ({"start": -1}, "row 2: -1 to"),
        ({"coder": " "}, "row 2: no coder"),
        ({"mode": "half"}, 'row 2: mode "half"'),
        ({"article_id": "none"}, '"none" is not an article'),
        ({"measure": "frame", "value": -1}, "row 2: value -1 of frame; it lies from 0 to 1"),
    ],
)
def test_a_code_that_cannot_be_keeps_all_out_and_says_which(made: Library, change: dict[str, Any], words: str) -> None:
    good = {**_span(made), "measure": "stance", "label": "", "value": 1, "coder": "Ida", "mode": "blind"}
    with pytest.raises(PipelineError, match=words):
        made.add_codes(pd.DataFrame([good, good | change]).astype(object))
    assert made.codes(history=True).empty


def test_codes_without_a_column_are_refused(made: Library) -> None:
    with pytest.raises(PipelineError, match="no column value, coder"):
        made.add_codes(pd.DataFrame([{**_span(made), "measure": "stance", "label": ""}]))


def test_a_forgotten_article_takes_its_codes_and_its_part_of_samples_along(made: Library) -> None:
    span = _span(made)
    made.keep_sample("event", ASK, _frame(made))
    made.code(span, {"": 1.0}, measure="stance", coder="Ida", note="of Marrowby")
    before = len(made._catalog.rows("select * from sampled"))
    made.forget([span["article_id"]])
    assert made.codes(history=True).empty
    assert 0 < len(made._catalog.rows("select * from sampled")) < before
    files = [path for path in made.root.rglob("*") if path.is_file()]
    assert not [path for path in files if b"Marrowby" in path.read_bytes()]


def test_forgetting_takes_the_names_that_only_the_article_had_out_of_what_was_asked(made: Library) -> None:
    article = _mentions(made)["article_id"][0]
    name = f"Nan {article}"
    if not len(_mentions(made, name)):
        article = made.mentions()["head"].str.extract(r"Nan (\w+)")[0].dropna().iloc[0]
        name = f"Nan {article}"
    ask = Ask(**{**{field: getattr(ASK, field) for field in Ask.__dataclass_fields__}, "targets": ("Ann Roe", name)})
    sample = made.keep_sample("event", ask, _frame(made))
    made.forget([article])
    assert made.ask(sample).targets == ("Ann Roe",)


def test_own_labels_taught_heads_and_claims_are_kept_until_dropped(made: Library) -> None:
    made.keep_label("sovereignty", "Speaks of who rules.", ["Ours to rule."])
    made.keep_label("sovereignty", "Speaks of who rules a land.")
    (row,) = made.labels().to_dict("records")
    assert (row["definition"], row["examples"]) == ("Speaks of who rules a land.", [])
    made.keep_taught("v1", "{}")
    made.keep_claim("c1", '{"statement": "Ships should stay."}')
    assert (made.taught(), list(made.claims())) == ({"v1": "{}"}, ["c1"])
    made.drop_taught("v1")
    made.drop_claim("c1")
    made.drop_label("sovereignty")
    assert not made.taught()
    assert not made.claims()
    assert made.labels().empty
    with pytest.raises(PipelineError, match='no taught "v1" here'):
        made.drop_taught("v1")
    with pytest.raises(PipelineError, match="a name and a definition"):
        made.keep_label(" ", "x")
