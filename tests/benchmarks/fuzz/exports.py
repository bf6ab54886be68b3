"""Fuzz the splitters of databases' exports: the first byte says whether a page or lines follow."""

from fuzzing import followed, fuzz

from tests.read import made

exports = followed("pipeline.read.exports")

KINDS = {"d": "docx", "r": "rtf", "t": "txt", "p": "pdf"}


def read(content: bytes) -> None:
    """Split what follows the first byte."""
    text = content[1:].decode("utf-8", "replace")
    if (kind := KINDS.get(content[:1].decode("latin-1"))) is None:
        exports.split_html("a.html", text)
    else:
        exports.split_lines("a", text.split("\n"), kind=kind)


def seeds() -> list[bytes]:
    """Return a small export of each layout."""
    articles = [made.Made(), made.Made(title="The mayor resigns", date="March 13, 2024 Wednesday")]
    lines = {
        "d": made.nexis(articles),
        "r": made.nexis(articles, cover=False),
        "t": made.lexis(articles),
        "p": made.proquest_lines(articles),
    }
    pages = [made.nexis_html(articles), made.factiva_html(articles), made.proquest_html(articles)]
    found = [f"{kind}{chr(10).join(written)}" for kind, written in lines.items()]
    found += [f"r{chr(10).join(made.factiva_lines(articles))}", *(f"h{page}" for page in pages)]
    return [text.encode() for text in found]


if __name__ == "__main__":
    fuzz(read, seeds())
