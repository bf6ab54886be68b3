import csv
import re
from pathlib import Path

import pytest

from pipeline.read import genre
from pipeline.read.fields import Draft
from pipeline.read.genre import features, genre_of_wording, opinion_chance
from pipeline.read.hints import hint

CODES = Path(__file__).parents[2] / "data" / "codes" / "genre.csv"

NEWS = (
    "The council voted on Monday for the harbour plan, officials said, after a debate that lasted until midnight. "
    "A spokesman for the mayor told reporters on Tuesday that the crane had been ordered in March. “We must build it, "
    "and I am sure that we will,” Tom Vale said. According to the council, 40 people were employed at the harbour last "
    "year. Police confirmed that two men had been arrested on Friday. The company declined to comment. Anna Berg, who "
    "voted against the plan, said that it was expensive. The work was to start on Wednesday, the council announced. "
)
OPINION = (
    "We have been here before. Of course the council will tell us that a crane is progress, and of course it is "
    "nonsense. Our town does not need a crane; it needs the courage to say no. If we let the mayor have her way, "
    "what is left of the harbour that we loved? The truth is that nobody asked us. This is not foresight, it is "
    "folly, and a shameful one. I do not say that nothing must change. But surely we should begin with the "
    "school, not with a toy for the elites. Imagine what we could do if we were not so timid. Perhaps, after all, "
    "that is what they fear. "
)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Opinion: Sink the crane", "opinion"),
        ("Opinion | Sink the crane", "opinion"),
        ("Sink the crane | Editorial", "opinion"),
        ("Letters: The crane must go", "opinion"),
        ("[Commentary] Sink the crane", "opinion"),
        ("Analysis | What the crane costs", "analysis"),
        ("Fact check: Does the crane sink?", "analysis"),
        ("Five things to know about the crane", "analysis"),
        ("How the crane came to the harbour", "analysis"),
        ("Has the mayor lost the harbour?", "analysis"),
        ("Live updates: Crane falls into the harbour", "live"),
        ("Crane falls into the harbour, as it happened", "live"),
        ("Interview: Anna Berg", "interview"),
        ("Press release: New crane", "press release"),
        ("Mayor: Opinion polls are wrong", None),
        ("Analysis of water shows oil", None),
        ("Council votes for the harbour plan", None),
    ],
)
def test_a_title_tells_the_genre(title: str, told: str | None) -> None:
    assert genre_of_wording(title, "Short.") == (told and (told, "wording of the title"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"ANALYSIS/OPINION: {NEWS}", ("opinion", "line in the text")),
        (f"{NEWS}\n\nThe opinions expressed by columnists are their own.", ("opinion", "line in the text")),
        (f"{NEWS}\n\nAnna Berg is a columnist for the Harbour Lantern.", ("opinion", "line in the text")),
        (f"FOR IMMEDIATE RELEASE\n\n{NEWS}", ("press release", "line in the text")),
        (f"{NEWS}\n\nThis interview has been edited for length.", ("interview", "line in the text")),
        (f"{NEWS}\n\nThis live blog is now closed.", ("live", "line in the text")),
        ("Q: Why?\n\nA: Because.\n\n" * 4, ("interview", "questions and answers")),
        ("10:05 a.m.\n\nThe crane fell.\n\n" * 5, ("live", "entries with a time")),
    ],
)
def test_a_line_of_the_text_tells_the_genre(text: str, found: tuple[str, str]) -> None:
    assert genre_of_wording("", text) == found


def test_the_wording_tells_opinion_from_news_and_says_how_sure_it_is() -> None:
    told = genre_of_wording("Council votes", NEWS)
    assert told
    assert told[0] == "news"
    assert re.fullmatch(r"wording of the text \(\d+% news\)", told[1])
    told = genre_of_wording("A crane", OPINION)
    assert told
    assert told[0] == "opinion"
    assert re.fullmatch(r"wording of the text \(\d+% opinion\)", told[1])


def test_quotes_and_names_do_not_count() -> None:
    quoted = NEWS + "“We must be brave, of course! I am ashamed of us. This is folly, it is nonsense,” she said. " * 3
    assert (opinion_chance(quoted) or 1) < genre.SURE_NEWS
    assert features(NEWS.replace("Anna Berg", "Mona Vast")) == features(NEWS)


def test_between_the_two_and_in_short_texts_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opinion_chance("We must not.") is None
    assert genre_of_wording("", "We must not.") is None
    monkeypatch.setattr(genre, "opinion_chance", lambda _: (genre.SURE_NEWS + genre.SURE_OPINION) / 2)
    assert genre_of_wording("", NEWS) is None


def test_the_order_is_the_file_then_the_address_then_the_section_then_the_wording() -> None:
    def told(**given: str) -> tuple[str | None, str | None]:
        draft = Draft("x")
        for name, value in given.items():
            draft.give(name, value, f"column {name}")
        hint(draft, name="x.txt", text=OPINION)
        article = draft.article(OPINION)
        return article.genre, article.found.get("genre")

    url = "https://x.example/analysis/1"
    assert told(genre="news", url=url, section="Interviews") == ("news", "column genre")
    assert told(url=url, section="Interviews") == ("analysis", "url")
    assert told(url="https://opinion.x.example/1") == ("opinion", "url")
    assert told(url="https://x.example/news/1", section="Interviews") == ("interview", "section")
    assert told(section="News", title="Live updates: crane") == ("live", "wording of the title")
    assert (told()[0], (told()[1] or "")[:19]) == ("opinion", "wording of the text")


def test_what_the_wording_tells_gives_way_to_a_later_source() -> None:
    draft = Draft("x")
    draft.article(OPINION)
    assert draft.give("genre", "live", "url")
    assert (draft.values["genre"], draft.found["genre"]) == ("live", "url")
    draft.give("genre", "news", "later")
    assert draft.values["genre"] == "live"


def test_hostile_texts_end_quickly() -> None:
    for text in (
        "“" * 100_000,
        '"' * 100_000,
        "a " * 1_000_000,
        "10:05\n" * 100_000,
        "Q: " * 100_000,
        "is a " * 100_000,
    ):
        genre_of_wording("a" * 100_000, text)
        genre_of_wording(" - " * 10_000 + "?", text)


def test_the_codes_hold_no_text() -> None:
    with CODES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200
    assert {len(row["article"]) for row in rows} == {16}
    assert len({row["article"] for row in rows}) == 200
    assert {row["genre"] for row in rows} <= {"news", "opinion", "analysis", "live", "press release", "interview"}
