import json
import socket
import time

import pytest

from pipeline.clean import clean
from pipeline.errors import PipelineError
from pipeline.read import exports, read_bytes
from pipeline.read.body import blocks, completed
from pipeline.read.reading import FileReading
from pipeline.read.webpage import read_html
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
    assert article.time == "08:00+00:00"
    assert article.url == "https://harbour-lantern.example/a"
    assert article.found == {
        "url": "canonical link",
        "outlet": "og:site_name",
        "title": "og:title",
        "date": "article:published_time",
        "time": "article:published_time",
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
    found = one(page('<script type="application/ld+json">{"@type": "NewsArticle"}</script>')).found
    assert "JSON-LD type" not in found.values()


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


def body(content: bytes) -> list[str]:
    doc = clean(one(content))
    return doc.text[slice(*doc.body)].split("\n\n")


def test_captions_and_what_a_picture_says_of_itself_are_no_text() -> None:
    figure = (
        '<figure><img src=a.png alt="The old crane at the harbour"><figcaption>The crane in May</figcaption></figure>'
        "<p>The old crane at the harbour</p>"
    )
    assert body(page(before=figure)) == PARAGRAPHS


def test_the_headline_and_all_above_it_are_no_text() -> None:
    content = page(before="<p>By Tom Vale</p>").replace(b"<h1>", b"<p>Review</p><h1>")
    assert body(content.replace(b"<title>Harbour plan wins", b"<title>Another headline")) == PARAGRAPHS


SENTENCE = "The council met {} times in the old hall, and the mayor was late each time, the clerk wrote in his book."


def test_paragraphs_in_a_container_of_the_same_make_are_taken_up_again() -> None:
    # Two containers: the second one is what trafilatura leaves out.
    more = [SENTENCE.format(number) for number in ("two", "three", "four", "five")]
    parts = [PARAGRAPHS, more]
    inner = "".join(f"<div class=part>{''.join(f'<p>{text}</p>' for text in part)}</div><hr>" for part in parts)
    found = body(f"<html><head><title>x</title></head><body><div id=a>{inner}</div></body></html>".encode())
    assert [text for text in found if text in PARAGRAPHS + more] == PARAGRAPHS + more


def tree_of(html: str) -> object:
    import trafilatura

    return trafilatura.load_html(html)


def test_only_prose_of_the_same_article_is_taken_up_again() -> None:
    more = [SENTENCE.format(number) for number in ("two", "three", "four", "five")]
    paragraphs = "".join(f"<p>{text}</p>" for text in more)
    linked = "".join(f"<p><a href=x>{text}</a></p>" for text in more)

    def added(rest: str) -> list[str]:
        first = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        page_blocks = blocks(tree_of(f"<body><h1>A</h1><div class=part>{first}</div>{rest}</body>"))
        return completed(PARAGRAPHS, page_blocks)[len(PARAGRAPHS) :]

    assert added(f"<div class=part>{paragraphs}</div>") == more
    assert added(f"<div class=part>{linked}</div>") == []  # a list of links
    assert added(f"<div class=other>{paragraphs}</div>") == []
    assert added(f"<aside><div class=part>{paragraphs}</div></aside>") == []
    assert added(f"<div class='related-stories'><div class=part>{paragraphs}</div></div>") == []
    assert added(f"<div hidden><div class=part>{paragraphs}</div></div>") == []
    assert added(f"<h1>The next article</h1><div class=part>{paragraphs}</div>") == []
    assert added(f"<article><div class=part>{paragraphs}</div></article>") == []
    assert added(f"<div class=part><p>{more[0]}</p></div>") == []  # a teaser


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    cell = "<br><br>".join(PARAGRAPHS * 3)
    rows = f"<tr><td><a href=/>Home</a></td><td><h1>Harbour plan wins</h1><p>{cell}</p></td></tr>"
    text = one(f"<html><body><table>{rows}</table></body></html>".encode()).text
    assert "|" not in text
    assert PARAGRAPHS[2] in text


def test_the_outlet_is_the_first_of_the_order_that_answers() -> None:
    site = '<meta property="og:site_name" content="Harbour Lantern">'
    publisher = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "HL Media"}}</script>'
    )
    link = '<link rel=canonical href="https://www.harbour-lantern.co.uk/1">'
    title = "<title>Harbour plan wins | The Guardian</title>"

    def told(head: str, *, name: str = "beta/press-tv_2024-03-12.html") -> tuple[str | None, str | None]:
        article = one(page(head).replace(b"<title>Harbour plan wins | Harbour Lantern</title>", b""), name)
        return article.outlet, article.found.get("outlet")

    assert told(title + link + publisher + site) == ("Harbour Lantern", "og:site_name")
    assert told(title + link + publisher) == ("HL Media", "JSON-LD publisher")
    assert told(title + link) == ("harbour-lantern.co.uk", "domain harbour-lantern.co.uk")
    assert told(title) == ("The Guardian", "page title")
    assert told("") == ("Press TV", "file name")
    assert told("", name="guardian/x.html") == ("The Guardian", "folder name")
    assert told("<title>The plan | Commentary</title>", name="x.html") == (None, None)


def test_a_saved_page_tells_its_address() -> None:
    comment = b"<!-- saved from url=(0042)https://www.bbc.co.uk/news/2024/03/12/x -->\n"
    article = one(comment + page())
    assert (article.outlet, article.date) == ("BBC", "2024-03-12")
    assert article.found["url"] == "saved page"


def test_the_time_is_taken_from_whoever_knows_it() -> None:
    item = {"@type": "NewsArticle", "datePublished": "2024-03-12T14:05:00+03:00"}
    script = f'<script type="application/ld+json">{json.dumps(item)}</script>'
    article = one(page(f'<meta name=date content="2024-03-12">{script}'))
    assert (article.date, article.found["date"]) == ("2024-03-12", "date")
    assert (article.time, article.found["time"]) == ("14:05+03:00", "JSON-LD datePublished")
    assert one(page(f'<meta name=date content="2024-03-11">{script}')).time is None


def test_an_export_is_split_before_it_is_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "split_html", lambda name, text: FileReading(name, f"export {len(text)}"))
    assert read_html("x.html", b"<p>a</p>").kind == "export 8"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<div " + " ".join(f"a{n}=1" for n in range(200_000)) + ">", "a tag of over 2,000 attributes"),
        ("<div " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">", "a tag of over 2,000 attributes"),
        ("<div>" * 100_001, "over 100,000 tags"),
        ("<div>" * 99_000, "no article found"),
        ("<b>" * 90_000 + "a", "no article found"),
        ("<", "no article found"),
    ],
)
def test_a_bomb_is_one_line_and_quick(content: str, problem: str) -> None:
    begin = time.process_time()
    with pytest.raises(PipelineError) as caught:
        read_html("x.html", f"<html><body>{content}</body></html>".encode())
    assert problem in str(caught.value)
    assert time.process_time() - begin < 5
