"""The interface's texts: each that is asked for is there, with its values, and none is left over."""

import ast
import string
from pathlib import Path

import pytest

from views._text import say, texts

ROOT = Path(__file__).parents[2]


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
