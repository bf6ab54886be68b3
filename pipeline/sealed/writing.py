"""Write a sealed comparison: the same comparison gives the same bytes, whenever and wherever it is written.

The file is a zip with fixed dates and a fixed order. Its `manifest.json` has the sha256 of every other part as it is
unpacked, and the seal is the sha256 of the manifest: so it stays the same where another version of zlib packs the same
parts otherwise.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from ..errors import PipelineError
from .comparison import ARTICLES, ASKED, CODES, SPANS, Sealed
from .counting import NUMBERS, rounded
from .tables import as_lines

FORMAT = 1
KIND = "parallax sealed comparison"
MANIFEST = "manifest.json"
MOST = 512 << 20  # bytes that the parts may have together, unpacked
TEXTS = {"article_id": "str", "text": "str"}

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6  # of compression
_README = """A sealed comparison, written by Parallax. It holds what its numbers were counted from, and the numbers.

python -m pipeline open FILE                   counts them again and says whether they are the same
python -m pipeline verify FILE --library DIR   says what a library has otherwise

Tables are lines of JSON: the first says what the columns are, each further one is a row. manifest.json has the sha256
of each part; the sha256 of manifest.json is the seal. It tells that nothing was changed since, not that it is true.
"""


def written(sealed: Sealed) -> bytes:
    """Return the file's bytes; raises PipelineError for more than a file may hold."""
    parts = _parts(sealed)
    if sum(map(len, parts.values())) > MOST:
        raise PipelineError(
            f"this comparison has more than {MOST >> 20:,} MB of evidence; choose fewer articles, or seal without texts"
        )
    listing = {"format": FORMAT, "kind": KIND, "sha256": {name: digest(part) for name, part in sorted(parts.items())}}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as file:
        for name, part in [(MANIFEST, as_json(listing)), *sorted(parts.items())]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            file.writestr(entry, part)
    return packed.getvalue()


def digest(content: bytes) -> str:
    """Return the sha256 of these bytes."""
    return hashlib.sha256(content).hexdigest()


def as_json(value: object) -> bytes:
    """Return a value as JSON with sorted keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8", "replace")


def _parts(sealed: Sealed) -> Mapping[str, bytes]:
    """Return {name: content} of all but the manifest."""
    lines = [asdict(line) for line in sealed.lines]
    made_by = {"scorers": list(sealed.scorers), "versions": dict(sealed.versions)}
    parts = {
        "README.txt": _README.encode(),
        "choices.json": as_json(asdict(sealed.choices)),
        "made_by.json": as_json(made_by),
        "sentences.json": as_json(lines),
        "method.txt": (sealed.method + "\n").encode("utf-8", "replace"),
        "citation.bib": (sealed.bibtex + "\n").encode("utf-8", "replace"),
        "articles.jsonl": as_lines(sealed.articles, ARTICLES),
        "codes.jsonl": as_lines(sealed.codes, CODES),
        "asked.jsonl": as_lines(sealed.asked, ASKED),
    }
    parts |= {f"evidence/{measure}.jsonl": as_lines(spans, SPANS) for measure, spans in sealed.evidence.items()}
    parts |= {f"numbers/{name}.jsonl": as_lines(rounded(sealed.numbers[name]), NUMBERS[name]) for name in NUMBERS}
    if sealed.texts is not None:
        rows = sorted(sealed.texts.items())
        parts["texts.jsonl"] = as_lines(pd.DataFrame(rows, columns=list(TEXTS)), TEXTS)
    return parts
