"""The stored library: the only part of Parallax that touches what is kept on disk.

`catalog.sqlite` says what is live and holds people's decisions; `articles/` and `evidence/<scorer>/`
hold immutable shards. Reading never locks; writing takes one lock for the moment of a commit.
"""

from .coding import Ask, Mode
from .library import Library
from .tables import Name, Row

__all__ = ["Ask", "Library", "Mode", "Name", "Row"]
