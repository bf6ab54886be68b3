"""Find whom and what a document names, and link those names across the documents of an event.

spaCy finds names and the document itself corrects it: a word that the text also writes in lower case is no
person, a last name belongs to the full name that was introduced, an acronym to what stands before it. Which names
are the same across documents, `linking.py` decides. Descriptions ("the premier") are not names, and are left to others.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .linking import ARTICLE, Head, fit, link, majority, person
from .nlp import parse
from .sentences import sentences
from .types import Document, Entity, Kind, Mention, Span

KINDS: Mapping[str, Kind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "NORP": "group",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "acting former deputy vice prime foreign defense defence interior finance attorney secretary minister president "
    "premier pm chancellor governor gov senator sen sens representative rep reps general gen lieutenant lt colonel col "
    "major maj captain capt sergeant sgt admiral adm brigadier brig mr mrs ms miss dr professor prof reverend rev sir "
    "dame lord lady king queen prince princess pope sheikh ayatollah judge justice ambassador speaker mayor sheriff "
    "congressman congresswoman officer spokesman spokeswoman spokesperson"
)
_NEVER = _set(
    "god allah internet monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
_PLATFORMS = _set("twitter facebook instagram youtube telegram tiktok whatsapp google reddit")
_LEAD = re.compile(r"(?:(?:[Tt]he|THE|an?|vs?\.)\s+|\W+)+")
_TAIL = re.compile(r"(?:['’]s\b| (?:of|and|the|to|for|in)|[^\w.])+$")
_OWN_STOP = re.compile(r"(?:\b[A-Z]|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|Bros))\.$")
_BREAK = re.compile(r"[\n()\"“”«»]+")
_NEWSROOM = re.compile(r" (?:news (?:agency|channel|outlet|site|website)|newspaper|television|TV\b|radio\b|magazine)")
_EQUIPMENT = re.compile(r" (?:system|missile|rocket|rifle|drone|jet|fighter|bomber|tank|aircraft|helicopter)")
# An expansion that ends like an organisation, or what stands before one: "Department of (Health, Education…)".
_BODY = re.compile(
    r"\b(?:Administration|Agency|Alliance|Association|Authority|Board|Bureau|Centre|Center|Commission|Committee|"
    r"Company|Corporation|Council|Department|Directorate|Federation|Foundation|Fund|Institute|League|Ministry|Office|"
    r"Organi[sz]ation|Party|Service|Society|Union|University)(?: (?:of|for) (?:the )?)?$"
)
_DESIGNATION = re.compile(r"[A-Z]{1,3}-(?:\d+\w*|[A-Z]+)")
_CAP = r"(?:[Aa]l-)?[A-Z][\w’']+"
_WHOLE = re.compile(
    rf"\b{_CAP}(?:[ -](?:[Aa]hl|[Bb]in|[Ii]bn|[Bb]int|[Aa]bu)[ -]{_CAP})+"  # Asaib ahl al-Haq
    rf"|\b{_CAP} \({_CAP}\) (?:Alliance|Army|Bloc|Coalition|Front|League|Movement|Party|Union)\b"  # Dawn (Fajr) Party
)
_ACRONYM = re.compile(rf"\(([A-Z](?:[A-Z&.-]*[A-Z])\.?)\)(?: or (?:the )?({_CAP}(?: {_CAP})*))?")
_SMALL = _set("of and the for on in to a &")
_WORD = re.compile(r"[^\W_]+|&")
_EDITED = re.compile(r"\s?[\[\]]\s?")
_OWNER = re.compile(r"([^’']+)[’']s ")


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    form: str
    kind: Kind


def mentions(doc: Document) -> list[Mention]:
    """Return the spans of `doc` that name a person, organisation, group or place, in order, none overlapping.

    A span has no title, article or possessive. `head` is the fullest name that the document gives the
    entity, and one head has one kind, which most of its spans were recognised as.
    """
    text = doc.text
    expansions, things = _introduced(text)
    names = _without_faults(_recognised(doc), doc, things)
    names = _rekinded(names, text)
    names += _missed(names, doc, expansions)
    fuller = {**_first_names(names), **expansions}
    linked = link(Counter((fuller.get(name.form, name.form), name.kind) for name in names))
    found = []
    for name in sorted(names, key=lambda name: name.start):
        head, kind = linked[fuller.get(name.form, name.form), name.kind]
        found.append(Mention(name.start, name.end, kind, head))
    return found


def entities(docs: Iterable[Document]) -> list[Entity]:
    """Return the entities that `docs` name, the most mentioned first, whatever the order of `docs`."""
    found = {doc.id: mentions(doc) for doc in docs}
    linked = link(Counter((mention.head, mention.kind) for each in found.values() for mention in each))
    spans: defaultdict[Head, list[tuple[str, int, int]]] = defaultdict(list)
    for doc_id in sorted(found):
        for mention in found[doc_id]:
            spans[linked[mention.head, mention.kind]].append((doc_id, mention.start, mention.end))
    every = [Entity(name, kind, tuple(where)) for (name, kind), where in spans.items()]
    return sorted(every, key=lambda entity: (-len(entity.mentions), entity.name))


def _recognised(doc: Document) -> list[_Name]:
    """Return spaCy's names: trimmed, cut at sentence ends, widened to whole compounds, owners split off."""
    text = doc.text
    ends = [sent.end for sent in sentences(doc)]
    whole = [match.span() for match in _WHOLE.finditer(text)]
    found: list[_Name] = []
    for ent in parse(text).ents:
        if ent.label_ not in KINDS:
            continue
        kind = KINDS[ent.label_]
        piece: Span | None = next((w for w in whole if w[0] < ent.end_char and ent.start_char < w[1]), None)
        if piece is None:
            place = bisect_right(ends, ent.start_char)
            piece = _longest_piece(text, ent.start_char, min(ent.end_char, *ends[place : place + 1]))
        span = _trimmed(text, *piece, kind)
        if span is None or (found and span[0] < found[-1].end):
            continue
        both = found and kind == found[-1].kind == "person"
        if both and _EDITED.fullmatch(text, found[-1].end, span[0]):
            # "[Foreign Minister Ann] Other" is one name with an editor's bracket in it.
            span = (found.pop().start, span[1])
        found.append(_name(text, *span, kind))
    return _with_owners(found, text)


