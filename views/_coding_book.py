"""Say what is asked about each span that people code: the question, its answers and their keys, and the rules.

The words stand in `data/codebook/codes.toml`, a frame's definition in `frames.toml`, and a label of the user's own is
what the library keeps of it. What is drawn, and what becomes of an answer, is told elsewhere.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import streamlit as st

from pipeline.codes import ABOUT_ENTITIES, OWN
from pipeline.library import Ask
from pipeline.types import FRAMES

from ._safe import md_escape
from ._text import say
from ._words import FRAME_DEFINITIONS, FRAME_NAMES

# One answer of several, any number of labels, or the words of a sentence.
Way: TypeAlias = Literal["one", "several", "words"]

CODEBOOK = Path(__file__).parents[1] / "data" / "codebook" / "codes.toml"
KEYS = "1234567890abdef"  # of the answers in their order; "c" and "r" are the browser's and Streamlit's

MANY = 6  # answers, above which their rules and examples open one by one


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be given, in Markdown: its name, rule and example, and the values of labels that it gives.

    Where any number can be chosen, the one label of `values` has what it gets when it is chosen.
    """

    name: str
    rule: str
    example: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked about each span: all of it Markdown; `question` has {name} where it asks about somebody."""

    way: Way
    question: str
    rules: str
    unsure: str
    answers: tuple[Answer, ...]
    definition: str = ""
    examples: tuple[str, ...] = ()

    def ask_about(self, name: str) -> str:
        """Return the question about somebody, whose name comes from an article."""
        return self.question.format(name=f"**{md_escape(name)}**")


@cache
def codebook() -> Mapping[str, Any]:
    """Return the codebook as it stands in its file."""
    return tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))


def version() -> str:
    """Return the version of the codebook, which each code keeps."""
    return str(codebook()["version"])


def measure_titles() -> dict[str, str]:
    """Return {measure: its name on screen} of all that can be coded, in the codebook's order."""
    return {name: part["title"] for name, part in codebook().items() if name != "version"}


def noun_of(measure: str) -> str:
    """Return what one span of a measure is called on screen."""
    return "mention" if measure in ABOUT_ENTITIES else "sentence"


def task_of(ask: Ask, labels: Mapping[str, tuple[str, Sequence[str]]]) -> Task:
    """Return what a sample asks; `labels` are the user's own, {name: (definition, examples)}."""
    part = codebook()[ask.measure]
    way: Way = "one"
    answers, question, definition = _answers(part), str(part["question"]), ""
    examples: tuple[str, ...] = ()
    if ask.measure == "loaded":
        way = "words"
    elif ask.measure == "role":
        kept = [(one, found) for one, found in zip(part["answers"], answers, strict=True) if one["id"] in ask.labels]
        answers = [Answer(found.name, found.rule, found.example, {one["id"]: 1.0}) for one, found in kept]
        way = "several"
    elif ask.measure == "frame" and len(ask.labels) > 1:
        answers, way = [_frame(frame) for frame in FRAMES if frame in ask.labels], "several"
    elif ask.measure == "frame":
        (frame,) = ask.labels
        question = str(part["question_one"]).format(name=f"**{FRAME_NAMES[frame]}**")
        definition, examples = FRAME_DEFINITIONS[frame], (str(part["examples"][frame]),)
        answers = _named(answers, frame)
    elif ask.measure == OWN:
        (label,) = ask.labels
        question = question.format(name=f"**{md_escape(label)}**").replace("{", "{{").replace("}", "}}")
        told, given = labels.get(label, ("", ()))
        definition, examples = md_escape(told), tuple(md_escape(one) for one in given)
        answers = _named(answers, label)
    return Task(way, question, part["rules"], part["unsure"], tuple(answers), definition, examples)


def show_task(task: Task) -> None:
    """Draw the codebook's page on a task: rules, answers with examples, what to do when unsure."""
    with st.container(border=True):
        st.markdown(f"**{say('code.codebook', version=version())}**")
        if task.definition:
            st.markdown(say("code.definition", definition=task.definition))
        if task.examples:
            st.markdown("\n".join(f"- {say('code.example', example=example)}" for example in task.examples))
        st.markdown(task.rules)
        if len(task.answers) > MANY:
            for one in task.answers:
                with st.expander(one.name):
                    st.markdown(say("code.answer_alone", rule=one.rule, example=one.example))
        else:
            lines = [say("code.answer", name=one.name, rule=one.rule, example=one.example) for one in task.answers]
            st.markdown("\n".join(f"- {line}" for line in lines))
        st.markdown(say("code.unsure", unsure=task.unsure))


def _answers(part: Mapping[str, Any]) -> list[Answer]:
    return [
        Answer(one["name"], one["rule"], one["example"], {"": one["value"]} if "value" in one else {})
        for one in part["answers"]
    ]


def _named(answers: Sequence[Answer], label: str) -> list[Answer]:
    return [Answer(one.name, one.rule, one.example, {label: one.values[""]}) for one in answers]


def _frame(frame: str) -> Answer:
    example = f"“{codebook()['frame']['examples'][frame]}”"
    return Answer(FRAME_NAMES[frame], FRAME_DEFINITIONS[frame], example, {frame: 1.0})
