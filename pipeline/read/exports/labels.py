"""Name the labels of database exports once, whatever the language of the interface: "LÄNGE: 355 Wörter" is a length."""

import re
from collections.abc import Mapping

# What stands above the body, and what stands below it. Languages: English, German, Dutch, French, Spanish, Italian.
_HEAD = {
    "length": "length|länge|laenge|lengte|longueur|extensión|longitud|lunghezza",
    "author": "byline|autor|auteur|author",
    "section": "section|rubrik|rubriek|rubrique|sección|sezione|sectie|ressort",
    "dateline": "dateline|ortsmarke",
    "highlight": "highlight|zusammenfassung|samenvatting",
    "series": "series|serie",
    "distribution": "distribution",
    "headline": "headline",
    "edition": "edition|ausgabe|editie|édition",
}
_TAIL = {
    "load date": "load-date|update|ladedatum|laaddatum|date-chargement|date-de-chargement|fecha-de-carga",
    "language": "language|sprache|taal|langue|idioma|lingua",
    "publication type": "publication-type|publikationstyp|publicatietype|type-publication|pub-type|doc-type",
    "journal code": "journal-code|zeitungs-code|code-revue|journalcode",
    "subject": "subject|thema|onderwerp|sujet",
    "geographic": "geographic|geographie|region|country|state|city|geografisch",
    "person": "person|personen",
    "organization": "organization|organisation|company|firma|unternehmen|bedrijf",
    "industry": "industry|branche|industrie",
    "ticker": "ticker",
    "graphic": "graphic|grafik|grafiek|graphique",
    "correction date": "correction-date",
    "notes": "notes|anmerkung|anmerkungen",
    "web address": "url",
    "document id": "accession-number|document-id|acc-no",
}
HEAD: Mapping[str, str] = {word: name for name, words in _HEAD.items() for word in words.split("|")}
TAIL: Mapping[str, str] = {word: name for name, words in _TAIL.items() for word in words.split("|")}

_LABEL = re.compile(r"(?P<label>[^\W\d_]{2,24}(?:[- ][^\W\d_]{1,24}){0,2})\s?:(?:\s+|\Z)")
_LENGTH = re.compile(r"(\d{1,3}(?:[.,\u00a0\u202f ']\d{3})+|\d{1,7})\s*[^\W\d_]{1,12}")
_PLACE = re.compile(
    r"section|pg\.?|column|page"
    r"|(?:pg|page|p|s|seite|blz|pagina|col|column|version|section|part|ed|edition)\b[.:]? ?(?=[\w.])[\w,. -]{0,12}",
    re.IGNORECASE,
)


def labelled(line: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Return ("length", "355 words") for a line that begins with one of the labels; None for any other line."""
    if not (match := _LABEL.match(line)):
        return None
    name = names.get(match["label"].casefold().replace(" ", "-"))
    return (name, line[match.end() :].strip()) if name else None


def words_stated(value: str) -> int | None:
    """Return 1214 for "1,214 words", "1.214 Wörter" and the like; None for a text that states no number of words."""
    match = _LENGTH.fullmatch(value.strip())
    return int(re.sub(r"\D", "", match[1])) if match else None


def section_of(value: str) -> tuple[str, str]:
    """Return a section without pages, columns and versions, and those: "NEWS; Pg. 6" is ("NEWS", "Pg. 6")."""
    parts = [" ".join(part.split()) for part in value.split(";")]
    parts = list(dict.fromkeys(part for part in parts if part))
    places = [part for part in parts if _PLACE.fullmatch(part)]
    return "; ".join(part for part in parts if part not in places), "; ".join(places)
