"""Read the phrase that names a source: whom or what it stands for, by its head noun.

A phrase is read alone. Pronouns, and "the minister" who was introduced elsewhere, are for `speakers` to resolve.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..types import Mention, Span
from .persons import PREPOSITIONS, codebook, is_person, is_plural, singular

Form: TypeAlias = Literal["nothing", "pronoun", "relative", "mention", "name", "body", "document", "people"]

LONGEST = 150  # characters of a phrase that stands for a name
READ = 1000  # characters of a source that are read; more than that is no phrase


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PRONOUNS = _set(
    "i me my myself we us our ourselves he him his himself she her hers herself they them their themselves "
    "it its itself you your"
)
RELATIVES = _set("who whom whose which that")
_ARTICLES = _set("the a an this that these those its their his her our my")
_SOME = _set(
    "a an one another some any many most several few two three four five six seven eight nine ten dozens hundreds "
    "thousands millions half nearly almost about roughly more less fewer other others every each no all both either "
    "neither nobody everyone everybody someone somebody anyone anybody none those these such"
)
_TOKEN = re.compile(r"['’]s\b|-?[^\W_](?:[\w.&-]|['’](?!s\b))*|[,;:()—–]|\s-\s|\S")
_PARTICIPLE = re.compile(r"[a-z](?:ed|een|able|ing|wn|ely|usly)$")
_BREAKS = frozenset(",;:()—–")
_FROM = _set("from by of")
_LEFT_OPEN = re.compile(r"(?:(?<=\w) (?:on|in|at|of|by|for|from|to|with|and|or|the|a|an|who|which|that))+$")
_CUT = re.compile(
    r"\s*[,;:(—–]\s*(?=(?:who|which|whose|whom|where|when|a|an|the|and|or|but|speaking|including|\d)\b)|\s[—–-]\s|[(—–\n]"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a source phrase stands for.

    `words` is the phrase without what only explains it; `mention` the name that it is, or, for people, bodies
    and documents, the name that it belongs to ("a spokesman for the Harbour Authority").
    """

    form: Form
    words: str = ""
    mention: Mention | None = None
    noun: str = ""
    definite: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    mention: Mention | None = None

    @property
    def plain(self) -> str:
        return self.text.casefold().rstrip(".")


def read_phrase(text: str, pieces: Sequence[Span], mentions: Sequence[Mention]) -> Phrase:
    """Return what the source at `pieces` of `text` stands for; `mentions` are those that lie in it."""
    read = Phrase("nothing")
    for start, end in pieces:
        inside = [mention for mention in mentions if start < mention.end and mention.start < end]
        phrase = _read(text, _tokens(text, start, min(end, start + READ), inside))
        if read.form == "nothing" or (phrase.form == "mention" and read.form != "mention"):
            read = phrase
    return read


