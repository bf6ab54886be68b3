"""Give every outlet one id and one display name, whatever its spelling, address or file name.

`data/outlets.csv` lists the well-known ones with name, address and country. Its owner columns hold an owner only with a
source and a date, are empty otherwise, and are read by no measure and not here. An outlet that is not listed keeps the
name it was given. `pipeline.read.hints` decides which source is asked first.
"""

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_FILE = Path(__file__).parents[1] / "data" / "outlets.csv"

# "CNN (Web News)", "New York Times - Opinion": a desk or an edition, not another outlet.
_DESK = re.compile(
    r"\s*(?:\((?:web|online|news|opinion|editorial|digital|blog|web news|online news)\)"
    r"|[-–—:] (?:news|opinion|editorial|online|web)|(?<=\w) (?:digital|online))$",
    re.IGNORECASE,
)
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/.*)?$", re.IGNORECASE)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\w+/(?=https?://)", re.IGNORECASE)
# Where others publish: the address says nothing about whose text it is.
_PLATFORMS = frozenset(
    ["archive.org", "archive.ph", "archive.today", "facebook.com", "google.com", "instagram.com", "linkedin.com"]
    + ["medium.com", "reddit.com", "substack.com", "t.co", "t.me", "telegram.me", "tiktok.com", "twitter.com"]
    + ["wikipedia.org", "x.com", "youtu.be", "youtube.com"]
)
# Listed spellings that are everyday words: alone at the head of a file name they need a date or a number beside them.
_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """abc age atlantic australian axios bild blaze bustle citizen commentary commentator conversation corriere dawn
        deadline delfi diplomat dispatch duran economist esquire express federalist focus fortune fox fusion gleaner
        granma grist herald hill hindu independent inquirer insider intercept jezebel local mail map mashable
        meduza metro milenio mint mirror nasa nation national nato nd nos observer outlook peninsula petra politiken
        prospect punch quartz reason reforma root salon sabah saba sana scotsman scroll semafor sky slate snopes
        spectator spinoff splinter sputnik standard star stat statesman stern stuff sun telegraph tempo time times
        trend un union variety verge vice vogue wam week welt wired zeit""",
    )
)
# What several listed outlets are called: such a name alone is none of them, whatever address has it.
_SHARED = frozenset(
    re.findall(
        r"\w+",
        """abc chronicle citizen dailynews dailystar express gazette herald mail monitor nation national news observer
        post standard star statesman sunday times today tribune theabc thecitizen thedailynews thedailystar theherald
        themonitor thenational thenews thepost thestandard thestar thestatesman thetribune""",
    )
)
# At the head of a file name: what people call a file, never an outlet.
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        """article articles copy corpus data doc document documents download draft event export file files final full
        html index item new news newspaper old page pages part press release report sample story text texts
        untitled upload""",
    )
)
_DATE = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d\d){2}")


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    name: str
    country: str = ""


def outlet_id(name: str) -> str:
    """Return one id for all spellings of an outlet: the listed id, else a slug of the name."""
    if known := _known(name):
        return known.id
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())
    return "-".join(words) or "outlet-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]


def outlet_name(name: str) -> str:
    """Return the outlet's name for display: the listed one, else the name as written."""
    known = _known(name)
    return known.name if known else name


def outlet_country(name: str) -> str | None:
    """Return the ISO code of the country that a listed outlet is in; None where it is not known."""
    known = _known(name)
    return known.country or None if known else None


def outlet_of_url(url: str) -> str | None:
    """Return the outlet at an address: the listed name, else its domain; None for a platform or no domain."""
    domain = domain_of(url)
    known = _by_domain().get(domain or "")
    return known.name if known else domain


def domain_of(url: str) -> str | None:
    """Return the domain that tells the outlet of an address: a listed one, else the registered one.

    The public suffix list is the one inside tldextract. None for a platform where anybody publishes, or no domain.
    """
    if not (host := _host(url)):
        return None
    labels = host.split(".")
    for at in range(len(labels) - 1):
        if (domain := ".".join(labels[at:])) in _by_domain():
            return domain
    domain = _domains()(host).top_domain_under_public_suffix
    return domain if domain and domain not in _PLATFORMS else None