def _name(text: str, start: int, end: int, kind: Kind) -> _Name:
    return _Name(start, end, " ".join(_EDITED.sub(" ", text[start:end]).split()), kind)


def _longest_piece(text: str, start: int, end: int) -> Span:
    cuts = [start, *(at for match in _BREAK.finditer(text, start, end) for at in match.span()), end]
    return max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda span: span[1] - span[0])


def _trimmed(text: str, start: int, end: int, kind: Kind) -> Span | None:
    """Return the span of the bare name in text[start:end], None where nothing of a name is left."""
    while start < end:
        before = (start, end)
        if lead := _LEAD.match(text, start, end):
            start = lead.end()
        tail = _TAIL.search(text, start, end)
        if tail:
            end = tail.start()
        elif text[start:end].endswith(".") and not _OWN_STOP.search(text, start, end):
            end -= 1
        first, _, rest = text[start:end].partition(" ")
        if kind == "person" and rest and first.rstrip(".").casefold() in _TITLES:
            start = end - len(rest)
        if before == (start, end):
            return before
    return None


def _with_owners(names: list[_Name], text: str) -> list[_Name]:
    """Split "Iraq’s Quds Force" in two where the document names Iraq elsewhere too."""
    kinds = {name.form: name.kind for name in names}
    split: list[_Name] = []
    for name in names:
        owner = _OWNER.match(text, name.start, name.end)
        owner_kind = owner and (kinds.get(owner[1]) or kinds.get(owner[1].split()[-1]))
        if owner and owner_kind:
            split.append(_name(text, *owner.span(1), owner_kind))
            name = _name(text, owner.end(), name.end, name.kind)
        split.append(name)
    return split


def _introduced(text: str) -> tuple[dict[str, str], set[str]]:
    """Return what each bracketed acronym stands for, and the forms that are equipment, not names.

    "Popular Mobilization Units (PMU) or Hashd" introduces two other forms of the first. An expansion
    before a word for equipment, or with a comma in it and no word for an organisation, names no actor.
    """
    expansions: dict[str, str] = {}
    things: set[str] = set()
    for match in _ACRONYM.finditer(text):
        before = text[max(0, match.start() - 120) : match.start()]
        full = _expansion(before, match[1])
        if full is None:
            continue
        lead = " ".join(before.split()).removesuffix(full)
        listed = "," in full and not (_BODY.search(full) or _BODY.search(lead))
        if listed or _EQUIPMENT.match(text, match.end(1) + 1):
            things.update([match[1], full])
        else:
            expansions[match[1]] = full
            if match[2]:
                expansions[match[2]] = full
    return expansions, things


def _expansion(before: str, acronym: str) -> str | None:
    """Return the end of `before` whose words' first letters spell `acronym`."""
    letters = [letter for letter in acronym if letter.isalpha()]
    for word in reversed(list(_WORD.finditer(before))):
        if letters and word[0][0] == letters[-1]:
            letters.pop()
            if not letters:
                return " ".join(before[word.start() :].split()) if " " in before[word.start() :].strip() else None
        elif word[0].casefold() not in _SMALL:
            return None
    return None


