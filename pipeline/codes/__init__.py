"""What people code: which spans are drawn for them, how far they agree, how well the model's chances fit.

The figures that their codes correct are `pipeline.compare.corrected`'s; keeping codes is the library's.
"""

from .agreement import MODEL, agreement, agreements, alpha, confusion, pairs, people, ratings
from .asking import ABOUT_ENTITIES, CLAIM, LABELS, OWN, by_sentence, draw_sample, uncovered, units, weighted
from .calibration import calibration
from .sampling import SPAN, UNCERTAIN, draw, inclusion, thinned, unsure

__all__ = [
    "ABOUT_ENTITIES",
    "CLAIM",
    "LABELS",
    "MODEL",
    "OWN",
    "SPAN",
    "UNCERTAIN",
    "agreement",
    "agreements",
    "alpha",
    "by_sentence",
    "calibration",
    "confusion",
    "draw",
    "draw_sample",
    "inclusion",
    "pairs",
    "people",
    "ratings",
    "thinned",
    "uncovered",
    "units",
    "unsure",
    "weighted",
]
