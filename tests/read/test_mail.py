import time
from email.message import EmailMessage, MIMEPart

import pytest

from pipeline.errors import PipelineError
from pipeline.read import FileReading
from pipeline.read.mail import read_eml, read_mbox, read_mhtml

_TEXT = (
    "The council of Saltmarsh voted on Monday to rebuild the harbour wall, a plan that the mayor, Anna Berg, has\n"
    "defended for three years against critics who call it reckless.\n\n"
    "Work begins in April, and the quay will be closed for the winter.\n"
)
_HTML = (
    "<html><head><meta charset=windows-1251></head><body><h1>Harbour plan wins</h1>"
    + "".join(
        f"<p>Paragraph {n}: the council of Saltmarsh — in session — voted on Monday to rebuild the harbour wall, said "
        "the mayor, Anna Berg, who has defended the plan for three years against critics.</p>"
        for n in range(5)
    )
    + "</body></html>"
)


def _mail(text: str | None = _TEXT, *, html: str | None = None, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Harbour plan wins"
    mail["From"] = "Anna Writer <anna@lantern.example>"
    mail["Date"] = "Tue, 12 Mar 2024 14:05:00 +0300"
    for header, value in headers.items():
        del mail[header.replace("_", "-")]
        mail[header.replace("_", "-")] = value
    if text is not None:
        mail.set_content(text)
    if html is not None and text is not None:
        mail.add_alternative(html, subtype="html")
    elif html is not None:
        mail.set_content(html, subtype="html")
    return mail


def _read(mail: EmailMessage, name: str = "x.eml") -> FileReading:
    return read_eml(name, mail.as_bytes())


def _refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        read_eml("x.eml", content)
    assert time.process_time() - began < 10
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_mail_is_an_article() -> None:
    reading = _read(_mail())
    (article,) = reading.articles
    assert (reading.kind, reading.problems, reading.notes) == ("eml", (), ())
    assert article.text == _TEXT.strip()
    assert (article.title, article.author, article.outlet) == ("Harbour plan wins", "Anna Writer", None)
    assert (article.date, article.time, article.source) == ("2024-03-12", "14:05+03:00", "x.eml")
    assert article.found["date"] == "mail header"


@pytest.mark.parametrize(
    ("headers", "outlet", "author"),
    [
        ({"From": "The Guardian <info@email.theguardian.com>"}, "The Guardian", None),
        ({"From": "Anna Writer <anna@theguardian.com>"}, "The Guardian", "Anna Writer"),
        (
            {"From": "newsletter <bounce@mailer.example>", "List_Id": "Morning <morning.news.theguardian.com>"},
            "The Guardian",
            None,
        ),
        ({"From": "no-reply@mailer.example", "Reply_To": "desk@theguardian.com"}, "The Guardian", None),
        ({"From": "=?utf-8?q?Zo=C3=AB_Writer?= <z@gmail.com>"}, None, "Zoë Writer"),
    ],
)
def test_sender_and_list_tell_outlet_and_author(
    headers: dict[str, str], outlet: str | None, author: str | None
) -> None:
    (article,) = _read(_mail(**headers)).articles
    assert (article.outlet, article.author) == (outlet, author)


@pytest.mark.parametrize("subject", ["Fwd: Harbour plan wins", "RE: Fwd: Harbour plan wins", "WG: Harbour plan wins"])
def test_a_title_is_without_answer_marks(subject: str) -> None:
    assert _read(_mail(Subject=subject)).articles[0].title == "Harbour plan wins"


def test_html_is_read_where_the_plain_text_is_none() -> None:
    for stub in (None, "Your program shows no HTML. View it in the browser.\n"):
        (article,) = _read(_mail(stub, html=_HTML)).articles
        assert article.text.count("voted on Monday") == 5
        assert "Saltmarsh — in session — voted" in article.text  # the mail's charset counts, not the page's
        assert "View it" not in article.text
    assert _read(_mail(_TEXT * 3, html=_HTML)).articles[0].text.startswith("The council of Saltmarsh voted")


def test_attachments_are_named_and_not_read() -> None:
    mail = _mail()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="plan\u202e.pdf")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    mail.add_attachment(_mail("Another mail.\n"))
    reading = _read(mail)
    assert [article.text for article in reading.articles] == [_TEXT.strip()]
    (note,) = reading.notes
    assert note.startswith("x.eml: attached and not read: plan.pdf, a mail;")


def test_attachments_are_read_where_a_mail_says_nothing() -> None:
    mail = _mail(" \n")
    mail.add_attachment(_TEXT.encode(), maintype="application", subtype="octet-stream", filename="harbour.txt")
    mail.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="bad.txt")
    reading = _read(mail)
    (article,) = reading.articles
    assert (article.text.strip(), article.source) == (_TEXT.strip(), "x.eml/harbour.txt")
    assert [problem.split(":")[0] for problem in reading.problems] == ["x.eml/bad.txt"]
    assert "what is attached to it is read" in reading.notes[0]


def test_a_mail_sent_on_as_it_was_is_the_article() -> None:
    outer = _mail(" \n", From="Tom Vale <tom@mailer.example>", Subject="look")
    outer.add_attachment(_mail())
    (article,) = _read(outer).articles
    assert (article.title, article.author, article.text) == ("Harbour plan wins", "Anna Writer", _TEXT.strip())


