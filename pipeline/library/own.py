"""Keep what users want measured beyond what the model does: labels of their own, taught heads, claims.

Each is a name with a body, and an overlay like a code: what is kept anew or dropped stays as a row that says when.
What the bodies mean, `pipeline.teach` tells.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from ..errors import PipelineError
from .stored import Stored


class Own(Stored):
    """A user's labels, taught heads and claims."""

    def keep_label(self, name: str, definition: str, examples: Sequence[str] = ()) -> None:
        """Keep a label of the user's own, or define it anew."""
        name = name.strip()
        if not name or not definition.strip():
            raise PipelineError("a label needs a name and a definition; write both")
        body = json.dumps({"definition": definition.strip(), "examples": list(examples)}, ensure_ascii=False)
        self._keep("label", name, body)

    def labels(self) -> pd.DataFrame:
        """Return the user's labels: `name definition examples at`, by name."""
        rows = [{"name": name, **json.loads(body), "at": at} for name, body, at in self._kept("label")]
        table = pd.DataFrame(rows, columns=["name", "definition", "examples", "at"])
        return table.sort_values("name", ignore_index=True)

    def drop_label(self, name: str) -> None:
        """Let a label go; its codes stay, and count again when it is defined again."""
        self._drop("label", name)

    def keep_taught(self, version: str, body: str) -> None:
        """Keep a taught head (JSON, see `pipeline.teach`) under its version."""
        self._keep("taught", version, body)

    def taught(self) -> dict[str, str]:
        """Return {version: JSON} of the taught heads, the oldest first."""
        return {version: body for version, body, _ in self._kept("taught")}

    def drop_taught(self, version: str) -> None:
        """Undo the teaching of a head."""
        self._drop("taught", version)

    def keep_claim(self, claim: str, body: str) -> None:
        """Keep a claim (JSON: its statement and paraphrases) under its id."""
        self._keep("claim", claim, body)

    def claims(self) -> dict[str, str]:
        """Return {id: JSON} of the claims, the oldest first."""
        return {claim: body for claim, body, _ in self._kept("claim")}

    def drop_claim(self, claim: str) -> None:
        """Let a claim go; its codes stay."""
        self._drop("claim", claim)

    # How it is done.

    def _keep(self, sort: str, name: str, body: str) -> None:
        with self._lock, self._catalog.change() as db:
            db.execute(
                "update own set dropped = ? where sort = ? and name = ? and dropped is null", [now(), sort, name]
            )
            db.execute("insert into own values (?, ?, ?, ?, null)", [sort, name, body, now()])

    def _drop(self, sort: str, name: str) -> None:
        with self._lock, self._catalog.change() as db:
            query = "update own set dropped = ? where sort = ? and name = ? and dropped is null"
            if not db.execute(query, [now(), sort, name]).rowcount:
                raise PipelineError(f'there is no {sort} "{name}" here; it may be dropped already')

    def _kept(self, sort: str) -> list[tuple[str, str, str]]:
        query = "select name, body, at from own where sort = ? and dropped is null order by rowid"
        return [(name, body, at) for name, body, at in self._catalog.rows(query, [sort])]


def now() -> str:
    """Return the time as it is kept, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
