"""Seal a comparison in one file, what its numbers were counted from and the numbers; open it, hold it against others.

`gather` makes the comparison of a library, `written` its bytes, `opened` the comparison again; `recounted` and
`compared` say what differs.
"""

from .comparison import CODES, Choices, Line, Sealed
from .gathering import gather
from .opening import opened
from .verifying import Difference, compared, of_library, recounted
from .writing import written

__all__ = [
    "CODES",
    "Choices",
    "Difference",
    "Line",
    "Sealed",
    "compared",
    "gather",
    "of_library",
    "opened",
    "recounted",
    "written",
]
