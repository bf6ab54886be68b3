"""The stages of a training: which are done, and what each cost."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)


class Stages:
    """Keeps each stage's minutes in a file, over every run that it took."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.minutes: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time what happens inside as stage `name`, and say what it cost so far."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.minutes[name] = self.minutes.get(name, 0.0) + (time.monotonic() - began) / 60
            self.path.write_text(json.dumps(self.minutes, indent=1) + "\n", encoding="utf-8")
            log.info("stage %s: %.1f minutes so far", name, self.minutes[name])
