import pytest

from pipeline.read import exports, read_bytes
from pipeline.read.plain import read_text
from pipeline.read.reading import FileReading
from pipeline.types import Article

BODY = "The council voted on Monday for the harbour plan. Tom Vale said it was reckless.\n\nBerg was not in the hall."


def one(name: str, text: str) -> Article:
    reading = read_bytes(name, text.encode())
    assert reading.problems == ()
    (article,) = reading.articles
    return article


def test_front_matter_gives_the_fields() -> None:
    article = one(
        "x.md",
        "---\ntags: statements-releases\ndate: '2024-03-12'\nmodified_time: 2024-03-13 12:55:14-05:00\n"
        "source_url: https://www.whitehouse.gov/briefing-room/x/\npublished_time: 2024-03-11\n"
        f'title: "Statement by Mayor Anna\\_Berg"\nauthors: [Tom Vale, Anna Berg]\n---\n \n{BODY}\n',
    )
    assert article.title == "Statement by Mayor Anna Berg"
    assert (article.date, article.genre, article.outlet) == ("2024-03-12", "press release", "White House")
    assert article.url == "https://www.whitehouse.gov/briefing-room/x/"
    assert article.found == {
        "genre": "front matter",
        "date": "front matter",
        "url": "front matter",
        "title": "front matter",
        "outlet": "domain whitehouse.gov",
    }
    assert article.extra == {"modified_time": "2024-03-13 12:55:14-05:00", "authors": "Tom Vale, Anna Berg"}
    assert article.text.strip() == BODY


def test_a_rule_above_a_text_is_no_front_matter() -> None:
    assert one("x.txt", f"---\nIt was late\n---\n{BODY}").text.startswith("---\nIt was late")


def test_a_bad_date_in_front_matter_is_a_problem() -> None:
    reading = read_bytes("x.md", f"---\ndate: yesterday\n---\n{BODY}".encode())
    assert reading.problems == ('x.md: date "yesterday" is not a date; write it as 2026-03-01',)
    assert reading.articles[0].date is None


def test_the_head_of_a_page_gives_section_title_author_and_date() -> None:
    article = one(
        "x.txt",
        "News \u00a0 / \u00a0 Harbour\n\nMayor may sink harbour plan, blame council, Vale warns\n\nBy Anna Berg\n"
        f"Published: 12 March 2024\n\nThis handout picture shows the hall on May 3, 2023. (Photo by AFP)\n\n{BODY}",
    )
    assert article.title == "Mayor may sink harbour plan, blame council, Vale warns"
    assert (article.section, article.author, article.date) == ("News / Harbour", "Anna Berg", "2024-03-12")
    assert article.found["title"] == "first line"
    assert article.found["section"] == "breadcrumb line"


def test_a_date_in_the_text_is_not_the_articles() -> None:
    text = f"Harbour plan fails\n\nThis handout picture shows the hall on May 3, 2023. (Photo by AFP)\n\n{BODY}"
    assert one("x.txt", text).date is None
    assert one("press-tv_2024-03-14.txt", text).found["date"] == "file name"


def test_a_date_inside_a_title_in_the_files_name_is_not_the_articles() -> None:
    assert one("press-tv_What-happened-on-2024-03-14-in-Harbour.txt", BODY).date is None
    assert one("press-tv_2024-03-14_What-happened.txt", BODY).date == "2024-03-14"


def test_the_time_of_publication_is_kept() -> None:
    article = one("x.txt", f"---\ndate: 2024-03-12 14:05 GMT\n---\n{BODY}")
    assert (article.date, article.time) == ("2024-03-12", "14:05+00:00")
    assert article.found["time"] == "front matter"


def test_an_everyday_folder_is_no_outlet() -> None:
    assert one("commentary/x.txt", BODY).outlet is None


def test_an_export_is_split_before_it_is_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str, list[str]]] = []

    def split(name: str, lines: list[str], *, kind: str) -> FileReading:
        seen.append((name, kind, lines))
        return FileReading(name, "an export")

    monkeypatch.setattr(exports, "split_lines", split)
    assert read_text("x.txt", b"one\r\n\r\ntwo").kind == "an export"
    assert seen == [("x.txt", "txt", ["one", "", "two"])]


@pytest.mark.parametrize(
    "first",
    [
        BODY.split("\n")[0],  # a sentence
        "TEHRAN – The council voted on Monday for the plan.",
        "“It costs the town many jobs.”",
        "Harbour",  # one word
        "In the hall:",
        "- one point",
    ],
)
def test_no_title_is_made_of_a_body(first: str) -> None:
    assert one("x.txt", f"{first}\n\n{BODY}").title is None


def test_hard_wrapped_lines_are_no_title() -> None:
    assert (
        one("x.txt", "The council voted on Monday\nfor the harbour plan, and\nthe mayor left.\n\nShe was tired.").title
        is None
    )


def test_a_question_may_be_a_title() -> None:
    assert one("x.txt", f"Who sank the harbour plan?\n\n{BODY}").title == "Who sank the harbour plan?"


def test_the_page_names_itself_and_a_licence_names_another() -> None:
    footer = "Press TV’s website can also be accessed at these addresses:\n\nwww.example.com"
    article = one("x.txt", f"Harbour plan fails\n\n{BODY}\n\n{footer}")
    assert (article.outlet, article.found["outlet"]) == ("Press TV", "self-reference in the page's footer")
    licence = "All Content by Reuters is licensed under a Creative Commons Attribution 4.0 International License."
    assert one("x.txt", f"{BODY} {licence}").outlet is None
    article = one("tehran-times_news_466_Harbour-plan-fails-U-S-says.txt", f"{BODY} {licence}")
    assert (article.outlet, article.title) == ("Tehran Times", "Harbour plan fails U.S. says")
    assert article.found == {"outlet": "file name", "title": "file name"}
    assert article.date is None


def test_a_masthead_line_is_the_outlet_and_not_the_title() -> None:
    article = one("x.txt", f"The Guardian\n\nHarbour plan fails again\n\n{BODY}")
    assert (article.outlet, article.found["outlet"]) == ("The Guardian", "masthead")
    assert article.title == "Harbour plan fails again"


def test_markdown_keeps_the_words_of_links_and_emphasis() -> None:
    article = one(
        "x.md",
        "# Harbour plan fails\n\nThe **council** [voted](http://x.example/a_b) _on_ Monday.\n\n## Jobs\n\n"
        "snake_case_name stays",
    )
    assert article.title == "Harbour plan fails"
    assert article.text.split("\n\n")[1:] == ["The council voted on Monday.", "Jobs", "snake_case_name stays"]
