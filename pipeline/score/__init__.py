"""Score articles into a library: the only part that chains the steps."""

from .batch import Scored, score_batch
from .rows import LEAST_LOADED
from .run import RULES, Report, score, score_articles

__all__ = ["LEAST_LOADED", "RULES", "Report", "Scored", "score", "score_articles", "score_batch"]
