"""Read who does an act, and to whom, from the grammar of a sentence; headlines may leave out auxiliaries."""

from dataclasses import dataclass

from ..types import ActForm
from .clauses import STEPS, Phrase, Roles, Token, agent_of, joined, object_of, phrase, subject_of
from .headlines import bare_participle
from .lexicon import Lexicon, Word
from .nominal import nominal

_IN = frozenset({"in", "by", "from", "during"})
_SELF = frozenset({"himself", "herself", "itself", "themselves", "myself", "yourself", "ourselves"})


@dataclass(frozen=True, slots=True)
class Told:
    """An act as the grammar tells it: its form, and the phrases of doer and target."""

    form: ActForm
    doer: Phrase | None
    target: Phrase | None


def told(token: Token, word: Word, lexicon: Lexicon, *, telegraphic: bool = False) -> Told | None:
    """Return who does what to whom at `token`, None where its grammar says that it tells no act.

    With `telegraphic`, a participle needs no auxiliary ("Three killed in raid").
    """
    form = token.lower_
    if form in word.forms and _is_verb(token, word, telegraphic=telegraphic):
        found = _verb(token, word, lexicon, telegraphic=telegraphic)
    elif form in word.nouns and token.tag_ not in ("JJ", "RB") and token.dep_ not in ("compound", "amod", "nmod"):
        found = nominal(token, word, lexicon)
    else:
        return None
    if not _is_act(token, word, found, lexicon):
        return None
    doer = None if found.doer is None else phrase(found.doer)
    target = None if found.target is None else phrase(found.target, of=not _holds_the_charge(token, word))
    return Told(found.form, doer, target)


def _holds_the_charge(token: Token, word: Word) -> bool:
    """Say whether "of" after the accused can only lead to what they are accused of."""
    return word.act == "accuse" and not any(child.dep_ == "prep" and child.lower_ == "of" for child in token.children)


def _is_verb(token: Token, word: Word, *, telegraphic: bool) -> bool:
    tag = token.tag_
    if tag == "VBG" or (tag in ("NN", "NNP", "NNS") and token.lower_.endswith("ing")):
        # "the killing of": a noun, whatever its tag.
        own = {child.dep_ for child in token.children}
        named = any(child.dep_ == "prep" and child.lower_ in ("of", "by") for child in token.children)
        nominal = "det" in own or "poss" in own or named or (tag != "VBG" and "dobj" not in own)
        nominal = nominal or (telegraphic and "dobj" not in own and token.i > 0)
        return not (nominal and token.lower_ in word.nouns) and (tag == "VBG" or "dobj" in own)
    if tag.startswith("VB"):
        return token.dep_ not in ("amod", "compound")
    if token.lower_ in word.nouns:
        return False
    if tag == "JJ" and token.lower_ in word.past:
        return token.dep_ in ("acomp", "oprd", "ROOT", "acl", "ccomp", "conj")
    return telegraphic and token.lower_ in word.past


def _verb(token: Token, word: Word, lexicon: Lexicon, *, telegraphic: bool) -> Roles:
    if _passive(token, word) or (telegraphic and bare_participle(token, word)):
        doer = agent_of(token)
        target = subject_of(token, lexicon)
        return Roles("passive" if doer is not None else "agentless", doer, target)
    doer, target = subject_of(token, lexicon), object_of(token, word)
    bare = token.tag_ == "VBN" and not any(child.dep_ == "aux" for child in token.children)
    if target is None and bare and not (word.to or word.both):
        return Roles("agentless", None, doer)  # "left two dead and nine people injured"
    return Roles("active", doer, target)


def _passive(token: Token, word: Word) -> bool:
    """Say whether the verb is passive: by its own auxiliary, its agent, or that of the verb it is joined to."""
    for _ in range(STEPS):
        own = {child.dep_ for child in token.children}
        if own & {"auxpass", "nsubjpass", "agent"}:
            return True
        if own & {"dobj", "nsubj"} and token.dep_ not in ("ccomp",):
            return False
        if token.lower_ not in word.past and token.tag_ not in ("VBN", "VBD"):
            return False
        if any(
            child.dep_ == "aux" and child.lower_ in ("have", "has", "had", "'ve", "’ve", "having")
            for child in token.children
        ):
            return False
        if token.tag_ == "JJ":
            return True
        if token.dep_ in ("acl", "advcl", "oprd", "xcomp"):
            return token.tag_ == "VBN" and not own & {"dobj", "nsubj"}
        if token.dep_ == "ccomp":  # "had him killed", "saw them shot"
            return token.tag_ == "VBN" and "dobj" not in own and "nsubj" in own and "aux" not in own
        if token.dep_ != "conj" or own & {"aux"}:
            return False
        token = token.head
    return False


def _is_act(token: Token, word: Word, found: Roles, lexicon: Lexicon) -> bool:
    """Say whether what the grammar found is an act at all: no bill is killed, no storm kills by intent."""
    if found.target is not None and found.target.lower_ in _SELF and word.kind == "violent":
        return False
    if found.target is not None and _is_among(found.target, word.things):
        return False
    if not word.harm:
        return True
    if found.doer is not None:
        return not _is_among(found.doer, lexicon.causes)
    return not any(
        _is_among(inner, lexicon.causes)
        for each in joined(token)
        for child in each.children
        if child.dep_ == "advcl" or (child.dep_ in ("prep", "agent") and child.lower_ in _IN)
        for inner in child.children
        if inner.dep_ in ("pobj", "nsubj")
    )


def _is_among(token: Token, words: frozenset[str]) -> bool:
    word = token.lower_
    return not words.isdisjoint({word, word.removesuffix("s"), word.removesuffix("es")})
