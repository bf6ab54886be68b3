import json
import socket

import pytest

from pipeline.read import read_bytes
from pipeline.types import Article

PARAGRAPHS = [
    "The council voted on Monday for the harbour plan, which costs the town four jobs and a crane, officials said.",
    "Tom Vale said on May 3, 2023 that the plan was reckless, and that the mayor had not been in the hall at all.",
    "Anna Berg replied that the crane was old. She would not say when a new one would come, or who would pay for it.",
]


def page(head: str = "", *, before: str = "", after: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=en><head><title>Harbour plan wins | Harbour Lantern</title>{head}</head><body>"
        f"<nav><a href=/>Home</a><a href=/news>News</a></nav><article><h1>Harbour plan wins</h1>"
        f"{before}{body}</article><footer>{after}</footer></body></html>"
    ).encode()


def one(content: bytes, name: str = "x.html") -> Article:
    reading = read_bytes(name, content)
    assert reading.problems == ()
    (article,) = reading.articles
    return article


def test_the_body_keeps_its_paragraphs() -> None:
    text = one(page()).text
    assert [part for part in text.split("\n\n") if part in PARAGRAPHS] == PARAGRAPHS
    assert "Home" not in text


def test_metadata_says_where_each_field_is_from() -> None:
    metas = {
        "og:site_name": "Harbour Lantern",
        "og:title": "Harbour plan wins | Harbour Lantern",
        "article:published_time": "2024-03-12T08:00:00Z",
        "author": "By Tom Vale",
        "article:section": "Opinion",
    }
    head = "".join(f'<meta property="{key}" content="{value}">' for key, value in metas.items())
    head += '<link rel="canonical" href="https://harbour-lantern.example/a">'
    article = one(page(head))
    assert (article.outlet, article.title, article.date) == ("Harbour Lantern", "Harbour plan wins", "2024-03-12")
    assert (article.author, article.genre, article.section) == ("Tom Vale", "opinion", "Opinion")
    assert article.url == "https://harbour-lantern.example/a"
    assert article.found == {
        "url": "canonical link",
        "outlet": "og:site_name",
        "title": "og:title",
        "date": "article:published_time",
        "author": "author",
        "section": "article:section",
        "genre": "article:section",
    }


def test_json_ld_is_read_in_a_graph_and_broken_ones_are_passed_over() -> None:
    item = {
        "@type": "OpinionNewsArticle",
        "datePublished": "2024-03-12",
        "author": [{"name": "Tom Vale"}, {"name": "Anna Berg"}],
        "publisher": {"name": "Harbour Media"},
    }
    scripts = ("{broken", "[" * 100_000, json.dumps({"@graph": [{"@type": "WebPage"}, item]}))
    article = one(page("".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)))
    assert (article.date, article.author, article.genre) == ("2024-03-12", "Tom Vale, Anna Berg", "opinion")
    assert (article.outlet, article.found["outlet"]) == ("Harbour Media", "JSON-LD publisher")


def test_a_news_article_type_is_no_genre() -> None:
    assert one(page('<script type="application/ld+json">{"@type": "NewsArticle"}</script>')).genre is None


def test_a_listed_address_beats_a_slogan() -> None:
    head = '<meta property="og:site_name" content="Home of news"><link rel="canonical" href="https://www.bbc.co.uk/news/1">'
    article = one(page(head))
    assert (article.outlet, article.found["outlet"]) == ("BBC", "domain bbc.co.uk")


def test_neither_date_nor_outlet_is_taken_from_the_text() -> None:
    licence = "<p>All Content by Reuters is licensed under a Creative Commons License. May 5, 2020</p>"
    article = one(page(after=licence))
    assert article.date is None
    assert article.outlet is None


@pytest.mark.parametrize(
    ("declared", "charset"), [("windows-1251", "windows-1251"), ("iso-8859-1", None), ("utf-16", None)]
)
def test_the_declared_charset_counts_unless_the_bytes_are_utf8(declared: str, charset: str | None) -> None:
    head = f'<meta http-equiv="content-type" content="text/html; charset={declared}">'
    content = page(head).decode().replace("Monday", "“Понедельник”")
    article = one(content.encode(charset or "utf-8"))
    assert "“Понедельник”" in article.text
    assert article.found.get("charset") == charset


def test_no_host_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a page was fetched")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    head = '<meta name=author content="https://x.example/tom"><link rel=canonical href="https://www.bbc.co.uk/news/1">'
    assert one(page(head, before='<img src="https://x.example/a.png">')).outlet == "BBC"


def test_an_embedded_image_is_no_bomb() -> None:
    assert one(page(before=f'<img alt="a b" src="data:image/png;base64,{"QUJD/+ab" * 20_000}==">')).text
