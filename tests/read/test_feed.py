import time

import pytest

from pipeline.errors import PipelineError
from pipeline.read import FileReading
from pipeline.read.feed import read_feed

_LONG = " ".join(f"Sentence {n} of the council's report on the harbour wall." for n in range(20))

_RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Saltmarsh Lantern</title><link>https://lantern.example/</link><language>en-gb</language>
<atom:link href="https://lantern.example/feed" rel="self"/>
<item><media:title>Wall</media:title><title>Harbour plan wins &amp;amp; more</title><link>https://lantern.example/2024/plan</link>
<dc:creator>Anna Writer</dc:creator><pubDate>Tue, 12 Mar 2024 14:05:00 +0300</pubDate><category>Opinion</category>
<description>Short.</description><media:content url="https://lantern.example/a.jpg"/>
<content:encoded><![CDATA[<p>The council <b>voted</b> on Monday.</p><script>x()</script><p>Work begins in April.</p>
<p>The post <a href="x">Harbour plan</a> appeared first on <a href="y">Saltmarsh Lantern</a>.</p>]]></content:encoded>
</item><item><title>Quay closed</title><guid isPermaLink="true">https://lantern.example/quay</guid>
<author>desk@lantern.example (Tom Vale)</author>
<description>The quay is closed &lt;b&gt;today&lt;/b&gt;.</description></item>
<item><title>Long</title><description>{_LONG}</description></item>
<item><title>Nothing but a title</title><link>https://lantern.example/none</link></item>
</channel></rss>"""

_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="text">RT News</title>
<link rel="self" href="https://www.rt.com/feed"/><link href="https://www.rt.com/"/>
<entry><title type="html">Harbour &lt;i&gt;plan&lt;/i&gt;</title><link rel="enclosure" href="https://rt.com/a.mp3"/>
<link href="https://www.rt.com/news/1"/><author><name>A. Writer</name></author><author><name>B. Writer</name></author>
<published>2024-03-12T14:05:00Z</published><updated>2024-03-13T00:00:00Z</updated><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>The council voted.</p><p>Work begins.</p></div></content>
</entry><entry><title>Plain</title><content type="text">1 &lt; 2 and so on.</content></entry></feed>"""

_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Saltmarsh Lantern</title><link>https://lantern.example</link>
</channel><item rdf:about="x"><title>Quay closed</title><link>https://lantern.example/q</link>
<description>The quay is closed.</description><dc:date>2024-03-12T08:00:00+01:00</dc:date></item></rdf:RDF>"""


def _read(text: str, name: str = "x.xml") -> FileReading:
    return read_feed(name, text.encode())


def _refused(text: str) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        _read(text)
    assert time.process_time() - began < 10
    assert "\n" not in str(error.value)
    return str(error.value)


def test_rss_items_are_articles() -> None:
    reading = _read(_RSS, "press-tv_2020-01-01_One-two-three.xml")
    first, second, third = reading.articles
    assert first.text == "The council voted on Monday.\n\nWork begins in April."
    assert (first.title, first.outlet, first.author) == ("Harbour plan wins & more", "Saltmarsh Lantern", "Anna Writer")
    assert (first.date, first.time, first.url) == ("2024-03-12", "14:05+03:00", "https://lantern.example/2024/plan")
    assert (first.genre, first.language, first.source) == ("opinion", "en", f"{reading.name}, item 1")
    assert (second.text, second.author, second.date) == ("The quay is closed today.", "Tom Vale", None)
    assert second.url == "https://lantern.example/quay"
    assert first.found["text"] == third.found["text"] == "feed"
    assert second.found["text"] == "feed: only a summary"
    assert reading.notes == (f"{reading.name}: 1 item with only a summary of the article",)
    assert reading.problems == (f"{reading.name}: 1 item without a text; save their own pages",)


def test_atom_entries_are_articles() -> None:
    first, second = _read(_ATOM).articles
    assert (first.title, first.text) == ("Harbour plan", "The council voted.\n\nWork begins.")
    assert (first.outlet, first.author, first.url) == ("RT", "A. Writer, B. Writer", "https://www.rt.com/news/1")
    assert (first.date, first.time) == ("2024-03-12", "14:05+00:00")
    assert (second.text, second.outlet, second.found["outlet"]) == ("1 < 2 and so on.", "RT", "feed's address")


def test_rdf_items_are_articles() -> None:
    (article,) = _read(_RDF).articles
    assert (article.title, article.text, article.date) == ("Quay closed", "The quay is closed.", "2024-03-12")
    assert (article.outlet, article.time) == ("Saltmarsh Lantern", "08:00+01:00")


def test_an_aggregators_item_names_its_source() -> None:
    feed = _RDF.replace("<dc:date>", "<source>Harbour Herald</source><dc:date>")
    assert _read(feed).articles[0].outlet == "Harbour Herald"


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    reading = _read(_RSS.replace("<category>Opinion</category>", "<b>A & B</i>&nbsp;"))
    assert reading.articles[0].text.startswith("The council voted")
    assert "is broken XML" in reading.problems[0]


def test_a_declared_charset() -> None:
    feed = _RDF.replace("Quay closed", "Café closed")
    content = f'<?xml version="1.0" encoding="ISO-8859-1"?>{feed}'.encode("latin-1")
    assert read_feed("x.xml", content).articles[0].title == "Café closed"
    assert read_feed("x.xml", feed.encode("utf-16")).articles[0].title == "Café closed"


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>',
        '<!DOCTYPE rss SYSTEM ">" [<!ENTITY l9 "ha">]>',
        '<!-- <rss> --><!DOCTYPE rss PUBLIC "x" \'y\' [<!ENTITY l9 "ha">]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    feed = "<rss><channel><item><title>a</title><description>&l9;</description></item></channel></rss>"
    assert "declares XML entities" in _refused(f'<?xml version="1.0"?>{doctype}{feed}')
    assert "declares XML entities" in _refused(f"{doctype}{feed}")


def test_an_external_document_type_is_not_fetched() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Example//DTD" "http://127.0.0.1:9/rss.dtd">'
    (article,) = _read(
        f"{doctype}<rss><channel><item><description>A text.</description></item></channel></rss>"
    ).articles
    assert article.text == "A text."


@pytest.mark.parametrize(
    ("feed", "problem"),
    [
        ("<rss><channel></channel></rss>", "no item in this feed"),
        ("<rss><channel><item><title>a</title></item></channel></rss>", "titles and links, but no text"),
        ("<rss>" + "<a>" * 100_000, "x.xml: "),
        ("<rss " + " ".join(f'a{n}="b"' for n in range(200_000)) + "/>", "x.xml: "),
        ("no xml at all", "is broken XML"),
    ],
)
def test_a_feed_without_articles_says_why(feed: str, problem: str) -> None:
    assert problem in _refused(feed)


def test_a_huge_tag_in_an_item_costs_no_minute() -> None:
    huge = "&lt;p " + " ".join(f'a{n}="b"' for n in range(200_000)) + "&gt;The quay is closed."
    began = time.process_time()
    (article,) = _read(f"<rss><channel><item><description>{huge}</description></item></channel></rss>").articles
    assert time.process_time() - began < 5
    assert article.text == "The quay is closed."


def test_an_item_too_long_for_an_article_spoils_no_other() -> None:
    items = f"<item><description>{'word ' * 500_000}</description></item><item><description>Short.</description></item>"
    reading = _read(f"<rss><channel>{items}</channel></rss>")
    assert [article.text for article in reading.articles] == ["Short."]
    assert reading.problems == ("x.xml, item 1: holds 2,499,999 characters, more than one article; it is left out",)
