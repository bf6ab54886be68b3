"""Turn the entries that a splitter found into articles, with what each file promised and what each length says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...errors import PipelineError
from ...outlets import is_known
from .. import dates
from ..fields import Draft, as_line, scrubbed
from ..hints import hint
from ..reading import MOST_CHARACTERS, FileReading, limited
from . import days
from .labels import section_of, words_stated

UNTESTED = "untested on real files: check the articles by eye, and tell us"
_NAMED = 5  # articles listed in a note
_WORD = re.compile(r"\w+")  # nearest to how Nexis counts: median .99 of the stated length; between blanks it is .97
_ADDED = re.compile(r"\s*(?:\((?:London|England|UK|U\.K\.|TOI)\)|-- (?:English|all sources))\s*$", re.IGNORECASE)
_CORRECTED = re.compile(r"\s*[-–—(]*\s*correction appended\)?\s*$", re.IGNORECASE)
_BY = re.compile(r"^(?:by|von|door|par|por)\s+(?=\w)", re.IGNORECASE)
_COPYRIGHT_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(slots=True)
class Entry:
    """One article of an export as its splitter found it; `number` is its place in the file, from 1."""

    number: int
    title: str = ""
    outlet: str = ""
    date: str = ""  # as `days.day_line` gives it
    text: str = ""
    stated: int | None = None  # words, as the export states them
    captions: str = ""  # where the stated length counts them
    fields: dict[str, str] = field(default_factory=dict)  # author, section, language, url
    extra: dict[str, object] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)  # where not in the usual place

    def keep(self, name: str, value: str) -> None:
        """Take the value of a label: a field of the article's, its length, or one of the further columns."""
        if not (value := as_line(value)):
            return
        if name == "length" and (words := words_stated(value)) is not None:
            self.stated = words
        elif name == "section":
            section, place = section_of(value)
            self.fields.setdefault("section", section)
            if place:
                self.extra.setdefault("page", place)
        elif name == "headline":
            self.title = self.title or value
        elif name in ("author", "language", "url"):
            self.fields.setdefault(name, _BY.sub("", value) if name == "author" else value)
        else:
            self.extra.setdefault(name, value)


@dataclass(slots=True)
class Export:
    """What was found in one file of a database: entries, and what is wrong or to be said."""

    name: str
    kind: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    promised: int | None = None  # articles, as the cover says

    def place(self, number: int) -> str:
        return f"{self.name}, article {number}"

    def reading(self) -> FileReading:
        """Return the articles. What has no text is a problem, and so is an article without outlet or date.

        Raise PipelineError where no article is left.
        """
        order = dates.order_of(entry.date for entry in self.entries)
        articles, missing = [], []
        for entry in self.entries:
            where = self.place(entry.number)
            if not any(map(str.isalnum, entry.text)):
                missing.append(f"{where}: no text, only what stands above it; export it again with its full text")
                continue
            if len(entry.text) > MOST_CHARACTERS:
                missing.append(f"{where}: the text has {len(entry.text):,} characters, more than one article")
                continue
            draft = self._draft(entry, where, order)
            hint(draft, name=self.name, is_table=True)
            missing += [
                f"{where}: no {what} found in its head; set it by hand"
                for what in ("outlet", "date")
                if what not in draft.values
            ]
            articles.append(draft.article(scrubbed(entry.text)))
        problems = self.problems + missing
        if not articles:
            others = f" (and {len(problems) - 1} more problems)" if len(problems) > 1 else ""
            raise PipelineError((problems or [f"{self.name}: no article in this export; export it again"])[0] + others)
        notes = [self._counted(len(articles)), *self.notes]
        return FileReading(self.name, self.kind, tuple(articles), limited(self.name, problems), tuple(notes))

    def _draft(self, entry: Entry, where: str, order: dates.Order | None) -> Draft:
        draft = Draft(source=where, order=order)
        title, corrected = _CORRECTED.subn("", as_line(entry.title))
        if corrected:
            entry.extra.setdefault("correction", "appended")
        how = {"title": "headline", "outlet": "outlet line", "date": "date line", **entry.how}
        for name, value in (
            ("title", title),
            ("outlet", as_outlet(entry.outlet)),
            ("date", entry.date),
            *entry.fields.items(),
        ):
            draft.give(name, value, f"{how.get(name, name)} in the export")
        if "date" not in draft.values and (day := _loaded(entry.extra)):
            draft.give("date", day, "load date, of the same year as the copyright line")
        if entry.stated is not None:
            draft.extra["words stated"] = entry.stated
        draft.extra |= {
            name: scrubbed(value) if isinstance(value, str) else value for name, value in entry.extra.items()
        }
        return draft

    def _counted(self, found: int) -> str:
        """Return the line with the count, and how many bodies are as long as the export says."""
        what = "1 article" if found == 1 else f"{found} articles"
        if self.promised is not None and self.promised != found:
            what += f" where the export counts {self.promised}"
        stated = [entry for entry in self.entries if entry.stated and entry.text]
        if not stated:
            return f"found {what}"
        off = [entry.number for entry in stated if not is_as_long(f"{entry.text} {entry.captions}", entry.stated or 0)]
        named = ", ".join(map(str, off[:_NAMED])) + (", ..." if len(off) > _NAMED else "")
        which = f" (not: {named})" if off else ""
        bodies = f"{len(stated) - len(off)} of {len(stated)} bodies"
        return f"found {what}; {bodies} within 10 % of the stated length{which}"


def words_in(text: str) -> int:
    """Return how many words a text has, about as the databases count them now."""
    return sum(1 for _ in _WORD.finditer(text))


def is_as_long(text: str, stated: int) -> bool:
    """Say whether a body has the stated number of words, to within a tenth.

    Newer exports count runs of letters and digits, older ones what stands between blanks: either will do.
    """
    return any(abs(words - stated) <= stated / 10 for words in (words_in(text), len(text.split())))


def as_outlet(line: str) -> str:
    """Return the outlet's name without what a database adds: "Daily Mail (London)", "AFP -- English", "Guardian.com."

    A place in brackets goes only where it is London or England: The Independent (Bangladesh) is another outlet.
    """
    line = " ".join(line.split())
    bare = _ADDED.sub("", line).strip(" .")
    if is_known(line) or not bare:
        return line
    return bare if is_known(bare) else line


def paragraphs(lines: Sequence[str], *, kind: str) -> str:
    """Return the lines of a body as text: in a TXT or PDF a line is a line, elsewhere it is a paragraph."""
    mark = "\n" if kind in ("txt", "pdf") else "\n\n"
    return re.sub(r"\n{3,}", "\n\n", mark.join(lines)).strip("\n")


def _loaded(extra: dict[str, object]) -> str | None:
    """Return the day of the load date where the copyright line names the same year: else it may be years off."""
    day = days.day_line(str(extra.get("load date", "")))
    years = _COPYRIGHT_YEAR.findall(str(extra.get("copyright", "")))
    return day[:10] if day and day[:4] in years else None
