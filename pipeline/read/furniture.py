"""Tell a page's furniture from the article, line by line: breadcrumbs, captions, share bars, footers, datelines.

Reading asks it where the title begins and whose page it is; `pipeline.clean` takes the furniture off. Every rule is
held to a whole line, or to the beginning or end of the text: a sentence that only looks a little like furniture stays.
"""

import re

from ..outlets import is_everyday, is_known, outlet_name
from . import dates

LONGEST = 1000  # characters; a longer line is a text, not furniture

# "News / Iraq", "Home > World > Middle East"
_SECTIONS = frozenset(
    ["home", "news", "world", "politics", "opinion", "business", "sport", "sports", "culture", "international"]
    + [
        "middle east",
        "africa",
        "asia",
        "europe",
        "americas",
        "us",
        "uk",
        "society",
        "economy",
        "analysis",
        "front page",
    ]
)
_BREADCRUMB = re.compile(r"\s+(?:/|>|»|›|→|::)\s+")
_BYLINE = re.compile(
    r"(?:by|written by|story by)\s+(?P<who>[^\W\d_][\w.'’-]*(?:[,\s]+(?:and\s+|&\s*)?[^\W\d_][\w.'’-]*){1,9})", re.I
)
_DATE_LINE = re.compile(
    r"(?:(?:first )?(?:published|posted|updated|last updated|date)(?: on| at)?:?\s+)?(?P<day>.*\d.*)", re.I
)

_PICTURE = r"(?:pictures?|photos?|photographs?|images?|photo combo)"
# What a whole line of furniture looks like, upper or lower case.
_FORMS: dict[str, tuple[str, ...]] = {
    "advertisement line": (
        r"(?:advertisement|advert|skip advertisement|continue reading(?: the main story)?)[.:]?",
        r"(?:story|article) continues below(?: (?:this )?(?:advertisement|ad))?[.:]?",
    ),
    "share bar": (
        r"(?:share|email|print|tweet|save) (?:this|the)(?: (?:article|story|page|post|on|via))?:?",
        r"share:?|\d* ?shares|(?:share|follow us) (?:on|via) \w+(?:,? (?:and )?\w+){0,5}",
        r"(?:(?:facebook|twitter|x|whats ?app|telegram|linked-?in|e-?mail|print|reddit|pinterest|instagram|copy link"
        r"|tweet|share|messenger|viber)(?:[\s|•·,/]+|$)){2,}",
    ),
    "“read more” line": (
        r"(?:read (?:more|also|next)|also read|see also|related(?: (?:articles?|stories|coverage|news))?|more on this"
        r"(?: story)?|recommended(?: stories)?|you may also like|watch|listen)(?:\s*:|\s*:\s.{0,200})?",
        r"more: .{0,200}",
    ),
    "newsletter line": (
        r"(?:sign up|subscribe|register) (?:for|to|here)\b(?!.*\b(?:said|says|told)\b).{0,160}"
        r"\b(?:newsletters?|inbox|e-?mails?|briefing|alerts|podcast|channel)\b.{0,80}",
        r"get .{1,80} (?:delivered )?(?:straight )?(?:to|in) your inbox.{0,80}",
    ),
    "app or channel line": (
        r"(?:download|get) (?:the|our) .{0,40}\bapp\b[^,.]{0,60}\.?",
        r"(?:(?:follow|like|join) us|follow [^,.]{1,40}) on "
        r"(?:facebook|twitter|x|telegram|instagram|whatsapp|google news|youtube)\b[^,.]{0,60}\.?",
    ),
    "photo caption": (
        rf"(?:(?:an?|this|the) )?(?:undated )?(?:handout|file|combination) {_PICTURE}\b.{{0,60}}"
        r"\b(?:shows?|showing|taken|released|provided|obtained|made available)\b.{0,900}",
        rf"(?:file photo|file|foto|caption|{_PICTURE})(?: (?:credits?|by|courtesy)(?: of)?)?(?: ?[:–—]| -) .{{1,900}}",
        rf".{{0,900}}[(\[](?:file )?(?:{_PICTURE}|credit)(?:(?: by| credit| courtesy(?: of)?)[: ]| ?[:/]).{{1,80}}[)\]]"
        r"\.?",
        r".{0,900}[(\[](?:.{1,40} (?:photo|via getty images)|getty images)[)\]]\.?",
        r".{0,900}(?:/getty images|/AFP|/AP(?: photo)?)",
        r"(?:.{1,900}\. )?REUTERS/.{3,60}",
    ),
    "web address": (
        r".{2,60}\bwebsite can also be accessed\b.{0,80}",
        r"(?:https?://)?www\.\S+|https?://\S+|(?:twitter|x|facebook|instagram|linkedin)\.com/\S+",
    ),
    "contact line": (
        r"(?:(?:e-?mail|contact|twitter|follow|write to|reach)\b[^.!?@]{0,60})?"
        r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{2,30})(?:(?:[\s|,;]| or | and |twitter:?)+@\w{2,30})?\.?",
    ),
    "comment line": (
        r"(?:view|show|read|hide|see) (?:all )?(?:\d+ )?comments?(?: \(\d+\))?|(?:post|leave|add|write) a comment",
        r"(?:note: )?(?:we are [\w ]{0,30}|all )?(?:moderating )?(?:all )?comments (?:are|have been|submitted|will be)"
        r"\b(?!.*\b(?:said|says|told)\b).{0,160}",
        r"(?:log|sign) in to (?:comment|post|join)\b.{0,60}|\d+ comments?|join the (?:conversation|discussion)[.!]?",
    ),
    "subscription line": (
        r"if you(?:’ve|'ve)? (?:enjoyed|liked|like|value|found)\b.{0,60}\b(?:article|story|post|reporting|journalism)\b"
        r".{0,300}\b(?:join|subscribe|donate|support|consider|sign up|member|share)\b.{0,600}",
        r"(?:please )?(?:subscribe|donate|become an? (?:member|subscriber|patron)|support our (?:work|reporting))"
        r"(?: (?:to|for|now|today|here|us|our)\b(?!.*\b(?:said|says|told)\b).{0,160})?[.!]?",
    ),
    "copyright line": (
        r"©.{1,160}|(?:\(c\)|copyright) ?(?:©|\(c\))? ?\d{4}\b.{1,160}",
        r".{0,120}\ball rights reserved\b.{0,200}",
    ),
    "end mark": (r"\\?#{2,}|- ?30 ?-|(?:\*\s?){3,}|_{3,}|-{3,}|={3,}|\[?ends?\]?",),
}
_LINES = tuple((kind, re.compile("|".join(forms), re.I)) for kind, forms in _FORMS.items())

