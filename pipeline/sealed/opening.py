"""Read a sealed comparison, which may come from a stranger: nothing of it is run, unpacked to disk or taken on trust.

Every part must be one that we write, of a size that we write, and agree with its sha256 in the manifest.
"""

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import PipelineError
from .comparison import ARTICLES, ASKED, CODES, MEASURES, SPANS, Choices, Line, Sealed
from .counting import NUMBERS
from .tables import from_lines
from .writing import FORMAT, KIND, MANIFEST, MOST, TEXTS, digest

_MANIFEST_MOST = 1 << 16  # bytes
_FIXED = {"README.txt", "choices.json", "made_by.json", "sentences.json", "method.txt", "citation.bib"}
_FIXED |= {"articles.jsonl", "codes.jsonl", "asked.jsonl"} | {f"numbers/{name}.jsonl" for name in NUMBERS}
_KNOWN = _FIXED | {"texts.jsonl"} | {f"evidence/{measure}.jsonl" for measure in MEASURES}
_KINDS = ("holds", "here", "tie")


def opened(file: Path | bytes, *, name: str = "") -> Sealed:
    """Return the comparison in a file; PipelineError with one line where it is none of ours, damaged or newer.

    `name` is what an error calls the file, its path unless given.
    """
    name = name or (str(file) if isinstance(file, Path) else "the file")
    try:
        return _sealed(_unpacked(file, name))
    except OSError as error:
        raise PipelineError(f"{name}: cannot be read ({error.strerror or error}); name a sealed comparison") from error
    except zipfile.BadZipFile as error:
        raise PipelineError(f"{name}: not a sealed comparison, or cut short; ask for the file again") from error
    except (
        *(ValueError, KeyError, TypeError, AttributeError, RecursionError, EOFError, OverflowError),
        *(zlib.error, RuntimeError, NotImplementedError),  # of the zip: broken, encrypted, packed by another method
    ) as error:
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise PipelineError(f"{name}: not a sealed comparison, or damaged ({why}); ask for the file again") from error


def _unpacked(file: Path | bytes, name: str) -> dict[str, bytes]:
    """Return {name: content} of all parts, each as the manifest says."""
    with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as packed:
        entries = packed.infolist()
        names = [entry.filename for entry in entries]
        if MANIFEST not in names:
            raise ValueError("it has no manifest")
        manifest = _part(packed, MANIFEST, _MANIFEST_MOST)
        listing = json.loads(manifest)
        if listing["kind"] != KIND or type(listing["format"]) is not int:
            raise ValueError("its manifest is another's")
        if listing["format"] > FORMAT:
            raise PipelineError(f"{name}: sealed by a newer Parallax; update Parallax to open it")
        hashes = dict(listing["sha256"])
        if sorted(names) != sorted([MANIFEST, *hashes]) or not _FIXED <= hashes.keys() <= _KNOWN:
            raise ValueError("its parts are not those of a sealed comparison")
        parts, left = {MANIFEST: manifest}, MOST
        for part, wanted in hashes.items():
            parts[part] = _part(packed, part, left)
            left -= len(parts[part])
            if digest(parts[part]) != wanted:
                raise PipelineError(f"{name}: {part} was changed after it was sealed; ask for the file again")
    return parts


def _part(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a part of at most so many bytes, whatever the zip says of its size."""
    with packed.open(name) as source:
        content = source.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} is too large")
    return content


def _sealed(parts: dict[str, bytes]) -> Sealed:
    made_by = json.loads(parts["made_by.json"])
    evidence = {
        measure: _table(parts, f"evidence/{measure}.jsonl", SPANS)
        for measure in MEASURES
        if f"evidence/{measure}.jsonl" in parts
    }
    texts = _table(parts, "texts.jsonl", TEXTS) if "texts.jsonl" in parts else None
    sealed = Sealed(
        choices=_choices(json.loads(parts["choices.json"])),
        scorers=tuple(map(_text, _list(made_by["scorers"]))),
        versions={_text(part): _text(version) for part, version in dict(made_by["versions"]).items()},
        articles=_table(parts, "articles.jsonl", ARTICLES),
        evidence=evidence,
        codes=_table(parts, "codes.jsonl", CODES),
        asked=_table(parts, "asked.jsonl", ASKED),
        lines=tuple(_said(line) for line in _list(json.loads(parts["sentences.json"]))),
        numbers={name: _table(parts, f"numbers/{name}.jsonl", columns) for name, columns in NUMBERS.items()},
        method=parts["method.txt"].decode("utf-8").removesuffix("\n"),
        bibtex=parts["citation.bib"].decode("utf-8").removesuffix("\n"),
        texts=None if texts is None else dict(zip(texts["article_id"], texts["text"], strict=True)),
        seal=digest(parts[MANIFEST]),
    )
    _fits(sealed)
    return sealed


def _table(parts: dict[str, bytes], name: str, columns: dict[str, str]) -> pd.DataFrame:
    try:
        return from_lines(parts[name], columns)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{name}: {error}") from error


def _fits(sealed: Sealed) -> None:
    """Raise ValueError where the tables do not fit each other."""
    known = sealed.articles["article_id"]
    if known.hasnans or known.duplicated().any() or sealed.articles["group"].hasnans:
        raise ValueError("articles.jsonl: an article without an id or a group, or one that is there twice")
    counted = set(sealed.counted["article_id"])
    for measure, spans in sealed.evidence.items():
        if not set(spans["article_id"]) <= counted:
            raise ValueError(f"evidence/{measure}.jsonl: a span of an article that does not count")


def _choices(told: dict[str, Any]) -> Choices:
    texts = {name: _text(told[name]) for name in ("event", "event_name", "by", "voice", "address")}
    seed = told["seed"]
    if type(seed) is not int or seed < 0:
        raise ValueError("choices.json: a seed that cannot be")
    if texts["voice"] not in ("all", "outlet", "speaker", "split"):
        raise ValueError("choices.json: a voice that there is not")
    return Choices(
        **texts,
        names={_text(group): _text(name) for group, name in dict(told["names"]).items()},
        entities=tuple(map(_text, _list(told["entities"]))),
        speakers=tuple(map(_text, _list(told["speakers"]))),
        filters=tuple((_text(what), _text(choice)) for what, choice in _list(told["filters"])),
        seed=seed,
    )


def _said(line: dict[str, Any]) -> Line:
    if line["kind"] not in _KINDS:
        raise ValueError("sentences.json: a sentence of a kind that there is not")
    return Line(line["kind"], _text(line["says"]), _text(line["strength"]))


def _list(value: object) -> list[Any]:
    if type(value) is not list:
        raise ValueError("a list is missing")
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("a text is missing")
    return value
