"""Run batches as tasks of Ray Core, on this machine or on a cluster; the only file that loads Ray.

The model's files go into the object store once; each machine unpacks them into a folder of its own, and each of its
processes loads them once. A task writes its rows below a URI (`staging`) and returns where. What a killed run left
there is taken before anything is scored. Nothing is sent to Ray's makers, and no dashboard is opened.
"""

import hashlib
import logging
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..encoder import Model, load_model
from ..errors import PipelineError
from ..nlp import folder_digest
from .batch import Batch, Scored
from .pools import Named, Outcome, Work
from .staging import Staging

log = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
_STORE = 512 << 20  # bytes of a local object store, beside the model's files twice
_THREADS = 1  # of a task: as many tasks as cores score more than fewer tasks with several each
_PATTERNS = ("*.json", "*.safetensors", "*.onnx", "*.txt", "*.model", "vocab*")  # a model's files; no others are read


@dataclass(frozen=True, slots=True)
class _Setup:
    """What a process needs before its first batch; `files` and `known` are references into the object store."""

    files: Any
    known: Any
    name: str  # of the model's folder: it may be part of the version
    digest: str  # of those files
    version: str
    threads: int
    code: str  # digest of the code and codebooks that score
    staging: str
    scorer: str


class Cluster:
    """Machines that a Ray address leads to; "local" starts one here, for as long as it is needed."""

    is_shared = False

    def __init__(self, work: Work, model: Named, known: frozenset[str], *, address: str, staging: Staging) -> None:
        files = {path.name: path.read_bytes() for path in _files(model.folder)}
        self._ray = _ray()
        self._is_ours = not self._ray.is_initialized()
        if self._is_ours:
            _connect(self._ray, address, store=_STORE + 2 * sum(map(len, files.values())))
        self._staging, self._work = staging, work
        self._setup = _Setup(
            files=self._ray.put(files),
            known=self._ray.put(known),
            name=model.version.rpartition("-")[0],
            digest=_digest(files),
            version=model.version,
            threads=_THREADS,
            code=code_digest(),
            staging=staging.uri,
            scorer=staging.scorer,
        )
        # A task that is lost is tried again by `pools.run`, which counts.
        self._task = self._ray.remote(_score).options(num_cpus=_THREADS, max_retries=0)
        self._running: dict[Any, Batch] = {}
        self._names: dict[str, str] = {}  # where batches are that are being stored, by their keys
        self._broken: set[str] = set()  # keys of batches of which a task may have left a part

    @property
    def room(self) -> int:
        cores = int(self._ray.cluster_resources().get("CPU", 1))  # of now: a cluster may grow
        return 2 * max(1, cores // _THREADS)

    def start(self, batch: Batch) -> None:
        self._running[self._task.remote(self._work, batch, self._setup)] = batch

    def finished(self) -> list[tuple[Batch, Outcome]]:
        (done, *_), _ = self._ray.wait(list(self._running), num_returns=1)
        batch = self._running.pop(done)
        try:
            self._names[batch.key] = name = self._ray.get(done)
            return [(batch, self._staging.read(name))]
        except self._ray.exceptions.RayTaskError as error:
            outcome = _why(error)
        except (self._ray.exceptions.RayError, OSError, ValueError, pa.ArrowException) as error:
            outcome = error  # the process is gone, or its machine, or what it wrote
        self._broken.add(batch.key)
        return [(batch, outcome)]

    def taken(self, batch: Batch) -> None:
        if name := self._names.pop(batch.key, None):
            self._staging.remove(name)
        if batch.key in self._broken:
            self._staging.tidy({batch.key})

    def close(self) -> None:
        for task in self._running:
            self._ray.cancel(task, force=True)
        if self._is_ours:
            self._ray.shutdown()


def left(staging: Staging, *, wanted: Collection[str], stored: Collection[str]) -> Iterator[tuple[list[str], Scored]]:
    """Yield (ids of articles, rows) of the whole batches that an earlier run left, and remove each once it is stored.

    Only batches of `wanted` articles are taken. Those with others are left alone: they may be another run's.
    """
    missing, ours = set(wanted), set(wanted) | set(stored)
    for name, ids in staging.names().items():
        if ids <= missing:
            try:
                scored = staging.read(name)
            except (OSError, ValueError, pa.ArrowException) as error:
                log.warning("%s/%s cannot be read and is scored again: %s", staging.uri, name, error)
            else:
                yield sorted(ids), scored
                missing -= ids
            staging.remove(name)
        elif ids <= ours:
            staging.remove(name)  # it was stored, and the run killed before it could say so; or another did the same


def code_digest() -> str:
    """Return a digest of the code and the codebooks: equal where the same articles get the same rows."""
    digest = hashlib.sha256()
    for folder, pattern in (("pipeline", "*.py"), ("data/codebook", "*.toml")):
        for path in sorted((_ROOT / folder).rglob(pattern)):
            digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _ray() -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # before it is imported
    try:
        return import_module("ray")
    except ImportError as error:
        raise PipelineError("Ray is not installed; run pip install -r requirements-ray.txt") from error


def _connect(ray: Any, address: str, *, store: int) -> None:
    options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address == "local":
        options |= {"include_dashboard": False, "object_store_memory": store}
    try:
        if named := re.fullmatch(r"(?:ray://)?([^/]+):(\d+)", address):  # Ray itself looks for it for minutes
            socket.create_connection((named[1], int(named[2])), timeout=10).close()
        ray.init(address=address, **options)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise PipelineError(
            f"{address}: there is no Ray cluster ({' '.join(str(error).split())[:160]}); name its address, "
            "such as 10.0.0.1:6379, or local"
        ) from error


def _why(error: Any) -> Exception:
    """Return what a task raised, or what its machine lacks."""
    cause: Exception = error.cause if isinstance(error.cause, Exception) else error
    said = str(cause)
    if isinstance(cause, ImportError) or "failed to import on the worker" in said:
        missing = re.findall(r"No module named '([\w.]+)'", said)
        return PipelineError(
            f"a machine of the cluster cannot import {missing[-1] if missing else 'what scoring needs'}; install "
            "Parallax and requirements-ray.txt on all of them"
        )
    return cause


def _files(folder: Path) -> list[Path]:
    return sorted({path for pattern in _PATTERNS for path in folder.glob(pattern) if path.is_file()})


def _digest(files: dict[str, bytes]) -> str:
    """Return what `folder_digest` does for a folder with these files."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


# What a task does, on whichever machine it runs.


def _score(work: Work, batch: Batch, setup: _Setup) -> str:
    """Score a batch, write its rows below the staging URI and return its name there."""
    model, known = _ready(setup)
    scored = work(list(batch.articles.values()), model, known, batch.stored)
    return Staging(setup.staging, setup.scorer).write(batch, scored)


@lru_cache(maxsize=1)
def _ready(setup: _Setup) -> tuple[Model, frozenset[str]]:
    ray = _ray()
    if code_digest() != setup.code:
        raise PipelineError(
            f"{ray.util.get_node_ip_address()}: this machine has another version of Parallax; "
            "install there the one that this run was started with"
        )
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"parallax-{user}" / setup.version / setup.name
    if not _holds(folder, setup.digest):
        folder = _unpacked(ray.get(setup.files), folder, setup.digest)
    model = load_model(folder, threads=setup.threads)
    if model.version != setup.version:
        raise PipelineError(f"{folder}: this is {model.version}, not {setup.version}; remove the folder")
    return model, ray.get(setup.known)


def _holds(folder: Path, digest: str) -> bool:
    return folder.is_dir() and folder_digest(folder) == digest


def _unpacked(files: dict[str, bytes], folder: Path, digest: str) -> Path:
    """Write the model's files into a folder of this machine, whole or not at all, and return where they are."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=folder.parent)) / folder.name
    half.mkdir()
    for name, content in files.items():
        (half / name).write_bytes(content)
    try:
        half.rename(folder)
    except OSError:  # another process was quicker
        if not _holds(folder, digest):
            return half
        shutil.rmtree(half)
    half.parent.rmdir()
    return folder
