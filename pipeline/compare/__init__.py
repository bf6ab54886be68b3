"""Compare groups of articles: tables of evidence in, figures and differences with intervals out."""

from .comparison import comparison
from .differences import differences, verdict
from .figures import article_figures, figures
from .spans import (
    COMPARED_GENRES,
    LOADED,
    UNKNOWN,
    frame_spans,
    loaded_spans,
    main_entities,
    role_spans,
    stance_spans,
)

__all__ = [
    "COMPARED_GENRES",
    "LOADED",
    "UNKNOWN",
    "article_figures",
    "comparison",
    "differences",
    "figures",
    "frame_spans",
    "loaded_spans",
    "main_entities",
    "role_spans",
    "stance_spans",
    "verdict",
]
