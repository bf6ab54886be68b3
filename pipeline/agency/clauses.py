"""Find the parts of a clause: whose subject a verb has, what it is done to, by whom, and where a phrase ends.

spaCy's labels (ClearNLP style: nsubj, nsubjpass, agent, dobj, relcl, acl) say how words hang together; here they are
followed through conjunctions ("shot and killed"), relative clauses ("the men who shot him") and control ("accused of
killing"). Each walk takes a bounded number of steps.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from ..types import ActForm
from .lexicon import Lexicon, Word

Token: TypeAlias = Any  # a spaCy Token
Phrase: TypeAlias = tuple[int, int]  # tokens [first, end)

STEPS = 8  # of a climb through conjunctions and clauses; deeper ones are the parser's errors


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WHO = frozenset({"who", "whom", "which", "that"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_QUOTES = frozenset("'\"‘’“”")
_INNER = _QUOTES | frozenset("-–")
TIMES = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december noon midnight dawn dusk morning evening night afternoon nightfall end time "
    "week month year day hour roadside road today tomorrow yesterday mistake accident chance phone"
)
_OBJECT_CONTROL = _set(
    "allow allowed ask asked asks cause caused command commanded direct directed drive enable encourage encouraged "
    "force forced forces hire hired hiring instruct instructed let make made order ordered orders permit persuade "
    "persuaded pay paid push pushed tell told train trained trains urge urged want wanted wants see saw seen watched "
    "show shows showed shown caught catch catches help helped helping"
)
_PLANS = _set(
    "plan plans plot plots scheme schemes conspiracy conspiracies attempt attempts bid bids effort efforts threat "
    "threats intention intentions order orders vow vows"
)


class Roles(NamedTuple):
    """The form of an act, and the heads of the phrases that name its doer and its target."""

    form: ActForm
    doer: Token | None
    target: Token | None


def phrase(head: Token, *, of: bool = True) -> Phrase:
    """Return the tokens [first, end) of the noun phrase of `head`.

    It goes from its determiner over its conjuncts and, with `of`, its "of" phrases; clauses,
    appositions and other prepositional phrases, which parsers attach at random, are not in it.
    """
    first, end = head.i, head.i + 1
    for child in reversed(list(head.lefts)):
        if child.dep_ in ("punct", "cc", "preconj", "relcl", "acl", "advcl", "appos", "prep", "mark", "aux", "intj"):
            if child.dep_ == "punct" and child.text in _INNER and child.i == first - 1:
                first = child.i
                continue
            break
        if child.left_edge.i > first or child.right_edge.i != first - 1:
            break
        first = child.left_edge.i
    conjunct = False
    for child in head.rights:
        if child.text in ("(", ")") or (child.left_edge.i and child.left_edge.nbor(-1).text == "("):
            conjunct = True  # "Roe (of Verrin) and Doe"
            continue
        if child.i < end or (child.left_edge.i > end and not conjunct):
            break
        if child.dep_ in ("cc", "punct") and child.lower_ in (",", "and", "or", "&"):
            conjunct = True
        elif child.dep_ == "punct" and child.text in _QUOTES and child.i == end:
            end += 1
        elif child.dep_ == "conj" and conjunct and child.tag_[0] in "NPCDJ":
            end = phrase(child)[1]
        elif child.dep_ == "prep" and child.lower_ == "of" and of:
            inner = next((each for each in child.children if each.dep_ == "pobj"), None)
            if inner is None or child.i != end or inner.tag_ == "VBG":
                break
            end = phrase(inner)[1]
        elif child.dep_ in ("nummod", "compound", "amod", "nmod") and child.left_edge.i == end:
            end = child.right_edge.i + 1
        else:
            break
    return _balanced(head.doc, first, end)


def _balanced(doc: Any, first: int, end: int) -> Phrase:
    """Widen or narrow doc[first:end] so that a quotation mark in it has its other half."""
    quotes = sum(token.text in _QUOTES and token.tag_ != "POS" for token in doc[first:end])
    if quotes % 2 and end < len(doc) and doc[end].text in _QUOTES:
        return first, end + 1
    if quotes % 2 and first and doc[first - 1].text in _QUOTES:
        return first - 1, end
    if quotes % 2 and doc[first].text in _QUOTES:
        return first + 1, end
    return first, end


def subject_of(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the head of the verb's subject, its own or the one that its clause takes from another."""
    for _ in range(STEPS):
        own = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if own is not None:
            if own.lower_ not in _WHO or own.tag_ not in ("WP", "WDT", "IN"):
                return None if own.dep_ == "expl" else own
            return _antecedent(verb)
        dep, head = verb.dep_, verb.head
        if dep == "relcl" or (dep == "acl" and verb.tag_ in ("VBN", "VBG", "VBD", "JJ")):
            return head
        if dep == "conj":
            verb = head
        elif dep == "ccomp" and not any(child.lower_ == "to" for child in verb.lefts):
            return None  # a clause of its own, in which the parser found no subject
        elif dep in ("xcomp", "ccomp", "advcl", "oprd", "acomp"):
            if head.tag_[:2] not in ("VB", "JJ", "MD"):
                return _governing(head, lexicon)
            if (planner := _planner(verb)) is not None:
                return planner
            if head.lower_ in _OBJECT_CONTROL and dep != "advcl":
                ruled = next((child for child in head.children if child.dep_ in ("dobj", "nsubjpass")), None)
                if ruled is not None:
                    return ruled
            if dep == "advcl" and verb.tag_ == "VBG" and is_passive(head):
                return agent_of(head) or subject_of(head, lexicon)
            verb = head
        elif dep == "pcomp":
            return _governing(head.head, lexicon)
        elif dep == "acl":  # "a plot to kill her": whoever plots
            return next((child for child in head.children if child.dep_ == "poss"), None)
        else:
            return None
    return None


