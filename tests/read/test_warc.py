import gzip
import time
import zlib
from functools import partial

import pytest

from pipeline.errors import PipelineError
from pipeline.read import FileReading, warcrecords
from pipeline.read.warc import read_warc

_gzipped = partial(gzip.compress, mtime=0)  # a test is known by what it is given, which must be the same each time


def _page(word: str) -> bytes:
    paragraphs = "".join(
        f"<p>Paragraph {n} of {word}: the council of Saltmarsh voted on Monday to rebuild the harbour wall, said the "
        "mayor, Anna Berg, who has defended the plan for three years against critics.</p>"
        for n in range(5)
    )
    return f"<html><head><title>Plan {word}</title></head><body><article>{paragraphs}</article></body></html>".encode()


def _record(
    payload: bytes,
    *,
    url: str = "https://edition.cnn.com/2024/03/12/plan",
    kind: str = "response",
    length: object = None,
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    size = len(payload) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{url}>\r\nContent-Type: {content_type}\r\n"
    return head.encode() + f"Content-Length: {size}\r\n\r\n".encode() + payload + b"\r\n\r\n"


def _http(body: bytes, *headers: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {kind}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


_INFO = _record(b"software: test\r\n", kind="warcinfo", content_type="application/warc-fields")
_FIRST = _record(_http(_page("alpha")))
_LAST = _record(_http(_page("omega")), url="https://lantern.example/omega")


def _words(reading: FileReading) -> list[str]:
    return [article.text.split("Paragraph 0 of ")[1].split(":")[0] for article in reading.articles]


def _refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        read_warc("x.warc", content)
    assert time.process_time() - began < 15
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        _INFO + _FIRST + _LAST,
        b"".join(map(_gzipped, (_INFO, _FIRST, _LAST))),
        _gzipped(_INFO + _FIRST + _LAST),
        b"".join(map(_gzipped, (_INFO, _FIRST, _LAST))) + b"\0" * 100,
    ],
)
def test_pages_are_articles(content: bytes) -> None:
    reading = read_warc("press-tv_2020-01-01.warc.gz", content)
    assert _words(reading) == ["alpha", "omega"]
    first, second = reading.articles
    assert (first.url, first.outlet, first.date) == ("https://edition.cnn.com/2024/03/12/plan", "CNN", "2024-03-12")
    assert first.found["url"] == "address in the WARC file"
    assert (second.url, second.source) == ("https://lantern.example/omega", f"{reading.name}/page 2")
    assert (reading.kind, reading.problems) == ("warc", ())
    assert reading.notes == (f"{reading.name}: 2 pages",)


def test_what_is_no_page_is_passed_over_and_pages_without_an_article_are_counted() -> None:
    others = [
        _record(_http(b"\x89PNG", kind="image/png")),
        _record(_http(_page("gone"), status=404)),
        _record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        _record(_http(b"<html><body></body></html>")),
        _record(_http(_page("front")), url="https://lantern.example/"),
        _record(_page("resource"), kind="resource", content_type="text/html"),
    ]
    reading = read_warc("x.warc", _FIRST + b"".join(others) + _LAST)
    assert _words(reading) == ["alpha", "resource", "omega"]
    assert reading.problems == ()
    assert reading.notes == ("x.warc: 5 pages, 2 of them without an article",)


_CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (_page("x")[:50], _page("x")[50:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (_CHUNKED, ["Transfer-Encoding: chunked"]),
        (_page("x"), ["Transfer-Encoding: chunked"]),  # as many archives save it
        (_gzipped(_page("x")), ["Content-Encoding: gzip"]),
        (_page("x"), ["Content-Encoding: gzip"]),
        (zlib.compress(_page("x")), ["Content-Encoding: deflate"]),
        (zlib.compress(_page("x"))[2:-4], ["Content-Encoding: deflate"]),
    ],
)
def test_encodings_are_undone(body: bytes, headers: list[str]) -> None:
    assert _words(read_warc("x.warc", _record(_http(body, *headers)))) == ["x"]


def test_the_servers_charset_counts() -> None:
    page = _page("omega").decode().replace("omega", "Москва").encode("cp1251")
    assert _words(read_warc("x.warc", _record(_http(page, kind="text/html; charset=windows-1251")))) == ["Москва"]


@pytest.mark.parametrize(
    "length", [0, 10, 700, 10**6, 10**14, -1, "x", "9" * 5000, len(_http(_page("lie"))) + 3 + len(_LAST)]
)
def test_a_record_that_lies_about_its_length_costs_itself_alone(length: object) -> None:
    lie = _record(_http(_page("lie")), length=length, url="https://lantern.example/lie")
    for content in (_FIRST + lie + _LAST, b"".join(map(_gzipped, (_FIRST, lie, _LAST)))):
        reading = read_warc("x.warc", content)
        assert _words(reading) == ["alpha", "omega"]
        (problem,) = reading.problems
        assert problem.startswith("x.warc/page 2: its record is cut off or says a wrong length")
        assert problem.endswith("(https://lantern.example/lie)")


def test_a_file_that_is_cut_off() -> None:
    reading = read_warc("x.warc", (_FIRST + _LAST)[:-300])
    assert _words(reading) == ["alpha"]
    assert "cut off" in reading.problems[0]
    packed = _gzipped(_FIRST) + _gzipped(_LAST)[:-200]
    assert _words(read_warc("x.warc.gz", packed)) == ["alpha"]


def test_a_broken_gzip_member_costs_itself_alone() -> None:
    broken = bytearray(_gzipped(_LAST))
    broken[40:60] = b"\xff" * 20
    reading = read_warc("x.warc.gz", _gzipped(_FIRST) + broken + _gzipped(_LAST))
    assert _words(reading) == ["alpha", "omega"]


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warcrecords, "MOST_INFLATED", 2**24)
    monkeypatch.setattr(warcrecords, "MOST_PAGE", 2**20)
    assert "has over 16 MB when unpacked" in _refused(_gzipped(_INFO + b" " * (2**24 + 10), 1))
    page = _gzipped(b" " * (2**20 + 1))
    reading = read_warc("x.warc", _FIRST + _record(_http(page, "Content-Encoding: gzip")))
    assert _words(reading) == ["alpha"]
    assert "the page has over 1 MB" in reading.problems[0]


def test_a_page_packed_in_another_way_is_one_line() -> None:
    reading = read_warc("x.warc", _FIRST + _record(_http(b"\x8b\x02", "Content-Encoding: br")))
    assert reading.problems == (
        "x.warc/page 2: the page is packed as br, which is not read; save it as HTML "
        "(https://edition.cnn.com/2024/03/12/plan)",
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (_INFO, "no web page among its records"),
        (b"WARC/1.0\r\n" * 100_000, "no web page among its records"),
        (b"WARC/1.0\r\nA: b\r\n\r\n" * 100_001, "over 100,000 records"),
        (b"no records", "holds no WARC record"),
        (_gzipped(b"no records"), "holds no WARC record"),
        (b"\x1f\x8b\x08" * 100_000, "holds no WARC record"),
        (_record(_http(b"<html><body></body></html>")), "no article on its 1 page"),
    ],
)
def test_a_file_without_articles_says_why(content: bytes, problem: str) -> None:
    assert problem in _refused(content)
