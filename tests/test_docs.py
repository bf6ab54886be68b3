"""The documents are held against the code: commands, options, files, and what may not stand in them."""

import argparse
import re
import subprocess
from pathlib import Path

import pytest

from pipeline.__main__ import TABLES, _parser
from pipeline.evaluate import BENCHMARKS
from pipeline.export import SUFFIXES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    listed = {action.dest for action in found._choices_actions}  # what has no help is not for users
    return {name: command for name, command in found.choices.items() if name in listed}


def test_every_command_is_in_the_readme() -> None:
    of_articles, of_libraries = {"check", "score", "export"}, {"compact", "doctor", "forget", "backup", "restore"}
    of_codes, of_comparisons = {"codes"}, {"seal", "open", "verify"}
    assert set(_commands()) == of_articles | of_libraries | of_codes | of_comparisons | {"evaluate", "train"}
    for command in _commands():
        assert f"python -m pipeline {command}" in README


@pytest.mark.parametrize("line", re.findall(r"-m pipeline (\w+ .*?)(?:  +#.*)?$", README, flags=re.M))
def test_the_readmes_commands_parse(line: str) -> None:
    words = re.findall(r'"[^"]*"|\S+', line)
    assert _parser().parse_args([word.strip('"') for word in words]).run


@pytest.mark.parametrize("mark", ["open", "tests"])
def test_the_two_commands_use_what_is_there(mark: str) -> None:
    command = README.split(f"<!-- {mark} -->\n```sh\n")[1].split("\n```")[0]
    assert "\n" not in command
    (requirements,) = re.findall(r"-r (\S+)", command)
    assert (ROOT / requirements).is_file()
    for script in re.findall(r"run (\S+\.py)", command):
        assert (ROOT / script).is_file()


def test_help_names_the_choices() -> None:
    shown = _commands()["evaluate"].format_help()
    assert all(name in shown for name in BENCHMARKS)
    assert all(table in _commands()["export"].format_help() for table in TABLES)
    assert SUFFIXES == (".jsonl", ".csv", ".parquet", ".xlsx")


def test_links_in_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_model_card_has_the_hashes_of_the_files() -> None:
    import hashlib

    folder = ROOT / "data" / "models" / "parallax"
    card = (folder / "README.md").read_text(encoding="utf-8")
    for name in ("encoder.onnx", "heads.safetensors", "tokenizer.json"):
        content = (folder / name).read_bytes()
        assert len(content) < 95_000_000
        assert b".py" not in content  # an exporter's notes hold the paths of the machine that made the file
        assert f"| `{name}` | `{hashlib.sha256(content).hexdigest()}` |" in card


def test_no_tracked_text_names_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    here = "/".join(("", "work", "main"))
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".csv") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert here not in text, name
            assert str(Path.home()) + "/" not in text, name
