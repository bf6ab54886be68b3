"""What people code: which spans are drawn for them, how far they agree, how well the model's chances fit.

The figures that their codes correct are `pipeline.compare.corrected`'s; keeping codes is the library's.
"""

from .agreement import MODEL, agreement, agreements, alpha, confusion, pairs, people, ratings
from .calibration import calibration
from .sampling import SPAN, UNCERTAIN, draw, inclusion, thinned, unsure

__all__ = [
    "MODEL",
    "SPAN",
    "UNCERTAIN",
    "agreement",
    "agreements",
    "alpha",
    "calibration",
    "confusion",
    "draw",
    "inclusion",
    "pairs",
    "people",
    "ratings",
    "thinned",
    "unsure",
]
