"""Read the labelled corpora into training examples, and keep out what must only be measured.

Where each corpus comes from, and on what terms, stands in the model card.
"""

from .example import Example, fold, normal
from .frame import ccf, exemplars, forum, gvfc, narrative, tweets
from .held import report_only, uncontaminated
from .stance import directed, newsmtsc, seesaw, seesaw_mentions
from .unlabelled import unlabelled, with_places
from .words import babe, narrative_roles, polnear

__all__ = [
    "Example",
    "babe",
    "ccf",
    "directed",
    "exemplars",
    "fold",
    "forum",
    "gvfc",
    "narrative",
    "narrative_roles",
    "newsmtsc",
    "normal",
    "polnear",
    "report_only",
    "seesaw",
    "seesaw_mentions",
    "tweets",
    "uncontaminated",
    "unlabelled",
    "with_places",
]