# A footer that stands on a line of its own or is stuck to the last sentence.
_LICENCE = re.compile(
    r"(?:^|(?<=[.!?…”\"'’)\]])|(?<=\s))\s*"
    r"(?:All\ Content\ by\ .{2,80}?\ is\ licensed\ under\ .{3,120}?Licen[cs]e"
    r"|This\ (?:work|article|story)\ is\ licensed\ under\ .{3,120}?Licen[cs]e"
    r"|(?:©|\(c\)|Copyright)\ (?:©\ ?)?\d{4}\ [^.\n]{2,80}\.\ All\ rights\ reserved)"
    r"[.\s]*(?:[A-Z]{2,4}/[A-Z]{2,4}\s*)?\Z",
    re.VERBOSE,
)

_SELF = re.compile(r"^(.{2,40}?)['’]s? website can also be accessed\b", re.MULTILINE)
_FOLLOW = re.compile(r"^(?:Follow|Like) (.{2,40}?) on (?:Facebook|Twitter|X|Telegram|Instagram)\b", re.MULTILINE)

_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^\n()\d–—:;!?“”\"]{1,60}?)?"
    r"(?:,?\ (?P<day>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\ \d{1,2}(?:,\ \d{4})?"
    r"|\d{1,2}\ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?(?:\ \d{4})?))?"
    r"(?:,?\ ?[(/](?P<agency>[^()/\n]{2,40})[)/])?"
    r"(?:\s*(?:–|—|--)\s*|\s+-\s+)(?=[A-Z\d“\"‘'À-Þ])",
    re.VERBOSE,
)
# In capitals before a dash, and no places.
_LABELS = frozenset(
    ["ANALYSIS", "ASEAN", "BREAKING", "EXCLUSIVE", "EXPLAINER", "FACTBOX", "FIFA", "FILE", "IAEA", "INTERVIEW", "LIVE"]
    + ["NASA", "NATO", "OPEC", "OPINION", "UEFA", "UNESCO", "UNICEF", "UPDATE", "VIDEO", "WATCH"]
)
_CREDIT = re.compile(
    r"[(\[]?(?:additional |further |with )?(?:reporting|writing|editing|compiled|edited|written|translated) by "
    r"(?P<who>.{3,400}?)[)\]]?\.?[)\]]?",
    re.IGNORECASE,
)
_CREDITED = frozenset(
    ["additional", "and", "at", "bureau", "by", "compiled", "de", "edited", "editing", "for", "from", "further", "in"]
    + ["newsroom", "of", "reporting", "staff", "the", "translated", "translation", "van", "von", "with", "writing"]
    + ["written"]
)
_END = re.compile(r"[.!?…][”\"'’)\]]*$")


