"""Turn a written date into an ISO day, with its time where one is written: never a guess, never the future.

Words such as "yesterday" are no dates here. `Order` decides 3/4/2024 from all the dates of a file; a two-digit year
is this century's, or else the last one's second half. A date in a headline is nobody's: this is only asked for
what stands where a date of publication stands.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias

TWO_DAYS = "can be day/month or month/day"

Order: TypeAlias = Literal["day first", "month first"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august")
        + ("sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_CLOCK = r"(?:[T ,]+(?:at )?\d{1,2}[:.]\d{2}.{0,24})?"  # a time of day and a zone change no day
_FORMS = [
    re.compile(form + _CLOCK + r"\Z")
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?:[A-Za-z]{{3,9}}\.?,? )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](?P<year>\d{{4}}|'?\d\d)",
        rf"(?:[A-Za-z]{{3,9}}\.?,? )?{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        # With full stops the day always comes first.
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d)",
    )
]
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK + r"\Z")
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"\s*\(?(?P<zone>(?:GMT|UTC)?\s*[+-]\d{1,2}:?(?:\d\d)?|Z\b|[A-Z]{2,4}\b)?\)?",
    re.IGNORECASE,
)
# The zones whose letters mean one thing only; those of IST, CST and BST mean several, and are not guessed.
_ZONES = {"z": "+00:00", "gmt": "+00:00", "utc": "+00:00", "ut": "+00:00", "est": "-05:00", "edt": "-04:00"}
_ZONES |= {"cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "cet": "+01:00"}
_ZONES |= {"cest": "+02:00", "eet": "+02:00", "eest": "+03:00", "aest": "+10:00", "aedt": "+11:00", "jst": "+09:00"}
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=/|$|-)")


def day(written: str, *, order: Order | None = None) -> str | None:
    """Return "2024-03-12" for a date in a common form; None where it is none, is in the future, or can be two days."""
    written = " ".join(written.split())[:64]
    for form in _FORMS:
        if match := form.match(written):
            month = match["month"]
            number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
            return _iso(_full_year(match["year"].lstrip("'")), number, int(match["day"]))
    if match := _SLASHED.match(written):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        if year is None:
            return None
        readings = {_iso(year, second, first), _iso(year, first, second)} - {None}
        if order:
            return _iso(year, second, first) if order == "day first" else _iso(year, first, second)
        return readings.pop() if len(readings) == 1 else None
    return None


def time(written: str) -> str | None:
    """Return "14:05", or "14:05+03:00" where the zone is known, for the time of day in a date; None where it has none.

    Midnight to the second is what programs write for a day without a time.
    """
    if not (match := _TIME.search(" ".join(written.split())[:64])):
        return None
    hour, minute = int(match["hour"]), int(match["minute"])
    if half := (match["half"] or "").casefold()[:1]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or (hour, minute, int(match["second"] or 0), half) == (0, 0, 0, ""):
        return None
    return f"{hour:02}:{minute:02}{_offset(match['zone'] or '')}"


def clock(written: str) -> str | None:
    """Return a time of day that stands by itself, "2:05 pm GMT", as `time` does; None for anything else."""
    written = " ".join(written.split())
    return time(written) if _TIME.fullmatch(written) else None


def order_of(written: Iterable[str]) -> Order | None:
    """Return whether the days or the months come first in these dates; None where nothing or both is shown."""
    orders: set[Order] = set()
    for text in written:
        if match := _SLASHED.match(" ".join(text.split())[:64]):
            if int(match[1]) > 12:
                orders.add("day first")
            if int(match[3]) > 12:
                orders.add("month first")
    return orders.pop() if len(orders) == 1 else None


def why_not(written: str, *, order: Order | None = None) -> str:
    """Say why `day` gives None for the text: it can be two days, it is in the future, or it is no date."""
    if order is None and all(day(written, order=either) for either in ("day first", "month first")):
        return TWO_DAYS
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", written[:64])]
    return "is in the future" if any(datetime.now(UTC).year <= year < 3000 for year in years) else "is not a date"


def day_in_name(stem: str) -> str | None:
    """Return the one full date that a file's name holds; None for none or several."""
    days = {_iso(int(m[1]), int(m[3]), int(m[4])) for m in _IN_NAME.finditer(stem)} - {None}
    return days.pop() if len(days) == 1 else None


def day_in_url(url: str) -> str | None:
    """Return the day in an address such as /2021/11/07/."""
    match = _IN_PATH.search(url)
    return _iso(int(match[1]), int(match[2]), int(match[3])) if match else None


def _offset(zone: str) -> str:
    """Return "+03:00" for "+0300" or "GMT+3", "" for a zone that is not known."""
    if match := re.fullmatch(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d\d)?", zone, re.IGNORECASE):
        hours, minutes = int(match[2]), int(match[3] or 0)
        return f"{match[1]}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else ""
    return _ZONES.get(zone.casefold(), "")


def _iso(year: int | None, month: int, number: int) -> str | None:
    if year is None:
        return None
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    # Somewhere it is tomorrow already. No newspaper is older than 1605.
    latest = datetime.now(UTC).date() + timedelta(days=1)
    return found.isoformat() if year >= 1605 and found <= latest else None


def _full_year(year: str) -> int | None:
    """Return the year of two digits or four; None where two digits would be the future, or before 1950."""
    if len(year) == 4:
        return int(year)
    this = datetime.now(UTC).year
    if 2000 + int(year) <= this:
        return 2000 + int(year)
    return 1900 + int(year) if int(year) >= 50 else None
