"""Put an article together field by field: the first source that gives a field wins, and is noted in `found`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..outlets import outlet_name, outlet_of_url
from ..types import Article
from . import dates
from .genre import genre_of_wording

# Each field, and what columns and front matter call it.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "outlet": ("outlet", "source", "publication", "publisher", "newspaper"),
    "title": ("title", "headline"),
    "date": ("date", "published", "published_at", "publication_date", "published_time"),
    "time": ("time", "time_of_day", "publication_time"),
    "text": ("text", "body", "content", "fulltext", "full_text", "article"),
    "url": ("url", "link", "source_url"),
    "author": ("author", "byline"),
    "genre": ("genre", "type"),
    "language": ("language", "lang"),
    "section": ("section",),
}
FIELD_OF = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
# What exports write where they know nothing.
NOTHING = frozenset(["", "nan", "none", "null", "n/a", "na", "nat", "<na>", "-", "--"])

_GENRES = {
    "opinion": "opinion opinions comment comments commentary commentisfree editorial editorials op-ed op-eds oped "
    "column columns columnist columnists letters perspective perspectives viewpoint viewpoints voices our-view "
    "opinionnewsarticle",
    "analysis": "analysis analyses explainer explainers explained backgrounder news-analysis fact-check factcheck "
    "fact-checks fact-checker analysisnewsarticle backgroundnewsarticle",
    "live": "live liveblog live-blog live-updates live-coverage livecoverage live-news liveblogposting",
    "press release": "press-release press-releases pressrelease statement statements statements-releases "
    "statements-and-releases presidential-actions speeches-remarks",
    "interview": "interview interviews q-a askpersonnewsarticle",
    "news": "news report reports news-report news-article newsarticle reportagenewsarticle breaking-news hard-news",
}
_GENRE_OF = {word: genre for genre, words in _GENRES.items() for word in words.split()}
_LANGUAGES = {
    "english": "en eng", "arabic": "ar ara", "german": "de deu ger", "french": "fr fra fre", "spanish": "es spa",
    "persian": "fa fas per farsi", "russian": "ru rus", "turkish": "tr tur", "chinese": "zh zho chi",
    "italian": "it ita", "portuguese": "pt por", "hebrew": "he heb", "dutch": "nl nld dut", "polish": "pl pol",
}  # fmt: skip
_LANGUAGE_OF = {word: codes.split()[0] for name, codes in _LANGUAGES.items() for word in (name, *codes.split())}


@dataclass(slots=True)
class Draft:
    """An article that is being put together; `order` says how 3/4/2024 is read in its file."""

    source: str
    order: dates.Order | None = None
    values: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)

    def give(self, name: str, value: object, how: str) -> bool:
        """Take a value for a field unless an earlier source gave one; return False where it says nothing."""
        if (text := self._read(name, as_line(value))) is None:
            return False
        # What the wording tells gives way to whatever says it outright, even later.
        if name not in self.values or (name == "genre" and self.found.get(name, "").startswith("wording of the text")):
            self.values[name] = text
            self.found[name] = how
        # A later source may know the time of the same day: og: has "2024-03-12", JSON-LD the hour.
        if name == "date" and self.values["date"] == text and (time := dates.time(as_line(value))):
            self.give("time", time, how)
        return True

    def article(self, text: str) -> Article:
        """Return the article with this text."""
        if (genre := genre_of(self.values.get("section", ""))) and genre != "news":
            self.give("genre", genre, "section")
        if "genre" not in self.values and (told := genre_of_wording(self.values.get("title", ""), text)):
            self.give("genre", *told)
        given = self.values.get
        return Article(
            text=text,
            title=given("title"),
            outlet=given("outlet"),
            date=given("date"),
            time=given("time"),
            author=given("author"),
            url=given("url"),
            genre=given("genre"),
            language=given("language"),
            section=given("section"),
            source=self.source,
            found=self.found,
            extra=self.extra,
        )

    def _read(self, name: str, line: str) -> str | None:
        if line.casefold() in NOTHING:
            return None
        match name:
            case "date":
                return dates.day(line, order=self.order)
            case "time":
                return dates.clock(line)
            case "genre":
                return genre_of(line)
            case "language":
                return language_of(line)
            case "outlet":
                return outlet_of_url(line) if "//" in line else outlet_name(line)
        return line


def as_line(value: object) -> str:
    """Return a value of a cell as one line of text: "" for None, a list's items with commas between."""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(as_line, value)))
    if value is None or isinstance(value, dict | bool):
        return ""
    return scrubbed(" ".join(str(value).split()))


def scrubbed(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def genre_of(words: str) -> str | None:
    """Return the genre that a type, a tag or a section plainly names; None for "Sports" or anything else."""
    for part in re.split(r"[,;|/>]", words.casefold()):
        slug = re.sub(r"[^a-z]+", "-", part.replace("&", "-")).strip("-")
        if slug in _GENRE_OF:
            return _GENRE_OF[slug]
    return None


def language_of(written: str) -> str | None:
    """Return the ISO 639-1 code for "en-GB", "eng" or "English"; None for what is no language."""
    code = re.split(r"[-_]", written.casefold())[0].strip()
    return _LANGUAGE_OF.get(code) or (code if re.fullmatch(r"[a-z]{2}", code) else None)
