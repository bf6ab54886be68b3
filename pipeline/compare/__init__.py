"""Compare groups of articles: tables of evidence in, figures and differences with intervals out.

Counts, which need no interval, are here too: of speakers and their words, of acts by form and doer; and what each
group calls the same people.
"""

from .agency import agency, doers
from .comparison import comparison
from .differences import differences, verdict
from .figures import article_figures, figures
from .logodds import log_odds
from .naming import distinctive_words, ledger, namings
from .proposals import proposals
from .relations import relation_matrix
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
from .speakers import diversity, shared_sources, who_is_heard

__all__ = [
    "COMPARED_GENRES",
    "LOADED",
    "UNKNOWN",
    "agency",
    "article_figures",
    "comparison",
    "differences",
    "distinctive_words",
    "diversity",
    "doers",
    "figures",
    "frame_spans",
    "ledger",
    "loaded_spans",
    "log_odds",
    "main_entities",
    "namings",
    "proposals",
    "relation_matrix",
    "role_spans",
    "shared_sources",
    "stance_spans",
    "verdict",
    "who_is_heard",
]
