"""Let one process at a time write, or rewrite, what a library holds. The system frees a lock when its holder ends."""

from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from ..errors import PipelineError
from .failures import of_system


class Lock:
    """A lock between processes and threads; whoever holds it may enter it again."""

    def __init__(self, path: Path, *, patience: float) -> None:
        self.path = path
        self.patience = patience  # seconds
        self._file = FileLock(path)

    def __enter__(self) -> "Lock":
        folder = self.path.parent
        try:
            self._file.acquire(timeout=self.patience)
        except Timeout as error:  # an OSError too
            raise PipelineError(
                f"{folder}: another run has been writing to this library for {self.patience:.0f} s; "
                "wait until it is done and try again"
            ) from error
        except OSError as error:
            raise of_system(error, folder) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.release()
