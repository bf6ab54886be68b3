"""Exports of news databases made up for tests, in the layouts of the real ones; outlets and people are invented."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

BODY = (
    "The council voted on Monday for the harbour plan, which had divided the town for two years.",
    "“It costs the town many jobs,” Tom Vale said. The mayor, Anna Berg, was not in the hall.",
    "By the evening the square was full, and nobody wished to say who had called the police.",
)


@dataclass(frozen=True)
class Made:
    """One article as it is put into an export."""

    title: str = "Harbour plan wins"
    outlet: str = "The Harbour Lantern"
    date: str = "March 12, 2024 Tuesday"
    body: Sequence[str] = BODY
    section: str = "NEWS; Pg. 6"
    author: str = "By Anna Vale"
    stated: int | None = None  # None: as many words as there are; 0: no such line

    @property
    def words(self) -> int | None:
        return self.stated if self.stated is not None else sum(len(line.split()) for line in self.body)


def nexis(
    articles: Sequence[Made], *, cover: bool = True, promised: int | None = None, end: str = "End of Document"
) -> list[str]:
    """Return the paragraphs of a Nexis Uni document."""
    lines: list[str] = []
    if cover:
        lines += ["", "Date and Time: Tuesday, 12 March 2024 19:06:00 CET", "Job Number: 1000001"]
        lines += [f"Documents ({promised or len(articles)})"]
        for number, made in enumerate(articles, start=1):
            lines += [f"{number}. {made.title}", "Client/Matter: -None-", "Search Terms: harbour"]
            lines += ["Search Type: Terms and Connectors ", "Narrowed by: ", "", ""]
        lines += ["Content Type", "Narrowed by", "News", "Timeline: Jan 01, 2020 to Dec 31, 2024", "", "", "\n"]
    for made in articles:
        lines += [made.title, made.outlet, made.date, "", "\nCopyright 2024 Lantern Media Ltd. All Rights Reserved"]
        lines += [f"Section:\u00a0{made.section}"] if made.section else []
        lines += [f"Length:\u00a0{made.words} words"] if made.words else []
        lines += [f"Byline:\u00a0{made.author}"] if made.author else []
        lines += ["Body", "", "", *made.body, "Classification", "", "", "Language:\u00a0ENGLISH"]
        lines += ["\nPublication-Type:\u00a0Newspaper", "\nSubject:\u00a0HARBOURS (91%); CITIES (89%)"]
        lines += ["\nLoad-Date:\u00a0March 13, 2024", "", f"\n{end}", "", "", "\n"]
    return lines


def lexis(
    articles: Sequence[Made], *, labels: dict[str, str] | None = None, mark: str = "{n} of {m} DOCUMENTS"
) -> list[str]:
    """Return the lines of a classic Lexis text file."""
    named = {name: (labels or {}).get(name, name.upper()) for name in ("byline", "section", "length", "words")}
    named |= {name: (labels or {}).get(name, name.upper()) for name in ("load-date", "language")}
    words = (labels or {}).get("words", "words")
    lines = ["", "Download Request: Selected Items: 1-3", "Time Of Request: Tuesday, March 12, 2024  16:51:31", ""]
    for number, made in enumerate(articles, start=1):
        lines += ["", " " * 30 + mark.format(n=number, m=len(articles)), "", "", " " * 32 + made.outlet, ""]
        lines += [" " * 28 + made.date, " " * 34 + "Edition 1;", " " * 34 + "National Edition", "", made.title, ""]
        lines += [f"{named['byline']}: {made.author}", "", f"{named['section']}: {made.section}", ""]
        lines += [f"{named['length']}: {made.words} {words}", ""]
        for paragraph in made.body:
            lines += [*_wrapped(paragraph), ""]
        lines += [f"{named['load-date']}: March 13, 2024", "", f"{named['language']}: ENGLISH", ""]
        lines += ["GRAPHIC: The hall on Monday,", "seen from the quay", "", "PUBLICATION-TYPE: Newspaper", "", ""]
        lines += [" " * 20 + "Copyright 2024 Lantern Media Ltd", " " * 24 + "All Rights Reserved"]
    return lines


def nexis_html(articles: Sequence[Made]) -> str:
    """Return the page of a Nexis export."""
    pieces = [f'<HTML><HEAD><META TOPIC="null" DOCUMENTS="{len(articles)}" UPDATED="Thursday" /></HEAD><BODY>\n']
    for number, made in enumerate(articles, start=1):
        head = [f"{number} of {len(articles)} DOCUMENTS", made.outlet, made.date, f"<b>{escape(made.title)}</b>"]
        head += [f"BYLINE: {made.author}", f"SECTION: {made.section}", f"LENGTH: {made.words} words"]
        pieces.append("<!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->\n")
        pieces += [f'<BR><DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{line}</SPAN></P>\n</DIV>' for line in head]
        body = "".join(f'<P CLASS="c8"><SPAN CLASS="c2">{escape(line)}</SPAN></P>\n' for line in made.body)
        pieces.append(f'<BR><DIV CLASS="c4">{body}</DIV>')
        for line in (
            "LOAD-DATE: March 13, 2024",
            "LANGUAGE: ENGLISH",
            "Copyright 2024 Lantern Ltd<BR>All Rights Reserved",
        ):
            pieces.append(f'<BR><DIV CLASS="c4"><P CLASS="c5">{line}</P></DIV>')
        pieces.append("\n<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n")
    return "".join([*pieces, "</BODY></HTML>"])


def factiva_html(
    articles: Sequence[Made], *, words: str = "words", language: str = "English", document: str = "Document"
) -> str:
    """Return the page of a Factiva export."""
    pieces = ["<html><head><title>Factiva</title></head><body><form>"]
    for number, made in enumerate(articles, start=1):
        rows = [
            f"{made.words} {words}",
            made.date,
            made.outlet,
            "HLANT",
            "1; National",
            "13",
            language,
            "(c) 2024 Lantern Ltd",
        ]
        author = f'<div class="author">{made.author}</div>' if made.author else ""
        pieces.append(
            f'<div id="article-HL{number}" class="article"><div class="article enArticle"><p>\n</p><div>Comment</div>\n'
            f'<div id="hd"><span class="enHeadline">{_hit(made.title, "plan")}</span>\n</div>{author}'
            + "".join(f"<div>{row}</div>" for row in rows)
            + "\n<p></p>\n"
            + "".join(
                f'<p class="articleParagraph enarticleParagraph">{_hit(line, "council")}</p>\n' for line in made.body
            )
            + f"<p>Lantern Media Limited</p><p>{document} {document_id(number)}</p></div></div><br><span></span>"
        )
    return "".join([*pieces, "<span>© 2024 Factiva, Inc.  All rights reserved.</span></form></body></html>"])


def _hit(line: str, word: str) -> str:
    """Return the line as Factiva shows it for a search: the word in bold."""
    return escape(line).replace(word, f"<b>{word}</b>")


def factiva_lines(articles: Sequence[Made], *, time: bool = False) -> list[str]:
    """Return the lines of a Factiva RTF."""
    lines: list[str] = []
    for number, made in enumerate(articles, start=1):
        lines += ["Comment", made.title, made.author.removeprefix("By "), f"{made.words} words", made.date]
        lines += ["14:05"] if time else []
        lines += [made.outlet, "HLANT", "13", "English", "(c) 2024 Lantern Ltd", "", *made.body, ""]
        lines += [f"Document {document_id(number)}", ""]
    return [*lines, "Search Summary", "Text", "harbour plan"]


def document_id(number: int) -> str:
    return f"HLANT00020240312ek3c{number:05}"


def proquest_html(articles: Sequence[Made], *, anchors: bool = True) -> str:
    """Return the page that a ProQuest mail holds."""
    pieces = ["<html><head><title>Document Email</title></head><body><table><tr><td>"]
    for number, made in enumerate(articles, start=1):
        pieces.append(
            "<div>"
            + (f'<a name="DocID_MSTAR_{number}"></a>' if anchors else "")
            + f"<p>{escape(made.title)}: [Op-Ed]</p>"
            f"<p><span>{made.author}.&nbsp;<strong>{made.outlet}</strong>, City Edition; Harbour, H.T. [H.T.].&nbsp;"
            "12 Mar 2024: A.3.</span></p>"
            f"<p><strong>Author:  </strong>{made.author}</p><p><strong>Abstract:  </strong>None available.</p>"
            f'<p><strong>Full text: </strong><Text WordCount="{made.words}" HTMLContent="true"><html><body><div>'
            '<div class="document_view_image"><a title="The hall on Monday">Enlarge this image.</a></div>'
            + "".join(f"<p>{escape(line)}</p>" for line in made.body)
            + "</div></body></html></Text></p>"
        )
        for label, value in proquest_labels(made, number):
            pieces.append(f"<p><strong>{label}: </strong>{value}</p>")
        pieces.append("</div>")
    return "".join(
        [*pieces, "<p>Database copyright © 2024 ProQuest LLC. All rights reserved.</p></table></body></html>"]
    )


def proquest_labels(made: Made, number: int) -> list[tuple[str, str]]:
    return [
        ("Subject", "Harbours; Cities"), ("Location", "Harbour Town"),
        ("Publication title", f"{made.outlet}, City Edition; Harbour, H.T."), ("Publication date", "Mar 12, 2024"),
        ("Section", "A"), ("Language of publication", "English"), ("Document type", "Commentary"),
        ("ProQuest document ID", str(1000 + number)), ("Copyright", "Copyright Lantern Media Mar 12, 2024"),
        ("Last updated", "2024-03-13"), ("Database", "Harbour Dailies"),
    ]  # fmt: skip


def proquest_lines(articles: Sequence[Made]) -> list[str]:
    """Return the lines of a ProQuest text file."""
    lines = [
        "_" * 60,
        "",
        "Report Information from ProQuest",
        "12 March 2024 09:01",
        "",
        "_" * 60,
        "",
        "Table of contents",
    ]
    lines += [f"{number}. {made.title}" for number, made in enumerate(articles, start=1)]
    for number, made in enumerate(articles, start=1):
        lines += [
            "_" * 60,
            "",
            f"Document {number} of {len(articles)}",
            "",
            made.title,
            "",
            f"Author: {made.author}",
            "",
        ]
        lines += [f"Publication info: {made.outlet}, City Edition; Harbour, H.T. [Harbour, H.T.]12 Mar 2024: A.3.", ""]
        lines += [
            "https://proquest.example/docview/1",
            "",
            "Abstract: None available.",
            "",
            f"Full text: {made.body[0]}",
            "",
        ]
        for line in made.body[1:]:
            lines += [line, ""]
        for label, value in proquest_labels(made, number):
            lines += [f"{label}: {value}", ""]
    return [
        *lines,
        "_" * 60,
        "",
        "Contact us at: http://proquest.example",
        "",
        "Database copyright © 2024 ProQuest LLC.",
    ]


_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def docx(paragraphs: Sequence[str], *, core: str = "", raw: str = "") -> bytes:
    """Return a Word document with these paragraphs; `raw` is put into its body as it is."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    space += ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = "".join(
        "<w:p><w:r>"
        + "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\n"))
        + "</w:r></w:p>"
        for line in paragraphs
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}{raw}</w:body></w:document>")
        if core:
            archive.writestr("docProps/core.xml", core)
    return packed.getvalue()


def rtf(lines: Sequence[str]) -> bytes:
    """Return a Rich Text file with these lines."""
    text = "\\par ".join("".join(_rtf(character) for character in line.strip("\n")) for line in lines)
    return ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Times;}}\\f0 " + text + "}").encode("ascii")


def _rtf(character: str) -> str:
    if character in "\\{}":
        return "\\" + character
    return character if character.isascii() else f"\\u{ord(character)}?"


def _wrapped(paragraph: str, width: int = 70) -> list[str]:
    lines = [""]
    for word in paragraph.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
