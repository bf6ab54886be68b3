import io
import time
import zlib

import pypdf
import pytest

from pipeline.errors import PipelineError
from pipeline.read.pdf import read_pdf
from pipeline.types import Article

_LEFT = (
    "The council of Saltmarsh voted on Monday to rebuild the har-",
    "bour wall, a plan that the mayor, Anna Berg, has defended for",
    "three years against critics who call it reckless.",
    "  Fishermen had asked for a slower start. “It costs the town",
    "many jobs,” said Tom Vale, who leads the union, and the well-",
)
_RIGHT = (
    "known quay would be closed for the winter. A well-known",
    "mason disagrees.",
    "  Work begins in April.",
)
_PARAGRAPHS = (
    "The council of Saltmarsh voted on Monday to rebuild the harbour wall, a plan that the mayor, Anna Berg, has "
    "defended for three years against critics who call it reckless.",
    "Fishermen had asked for a slower start. “It costs the town many jobs,” said Tom Vale, who leads the union, and "
    "the well-known quay would be closed for the winter. A well-known mason disagrees.",
    "Work begins in April.",
)


def _show(x: float, y: float, size: float, text: str) -> bytes:
    written = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, written)


def _column(x: float, top: float, lines: tuple[str, ...]) -> bytes:
    return b"".join(
        _show(x + 5 * (len(line) - len(line.lstrip())), top - 12 * n, 10, line.lstrip()) for n, line in enumerate(lines)
    )


def _news_page(
    number: int, *, title: str = "", left: tuple[str, ...] = _LEFT, right: tuple[str, ...] = _RIGHT
) -> bytes:
    return (
        _show(50, 800, 8, "The Saltmarsh Lantern")
        + _show(450, 800, 8, "Tuesday, 12 March 2024")
        + (_show(50, 760, 24, title) + _show(50, 735, 10, "By Anna Writer") if title else b"")
        + _column(50, 700, left)
        + _column(310, 700, right)
        + _show(290, 20, 8, f"Page {number} of 2")
    )


