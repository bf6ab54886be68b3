"""Parallax: how outlets tell the same event differently, with the sentences behind every number.

These are the public names, stable from the first version on. Importing them loads no model: what is
heavy (spaCy, ONNX Runtime, the HTML reader) is loaded when it is first used.

Several functions share their name with the module that they live in (`pipeline.read`). Here the name is
the function's; the module is reached by `from pipeline.read import ...`.
"""

from .clean import clean
from .encoder import load_model
from .entities import entities
from .errors import PipelineError
from .events import group_events
from .library import Library
from .read import read
from .score import score
from .sentences import sentences
from .types import FRAMES, ROLES, STANCES, Article, Attribution, Document, Entity, Sentence
from .voices import voices

__all__ = [
    "FRAMES",
    "ROLES",
    "STANCES",
    "Article",
    "Attribution",
    "Document",
    "Entity",
    "Library",
    "PipelineError",
    "Sentence",
    "clean",
    "entities",
    "group_events",
    "load_model",
    "read",
    "score",
    "sentences",
    "voices",
]
