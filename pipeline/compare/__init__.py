"""Compare groups of articles: tables of evidence in, figures and differences with intervals out.

Counts, which need no interval, are here too: of speakers and their words, of acts by form and doer; and what each
group calls the same people.
"""

from .agency import agency, doers
from .columns import columns_of, with_columns
from .comparison import comparison
from .corrected import corrected, corrected_differences, with_corrected
from .differences import differences, verdict
from .figures import article_figures, figures
from .findings import findings, ties
from .logodds import log_odds
from .naming import distinctive_words, ledger, namings
from .proposals import proposals
from .relations import relation_matrix
from .shares import name_spans, voice_spans
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
    "columns_of",
    "comparison",
    "corrected",
    "corrected_differences",
    "differences",
    "distinctive_words",
    "diversity",
    "doers",
    "figures",
    "findings",
    "frame_spans",
    "ledger",
    "loaded_spans",
    "log_odds",
    "main_entities",
    "name_spans",
    "namings",
    "proposals",
    "relation_matrix",
    "role_spans",
    "shared_sources",
    "stance_spans",
    "ties",
    "verdict",
    "voice_spans",
    "who_is_heard",
    "with_columns",
    "with_corrected",
]
