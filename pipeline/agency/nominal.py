"""Read who does an act that a noun tells ("the army's shelling of the town"), and to whom."""

from .clauses import STEPS, TIMES, Roles, Token, agent_of, is_passive, led_by, subject_of, suspect_of
from .lexicon import Lexicon, Part, Word

_ON = frozenset({"on", "against", "upon", "targeting"})
_NATION = ("ian", "ean", "ish", "ese", "can", "aeli", "aqi", "stani", "meni", "audi", "aiti", "waiti", "hali", "rench")
_SUFFERED = (
    "suffer",
    "surviv",
    "escap",
    "endur",
    "sustain",
    "withst",
    "resist",
)  # who faces assault is charged with it


def nominal(noun: Token, word: Word, lexicon: Lexicon) -> Roles:
    """Return the doer and target of the act that `noun` tells; `word` says which its "of" and its owner are.

    What the noun leaves open is filled from a name before it ("police raid"), then from the verb over it.
    """
    parts: dict[Part, Token] = {}
    of = owner = None
    for child in noun.children:
        if child.dep_ == "poss":
            owner = child
        elif child.dep_ in ("prep", "agent"):
            inner = next((each for each in child.children if each.dep_ == "pobj"), None)
            preposition = child.lower_
            if inner is None:
                continue
            if preposition == "by" and inner.lower_ not in TIMES:
                parts.setdefault("doer", inner)
                parts.update(_nested(inner))
            elif preposition == "of":
                of = inner
            elif preposition in _ON and word.owner != "target":  # "the shooting on the beach"
                parts.setdefault("target", inner)
            elif (preposition == "from" and word.kind == "accusing") or (word.both and preposition == "between"):
                parts.setdefault("doer", inner)
            elif word.both and preposition in ("with", "against"):
                parts.setdefault("target", inner)
        elif child.dep_ == "acl" and child.lower_ in lexicon.doing and (agent := agent_of(child)) is not None:
            parts.setdefault("doer", agent)
    if of is not None and word.of:
        parts.setdefault(word.of, of)
    if owner is not None and owner.lower_ not in TIMES:
        role: Part = "doer" if of is not None and word.of == "target" else word.owner
        parts.setdefault("doer" if role == "target" and "target" in parts else role, owner)
    if "doer" not in parts and (named := _named(noun, lexicon)) is not None:
        parts["doer"] = named
    _from_verb(noun, word, parts, lexicon)
    return Roles("nominal", parts.get("doer"), parts.get("target"))


def _nested(doer: Token) -> dict[Part, Token]:
    """Return the target that the parser hangs on the doer: "the attack by rebels on the convoy"."""
    for child in doer.children:
        if child.dep_ == "prep" and child.lower_ in ("on", "against"):
            for inner in child.children:
                if inner.dep_ == "pobj" and inner.lower_ not in TIMES:
                    return {"target": inner}
    return {}


def _named(noun: Token, lexicon: Lexicon) -> Token | None:
    """Return the actor that stands before the noun: "police raid", "Tarsian air strikes"."""
    for child in noun.lefts:
        lower = child.lower_
        if child.dep_ not in ("compound", "amod", "nmod") or lower in lexicon.not_nations:
            continue
        if child.i + 1 < len(child.doc) and child.nbor(1).tag_ == "HYPH":
            continue  # "cop-killings"
        nation = child.text[0].isupper() and lower.endswith(_NATION)
        if nation or lower in lexicon.actors or lower.removesuffix("s") in lexicon.actors:
            return child
    return None


def _from_verb(noun: Token, word: Word, parts: dict[Part, Token], lexicon: Lexicon) -> None:
    """Fill from the verb over the noun what the noun leaves open: "launched an attack", "faced criticism"."""
    verb = noun.head
    for _ in range(STEPS):
        if noun.dep_ != "conj":
            break
        noun, verb = verb, verb.head
    if noun.dep_ == "dobj" and verb.tag_.startswith("VB"):
        if verb.lower_ in lexicon.doing:
            subject = subject_of(verb, lexicon)
            if subject is not None and not is_passive(verb):
                parts.setdefault("doer", subject)
            for inner in led_by(verb, ("on", "against")):
                parts.setdefault("target", inner)
        elif verb.lower_ in lexicon.undergoing and (word.kind == "accusing" or verb.lower_.startswith(_SUFFERED)):
            subject = subject_of(verb, lexicon)
            if subject is not None:
                parts.setdefault("target", subject)
            for inner in led_by(verb, ("from", "by")):
                parts.setdefault("doer", inner)
    elif noun.dep_ == "nsubjpass" and verb.lower_ in lexicon.doing:
        if (agent := agent_of(verb)) is not None:
            parts.setdefault("doer", agent)
    elif noun.dep_ == "pobj" and verb.lower_ == "under":  # "came under attack", and in headlines "Town under attack"
        over = verb.head
        subject = subject_of(over, lexicon) if over.tag_.startswith("VB") else over
        if subject is not None and subject.tag_[:2] in ("NN", "PR", "CD", "DT"):
            parts.setdefault("target", subject)
    elif noun.dep_ == "pobj" and verb.lower_ in ("of", "with", "for", "in", "over", "behind"):
        over = verb.head
        if over.lower_ == "responsibility" and over.dep_ == "dobj":
            subject = subject_of(over.head, lexicon)
        elif over.lower_ in lexicon.suspecting:
            subject = suspect_of(over, lexicon)
        elif over.dep_ in ("dobj", "nsubjpass") and over.head.lower_ in lexicon.suspecting:
            subject = over  # "accuses Doe of murder", with "of" hung on Doe
        else:
            return
        if subject is not None:
            parts.setdefault("doer", subject)
