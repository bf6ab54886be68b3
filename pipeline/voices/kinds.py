"""Tell what stands in quotation marks: somebody's words, words held at a distance, or a title.

Told from the words themselves (how many, capitals, a full stop), and from what stands beside them in the sentence:
a verb of saying, a noun such as "film" or "word", a name's two halves. No model is asked. Not done here: what only
the rest of the text tells (`quotations`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, TypeAlias

from ..types import Span

QuotationKind: TypeAlias = Literal["speech", "scare", "title"]

FEW = 2  # words; so few are somebody's only beside a cue. Three or more in lower case nearly always are
LONGEST_TITLE = 12  # words
LONGEST_NAMED = 8  # words of what something is called: dubbed “the bridge to nowhere”
LONGEST_MENTIONED = 5  # words of a phrase spoken of as one
FAR = 300  # characters of the sentence on either side in which a cue is looked for
NEAR = 60  # characters on either side in which what stands beside the marks is looked for

WORD = re.compile(r"\w[\w'’.-]*")


def _inflected(verbs: str) -> Iterable[str]:
    """Yield the forms of regular verbs; one that doubles its last letter is written with it: slam/m."""
    for entry in verbs.split():
        verb, _, doubled = entry.partition("/")
        stem = verb[:-1] if verb.endswith("e") else verb + doubled
        past = verb[:-1] + "ied" if re.search("[^aeiou]y$", verb) else stem + "ed"
        third = past[:-1] + "s" if past.endswith("ied") else verb + ("es" if re.search("(?:s|sh|ch|x)$", verb) else "s")
        yield from (verb, third, past, stem + "ing")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAYING = frozenset(
    _inflected(
        "ask add tweet insist argue warn claim announce describe call label brand deem dismiss accuse denounce "
        "condemn criticise criticize blast slam/m hail praise promise vow pledge suggest explain reply respond shout "
        "yell chant scream quote characterise characterize demand urge testify acknowledge concede admit/t deny joke "
        "quip/p remark comment complain lament predict recall mock ridicule decry tout boast brag/g muse repeat "
        "reiterate stress cite attack deride lambast cry exclaim conclude contend allege assert assure refer/r talk "
        "answer observe confirm define tag/g outline counter blame fear hint assail trash rail reveal declare reject "
        "emphasise emphasize imply mention report indicate recommend exhort chide point charge rip/p"
    )
) | _set(
    "say says said saying tell tells told telling write writes wrote written writing speak speaks spoke spoken read "
    "reads put puts feel feels felt according posted posting stated states stating noted notes noting labelled "
    "labelling termed terming believes believed considers considered ruled ruling ordered ordering agreed agrees "
    "continued named"
)
# What is said, and where people are asked what they think.
_SAID = _set(
    "statement statements statute speech interview remark remarks comments testimony letter memo email ruling "
    "resolution transcript accusation accusations criticism criticisms speculation assertion assertions contention "
    "admission suggestion allegation allegations pronouncements dictum argument arguments message clear percent poll "
    "polls polled survey surveys surveyed respondents %"
)
_PLAIN = re.compile(r"(?<![\w-])[^\W\d_]+|%")  # not the half of "so-called"

_OPENING = "“”„‟«»‹›‘’‚'\"＂`「『 \n"
_LAST_WORD = re.compile(r"(\w+)[,:]$")
_UTTERS = re.compile(
    r"\b(?:(?:chant|shout|yell|cry|cri|interject|scream|whisper)(?:e?s|ed|ing)?(?: of)?|"
    r"(?:sign|shirt|banner|placard|poster|hat|cap|button)s? (?:that |which )?"
    r"(?:read|said|say|saying|says|reads|reading)|say)$"
)
_BREAK = re.compile(r"[.;!?]\s|[“\"„«]")  # between a quotation and a verb of saying, it is of something else
_WAS = re.compile(r"\b(?:was|were|had|been) $")
_AS = re.compile(r"(?<!such )(?<!known )\bas (?:an? |the |being |too |so |very )?$")
_SUBJECT = re.compile(
    r"(?:^|\b(?:the|these|those|this|that|some|such|many|our|their|his|her|its|an?)\s+(?:[\w-]+\s+)?)\W*$",
    re.IGNORECASE,
)
_PREDICATE = re.compile(r"\W?\s+(?:\w+ly\s+|also\s+|have\s+|has\s+)?(?!read|tag)(\w+)")
_DETERMINED = re.compile(
    r"\b(?:the|an?|this|that|these|those|his|her|its|their|our|my|your)\s+(?:[\w-]+\s+)?\W*$", re.IGNORECASE
)
_MODIFIES = re.compile(r"\W?\s(?!(?:and|or|of|in|on|to|for|as|is|was|are|were|at|by|that|who|but|with|from)\b)[a-z]")

# Words spoken of as words: the word “crime”, the term "…"; but not: in his words, “…”
_MENTIONED = re.compile(
    r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bmy )(?<!\bown )(?<!\bthese )\b(?:words?|terms?|phrases?|expressions?|"
    r"labels?|names?|nicknames?|hashtags?|letters?|adjectives?|monikers?|acronyms?|pronouns?|prefix|suffix|motto|"
    r"slogans?|pseudonyms?|alias(?:es)?|epithets?|titles?|means?|meaning(?: of)?|definition of)"
    r"\s*,?\s*(?:(?:like|such as|of|is|was)\s+)?\W*$",
    re.IGNORECASE,
)
_CHOSEN = re.compile(r"\b(?:click(?:s|ed|ing)?(?: on)?|vot(?:e|es|ed|ing))\s+\W*$", re.IGNORECASE)
# “Sherpa” is the word; a “no” vote, the “send” button; “sherpa,” or guide.
_EXPLAINED = re.compile(
    r"\W*\s(?:(?:is|was|isn['’]t|wasn['’]t|are|were) (?:not |just |only )?(?:the|an?|my|his|her|their) (?:\w+ )?"
    r"(?:word|term|phrase|acronym|abbreviation)s?|when used|refers? to|stands? for|(?:I|we|they|he|she|you) means?|"
    r"in (?:Spanish|French|German|Arabic|Latin|English)|means|labels?|monikers?|nicknames?|slogans?|features?|options?|"
    r"buttons?|links?|tabs?|categor(?:y|ies)|columns?|icons?|hashtags?|votes?|voters?|voting|"
    r"i\.e\.|meaning|that is|which means|defined)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"(?:,\W|\W,)\s?or (?:an? |the )?\w")
_CALLED = re.compile(
    r"\b(?:(?:en)?titled|dubbed|nicknamed|renamed|named|headlined|subtitled|captioned|code-?named|billed as|"
    r"known (?:\w+ )?as|a\.?k\.?a\.?|goes by|go by|went by|short for|stands? for|stood for|translates? (?:as|to|into)|"
    r"pronounced|spelled|listed as|rated|marked|classified(?: as)?|"
    r"(?:an?|the) (?:[\w-]+ ){1,3}called)\s*,?:?\s*(?:the |an? )?\W*$",
    re.IGNORECASE,
)
_WORKS = (
    "film|movie|book|novel|song|album|single|series|show|sitcom|drama|comedy|play|musical|opera|essay|article|column|"
    "report|study|paper|podcast|documentary|memoir|autobiography|biography|poem|painting|episode|program|programme|"
    "segment|thriller|best-?seller|video|game|magazine|newspaper|blog|website|site|app|ballad|anthem|hymn|record|track|"
    "cartoon|exhibition|exhibit|sculpture|trilogy|saga|sequel|remake|story|editorial|op-ed|classic|hit|author|host|"
    "co-host|star|stars|starred|cast|director|creator|writer|act|bill|initiative|campaign|project|operation|festival|"
    "tour|ship|boat"
)
_WORK_BEFORE = re.compile(rf"\b(?:{_WORKS})s?(?:\s+of)?\s*,?\s*(?:\(\d{{4}}\)\s*)?(?:called\s+)?\W*$", re.IGNORECASE)
_WORK_AFTER = re.compile(
    rf"\W*(?:\(\w+\)\s*)?(?:is|was)?\s*(?:an?|the|his|her|its|their)?\s*(?:[\w'’-]+ ){{0,3}}(?:{_WORKS})\b",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"(?:['’]s?|\b(?:on|of|in|from|for|to|and|or|watch(?:ed|ing)?|reads?|saw|wrote|sang|sing))\s+\W*$")
_CALLS = re.compile(r"\bcall(?:s|ed|ing)?\s+(?:the\s+)?\W*$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"\b(?!(?:The|A|An|This|That|His|Her|In|On|And|But|When|While|If)\b)[A-Z][\w.’'-]*\s\W{1,2}$")
_NAME_AFTER = re.compile(r"\W{1,2}\s[A-Z][\w’'-]")
_MIDST = re.compile(r"\w[,;]?\s*$")
# Words of a title that have no capital.
_SMALL = _set("a an and as at but by for from in into is it of off on or over the to up upon via vs vs. with")


def cued(text: str) -> bool:
    """Say whether `text` holds a verb of saying."""
    return any(word in _SAYING for word in _PLAIN.findall(text.lower()))


class Kinds:
    """What quotations of one text are; the text's own words are gathered once."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, pieces: tuple[Span, ...], within: Span, *, inner: bool) -> QuotationKind:
        """Return what the quotation in `pieces` is.

        `within` is what may be read to tell: its sentence, or the quotation around it where it is an `inner` one.
        A word spoken of as a word (the word “crime”) and a nickname (Robert “Bob” Vale) are "title".
        """
        text = self._text
        start, end = pieces[0][0], pieces[-1][1]
        words = [word for piece in pieces for word in WORD.findall(text, *piece)]
        left = text[max(within[0], start - FAR) : start]
        right = text[end : min(within[1], end + FAR)]
        near = left[-NEAR:]
        reported = self._reported(near, (start - len(left), start), (end, end + len(right)))
        introduced, followed = _introduced(near), len(pieces) > 1 or self._followed(end, right)
        if not words:
            return "title"
        may_be_title = len(pieces) == 1 and len(words) <= LONGEST_TITLE and not introduced
        if may_be_title and self._title(words, pieces[0], left, right, followed=followed):
            return "title"
        if introduced or followed:
            return "speech"
        determined = _DETERMINED.search(near) is not None
        if len(words) > FEW:
            modifies = len(words) == FEW + 1 and determined and _MODIFIES.match(right)
            return "scare" if modifies and not reported else "speech"
        if not text[start].islower() and text[end - 1] in ".?!…" and not determined:
            return "speech"  # “Never!”
        predicate = _PREDICATE.match(right)
        if predicate and predicate[1] in _SAYING and _SUBJECT.search(near) and text[end - 1].isalnum():
            return "scare"  # The “experts” say
        if inner and not determined:
            return "speech"
        return "speech" if reported else "scare"

    def _reported(self, near: str, *sides: Span) -> bool:
        """Say whether the sentence reports: by a verb or noun of saying, or "as" or "was" beside the marks."""
        beside = near.rstrip(_OPENING[:-2])
        return bool(_AS.search(beside) or _WAS.search(beside)) or any(_holds(self._cues, side) for side in sides)

    def _followed(self, end: int, right: str) -> bool:
        """Say whether a speaker's verb follows the marks: “…,” she said."""
        if self._text[end - 1] not in ",?!—–-" and right[1:2] not in (",", "—", "–"):
            return False
        for word in _PLAIN.finditer(right[:NEAR].lower()):
            if word[0] in _SAYING:
                return not _BREAK.search(right[2 : word.start()])
        return False

    def _title(self, words: list[str], piece: Span, left: str, right: str, *, followed: bool) -> bool:
        near = left[-NEAR:]
        if len(words) <= LONGEST_MENTIONED and _MENTIONED.search(near):
            return True
        if len(words) <= LONGEST_NAMED and _CALLED.search(near):
            return True
        if len(words) <= FEW and (_CHOSEN.search(near) or _EXPLAINED.match(right[:NEAR])):
            return True
        if len(words) <= FEW and _OR.match(self._text[piece[1] - 1] + right if right[1:2] != "," else right):
            return True
        capital = words[0][0].isupper() or words[0][0].isdigit()
        if not (capital and all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words)):
            return capital and not followed and _WORK_BEFORE.search(near) is not None
        if _WORK_BEFORE.search(near) or _WORK_AFTER.match(right[:NEAR]) or _CALLS.search(near):
            return True
        if followed and not _SHOWN.search(near):
            return False
        if _all_capitals(f"{left} {right}"):
            return False
        if len(words) <= 3 and _NAME_BEFORE.search(near) and _NAME_AFTER.match(right):
            return True
        if len(words) > 1:
            return self._text[piece[1] - 1] not in "?!"
        if self._common(words[0]) or not _MIDST.search(near.rstrip(_OPENING)):
            return False
        return _SHOWN.search(near) is not None or not _holds(self._verbs, (piece[0] - len(left), piece[0]))

    def _common(self, word: str) -> bool:
        """Say whether the text writes a word without its capital as well: it is no name."""
        return word.lower().rstrip(".'’-") in self._lower

    @cached_property
    def _verbs(self) -> list[int]:
        return [word.start() for word in _PLAIN.finditer(self._text) if word[0].lower() in _SAYING]

    @cached_property
    def _cues(self) -> list[int]:
        found = _SAYING | _SAID
        return [word.start() for word in _PLAIN.finditer(self._text) if word[0].lower() in found]

    @cached_property
    def _lower(self) -> frozenset[str]:
        return frozenset(word.rstrip(".'’-") for word in WORD.findall(self._text) if word.islower())


def _introduced(near: str) -> bool:
    """Say whether a verb of saying, or a colon, stands right before the marks: said, “…”; chanting “…”; Roe: “…”."""
    beside = near.rstrip(_OPENING)
    last = _LAST_WORD.search(beside[-20:])
    return beside.endswith(":") or (last is not None and last[1] in _SAYING) or _UTTERS.search(beside) is not None


def _holds(places: list[int], span: Span) -> bool:
    return bisect_left(places, span[0]) < bisect_left(places, span[1])


def _all_capitals(rest: str) -> bool:
    """Say whether the rest of a sentence is written like a title, as headlines are, or there is none."""
    words = WORD.findall(rest)
    long = [word for word in words if len(word) > 3]
    return not words or (len(long) > 1 and sum(word[0].isupper() for word in long) > 0.7 * len(long))
