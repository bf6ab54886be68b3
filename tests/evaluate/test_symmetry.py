import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.evaluate import symmetry
from pipeline.evaluate.symmetry import NAMES, Template, invented, measured, opened, real, scores, shift_rows
from pipeline.train.corpora import fold, normal
from pipeline.types import Span

GROUPS = ("countries", "parties", "groups", "people")
NAMED = {
    "countries": "The ferry from Norway was late again because of the heavy fog.",
    "parties": "The committee asked Republicans to vote on the new bridge today.",
    "groups": "The bus company offers farmers a cheaper ticket, starting in the spring, to farmers' regret.",
    "people": "The village choir sang for Angela Merkel on the steps of the old mill.",
}


class Fake:
    """A model with rules in place of heads; a sentence's encoding is its text. It has no role head."""

    def __init__(self, likes: dict[str, float]) -> None:
        self.likes = likes

    def encode(self, sentences: Sequence[str]) -> list[str]:
        return list(sentences)

    def stance_of(self, encoded: Sequence[str], targets: Sequence[Span]) -> Any:
        liked = [self.likes.get(text[start:end], 0.0) for text, (start, end) in zip(encoded, targets, strict=True)]
        return np.array([[0.2, 0.8 - like, like] for like in liked], np.float32)

    def frames_of(self, encoded: Sequence[str]) -> Any:
        return np.full((len(encoded), 15), 0.25, np.float32)

    def roles_of(self, encoded: Sequence[str], targets: Sequence[Span]) -> Any:
        raise PipelineError("no role head")

    def loaded_of(self, encoded: Sequence[str]) -> list[list[tuple[int, int, float]]]:
        """Mark the first word .9, the second .3, the third .6."""
        found = []
        for text in encoded:
            words, at = [], 0
            for word, chance in zip(text.split()[:3], (0.9, 0.3, 0.6), strict=False):
                words.append((at, at + len(word), chance))
                at += len(word) + 1
            found.append(words)
        return found


def write_corpora(folder: Path, dev: Sequence[str], pairs: Sequence[str] = ()) -> Path:
    (folder / "newsmtsc").mkdir()
    (folder / "directed").mkdir()
    rows = [{"sentence_normalized": text, "primary_gid": "a_b_c_d", "targets": []} for text in dev]
    (folder / "newsmtsc" / "rw_dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "newsmtsc" / "mt_dev.jsonl").write_text("", encoding="utf-8")
    lines = ["sentence\tp\tq\tlabel", *(f"[x] {text} [y]\tx\ty\t0" for text in pairs)]
    (folder / "directed" / "pairs.tsv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", " won.", "The Greens won."),
        ("“", " won”, she said.", "“The Greens won”, she said."),
        ("It rained. ", " won.", "It rained. The Greens won."),
        ("On Monday ", " won.", "On Monday the Greens won."),
    ],
)
def test_a_name_is_put_into_the_open_place(before: str, after: str, said: str) -> None:
    text, (start, end) = Template(before, after).filled("the Greens")
    assert text == said
    assert text[start:end].lower() == "the greens"


def test_there_are_twenty_templates_or_more_for_each_list_of_names() -> None:
    templates = tomllib.loads((NAMES / "templates.toml").read_text(encoding="utf-8"))
    names = tomllib.loads((NAMES / "names.toml").read_text(encoding="utf-8"))
    assert templates.keys() == names.keys() == set(GROUPS)
    for group, kinds in templates.items():
        lines = [line for kind in kinds.values() for line in kind]
        assert kinds.keys() == {"praise", "blame", "report", "quoted", "headline"}
        assert len(set(map(normal, lines))) == len(lines) >= 20
        assert all(line.count("{name}") == 1 for line in lines)
        assert len(set(names[group])) == 40


def test_drawing_templates_is_repeatable() -> None:
    assert invented("people", 7) == invented("people", 7)
    assert invented("people", 7) != invented("people", 7, seed=2)
    assert len(invented("people", 7)) == 7
    assert len(invented("people", 999)) == 20


@pytest.mark.parametrize(
    ("group", "text", "before"),
    [
        ("countries", NAMED["countries"], "The ferry from "),
        ("parties", "A leaflet about the Republicans in every letter box was a surprise.", "A leaflet about "),
        ("parties", "But the Greens had a better night than anybody expected.", "But "),
        ("countries", "At the last count Norway was the largest buyer of local timber.", "At the last count "),
        ("groups", "At the last count farmers were the largest buyers of local timber.", "At the last count "),
        ("groups", "Two of the protesters asked for a glass of water and a chair.", "Two of "),
        ("people", NAMED["people"], "The village choir sang for "),
    ],
)
def test_a_sentence_is_opened_where_a_name_stands_alone(group: str, text: str, before: str) -> None:
    template = opened(text, group)
    assert template is not None
    assert template.before == before
    assert text.startswith(template.before)
    assert text.endswith(template.after)


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("countries", "The ferry was late again because of the heavy fog on the lake."),  # nobody
        ("countries", "From Norway."),  # too short
        ("countries", "The ferry from Norway was met by another ferry from Norway at noon."),  # twice
        ("countries", "The ferry from Norway was met by another ferry from Kenya at noon."),  # another of the list
        ("countries", "The ferry takes Norway's mail and a few late guests over the fjord."),  # an owner
        ("parties", "The evening ended with Senate Democrats in a small room upstairs."),  # a noun before
        ("parties", "The evening ended with a Labour spokesman in a small room upstairs."),  # a noun after
        ("parties", "The evening ended for his Conservatives in a small room upstairs."),  # somebody's
        ("parties", "At the last count Republicans were the largest group in the hall."),  # more than one
        ("people", "The village choir sang for Angela Merkel before she left the old mill."),  # a gender
        ("people", "The village choir sang for Chancellor Angela Merkel at the old mill."),  # a title
    ],
)
def test_a_sentence_where_no_other_name_could_stand_is_left(group: str, text: str) -> None:
    assert opened(text, group) is None


