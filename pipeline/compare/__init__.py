"""Compare groups of articles: tables of evidence in, figures and differences with intervals out."""

from .comparison import comparison
from .differences import differences, verdict
from .figures import article_figures, figures
from .spans import COMPARED_GENRES, UNKNOWN, frame_spans, main_entities, stance_spans

__all__ = [
    "COMPARED_GENRES",
    "UNKNOWN",
    "article_figures",
    "comparison",
    "differences",
    "figures",
    "frame_spans",
    "main_entities",
    "stance_spans",
    "verdict",
]
