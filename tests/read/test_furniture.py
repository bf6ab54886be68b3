import pytest

from pipeline.read.furniture import (
    byline,
    date_line,
    dateline,
    furniture,
    is_breadcrumb,
    is_masthead,
    licence,
    self_reference,
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("SHARE THIS ARTICLE", "share bar"),
        ("Share on Facebook", "share bar"),
        ("Facebook Twitter WhatsApp Email", "share bar"),
        ("Advertisement", "advertisement line"),
        ("Story continues below advertisement", "advertisement line"),
        ("Read more: Mayor loses vote", "“read more” line"),
        ("READ ALSO", "“read more” line"),
        ("Sign up for our morning newsletter and get the news first", "newsletter line"),
        ("Follow Harbour Lantern on Twitter", "app or channel line"),
        ("Download the Lantern app", "app or channel line"),
        ("This handout picture shows the hall after the fire on May 3, 2023. (Photo by AFP)", "photo caption"),
        ("Anna Berg at the harbour. (Photo: Tom Vale/AFP)", "photo caption"),
        ("Anna Berg at the harbour. [Tom Vale/AP Photo]", "photo caption"),
        ("FILE - Anna Berg leaves the hall on May 3, 2023.", "photo caption"),
        ("Mayor Berg arrives. REUTERS/Tom Vale", "photo caption"),
        ("www.example.co.uk", "web address"),
        ("Press TV’s website can also be accessed at these addresses:", "web address"),
        ("© 2024 Harbour Lantern", "copyright line"),
        ("Copyright 2024 Harbour Lantern. All rights reserved.", "copyright line"),
        ("twitter.com/annaberg", "web address"),
        ("anna.berg@harbour-lantern.example", "contact line"),
        ("Email: anna.berg@harbour-lantern.example, Twitter: @annaberg", "contact line"),
        ("@annaberg", "contact line"),
        ("View 12 comments", "comment line"),
        ("Note: we are temporarily moderating all comments submitted to deal with spam.", "comment line"),
        ("Comments are closed.", "comment line"),
        (
            "If you enjoyed this article, we ask you to consider a gift: join the Lantern’s friends.",
            "subscription line",
        ),
        ("Support our reporting", "subscription line"),
        ("(Reporting by Anna Berg in Oslo and Tom Vale; editing by Mia Holm)", "reporting credit"),
        ("Additional reporting by Tom Vale", "reporting credit"),
        ("\\###", "end mark"),
        ("- 30 -", "end mark"),
    ],
)
def test_a_line_of_furniture_is_known(line: str, kind: str) -> None:
    assert furniture(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday after the vote.",
        "Read more books, the mayor told the children.",
        "Sign up for the newsletter, the mayor said to laughter.",
        "Copyright law was changed in 2019 by the council.",
        "Like many on X, she said that the plan was bad.",
        "Follow the money, said Vale on Twitter, and you find the crane.",
        "An undated photo of the suspect was handed to the police on Monday.",
        "She showed the picture (see page 3) to the council.",
        "The picture was false, officials said.",
        "File a complaint, the council told them.",
        "Watch the harbour, he said.",
        "The end of the harbour is near.",
        "Tom Vale",
        "Write to anna.berg@harbour-lantern.example and tell her that the crane is gone, the mayor said.",
        "Comments are what the mayor fears, she said.",
        "Comments are free in this town, the mayor said to laughter.",
        "If you enjoyed this article of the constitution, the judge said, wait for the next.",
        "Reporting by the Lantern showed that the crane was old.",
        "Editing by hand is slow, said Vale.",
        "Support our troops, the mayor told them.",
    ],
)
def test_a_sentence_is_no_furniture(line: str) -> None:
    assert furniture(line) is None
    assert not is_breadcrumb(line)
    assert byline(line) is None
    assert dateline(line) == 0


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("TEHRAN – The council met.", "TEHRAN – "),
        ("TEHRAN - The council met.", "TEHRAN - "),
        ("LONDON (Reuters) - The council met.", "LONDON (Reuters) - "),
        ("BAGHDAD, Nov. 7 (AP) — The council met.", "BAGHDAD, Nov. 7 (AP) — "),
        ("Lowbrenna, Caldria (Norvane Wire) -- “We met,” she said.", "Lowbrenna, Caldria (Norvane Wire) -- "),
        ("SÃO PAULO, 7 November — The council met.", "SÃO PAULO, 7 November — "),
        ("WASHINGTON, Nov. 7 /PRNewswire/ -- The council met.", "WASHINGTON, Nov. 7 /PRNewswire/ -- "),
        ("(CNN) — The council met.", "(CNN) — "),
        ("NEW YORK — The council met.", "NEW YORK — "),
        ("NATO – the alliance – met.", ""),
        ("NATO – The alliance met.", ""),
        ("BREAKING – The council met.", ""),
        ("US - China talks resume.", ""),
        ("FILE - The council met.", ""),
        ("Berg – the mayor – met the council.", ""),
        ("The council – Anna Berg was there – met.", ""),
        ("(Editor's note) — The council met.", ""),
        ("The Mayor (Anna Berg is meant) left the hall — She was late.", ""),
    ],
)
def test_a_dateline_needs_a_place_a_dash_and_a_capital(text: str, cut: str) -> None:
    assert text[: dateline(text)] == cut


def test_breadcrumbs_begin_in_a_section_or_have_three_steps() -> None:
    assert is_breadcrumb("News \u00a0 / \u00a0 Harbour")
    assert is_breadcrumb("Home > World > Middle East")
    assert not is_breadcrumb("Guilty / Not guilty")
    assert not is_breadcrumb("News / The council met on Monday for the plan")


def test_bylines_and_date_lines_hold_nothing_else() -> None:
    assert byline("By Anna Berg and Tom Vale") == "Anna Berg and Tom Vale"
    assert byline("By all accounts Anna left") is None
    assert byline("By Anna Berg left the hall.") is None
    assert date_line("Published: 12 March 2024") == date_line("Tuesday, March 12, 2024 10:00 AM") == "2024-03-12"
    assert date_line("The hall burned on 12 March 2024") is None


def test_a_licence_is_found_only_at_the_end() -> None:
    text = "The council met. "
    footer = "All Content by Reuters is licensed under a Creative Commons Attribution 4.0 International License."
    assert text[: licence(text + footer)].strip() == "The council met."
    assert licence(footer + " The council met.") == len(footer) + len(" The council met.")
    assert self_reference(footer) is None


def test_a_masthead_is_a_listed_outlet_and_no_everyday_word() -> None:
    assert is_masthead("The Guardian")
    assert not is_masthead("Harbour Lantern")
    # Each is a listed outlet, too, and stands above many texts as the name of a section.
    assert not any(map(is_masthead, ("Commentary", "Focus", "Local", "Outlook")))
