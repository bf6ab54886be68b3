import io
import time
import zipfile

import pytest

from pipeline.errors import PipelineError
from pipeline.read.odt import read_odt

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
)
_BODY = (
    "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted.</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
    '<text:p text:style-name="P1">Harbour plan <text:span>wins</text:span></text:p>'
    "<text:p>By Anna Writer</text:p><text:p>12 March 2024</text:p><text:p/>"
    "<text:p>The council<text:s text:c='2'/>of Saltmarsh<office:annotation><text:p>Really?</text:p></office:annotation>"
    " voted\non<text:tab/>Monday"
    "<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.</text:p>"
    "<text:p>One line<text:line-break/>and another.<draw:frame><svg:title>Harbour</svg:title><draw:text-box>"
    "<text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
    "<text:list><text:list-item><text:p>An item.</text:p></text:list-item></text:list>"
)


def _content(body: str = _BODY, *, doctype: str = "") -> str:
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {_SPACES}><office:automatic-styles>'
        f"{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


def _odt(content: str | None = None, **members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", _content() if content is None else content)
        for member, text in members.items():
            archive.writestr({"meta": "meta.xml", "manifest": "META-INF/manifest.xml"}[member], text)
    return out.getvalue()


def _refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        read_odt("x.odt", content)
    assert time.process_time() - began < 10
    assert "\n" not in str(error.value)
    return str(error.value)


def test_paragraphs_without_notes_comments_and_deletions() -> None:
    reading = read_odt("x.odt", _odt())
    (article,) = reading.articles
    assert article.text.split("\n\n") == [
        "Harbour plan wins",
        "By Anna Writer",
        "12 March 2024",
        "The council of Saltmarsh voted on Monday.",
        "In a box.",
        "One line",
        "and another.",
        "An item.",
    ]
    assert (article.title, article.author, article.date) == ("Harbour plan wins", "Anna Writer", "2024-03-12")
    assert article.found["title"] == "title of the document"
    assert (reading.kind, reading.problems) == ("odt", ())


def test_a_heading_is_the_title_and_metadata_are_weak_hints() -> None:
    meta = (
        f"<office:document-meta {_SPACES}><office:meta><dc:title>Old title</dc:title>"
        "<meta:initial-creator>Tom Vale</meta:initial-creator></office:meta></office:document-meta>"
    )
    body = '<text:h text:outline-level="2">Harbour</text:h><text:h>Plan wins</text:h><text:p>So.</text:p>'
    (article,) = read_odt("x.odt", _odt(_content(body), meta=meta)).articles
    assert (article.title, article.author) == ("Plan wins", "Tom Vale")
    (article,) = read_odt("x.odt", _odt(_content("<text:p>It is so.</text:p>"), meta=meta)).articles
    assert (article.title, article.found["title"]) == ("Old title", "document metadata")
    (article,) = read_odt("x.odt", _odt(_content("<text:p>It is so.</text:p>"), meta="broken <")).articles
    assert article.title is None


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    assert "declares XML entities" in _refused(_odt(_content("<text:p>&l9;</text:p>", doctype=doctype)))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (_odt(_content("<text:p/>")), "holds no text"),
        (_odt("<a/>"), "holds no text"),
        (_odt("<a>"), "is broken XML"),
        (_odt(_content("<text:span>" * 100_000)), "is broken XML"),
        (_odt(_content(f"<text:p>{' '.join(map(str, range(400_000)))}</text:p>")), "more than one article"),
        (_odt(manifest="<manifest:encryption-data/>"), "is protected by a password"),
        (_odt()[:-40], "damaged"),
        (_odt().replace(b"content.xml", b"context.xml"), "has no part content.xml"),
    ],
)
def test_a_document_without_an_article_says_why(content: bytes, problem: str) -> None:
    assert problem in _refused(content)