def test_a_forwarded_mail_is_the_article() -> None:
    text = (
        "Look at this.\n\n---------- Forwarded message ---------\nFrom: The Guardian <info@mailer.example>\n"
        f"Date: Mon, 11 Mar 2024 at 09:30\nSubject: Harbour plan wins\nTo: Tom Vale\n\n\n{_TEXT}"
    )
    (article,) = _read(_mail(text, From="Tom Vale <tom@mailer.example>", Subject="Fwd: look")).articles
    assert article.text == _TEXT.strip()
    assert (article.title, article.outlet, article.author) == ("Harbour plan wins", "The Guardian", None)
    assert article.found["title"] == "forwarded mail"


def test_a_mailbox_gives_an_article_a_mail() -> None:
    mails = [_mail(), EmailMessage(), _mail("It is so.\n\nFrom here on it rains.\n", Subject="Second")]
    content = b"".join(
        b"From a@b.example Tue Mar 12 14:05:00 2024\n"
        + mail.as_bytes().replace(b"\nFrom here", b"\n>From here")
        + b"\n"
        for mail in mails
    )
    reading = read_mbox("press-tv_2020-01-01.mbox", content)
    first, second = reading.articles
    assert (first.title, first.source) == ("Harbour plan wins", f"{reading.name}, mail 1")
    assert (second.title, second.date) == ("Second", "2024-03-12")
    assert "\nFrom here on it rains." in second.text
    assert [problem.split(":")[0] for problem in reading.problems] == [f"{reading.name}, mail 2"]
    with pytest.raises(PipelineError, match="no mail in this mailbox"):
        read_mbox("x.mbox", b"nothing")


def _mhtml(html: str, location: str = "https://edition.cnn.com/2024/03/12/plan") -> bytes:
    page = MIMEPart()
    page.set_content(html, subtype="html", charset="utf-8")
    page["Content-Location"] = location
    message = EmailMessage()
    message["Subject"] = "Harbour plan wins"
    message["From"] = "<Saved by Blink>"
    message.set_content("placeholder")
    message.make_mixed()
    style = MIMEPart()
    style.set_content("p { color: red }", subtype="css")
    message.set_payload([style, page])
    message.set_type("multipart/related")
    return message.as_bytes()


def test_a_page_saved_as_mhtml_knows_its_address() -> None:
    reading = read_mhtml("press-tv_2020-01-01.mhtml", _mhtml(_HTML))
    (article,) = reading.articles
    assert reading.kind == "mhtml"
    assert article.text.count("voted on Monday") == 5
    assert (article.url, article.outlet) == ("https://edition.cnn.com/2024/03/12/plan", "CNN")
    assert (article.found["url"], article.found["outlet"]) == ("address in the MHTML file", "domain cnn.com")
    own = _HTML.replace("<head>", '<head><link rel="canonical" href="https://www.rt.com/plan">')
    assert read_mhtml("x.mhtml", _mhtml(own)).articles[0].url == "https://www.rt.com/plan"
    assert read_mhtml("x.mhtml", _mhtml(_HTML, "cid:page")).articles[0].url is None
    with pytest.raises(PipelineError, match="holds no page"):
        read_mhtml("x.mhtml", _mail().as_bytes())


def _nested(depth: int) -> bytes:
    return (
        b"".join(b"Subject: level %d\nContent-Type: message/rfc822\n\n" % n for n in range(depth)) + _mail().as_bytes()
    )


@pytest.mark.parametrize("depth", [25, 100, 900])
def test_mails_in_mails_are_bounded(depth: int) -> None:
    assert "mails in mails, more than 20 deep" in _refused(_nested(depth))
    assert "over 1,000 mails or parts" in _refused(_nested(20_000))
    assert read_eml("x.eml", _nested(3)).articles[0].title == "Harbour plan wins"


def test_parts_in_parts_are_bounded() -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(100))
    assert "more than 20 deep" in _refused(b"Subject: x\n" + parts + _mail().as_bytes())
    many = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\nA: b\n\nc\n" * 2000
    assert "over 1,000 parts" in _refused(many)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Subject: x\n\n", "holds no text"),
        (b"Subject: x\nContent-Type: text/plain\n\na\0b\0", "NUL bytes"),
        (b"Subject: x\n\n" + b"word " * 500_000, "more than one article"),
        (b"Subject: x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n", "holds no text"),
    ],
)
def test_a_mail_without_an_article_says_why(content: bytes, problem: str) -> None:
    assert problem in _refused(content)


@pytest.mark.parametrize(
    "headers",
    [
        b"From: " + b"a:(" * 100_000 + b"\n",
        b"From: " + b"<" * 100_000 + b"\nDate: " + b"9" * 100_000 + b"\n",
        b"Subject: =?utf-8?b?" + b"A" * 99 + b"?=\nDate: Tue, 99 Mar 99999 99:99 +9999\n",
        b"Subject: =?no-such-charset?q?a?=\nFrom: =?utf-8?q?=FF?=\nDate: yesterday\n",
        b"Content-Type: text/plain; charset=no-such\nSubject: \xff\xfe\n",
        b"Content-Type: ; boundary\nContent-Transfer-Encoding: base65\n",
    ],
)
def test_hostile_headers_cost_no_article(headers: bytes) -> None:
    began = time.process_time()
    (article,) = read_eml("x.eml", headers + b"\n" + _TEXT.encode()).articles
    assert time.process_time() - began < 5
    assert article.text.startswith("The council")
    assert article.date is None