def _without_faults(names: list[_Name], doc: Document, things: set[str]) -> list[_Name]:
    """Leave out what is no name by the document's own evidence."""
    text = doc.text
    body = text[slice(*doc.body)]
    headline = doc.body[0] if _has_capitals(doc) else 0
    last_words = {name.form.split()[-1] for name in names if " " in name.form}
    starts = {sent.start for sent in sentences(doc)}
    inside = {name.form for name in names if name.start not in starts}
    spots = [spot for thing in things for spot in _occurrences(text, thing)]

    def fault(name: _Name) -> bool:
        words = {word.rstrip(".") for word in name.form.casefold().split()}
        if name.end <= headline and name.form not in body:
            # "Roe To Unveil": where all is capitals, the body tells Roe from what she does.
            *most, last = name.form.split()
            if any(_has_word(body, word) for word in [*most, last.lower(), *map(str.lower, most)]):
                return True
        # Whole words only, and where the thing itself stands: its first word alone ("Health,") is in other names.
        if any(_has_word(thing, name.form) for thing in things):
            return True
        if any(start < name.end and name.start < end for start, end in spots):
            return True
        if words <= _TITLES or words <= _NEVER or name.form.islower():
            return True
        last = name.form.split()[-1]
        if _DESIGNATION.fullmatch(last):
            return re.search(re.escape(last) + _EQUIPMENT.pattern, text) is not None
        if name.kind == "person" and re.search(r"\d", name.form):
            return True
        if name.kind != "person" or " " in name.form or name.form in last_words:
            return False
        # A plural that only ever opens sentences ("Tensions rose"), or a word written small elsewhere.
        return (name.form.endswith("s") and name.form not in inside) or _has_word(text, name.form.lower())

    return [name for name in names if not fault(name)]


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _occurrences(text: str, form: str) -> list[Span]:
    """Return where `form` stands in `text` as whole words, whatever white space lies between its words."""
    words = r"\s+".join(map(re.escape, form.split()))
    return [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]


def _has_capitals(doc: Document) -> bool:
    """Say whether the headline writes nearly every longer word with a capital."""
    words = re.findall(r"[^\W\d_]{4,}", doc.text[: doc.body[0]])
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _rekinded(names: list[_Name], text: str) -> list[_Name]:
    """Correct kinds: spaCy takes a person's last name for an organisation, a news agency for a person."""
    people = [person(name.form).words for name in names if name.kind == "person"]
    lasts = {words[-1] for words in people if len(words) > 1}
    bare = {words[0] for words in people if len(words) == 1}

    def kind(name: _Name) -> Kind:
        words = person(name.form).words
        if name.form.casefold() in _PLATFORMS or _NEWSROOM.match(text, name.end):
            return "organisation"
        # Jim Jordan's last name is a country too: a place becomes a person only where it is one elsewhere.
        if len(words) == 1 and words[0] in lasts and (name.kind != "place" or words[0] in bare):
            return "person"
        return name.kind

    return [replace(name, kind=kind(name)) for name in names]


def _missed(names: list[_Name], doc: Document, expansions: Mapping[str, str]) -> list[_Name]:
    """Return further occurrences of the full names, people's last names and introduced acronyms."""
    text = doc.text
    loose = doc.body[0] if _has_capitals(doc) else 0
    kinds: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
    lasts: set[str] = set()
    for name in names:
        if " " in name.form:
            kinds[name.form][name.kind] += 1
            if name.kind == "person":
                last = ARTICLE.sub("", name.form.split()[-1])
                lasts.add(last)
                kinds[last]["person"] += 1
    for form in [*expansions, *expansions.values()]:
        votes = [name.kind for name in names if name.form == form and name.kind != "person"]
        kinds[form] = Counter(votes or ["organisation"])
    if not kinds:
        return []
    longest_first = sorted(kinds, key=lambda form: (-len(form), form))
    pattern = rf"(?<![\w-])(?:[AaEe]l-)?({'|'.join(map(re.escape, longest_first))})(?!\w)"
    taken = sorted((name.start, name.end) for name in names)
    missed = []
    for match in re.finditer(pattern, text):
        before = bisect_right(taken, (match.end(), -1)) - 1
        if before >= 0 and taken[before][1] > match.start():
            continue
        if match[1] in lasts and match.start() >= loose and _in_longer_name(text, *match.span()):
            continue
        missed.append(_name(text, *match.span(), majority(kinds[match[1]])))
    return missed


def _in_longer_name(text: str, start: int, end: int) -> bool:
    """Say whether a capitalised word beside the last name makes it another name ("Laura Bush", "Bush Avenue")."""
    before = re.search(r"([A-Z][\w’.-]*) $", text[max(0, start - 30) : start])
    after = re.match(r" [A-Z]", text[end : end + 2])
    return bool(after or (before and before[1].rstrip(".").casefold() not in _TITLES))


def _first_names(names: list[_Name]) -> dict[str, str]:
    """Return the full name that each bare first name stands for, where the document has only one such person."""
    people = {name.form: person(name.form) for name in names if name.kind == "person"}
    lasts = {name.words[-1] for name in people.values() if len(name.words) > 1}
    found = {}
    for form, name in people.items():
        if len(name.words) == 1 and name.words[0] not in lasts:
            full = [other for other in people if people[other].words[0] == name.words[0] and other != form]
            full = [other for other in full if len(people[other].words) > 1]
            if full and all(fit(people[a], people[b]) for a in full for b in full):
                found[form] = max(full, key=lambda other: (len(people[other].words), other))
    return found