def test_real_sentences_come_first_from_newsmtsc_then_from_what_is_held_of_directed(tmp_path: Path) -> None:
    dev = ["The ferry from Norway was late on Monday because of fog."] * 2 + ["Nobody came to the harbour on that day."]
    pairs = [f"The ferry from Kenya was late for the {number}th time in this year." for number in range(40)]
    held = [text for text in pairs if fold(normal(f"x {text} y")) == 0]
    assert 2 < len(held) < 40
    folder = write_corpora(tmp_path, dev, pairs)
    texts = [template.filled("Peru")[0] for template in real("countries", folder, 100)]
    assert texts[0] == dev[0].replace("Norway", "Peru")
    assert sorted(texts[1:]) == sorted(f"x {text} y".replace("Kenya", "Peru") for text in held)
    assert len(real("countries", folder, 3)) == 3


def test_scores_of_names_and_what_is_read_of_each_head() -> None:
    templates = [Template("Then ", " spoke loudly."), Template("", " spoke loudly.")]
    values = measured(Fake({"Peru": 0.5}), templates, ["Peru", "Cuba"])  # type: ignore[arg-type]
    assert set(values) == {"stance value", "frame", "loaded"}
    assert values["stance value"][..., 0] == pytest.approx(np.array([[0.3, -0.2], [0.3, -0.2]]))
    assert values["frame"].shape == (2, 2, 15)
    # The name is the second word, then the first: what it scores itself does not count.
    assert values["loaded"][..., 0] == pytest.approx(np.array([[0.9, 0.9], [0.6, 0.6]]))


def test_a_head_that_the_model_lacks_is_left_out(tiny: Model) -> None:
    values = measured(tiny, [Template("the mayor praised ", " .")], ["Anna Berg", "Tom Vale"])
    named = {"stance": "stance value"}
    assert set(values) == {named.get(head, head) for head in tiny.heads & {"stance", "frame", "role", "loaded"}}
    whole = tiny.stance(["the mayor praised Tom Vale ."], [(18, 26)])[0]
    assert values["stance value"][0, 1, 0] == pytest.approx(whole[2] - whole[0])


def test_shifts_worked_by_hand() -> None:
    values = np.array([[0.4, 0.0, 0.0, 0.0], [0.8, 0.0, 0.0, 0.4]], np.float32)[..., None]
    # Less the sentence's mean, .1 and .3: (.3 -.1 -.1 -.1) and (.5 -.3 -.3 .1).
    even, worst_even, odd, worst_odd = shift_rows("x, y", ("",), values, ["A", "B", "C", "D"])
    assert (even["n"], even["metric"], even["goal"]) == (4, "mean absolute shift", 0.02)
    assert even["set"] == "x, y, names swapped in training"
    assert even["score"] == pytest.approx((0.3 + 0.1 + 0.5 + 0.3) / 4)
    assert (even["low"], even["high"]) == pytest.approx((0.2, 0.4))  # of two sentences, one or the other twice
    assert (worst_even["metric"], worst_even["n"]) == ("worst mean shift: A", 2)
    assert worst_even["score"] == pytest.approx(0.4)
    assert odd["set"] == "x, y, names not swapped"
    assert odd["score"] == pytest.approx((0.1 + 0.1 + 0.3 + 0.1) / 4)
    assert worst_odd["metric"] == "worst mean shift: B"
    assert worst_odd["score"] == pytest.approx(-0.2)


def test_the_worst_name_is_told_with_its_label() -> None:
    values = np.zeros((3, 4, 2), np.float32)
    values[:, 2, 1] = 0.8
    _, worst, _, _ = shift_rows("x", ("hero", "villain"), values, ["A", "B", "C", "D"])
    assert worst["metric"] == "worst mean shift: C, villain"
    assert worst["score"] == pytest.approx(0.6)


def test_all_kinds_and_heads_are_reported(tmp_path: Path) -> None:
    folder = write_corpora(tmp_path, list(NAMED.values()))
    rows = scores(Fake({"Donald Trump": 0.8}), folder, sentences=2)  # type: ignore[arg-type]
    assert len(rows) == 4 * 3 * 4  # kinds, heads, rows
    assert {row["benchmark"] for row in rows} == {"symmetry"}
    moved = [row for row in rows if abs(row["score"]) > 1e-6]
    assert {row["set"] for row in moved} == {f"people, stance value, {which}" for which in symmetry._WHICH}
    mean, worst = (row for row in moved if row["set"].endswith("swapped in training"))
    # Of 40 names one is liked by .8: it is shifted by .78, each other one by -.02.
    assert mean["n"] == 2 * 20
    assert mean["score"] == pytest.approx((0.78 + 19 * 0.02) / 20)
    assert worst["metric"] == "worst mean shift: Donald Trump"
    assert worst["score"] == pytest.approx(0.78)
