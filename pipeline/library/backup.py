"""Keep a whole library in one file, and make a library of such a file again.

The file is a zip without compression, since shards are compressed: the catalog as it is at one moment, the shards that
it lists, and `backup.json` with the sha256 of each. Jobs, which only wait to be scored, are not in it.
"""

import hashlib
import json
import re
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import IO

from ..errors import PipelineError
from . import shards
from .catalog import VERSION, copy, newer
from .failures import DOCTOR, told
from .library import Library

CATALOG, LISTING = "catalog.sqlite", "backup.json"
FORMAT = 1
_SHARD = re.compile(r"(articles|evidence/[A-Za-z0-9][\w.+@-]*)/[a-z_]+-[0-9a-f]{32}\.parquet", re.ASCII)
_BLOCK = 1 << 20
_LISTING_MOST = 64 << 20  # bytes


def backup(library: Library, file: Path) -> int:
    """Write the library to `file`, which must not be there yet, and return how many shards it holds.

    Others may read and add meanwhile; what they add after the beginning is not in it. Each shard is held against its
    hash: of a damaged library there is no backup, but a PipelineError that names the shard.
    """
    if file.exists():
        raise PipelineError(f"{file}: this file is there already; name another")
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        with told(file), tempfile.TemporaryDirectory(dir=file.parent) as folder, library._upkeep:
            catalog = Path(folder) / CATALOG
            copy(library.root / CATALOG, catalog)
            with closing(sqlite3.connect(catalog)) as db:
                hashes = dict(db.execute("select file, sha256 from shards order by file").fetchall())
            with half.open("wb") as raw:
                with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as packed:
                    files = {CATALOG: _pack(packed, catalog, CATALOG)}
                    for name, wanted in hashes.items():
                        files[name] = _pack(packed, library.root / name, name)
                        if files[name] != wanted:
                            raise PipelineError(f"{library.root / name}: not as it was written; {DOCTOR}")
                    packed.writestr(LISTING, json.dumps({"format": FORMAT, "catalog": VERSION, "sha256": files}))
                raw.flush()
                shards.sync(raw)
            half.rename(file)
    finally:
        half.unlink(missing_ok=True)
    return len(hashes)


def restore(file: Path, folder: Path) -> Library:
    """Make the library of a backup in `folder`, which must not be there or be empty, and open it.

    The folder appears when all of it is there and agrees with its hashes.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PipelineError(f"{folder}: there is something here already; name a folder that is not there yet")
    half = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}.tmp")
    try:
        with told(folder):
            half.mkdir(parents=True)
            try:
                with zipfile.ZipFile(file) as packed:
                    for name, wanted in _listed(packed, file).items():
                        _unpack(packed, name, half / name, wanted, file)
            except FileNotFoundError as error:
                raise PipelineError(f"{file}: this file is not there; name a backup") from error
            except (zipfile.BadZipFile, KeyError, EOFError) as error:
                raise PipelineError(f"{file}: not a backup, or damaged ({error}); choose another") from error
            _renew(half / CATALOG, file)
            if folder.exists():
                folder.rmdir()
            half.rename(folder)
            shards.sync_folder(folder.parent)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return Library.open(folder)


def _listed(packed: zipfile.ZipFile, file: Path) -> Mapping[str, str]:
    """Return {name: sha256} of a backup, whose names are no paths but those that we give."""
    try:
        if packed.getinfo(LISTING).file_size > _LISTING_MOST:
            raise ValueError("its listing is too large")
        listing = json.loads(packed.read(LISTING))
        files: dict[str, str] = dict(listing["sha256"])
        if listing["format"] > FORMAT:
            raise PipelineError(f"{file}: this backup was written by a newer Parallax; update Parallax to restore it")
        if CATALOG not in files or not all(name == CATALOG or _SHARD.fullmatch(name) for name in files):
            raise ValueError("its listing names other files than a library has")
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{file}: not a backup, or damaged ({error}); choose another") from error
    return files


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> str:
    """Put a file into the zip and return the sha256 of what was put."""
    if not path.is_file():
        raise PipelineError(f"{path}: the shard is missing; {DOCTOR}")
    entry = zipfile.ZipInfo(name)
    entry.file_size = path.stat().st_size  # tells whether it needs the large form
    with path.open("rb") as source, packed.open(entry, "w") as target:
        return _copied(source, target)


def _unpack(packed: zipfile.ZipFile, name: str, path: Path, wanted: str, file: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if packed.getinfo(name).compress_type != zipfile.ZIP_STORED:
        raise PipelineError(f"{file}: not a backup of ours ({name} is compressed); choose another")
    with packed.open(name) as source, path.open("wb") as target:
        if _copied(source, target) != wanted:
            raise PipelineError(f"{file}: {name} is not as it was written; the backup is damaged, choose another")
        target.flush()
        shards.sync(target)


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        target.write(block)
    return digest.hexdigest()


def _renew(catalog: Path, file: Path) -> None:
    """Give a restored library a digest of its own: it and the one it was made of go different ways from here."""
    with closing(sqlite3.connect(catalog)) as db:
        version = db.execute("pragma user_version").fetchone()[0]
        if version > VERSION:
            raise newer(file, version)
        with db:
            db.execute("update changes set made = hex(randomblob(16))")
