"""What people code: which spans are drawn for them, how far they agree, how well the model's chances fit.

The figures that their codes correct are `pipeline.compare.corrected`'s; keeping codes is the library's.
"""

from .agreement import MODEL, agreement, agreements, alpha, confusion, pairs, people, ratings
from .asking import ABOUT_ENTITIES, CLAIM, LABELS, OWN, by_sentence, draw_sample, uncovered, units, weighted
from .calibration import calibration
from .exchange import add_table, code_table, read_codes
from .judging import alphas, calibrations, metric_of, model_codes, pairs_of, values_of
from .sampling import SPAN, UNCERTAIN, draw, inclusion, thinned, unsure

__all__ = [
    "ABOUT_ENTITIES",
    "CLAIM",
    "LABELS",
    "MODEL",
    "OWN",
    "SPAN",
    "UNCERTAIN",
    "add_table",
    "agreement",
    "agreements",
    "alpha",
    "alphas",
    "by_sentence",
    "calibration",
    "calibrations",
    "code_table",
    "confusion",
    "draw",
    "draw_sample",
    "inclusion",
    "metric_of",
    "model_codes",
    "pairs",
    "pairs_of",
    "people",
    "ratings",
    "read_codes",
    "thinned",
    "uncovered",
    "units",
    "unsure",
    "values_of",
    "weighted",
]
