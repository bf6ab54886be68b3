"""Find whom and what a document names, and link those names across the documents of an event.

spaCy finds names and the document itself corrects it: a word that the text also writes in lower case is no
person, a last name belongs to the full name that was introduced, an acronym to what stands before it. Which names
are the same across documents, `pipeline.linking` decides. Descriptions ("the premier") are not names, left to others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from ..linking import Head, link
from ..sentences import sentences
from ..types import Document, Entity, Mention
from .faults import without_faults
from .heads import first_names, strangers
from .introduced import introduced
from .kinds import rekinded
from .missed import missing, presented
from .recognised import KINDS, recognised
from .states import with_states

__all__ = ["KINDS", "entities", "mentions"]


def mentions(doc: Document) -> list[Mention]:
    """Return the spans of `doc` that name a person, organisation, group or place, in order, none overlapping.

    A span has no title, article or possessive. `head` is the fullest name that the document gives the
    entity, the state for a nationality that stands for its government ("Iranian officials"). One head has one kind,
    which most of its spans were recognised as.
    """
    text = doc.text
    expansions, things = introduced(text)
    sents = sentences(doc)
    names = without_faults(recognised(doc, sents), doc, sents, things)
    names += presented(names, doc)
    names = rekinded(names, text)
    names += missing(names, doc, expansions)
    names = sorted(with_states(names, text), key=lambda name: name.start)
    fuller = {**first_names(names), **expansions}
    apart = strangers(names, doc)
    heads: list[Head] = [(name.head or fuller.get(name.form, name.form), name.kind) for name in names]
    alone = [name.form in apart and head == (name.form, "person") for name, head in zip(names, heads, strict=True)]
    linked = link(Counter(head for head, by_itself in zip(heads, alone, strict=True) if not by_itself))
    linked |= link(Counter(head for head, by_itself in zip(heads, alone, strict=True) if by_itself))
    found = []
    for name, key in zip(names, heads, strict=True):
        head, kind = linked[key]
        found.append(Mention(name.start, name.end, kind, head))
    return found


def entities(docs: Iterable[Document]) -> list[Entity]:
    """Return the entities that `docs` name, the most mentioned first, whatever the order of `docs`."""
    found = {doc.id: mentions(doc) for doc in docs}
    documents = [[(mention.head, mention.kind) for mention in each] for each in found.values()]
    linked = link(Counter(head for heads in documents for head in heads), documents)
    spans: defaultdict[Head, list[tuple[str, int, int]]] = defaultdict(list)
    for doc_id in sorted(found):
        for mention in found[doc_id]:
            spans[linked[mention.head, mention.kind]].append((doc_id, mention.start, mention.end))
    every = [Entity(name, kind, tuple(where)) for (name, kind), where in spans.items()]
    return sorted(every, key=lambda entity: (-len(entity.mentions), entity.name))