def furniture(line: str) -> str | None:
    """Return what kind of furniture a whole line is, None for a line of the article."""
    line = line.strip()
    if len(line) > LONGEST:
        return None
    return next((kind for kind, form in _LINES if form.fullmatch(line)), None) or _credit(line)


def _credit(line: str) -> str | None:
    """Return "reporting credit" for "(Reporting by Anna Berg in Oslo; editing by Tom Vale)": names, and no sentence."""
    if not (match := _CREDIT.fullmatch(line)):
        return None
    words = re.findall(r"[^\W\d_][\w.'’-]*", match["who"])
    return "reporting credit" if words and all(w[0].isupper() or w.casefold() in _CREDITED for w in words) else None


def is_breadcrumb(line: str) -> bool:
    """Say whether the line is a path through the site, such as "News / Iraq"."""
    parts = _BREADCRUMB.split(line.strip().strip("/>»›→: "))
    if len(parts) < 2 or any(len(part.split()) > 4 or _END.search(part) for part in parts):
        return False
    return len(parts) > 2 or parts[0].casefold() in _SECTIONS


def byline(line: str) -> str | None:
    """Return the author on a line that holds nothing else: "By Anna Berg and Tom Vale"."""
    match = _BYLINE.fullmatch(line.strip())
    if not match or _END.search(line.strip()):
        return None
    words = [word for word in re.split(r"[,\s]+", match["who"]) if word not in ("and", "&", "in", "of", "for", "the")]
    # "By all accounts" opens a sentence; names have capitals.
    return match["who"] if all(word[0].isupper() for word in words) else None


def date_line(line: str) -> str | None:
    """Return the day on a line that holds nothing else: "Published: 12 March 2024"."""
    match = _DATE_LINE.fullmatch(line.strip())
    return dates.day(match["day"]) if match and len(line) < 80 else None


def is_masthead(line: str) -> bool:
    """Say whether the line is nothing but the name of a listed outlet."""
    line = line.strip()
    return 1 < len(line) < 40 and line[0].isupper() and is_known(line) and not is_everyday(line)


def self_reference(text: str) -> tuple[str, str] | None:
    """Return the outlet that the page's furniture names as its own, and how it was found."""
    if match := _SELF.search(text):
        return outlet_name(match[1].strip()), "self-reference in the page's footer"
    if (match := _FOLLOW.search(text)) and is_known(match[1]):
        return outlet_name(match[1]), "self-reference in the page's footer"
    return None


def dateline(text: str) -> int:
    """Return the length of the dateline that the text begins with: "BAGHDAD, Nov. 7 (AP) — "; 0 for none.

    A place in capitals, or any place with an agency or a day behind it, before a dash; then a capital.
    """
    match = _DATELINE.match(text)
    if not match:
        return 0
    place = match["place"]
    if not place:
        agency = match["agency"] or ""
        return match.end() if agency.isupper() or is_known(agency) else 0
    city = re.split(r"[,/]", place)[0].strip()
    if match["agency"] or match["day"]:
        words = re.findall(r"[^\W\d_]{4,}", place)
        return match.end() if len(place.split()) <= 7 and all(word[0].isupper() for word in words) else 0
    return match.end() if city.isupper() and len(city) > 3 and city not in _LABELS else 0


def licence(text: str) -> int:
    """Return where the licence footer at the end of the text begins; the text's length where there is none."""
    tail = max(0, len(text) - 500)
    match = _LICENCE.search(text, tail)
    return match.start() if match else len(text)


def ends_a_sentence(line: str) -> bool:
    """Say whether the line ends as a sentence does."""
    return bool(_END.search(line.rstrip()))
