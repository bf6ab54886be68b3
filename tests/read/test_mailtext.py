import pytest

from pipeline.read.mailtext import mail_text

_WORDS = "The council of Saltmarsh voted on Monday to rebuild the harbour wall and the old quay beside it. " * 4


def _text(written: str) -> str:
    return "\n".join(mail_text(written.split("\n")).lines).strip()


@pytest.mark.parametrize(
    "head",
    [
        "---------- Forwarded message ---------\nFrom: <a@b.example>\nDate: 11 March 2024\nSubject: Plan\nTo: T\n\n",
        "-----Original Message-----\nFrom: Anna\nSent: 11 March 2024\nTo: Tom\nSubject: Plan\n\n",
        "Begin forwarded message:\n\nFrom: Anna\nSubject: Plan\nDate: 11 March 2024\nTo: Tom\n\n",
        "Von: Anna\nGesendet: 11 March 2024\nAn: Tom\nBetreff: Plan\n\n",
        "*From:* Anna\n*Sent:* 11 March 2024\n*To:* Tom\n*Subject:* Plan\n\n",
    ],
)
def test_below_a_few_words_the_forwarded_mail_is_the_article(head: str) -> None:
    found = mail_text(f"Look!\n\n{head}{_WORDS}\nIt is so.".split("\n"))
    assert "\n".join(found.lines).strip() == f"{_WORDS.strip()}\nIt is so."
    assert (found.headers["subject"], found.headers["date"]) == ("Plan", "11 March 2024")
    assert found.note is None


def test_below_a_text_the_forwarded_mail_is_left_out() -> None:
    found = mail_text([_WORDS, "", "-----Original Message-----", "From: Anna", "Subject: Plan", "", "The other mail."])
    assert "\n".join(found.lines).strip() == _WORDS.strip()
    assert found.headers == {}
    assert found.note == "the mail below it, which it forwards, is left out"


def test_quoted_lines_are_left_out_where_there_is_a_text() -> None:
    found = mail_text([_WORDS, "", "On Monday, Anna wrote:", "> Quoted", "> lines", "More."])
    assert [line for line in found.lines if line] == [_WORDS.rstrip(), "More."]
    assert found.note == "the lines that it quotes are left out"


def test_a_mail_that_is_all_quoted_is_read() -> None:
    assert _text(f"On Monday, Anna wrote:\n> {_WORDS}\n>\n> > It is so.") == f"{_WORDS.strip()}\n\nIt is so."


def test_a_signature_is_left_out() -> None:
    assert _text(f"{_WORDS}\n-- \nTom Vale\nUnion of fishermen") == _WORDS.strip()


@pytest.mark.parametrize(
    "text",
    [
        f"{_WORDS}\nFrom: a distance it looks well.\n{_WORDS}",
        f"{_WORDS}\nTo: nobody.\nThe mayor wrote: no.",
        "Forwarded message",
    ],
)
def test_a_text_that_only_looks_like_headers_is_kept(text: str) -> None:
    assert _text(text) == "\n".join(line.rstrip() for line in text.split("\n"))