def outlet_of_name(file_stem: str) -> str | None:
    """Return the outlet that a file's name begins with, None where it is only a title, a date or a number.

    A listed outlet counts when it is the whole name, or stands before an underscore or before nothing but dates and
    numbers. Any other name counts only as several words before an underscore with a date or number after it, as in
    `harbour-lantern_2024-03-12`: "Iran_condemns_attack" names no outlet.
    """
    head, _, rest = file_stem.partition("_")
    numbered = bool(_DATE.search(rest) or re.search(r"(?:^|_)\d{3,}(?:_|$)", rest))
    if rest and (known := _known_words(head)) and (numbered or head.casefold() not in _EVERYDAY):
        return known.name
    undated = _DATE.sub("", file_stem).strip(" -_.()")
    for bare in (undated, re.sub(r"[\W_]*\d+\W*$", "", undated)):
        if (known := _known_words(bare)) and (bare != file_stem or bare.casefold() not in _EVERYDAY):
            return known.name
    words = re.findall(r"[^\W\d_]+", head)
    if not numbered or len(words) < 2 or re.search(r"\d", head) or _GENERIC & {word.casefold() for word in words}:
        return None
    return as_title(head)


def is_known(name: str) -> bool:
    """Say whether `data/outlets.csv` lists the name, in any spelling."""
    return _known(name) is not None


def is_everyday(name: str) -> bool:
    """Say whether a listed name is an everyday word: "Commentary" above a text, or a folder "stuff", is no outlet."""
    return name.strip().casefold() in _EVERYDAY


def as_title(slug: str) -> str:
    """Return "Harbour Lantern" for "harbour-lantern"; a name that has capitals already keeps them."""
    words = re.split(r"[-_.\s]+", slug.strip())
    return " ".join(words) if slug != slug.casefold() else " ".join(word.capitalize() for word in words)


def _known(name: str) -> _Known | None:
    name = unicodedata.normalize("NFKC", name).strip()
    if match := _WEB.match(name):
        labels = match[1].casefold().split(".")
        for at in range(len(labels) - 1):
            if found := _by_domain().get(".".join(labels[at:])):
                return found
    for spelling in (name, _DESK.sub("", name)):
        key = _key(spelling)
        if found := _by_key().get(key) or _by_key().get(key.removeprefix("the")):
            return found
    return None


def _known_words(words: str) -> _Known | None:
    return _known(re.sub(r"[-_ ]+", " ", words)) if words else None


def _key(name: str) -> str:
    """Return letters and digits alone, accents off: "El País" and "el-pais" are one."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    return "".join(character for character in plain if character.isalnum())


def _host(url: str) -> str | None:
    url = _ARCHIVED.sub("", url.strip())
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").rstrip(".").casefold() or None
    except ValueError:  # "http://[" and the like
        return None


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[_Known, tuple[str, ...], tuple[str, ...]], ...]:
    """Return each listed outlet with its spellings and its domains."""
    rows = []
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            aliases = tuple(filter(None, row["aliases"].split("|")))
            names = (row["id"].replace("-", " "), row["name"], *aliases)
            rows.append(
                (_Known(row["id"], row["name"], row["country"]), names, tuple(filter(None, row["domain"].split("|"))))
            )
    return tuple(rows)


@lru_cache(maxsize=1)
def _by_key() -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for known, names, _ in _rows():
        for name in names:
            found.setdefault(_key(name), known)
        # "Guardian" is The Guardian, but "Times" may be one of several.
        if (key := _key(known.name)).startswith("the") and key.removeprefix("the") not in _SHARED:
            found.setdefault(key.removeprefix("the"), known)
    for (
        known,
        _,
        domains,
    ) in _rows():  # after all names: "nytimes", "foxnews"; "thestar" is Toronto's no more than Kenya's
        for label in re.findall(r"(?:^|\s)([\w-]+)\.com(?=\s|$)", " ".join(domains)):
            if _key(label) not in _SHARED:
                found.setdefault(_key(label), known)
    return found


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, _Known]:
    return {domain: known for known, _, domains in _rows() for domain in domains}


@lru_cache(maxsize=1)
def _domains() -> "TLDExtract":
    from tldextract import TLDExtract

    # The list inside the package: no network, no cache folder. A blog at its host counts as a domain of its own.
    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
