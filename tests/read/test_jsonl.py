import json
import time

import pytest

from pipeline.errors import PipelineError
from pipeline.read import FileReading, jsonl
from pipeline.read.jsonl import read_json, read_jsonl

_ITEM = {"text": "It is so.", "source": "Harbour Lantern", "n": 3}


def _read(value: object) -> FileReading:
    return read_json("x.json", json.dumps(value, indent=1).encode())


def _refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        read_json("x.json", content)
    assert time.process_time() - began < 5
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "value",
    [
        [_ITEM, _ITEM],
        {"articles": [_ITEM, _ITEM], "total": 2},
        {"status": "ok", "tags": ["a"], "authors": [{"name": "A B"}], "results": [_ITEM, _ITEM]},
        {"response": {"meta": {"n": 1}, "docs": [_ITEM, _ITEM]}},
    ],
)
def test_a_list_of_objects_is_found_where_it_lies(value: object) -> None:
    reading = _read(value)
    assert (reading.kind, reading.problems) == ("json", ())
    assert [(article.text, article.outlet) for article in reading.articles] == [("It is so.", "Harbour Lantern")] * 2
    assert reading.articles[0].extra == {"n": 3}


def test_one_object_is_one_article() -> None:
    (article,) = _read(_ITEM | {"comments": [{"text": "Not so."}]}).articles
    assert article.text == "It is so."


def test_a_bad_item_spoils_no_other() -> None:
    reading = _read([_ITEM, 3, {"title": "No text"}, [_ITEM], _ITEM])
    assert len(reading.articles) == 2
    assert len(reading.problems) == 3
    assert "x.json, item 2: is not a JSON object; write one with a field for the text" in reading.problems


def test_nan_is_nothing_and_halves_of_pairs_are_no_text() -> None:
    (article,) = read_json("x.json", b'[{"text": "a \\ud800 b", "x": NaN, "y": -Infinity, "z": 1e999}]').articles
    assert article.text == "a \ufffd b"
    assert json.dumps(article.extra, allow_nan=False) in ("{}", '{"x": null, "y": null, "z": null}')


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "is nested too deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "is nested too deep"),
        (b'[{"text": "a", "n": ' + b"9" * 5000 + b"}]", "holds a number that is too long"),
        (b'[{"text": "a"},\n{"text": "b"', "is not JSON (Expecting ',' delimiter at line 2, character 13)"),
        (b'"text"', "holds no JSON object"),
        (b'{"title": "a"}', "no object in it has a field text"),
        (b'{"a": [{"text": "b"}], "c": [{"text": "d"}]}', "holds several lists of articles (a and c)"),
        (b'{"a": {"b": {"c": {"d": {"e": [{"text": "f"}]}}}}}', "no object in it has a field text"),
    ],
)
def test_a_file_without_articles_says_why(content: bytes, problem: str) -> None:
    assert problem in _refused(content)


def test_too_many_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MOST_ITEMS", 2)
    assert "holds 3 items, over the 2 limit" in _refused(json.dumps([_ITEM] * 3).encode())


def test_jsonl_says_on_which_line_what_is_wrong() -> None:
    reading = read_jsonl("x.jsonl", b'{"text": "One."}\n{"text": \n[' + b"[" * 100_000 + b'\n{"text": "Two."}\n')
    assert [article.text for article in reading.articles] == ["One.", "Two."]
    assert [problem.split("; ")[0] for problem in reading.problems] == [
        "x.jsonl, line 2: is not JSON (Expecting value at character 10)",
        "x.jsonl, line 3: is nested too deep",
    ]
