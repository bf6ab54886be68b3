import pytest

from pipeline.read.reading import FileReading
from pipeline.read.stubs import MOST_WORDS, without_stub
from pipeline.types import Article

BODY = "The council voted on Monday for the plan, which costs the town four jobs."


def read(text: str, *, kind: str = "txt", content: bytes = b"", articles: int = 1) -> FileReading:
    return without_stub(FileReading("a", kind, (Article(text=text),) * articles), content)


@pytest.mark.parametrize(
    ("text", "count"),
    [("x", "1 word"), ("Council votes for the harbour plan", "6 words"), ("Wer zahlt die Zeche\n", "4 words")],
)
def test_a_headline_is_no_article(text: str, count: str) -> None:
    reading = read(text)
    assert reading.articles == ()
    assert reading.problems == (f"a: holds no more than a headline ({count}); save the whole article",)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "The plan wins. “It costs jobs,” said Tom Vale",
        "市议会周一投票通过了港口计划。该计划使该镇失去四个工作岗位。",
        "The plan\n\nwins in the harbour town",
    ],
)
def test_a_short_text_is_an_article(text: str) -> None:
    assert len(read(text).articles) == 1
    assert read(text).problems == ()


ON_PAGES = [
    "Subscribe to continue reading this article.",
    "To keep reading, please log in or subscribe.",
    "Keep reading for £1: start your free trial",
    "This article is for subscribers only.",
]


@pytest.mark.parametrize(
    "gate", [*ON_PAGES, "Sign in or create an account to read the full story.", "Already a subscriber? Log in"]
)
def test_the_beginning_before_a_paywall_is_kept_and_said(gate: str) -> None:
    page = f"<p>{BODY}</p><div><b>{gate.replace(' ', '</b> ', 1)}</div>".encode()
    said = read(f"{BODY}\n\n{gate}"), read(BODY, kind="html", content=page)
    assert [len(reading.articles) for reading in said] == [1, 1]
    assert [len(reading.problems) for reading in said] == [1, int(gate in ON_PAGES)]
    assert said[0].problems[0].startswith("a: is the beginning of an article behind a paywall (")


def test_a_page_declares_its_paywall() -> None:
    content = b'<script type="application/ld+json">{"isAccessibleForFree" : "False"}</script>'
    assert read(BODY, kind="html", content=content).problems
    assert not read(BODY, kind="html", content=content.replace(b"False", b"True")).problems
    assert not read(f"{BODY} " * MOST_WORDS, kind="html", content=content).problems  # the whole text is there


def test_talk_of_subscribers_is_no_wall() -> None:
    assert not read("Readers must register to vote. Subscribers of the paper read the story on Monday.").problems


@pytest.mark.parametrize(("kind", "articles"), [("csv", 1), ("Nexis docx", 1), ("txt", 2), ("txt", 0)])
def test_only_files_of_one_article_are_looked_at(kind: str, articles: int) -> None:
    assert read("x", kind=kind, articles=articles).problems == ()