def _pdf(*contents: bytes, info: bytes = b"", pages: bytes = b"", page: bytes = b"", packed: bool = True) -> bytes:
    """Return a PDF with these content streams, a page each."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        pages or b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< %s >>" % info,
    ]
    for n, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (6 + 2 * n, page)
        )
        stream = zlib.compress(content) if packed else content
        flate = b"/Filter /FlateDecode" if packed else b""
        objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), flate, stream))
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)


def _article(content: bytes, name: str = "x.pdf") -> Article:
    reading = read_pdf(name, content)
    assert reading.kind == "pdf"
    assert reading.problems == ()
    (article,) = reading.articles
    return article


def _refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        read_pdf("x.pdf", content)
    assert time.process_time() - began < 10
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("x.pdf: ")
    return str(error.value)


def test_two_columns_become_paragraphs_without_heads_and_page_numbers() -> None:
    more = ("On Tuesday the masons met in the town hall and chose a", "speaker.")
    content = _pdf(_news_page(1, title="Harbour plan wins in Saltmarsh"), _news_page(2, left=more, right=()))
    article = _article(content)
    assert article.text.split("\n\n") == [
        "Harbour plan wins in Saltmarsh",
        "By Anna Writer",
        *_PARAGRAPHS,
        "On Tuesday the masons met in the town hall and chose a speaker.",
    ]
    assert (article.title, article.author, article.date) == (
        "Harbour plan wins in Saltmarsh",
        "Anna Writer",
        "2024-03-12",
    )
    assert article.found["title"] == "largest type on the first page"
    assert article.found["date"] == "running head"


def test_metadata_are_weak_hints() -> None:
    body = _column(50, 700, _LEFT)
    info = b"/Title (Harbour plan wins) /Author (Anna Writer) /CreationDate (D:20240312101500Z) /Creator (Setter 3)"
    article = _article(_pdf(body, info=info))
    assert (article.title, article.author, article.date) == ("Harbour plan wins", "Anna Writer", "2024-03-12")
    assert article.found["date"] == "day on which the PDF was made"
    named = _article(_pdf(_show(50, 760, 24, "Wall to be rebuilt") + body, info=info), "press-tv_2021-11-14.pdf")
    assert (named.title, named.date) == ("Wall to be rebuilt", "2021-11-14")


@pytest.mark.parametrize(
    "info",
    [
        b"/Title (Microsoft Word - plan.docx) /Author (admin) /CreationDate (D:20240312) /Producer (Skia/PDF m156)",
        b"/Title (untitled) /Author (a@lantern.example) /CreationDate (yesterday)",
        b"/Title () /Author () /CreationDate (D:29990101)",
    ],
)
def test_metadata_that_say_nothing(info: bytes) -> None:
    article = _article(_pdf(_column(50, 700, _LEFT), info=info))
    assert (article.title, article.author, article.date) == (None, None, None)


def test_what_a_browser_prints_gives_the_address_and_no_date() -> None:
    page = _column(50, 700, _LEFT)
    page += (
        _show(30, 820, 8, "3/12/24, 10:14 AM")
        + _show(30, 10, 8, "https://edition.cnn.com/plan")
        + _show(560, 10, 8, "1/1")
    )
    article = _article(_pdf(page))
    assert (article.url, article.outlet, article.date) == ("https://edition.cnn.com/plan", "CNN", None)
    assert "10:14" not in article.text
    assert article.text.endswith("well-")


def _encrypted(password: str, *, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(_pdf(_news_page(1)))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_encrypted(algorithm: str) -> None:
    assert "is protected by a password" in _refused(_encrypted("secret", algorithm=algorithm))
    assert "harbour wall" in _article(_encrypted("", algorithm=algorithm)).text  # forbids only printing


def test_scanned() -> None:
    assert "its 2 pages hold no text, as scanned pages do" in _refused(_pdf(b"q 100 0 0 100 0 0 cm Q", b""))
    reading = read_pdf("x.pdf", _pdf(_news_page(1), b"", b""))
    assert reading.notes == ("2 pages of 3 without text",)


def test_truncated() -> None:
    whole = _pdf(_news_page(1), _news_page(2))
    for length in (9, 60, len(whole) // 2, whole.index(b"xref\n")):
        assert "the file is cut off" in _refused(whole[:length])


@pytest.mark.parametrize(
    "pages",
    [
        b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 >>",
        b"<< /Type /Pages /Kids [5 0 R 2 0 R] /Count 2 /Parent 2 0 R >>",
        b"2 0 R",
    ],
)
def test_circular(pages: bytes) -> None:
    assert "cannot be read as a PDF" in _refused(_pdf(_news_page(1), pages=pages))


def test_flate_bomb() -> None:
    bomb = zlib.compress(zlib.compress(b" " * 2**29, 9), 9)
    content = _pdf(bomb, packed=False).replace(
        b"/Length %d " % len(bomb), b"/Length %d /Filter [/FlateDecode /FlateDecode]" % len(bomb)
    )
    assert len(content) < 100_000
    _refused(content)
    _refused(_pdf(b" " * (33 * 2**20)))


def test_a_stream_of_a_million_operators_ends() -> None:
    _refused(_pdf(b"q Q " * 1_000_000))


def test_too_many_pages() -> None:
    kids = b"5 0 R " * 1001
    content = _pdf(_news_page(1), pages=b"<< /Type /Pages /Kids [%s] /Count 1001 >>" % kids)
    assert "has 1,001 pages, over the 1,000 limit" in _refused(content)


def test_fonts_that_name_no_letters() -> None:
    page = b"BT /F1 10 Tf 50 700 Td (%s) Tj ET" % (b"\x01\x02\x03\x04\x05 abc" * 50)
    assert "fonts do not say which letters" in _refused(_pdf(page))
