"""Read one document for its voices, as scoring does, with the shipped model or another."""

import re
from functools import cache

from ..encoder import Model, load_model
from ..entities import mentions
from ..sentences import sentences
from ..types import Attribution, Document
from .attributed import attributed
from .quotations import quotations

_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a pair, which no tokenizer takes


def voices(doc: Document | str, *, model: Model | None = None) -> list[Attribution]:
    """Return the attributions of `doc`, a document or plain text, in the order in which their contents begin.

    The shipped model is loaded on first use unless another is given; with one that has no attribution head,
    only what stands in quotation marks is found. Offsets are into the document's text.
    """
    if isinstance(doc, str):
        doc = Document(id="", text=_SURROGATE.sub("\ufffd", doc), body=(0, len(doc)))
    model = model or _shipped()
    sents = sentences(doc)
    speech = None
    if "attribution" in model.heads:
        speech = model.attributions([doc.text[sent.start : sent.end] for sent in sents])
    marks = quotations(doc.text, [sent.end for sent in sents])
    return attributed(doc, sents, mentions(doc), marks, speech)


@cache
def _shipped() -> Model:
    return load_model()