def _planner(verb: Token) -> Token | None:
    """Return whose plot it is in "warned of Norland plots to kill her", which parsers hang on the verb that warns."""
    to = next((child for child in verb.lefts if child.lower_ == "to"), None)
    if to is None or not to.i or to.nbor(-1).lower_ not in _PLANS or to.nbor(-1).dep_ != "pobj":
        return None
    plan = to.nbor(-1)
    return next((child for child in plan.lefts if child.dep_ == "poss" or child.tag_ in ("NNP", "NNPS")), None)


def _antecedent(verb: Token) -> Token | None:
    for _ in range(STEPS):
        if verb.dep_ == "relcl":
            return verb.head
        if verb.dep_ not in ("conj", "xcomp", "ccomp"):
            return None
        verb = verb.head
    return None


def _governing(token: Token, lexicon: Lexicon) -> Token | None:
    """Return whoever the verb or noun over an act speaks of: "accused him of killing", "her role in killing"."""
    for _ in range(STEPS):
        if token.tag_.startswith("VB") or token.tag_ == "JJ":
            return suspect_of(token, lexicon)
        if token.dep_ in ("dobj", "nsubjpass") and token.head.lower_ in lexicon.suspecting:
            return token  # "accused his rival of attacking", with "of" hung on the rival
        owner = next((child for child in token.children if child.dep_ == "poss"), None)
        if owner is not None:
            return owner
        if token.dep_ in ("ROOT", "nsubj", "nsubjpass"):
            return None
        token = token.head
    return None


def suspect_of(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the suspect of a verb like "accuse", else the verb's subject."""
    if verb.lower_ in lexicon.suspecting:
        for child in verb.children:
            if child.dep_ in ("dobj", "nsubjpass"):
                return _antecedent(verb) if child.lower_ in _WHO else child
        active = verb.tag_ not in ("VBN", "VBD", "JJ") and not is_passive(verb)
        if active and any(child.dep_ == "nsubj" for child in verb.children):
            return None  # whoever accuses, without a word on whom
    elif is_passive(verb):
        return None
    return subject_of(verb, lexicon)


def is_passive(verb: Token) -> bool:
    """Say whether the verb has a passive's auxiliary, subject or agent."""
    return any(child.dep_ in ("auxpass", "nsubjpass", "agent") for child in verb.children)


def agent_of(verb: Token) -> Token | None:
    """Return the head of the verb's "by" phrase, or of the one it shares ("shot and killed by")."""
    for each in joined(verb):
        for child in each.children:
            if child.dep_ in ("agent", "prep") and child.lower_ == "by":
                for inner in child.children:
                    if inner.dep_ == "pobj" and inner.lower_ not in TIMES:
                        return inner
    return None


def joined(verb: Token) -> Iterator[Token]:
    """Yield the verb, the verbs joined to it and the verb that it is joined to."""
    yield verb
    each = verb
    for _ in range(STEPS):
        following = next((child for child in each.rights if child.dep_ == "conj" and _shares(child)), None)
        if following is None:
            break
        yield (each := following)
    if verb.dep_ == "conj" and _shares(verb):
        yield verb.head


def _shares(verb: Token) -> bool:
    return verb.tag_.startswith("VB") and not any(child.dep_ in _SUBJECTS for child in verb.children)


def object_of(verb: Token, word: Word) -> Token | None:
    """Return the head of what the verb is done to."""
    direct = next((child for child in verb.children if child.dep_ in ("dobj", "dative")), None)
    if word.to:
        nested = [
            *verb.children,
            *(direct.children if direct is not None else ()),
            *(c for child in verb.children if child.dep_ in ("prep", "prt", "advmod") for c in child.children),
        ]
        for child in nested:
            if child.dep_ == "prep" and child.lower_ in word.to:
                inner = next((each for each in child.children if each.dep_ == "pobj"), None)
                if inner is not None:
                    return inner
        if word.act not in ("storm", "ram", "shoot"):
            return None
    if word.act == "blame":
        for parent in (verb, *([direct] if direct is not None else [])):
            for child in parent.children:
                if child.dep_ == "prep" and child.lower_ == "on":
                    inner = next((each for each in child.children if each.dep_ == "pobj"), None)
                    if inner is not None:
                        return inner
    if word.act == "allege":
        return None
    if direct is not None:
        return _antecedent(verb) if direct.lower_ in _WHO else direct
    if word.act == "hold responsible":
        clause = next((child for child in verb.children if child.dep_ == "ccomp"), None)
        if clause is not None:
            return next((child for child in clause.children if child.dep_ in _SUBJECTS), None)
    small = next((c for c in verb.children if c.dep_ == "ccomp" and c.tag_ in ("JJ", "VBN", "VBD")), None)
    if small is not None and small.lower_ == "dead":  # "shot him dead"
        return next((child for child in small.children if child.dep_ == "nsubj"), None)
    if verb.dep_ == "relcl" and any(child.dep_ in _SUBJECTS and child.lower_ not in _WHO for child in verb.children):
        return verb.head  # "the man police shot"
    for child in verb.rights:
        if (
            child.dep_ in ("npadvmod", "attr", "oprd")
            and child.left_edge.i == verb.i + 1
            and child.tag_.startswith("NN")
        ):
            return child
        if child.dep_ == "conj" and _shares(child):
            if any(each.dep_ == "prep" for each in verb.children):
                return None
            return next((each for each in child.children if each.dep_ == "dobj"), None)
    return None


def led_by(verb: Token, prepositions: tuple[str, ...]) -> Iterator[Token]:
    """Yield the heads of the phrases that the verb's `prepositions` lead to."""
    for child in verb.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            yield from (inner for inner in child.children if inner.dep_ == "pobj")
