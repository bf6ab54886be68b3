"""The interface's texts: each that is asked for is there, with its values, none is left over, and none is in code."""

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from views._text import say, texts

ROOT = Path(__file__).parents[2]
WORDS = "_words.py"  # the other place for words: short ones that several pages share
# Words in code that are none of the interface's: data that is compared or stored, and a form that is set elsewhere.
NOT_SAID = {
    "_names_propose.py": {"same noun", "same place in the same deed", "alike by vectors"},
    "_overview.py": {"these articles"},
    "_shipped.py": {"plain mean", "new documents", "calibration error", "share of pairs committed on", "share located"},
    "_ways.py": {"pasted text 0", "typed by you"},
}


@cache
def _asked() -> dict[str, set[frozenset[str]]]:
    """Return {key: the sets of values that it is asked with} over all pages; a key must be a plain string."""
    asked: dict[str, set[frozenset[str]]] = {}
    for path in [ROOT / "dashboard.py", *sorted(ROOT.glob("views/*.py"))]:
        text = path.read_text(encoding="utf-8")
        if "_text import say" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                key = node.args[0]
                assert isinstance(key, ast.Constant), f"{path.name}, line {node.lineno}: write the key out"
                asked.setdefault(str(key.value), set()).add(frozenset(word.arg or "" for word in node.keywords))
    return asked


def _wanted(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_is_there_and_used() -> None:
    assert set(_asked()) == set(texts())


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_text_gets_just_the_values_that_it_names(key: str) -> None:
    for values in _asked().get(key, set()):
        assert (_wanted(texts()[key]) if values else set()) == set(values)


def test_values_are_filled_in_and_not_read_again() -> None:
    first = next(key for key in texts() if not _wanted(texts()[key]))
    assert say(first) == texts()[first]


@pytest.mark.parametrize("key", ["frame.no_such_text", "no_such_page.title"])
def test_a_missing_text_is_an_error(key: str) -> None:
    with pytest.raises(KeyError):
        say(key)


def _words(text: str) -> int:
    """Return how many words stand in a text between spaces, which ids, addresses and numbers are not."""
    bare = [part.strip(".,:;!?()[]“”‘’…*'\"") for part in text.split()]
    return sum(len(word) > 1 and word.replace("-", "").replace("'", "").isalpha() for word in bare)


def _is_for_readers(node: ast.AST, above: list[ast.AST]) -> bool:
    """Say whether a literal may be drawn: it is no docstring, key, value to compare, noun to count, or program's error.

    `above` are the nodes that hold it, the nearest first.
    """
    parent = above[0]
    if isinstance(parent, ast.Expr | ast.Subscript) or any(isinstance(one, ast.Compare | ast.Raise) for one in above):
        return False
    if any(isinstance(one, ast.keyword) and one.arg == "key" for one in above):
        return False
    called = ast.unparse(parent.func) if isinstance(parent, ast.Call) else ""
    return called != "counted" and not called.startswith("st.session_state")


def _literals(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each literal of two words or more; in an f-string "0" stands for each value."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        above = [parents[node]]
        while above[-1] in parents:
            above.append(parents[above[-1]])
        is_markup = any(sign in text for sign in ("<", "{", "px-", '="', "-src "))
        is_part = isinstance(above[0], ast.JoinedStr)
        if _words(text) > 1 and not is_markup and not is_part and _is_for_readers(node, above):
            yield node.lineno, text


@pytest.mark.parametrize("path", sorted(ROOT.glob("views/*.py")), ids=lambda path: path.name)
def test_no_text_for_readers_stands_in_code(path: Path) -> None:
    if path.name == WORDS:
        return
    literals = _literals(path.read_text(encoding="utf-8"))
    found = [f"line {line}: {text}" for line, text in literals if text not in NOT_SAID.get(path.name, ())]
    assert not found, f"{path.name}: say it from data/interface/:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('st.markdown("Nothing is left to decide.")', ["Nothing is left to decide."]),
        ('def said(n):\n    return f"Only one {n} is here."', ["Only one 0 is here."]),
        ('HELP = {"a": st.column_config.Column(help="Times in headlines")}', ["Times in headlines"]),
        ('st.caption("One line " "in two.")', ["One line in two."]),
        ('"""Say what it is."""', []),
        ('st.button(say("names.not_same"), key="not the same")', []),
        ('st.html(f"<p class=one>{words} and more</p>")', []),
        ('counted(n, "clear difference")', []),
        ('if kind == "these articles":\n    raise ValueError("no such kind")', []),
        ('label = f"{a}, {b} of {c}"', []),
    ],
)
def test_a_text_in_code_is_seen(source: str, found: list[str]) -> None:
    assert [text for _, text in _literals(source)] == found
