"""Run a reader on what atheris makes of some bytes, for some seconds: anything but PipelineError is a find.

    pip install atheris
    python tests/benchmarks/fuzz/NAME.py 60

Names: archives, tables, objects, exports. What is found is written to the folder this is run in, as crash-*.
"""

import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

LONGEST = 2**16  # bytes of one try
SLOWEST = 10  # seconds for one try


def followed(module: str) -> Any:
    """Import a module so that atheris sees which lines of `pipeline` run; it must not have been imported before."""
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        return importlib.import_module(module)


def fuzz(read: Callable[[bytes], object], seeds: Sequence[bytes]) -> None:
    """Try `read` on changed seeds for as many seconds as the command line says (60)."""
    import atheris

    from pipeline.errors import PipelineError

    def one(content: bytes) -> None:
        with contextlib.suppress(PipelineError):
            read(content)

    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            Path(corpus, str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, corpus], one)
        atheris.Fuzz()
