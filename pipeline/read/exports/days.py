"""Read the date lines of exports, in the languages their interfaces speak: "January 10, 2018 Wednesday 10:36 EST".

A line counts only if it is a date and what stands beside one: a weekday, a time, an edition. Months are CLDR's.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from .. import dates

_LANGUAGES = ("en", "de", "nl", "fr", "es", "it", "pt", "da", "sv", "nb", "fi", "pl", "cs", "ru", "uk", "tr", "id")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.ºª])?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_WEEKDAY = r"(?:(?P<weekday>[^\W\d_]{2,14}(?:-feira)?)\.?,? )?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}",
        rf"{_WEEKDAY}{_DAY} (?:de |d['’])?{_MONTH},?(?: de| del)? {_YEAR}",
        r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?P<year>(?:19|20)\d\d) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일]",
    )
)
_SLASHED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)")
_BESIDE = re.compile(r"[\s,;|]*(?:\(?(?P<weekday>[^\W\d_]{2,14}(?:-feira)?)\b\.?\)?)?[\s,;|]*")
_TIME = re.compile(r"(?:at )?\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*[AP]\.?M\b\.?)?(?:\s+[A-Z]{2,5}\b)?[\s,;|]*", re.IGNORECASE)
_WINTER = re.compile(r"\b(?:EST|CST|MST|PST|CET|EET|WET)\b")
_LONGEST = 120  # characters
# Those that mean one offset only: IST, CST or BST by itself can be several.
_ZONES = {
    "GMT": "+00:00", "UTC": "+00:00", "WET": "+00:00", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00",
    "EEST": "+03:00", "EDT": "-04:00", "EST": "-05:00", "CDT": "-05:00", "MDT": "-06:00", "PDT": "-07:00",
    "PST": "-08:00", "JST": "+09:00", "HKT": "+08:00",
}  # fmt: skip


@lru_cache(maxsize=2**14)
def day_line(line: str) -> str | None:
    """Return "2018-01-10 10:36-05:00", or the day alone, for a line that is a date; None for any other line.

    A date such as 3/4/2024 is returned as it is written: which is the day, the file as a whole decides.
    """
    if not 6 <= len(line) <= _LONGEST:
        return None
    line = " ".join(line.split())
    for form in _FORMS:
        if match := form.match(line):
            month = match["month"]
            number = int(month) if month.isdigit() else _months().get(month.casefold(), 0)
            rest = line[match.end() :]
            if (match.groupdict().get("weekday") or "").casefold() not in _weekdays():
                continue
            if 1 <= number <= 12 and 1 <= int(match["day"]) <= 31 and _stands_beside(rest):
                day = f"{match['year']}-{number:02}-{int(match['day']):02}"
                time = dates.time(rest) or ""
                if 3 < number < 11 and _WINTER.search(rest):
                    time = time[:5]  # written all year round: what clocks showed is not known
                return f"{day} {time}".rstrip()
    if (match := _SLASHED.match(line)) and _stands_beside(line[match.end() :]):
        return match[0]
    return None


def _stands_beside(rest: str) -> bool:
    """Say whether a text may follow a date on its line: nothing, a weekday, a time, an edition; no second date.

    A sentence that only begins with a date goes on in small letters, or ends with a full stop.
    """
    if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", rest) or rest.endswith((".", "?", "!")):
        return False
    if (match := _BESIDE.match(rest)) and (match["weekday"] or "").casefold() in _weekdays():
        rest = rest[match.end() :]
    rest = rest.strip(" ,;|")
    if match := _TIME.match(rest):
        rest = rest[match.end() :]
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", rest))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return the number of each month's name, full and short; names that are two months in two languages are out."""
    found: dict[str, set[int]] = {"sept": {9}}
    for names in _named("months"):
        for number, name in names.items():
            found.setdefault(name.casefold().rstrip("."), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    """Return the names of the weekdays, full and short, and "" for none."""
    return frozenset(["", *(name.casefold().rstrip(".") for names in _named("days") for name in names.values())])


def _named(what: str) -> Iterator[Mapping[int, str]]:
    from babel import Locale  # tens of milliseconds: only where an export is read

    for language in _LANGUAGES:
        names = getattr(Locale(language), what)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                yield names[context][width]
