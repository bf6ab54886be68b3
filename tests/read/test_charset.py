import pytest

from pipeline.read.charset import decode

TEXT = "Café owners “win” the vote in the harbour town, and nobody there said why they did – naïve, said Zoë. " * 4
ACCENTS = "The café stayed open. " * 9  # its UTF-8 bytes are windows-1252, too
GREEK = "Το δημοτικό συμβούλιο ψήφισε τη Δευτέρα υπέρ του σχεδίου για το λιμάνι της πόλης. " * 8


@pytest.mark.parametrize(
    ("content", "declared", "charset"),
    [
        (TEXT.encode(), None, "utf-8"),
        (TEXT.encode("utf-8-sig"), None, "utf-8"),
        (TEXT.encode("utf-16"), None, "utf-16"),
        (TEXT.encode("utf-32"), None, "utf-32"),
        (TEXT.encode("cp1252"), None, "windows-1252"),
        (TEXT.encode("cp1252"), "iso-8859-1", "windows-1252"),
        (TEXT.encode(), "latin1", "utf-8"),
        (ACCENTS.encode(), "latin1", "utf-8"),
        (ACCENTS.encode("latin1"), "latin1", "windows-1252"),
        (TEXT.encode(), "unicode_escape", "utf-8"),
        (TEXT.encode(), "no-such-charset", "utf-8"),
        (TEXT.encode(), "rot13", "utf-8"),
    ],
)
def test_text_comes_back_with_the_charsets_name(content: bytes, declared: str | None, charset: str) -> None:
    decoded = decode("x", content, declared=declared)
    assert decoded.text in (TEXT, ACCENTS)
    assert (decoded.charset, decoded.replaced) == (charset, 0)
    assert decoded.problems("x") == []


def test_other_scripts_are_guessed() -> None:
    assert decode("x", GREEK.encode("cp1253")).text == GREEK


def test_a_few_broken_bytes_are_counted_and_do_not_change_the_charset() -> None:
    decoded = decode("x.txt", TEXT.encode() + b"\xff\xfe end")
    assert (decoded.charset, decoded.replaced) == ("utf-8", 2)
    assert decoded.text.startswith(TEXT)
    assert decoded.problems("x.txt") == [
        "x.txt: 2 characters could not be read as utf-8 and are shown as \ufffd; save the file as UTF-8"
    ]