def _tokens(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[_Token]:
    """Return the words and marks of text[start:end], each name as one."""
    tokens: list[_Token] = []
    at = start
    for mention in [*mentions, None]:
        stop = max(at, mention.start) if mention else end
        tokens += [_Token(match[0].strip(), *match.span()) for match in _TOKEN.finditer(text, at, stop)]
        if mention:
            first, last = max(start, mention.start), min(mention.end, end)
            tokens.append(_Token(text[first:last], first, last, mention))
            at = max(at, mention.end)
    marks = "“”\"‘’'.…"
    return [token for token in tokens if token.text.strip(marks)]


def _read(text: str, tokens: list[_Token]) -> Phrase:
    while tokens and (tokens[0].text in _BREAKS or tokens[0].plain in ("and", "or", "but", "by", "from", "for", "to")):
        tokens = tokens[1:]
    while tokens and tokens[-1].text in (*_BREAKS, "'s", "’s"):
        tokens = tokens[:-1]
    if not tokens:
        return Phrase("nothing")
    segments = _segments(tokens)
    core = _without_participle(_core(segments[0]))
    if len(tokens) == 1 and tokens[0].mention is None and tokens[0].plain in RELATIVES:
        return Phrase("relative", tokens[0].plain)
    if len(core) == 1 and core[0].mention is None and core[0].plain in PRONOUNS:
        return Phrase("pronoun", core[0].plain)
    if found := _person(segments, core):
        return Phrase("mention", text[found.start : found.end], found)
    if not core:
        return Phrase("people", _shown(text, tokens))
    return _by_noun(text, tokens, segments[0], core)


def _segments(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Cut the phrase at its commas, brackets and dashes."""
    segments: list[list[_Token]] = [[]]
    for token in tokens:
        if token.mention is None and (token.text in _BREAKS or token.text == "-"):
            if segments[-1]:
                segments.append([])
        else:
            segments[-1].append(token)
    return segments if segments[-1] or len(segments) == 1 else segments[:-1]


def _core(segment: Sequence[_Token]) -> list[_Token]:
    """Return the words of `segment` up to its first preposition or relative, without an age at the end."""
    size = next((at for at, token in enumerate(segment) if not token.mention and token.plain in PREPOSITIONS), None)
    core = list(segment[:size])
    while core and (core[-1].text.isdigit() or core[-1].text in ("'s", "’s")):
        core.pop()
    return core


def _without_participle(core: list[_Token]) -> list[_Token]:
    """Return `core` up to its noun, without what goes on as "released on Friday" or "available"."""
    for at, token in enumerate(core[1:], 1):
        before = core[at - 1]
        known = before.mention is None and (_thing(before.text) or is_person(before.text))
        if known and token.mention is None and _PARTICIPLE.search(token.text):
            return core[:at]
    return core


def _person(segments: Sequence[Sequence[_Token]], core: Sequence[_Token]) -> Mention | None:
    """Return the person that the phrase names: its head, the end of a title, or in apposition to it."""
    if core and _is_human(core[-1]):
        return core[-1].mention
    if titled := _after_office(segments[0]) or _after_trades(segments[0]):
        return titled
    head = core[-1] if core else None
    if head is None or (head.mention is None and _thing(head.text)):
        return None
    for segment in segments[1:]:
        apposed = _core(segment)
        if apposed and _is_human(apposed[-1]) and all(_titles(token) for token in apposed[:-1]):
            return apposed[-1].mention
        if titled := _after_office(segment):
            return titled
    return None


def _is_human(token: _Token) -> bool:
    return token.mention is not None and token.mention.kind == "person"


def _titles(token: _Token) -> bool:
    return token.mention is not None or token.text[:1].isupper() or is_person(token.text) or token.text in ("'s", "’s")


def _after_office(segment: Sequence[_Token]) -> Mention | None:
    """Return the person of "Secretary of State Ann Roe": none where the preposition speaks of the person."""
    at = next((at for at, token in enumerate(segment) if not token.mention and token.plain == "of"), None)
    if at is None or not any(is_person(token.text) for token in segment[:at] if not token.mention):
        return None
    after = list(segment[at + 1 :])
    until = next((n for n, token in enumerate(after) if _is_human(token)), None)
    if until is None or any(
        token.plain in PREPOSITIONS - {"and", "of"} for token in after[:until] if not token.mention
    ):
        return None
    office = [token for token in after[:until] if token.plain not in _ARTICLES and not is_person(token.text)]
    owned = segment[at + until + 2 : at + until + 3]
    if not office or office[0].text[:1].islower() or (owned and owned[0].text in ("'s", "’s")):
        return None
    return after[until].mention


def _after_trades(segment: Sequence[_Token]) -> Mention | None:
    """Return the person of "lobbyist and strategist Ann Roe"."""
    until = next((at for at, token in enumerate(segment) if _is_human(token)), 0)
    if any(token.plain not in PREPOSITIONS for token in segment[until + 1 : until + 2]):
        return None
    before = [token for token in segment[:until] if token.plain not in ("and", "the")]
    return segment[until].mention if before and all(map(_titles, before)) else None


def _thing(word: str) -> bool:
    lists = codebook()
    return any(singular(word) in lists[name] for name in ("institutions", "issued", "documents"))


def _by_noun(text: str, tokens: Sequence[_Token], segment: Sequence[_Token], core: Sequence[_Token]) -> Phrase:
    """Return what a phrase without a personal name stands for."""
    lists = codebook()
    head = core[-1]
    noun = singular(head.text)
    owner = next((token.mention for token in core[:-1] if token.mention), None)
    beside = owner or next((token.mention for token in segment[len(core) :] if token.mention), None)
    definite = core[0].plain in ("the", "that", "this") or _owned(core)
    plural = head.mention is None and is_plural(head.text)
    if titled := _titled(text, core):
        return titled
    if head.mention is not None:
        if head.mention.kind == "organisation" and singular(head.text.split()[-1]) in lists["statutes"]:
            return Phrase("document", head.mention.head, head.mention)
        if head.mention.kind == "group" and len(core) > 1 and any(token.plain in _SOME for token in core[:-1]):
            return Phrase("people", _shown(text, tokens), head.mention, head.text, False, True)
        if head.mention.kind == "group" and core[0].plain == "the" and not head.text.endswith("s"):
            return Phrase("people", _shown(text, tokens), head.mention, head.text, True, False)
        return Phrase("mention", head.text, head.mention)
    if noun in lists["issued"] and (issuer := _issuer(text, segment, core)):
        return issuer
    if noun in lists["issued"] or (noun in lists["documents"] and not is_person(head.text)):
        return Phrase("document", _shown(text, tokens), beside, noun, definite, plural)
    if noun in lists["institutions"] and (owner or not plural or noun == "police"):
        words = _shown(text, core)
        if owner or noun == "police":  # “the Norland government’s army” and “Norland government army” are one
            words = re.sub(r"['’]s?(?=\s)", "", re.sub(r"^(?:the|an?)\s+", "", words, flags=re.IGNORECASE))
        return Phrase("body", " ".join(words.split()), owner, noun, definite, plural)
    names = [token for token in core if token.plain not in _ARTICLES]
    own = all(token.text[:1].isupper() and not is_person(token.text) and token.plain not in _SOME for token in names)
    if names and own and not owner and noun not in lists["institutions"]:
        common = len(names) == 1 and plural and re.search(rf"(?<!\w){re.escape(head.plain)}(?!\w)", text)
        if not common:
            return Phrase("name", text[names[0].start : head.end], None, noun, core[0].plain == "the", plural)
    return Phrase("people", _shown(text, tokens), beside, noun, definite, plural)


def _titled(text: str, core: Sequence[_Token]) -> Phrase | None:
    """Return the name of "the attorney Edgar Roe", where it was not recognised as one."""
    size = 0
    for token in reversed(core):
        if token.mention or not token.text[:1].isupper() or is_person(token.text) or _thing(token.text):
            break
        size += 1
    if 0 < size < len(core) and core[-size - 1].mention is None and is_person(core[-size - 1].text):
        return Phrase("name", text[core[-size].start : core[-1].end], None, "person")
    return None


def _owned(core: Sequence[_Token]) -> bool:
    return core[0].plain in ("his", "her", "their", "its", "our", "my")


def _opens(text: str, at: int) -> bool:
    """Say whether a sentence may begin at `at`, where a capital tells nothing."""
    before = text[max(0, at - 3) : at].rstrip(" “\"‘'(")
    return not before or before[-1] in '.!?\n:”’"…'


def _issuer(text: str, segment: Sequence[_Token], core: Sequence[_Token]) -> Phrase | None:
    """Return who issued the statement, post or letter that the phrase names."""
    for at, token in enumerate(core[:-1]):
        following = core[at + 1].text
        if following in ("'s", "’s") and (token.mention or _thing(token.text) or is_person(token.text)):
            return _read(text, list(core[: at + 1]))
    rest = list(segment[len(core) :])
    if rest and rest[0].plain in _FROM and len(rest) > 1 and rest[1].plain not in PRONOUNS:
        read = _read(text, rest[1:])
        return read if read.form in ("mention", "body", "people") and (read.mention or read.form == "body") else None
    return None


def _shown(text: str, tokens: Sequence[_Token]) -> str:
    """Return the phrase as it can stand by itself: without asides, in lower case unless it opens with a name."""
    start, end = tokens[0].start, tokens[-1].end
    cut = next((found for found in _CUT.finditer(text, start, end) if found.start() > start), None)
    words = " ".join(text[start : cut.start() if cut else end].split()).rstrip(" ,;:.—–-")
    if len(words) > LONGEST:
        words = words[:LONGEST].rpartition(" ")[0]
    words = _LEFT_OPEN.sub("", words)
    first = tokens[0]
    plain = first.mention is None and not re.search(r"[^a-z’'-]", first.text[1:])
    return words[:1].lower() + words[1:] if plain and _opens(text, start) else words
