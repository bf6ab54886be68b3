"""The walls: imports run one way, the public names are just those, importing loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parents[1]
STEPS = {"clean", "outlets", "events", "sentences", "entities", "voices", "agency", "linking", "nlp"}
STEPS |= {"encoded", "encoder", "adapter", "naming"}
# Each part, and what of the project it may import.
MAY_IMPORT = {
    "types": set(),
    "errors": set(),
    **{step: {"types", "errors", "measures", "encoded", "read"} | STEPS for step in STEPS},
    "read": {"types", "errors", "outlets", "clean"},
    "measures": {"types", "errors", "encoded"},
    "agencies": {"types", "outlets"},
    "copies": {"types", "agencies"},
    "library": {"types", "errors", "outlets"},
    "export": {"errors"},
    "score": {"types", "errors", "library", "read", "measures"} | STEPS,
    "codes": {"types", "errors", "library", "compare"},
    "compare": {"types", "errors", "library", "outlets", "events"},
    "teach": {"types", "errors", "encoded", "encoder", "adapter", "measures", "library", "compare", "codes", "score"},
    "cite": set(),
    "sealed": {"errors", "cite", "library", "compare", "codes"},
    "demo": {"library", "score", "linking"},
    "jobs": {"types", "errors", "library", "score", "encoder", "nlp"},
    "train": {"types", "errors", "nlp", "events", "encoded", "encoder", "evaluate", "compare", "measures"}
    | {"clean", "sentences", "library", "score"},
    "evaluate": {"types", "errors", "read", "clean", "outlets", "sentences", "voices", "encoded", "encoder"}
    | {"entities", "events", "linking", "train", "compare", "library", "score", "codes", "teach"},
}


def _imports(path: Path) -> set[str]:
    """Return the dotted names that a file imports; relative ones are resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            names.update(f"{module}.{alias.name}" for alias in node.names)
    return names


def _part(dotted: str) -> str:
    return dotted.split(".")[1]


@pytest.mark.parametrize("path", sorted(ROOT.glob("pipeline/**/*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    part = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
    found = _imports(path)
    assert not {name for name in found if name.split(".")[0] in ("streamlit", "plotly", "views", "dashboard")}
    if part in ("__init__", "__main__", "commands"):
        return
    inside = {_part(name) for name in found if name.startswith("pipeline.")}
    assert inside - {part} <= MAY_IMPORT[part]


@pytest.mark.parametrize("path", sorted(ROOT.glob("views/*.py")), ids=lambda p: p.name)
def test_pages_share_only_what_has_an_underscore(path: Path) -> None:
    pages = {name for name in _imports(path) if name.startswith("views.") and not name.split(".")[1].startswith("_")}
    assert not pages


@pytest.mark.parametrize(
    "library", ["torch", "onnxruntime", "transformers", "spacy", "trafilatura", "sklearn", "rensa"]
)
def test_heavy_libraries_have_one_home(library: str) -> None:
    homes = {
        "torch": {"train", "adapter", "evaluate"},
        "transformers": {"train", "adapter", "evaluate"},
        "sklearn": {"train", "evaluate"},
        "onnxruntime": {"encoder"},
        "spacy": {"nlp"},
        "trafilatura": {"read", "evaluate"},
        "rensa": {"copies"},
    }
    for path in ROOT.glob("pipeline/**/*.py"):
        if any(name.split(".")[0] == library for name in _imports(path)):
            assert path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py") in homes[library], path


def test_importing_the_package_loads_no_model_library() -> None:
    code = "import sys, pipeline; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"torch", "transformers", "onnxruntime", "spacy", "trafilatura", "streamlit", "plotly", "tokenizers"}
    assert not heavy & set(loaded.stdout.split())


def test_the_exported_names_are_just_those() -> None:
    assert set(pipeline.__all__) == {
        *("FRAMES", "ROLES", "STANCES", "Article", "Attribution", "Document", "Entity", "Library", "PipelineError"),
        *("Sentence", "clean", "entities", "group_events", "load_model", "read", "score", "sentences", "voices"),
    }
    for name in pipeline.__all__:
        assert getattr(pipeline, name).__doc__ or name.isupper()
    assert pipeline.STANCES == ("against", "neither", "for")
    assert pipeline.ROLES == ("protagonist", "antagonist", "innocent")
    assert (len(pipeline.FRAMES), pipeline.FRAMES[0], pipeline.FRAMES[-1]) == (15, "economic", "other")


def test_a_function_wins_over_the_module_of_its_name() -> None:

    assert callable(pipeline.read)
