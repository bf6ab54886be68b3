import io
import zipfile

import pytest

from pipeline.read import read_bytes
from pipeline.types import Article
from tests.read import made
from tests.read.made import BODY, Made

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>Office computer</dc:creator>"
    "<dcterms:created>2019-01-02T10:00:00Z</dcterms:created></cp:coreProperties>"
)


def one(content: bytes, name: str = "x.docx") -> Article:
    reading = read_bytes(name, content)
    assert (reading.kind, reading.problems) == ("docx", ())
    (article,) = reading.articles
    return article


def test_the_head_of_the_page_gives_the_fields() -> None:
    article = one(made.docx(["Harbour plan wins", "By Anna Vale", "Published: 12 March 2024", *BODY]))
    assert (article.title, article.author, article.date) == ("Harbour plan wins", "Anna Vale", "2024-03-12")
    assert article.text.endswith("\n\n".join(BODY))


def test_a_paragraph_in_the_style_of_titles_is_the_title() -> None:
    styled = '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>The plan has won.</w:t></w:r></w:p>'
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in BODY)
    article = one(made.docx([], raw=styled + text))
    assert (article.title, article.found["title"]) == ("The plan has won.", "title of the document")


def test_runs_links_and_tables_are_read_in_their_order() -> None:
    raw = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>The coun</w:t></w:r><w:r><w:t>cil </w:t></w:r>"
        "<w:hyperlink><w:r><w:t>voted</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t><w:tab/><w:t>Non</w:t><w:noBreakHyphen/>"
        "<w:t>stop.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>left cell</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>right cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>After.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert one(made.docx([], raw=raw)).text == "The council voted.\tNon-stop.\n\nleft cell\n\nright cell\n\nAfter."


def test_deletions_field_codes_and_a_drawings_second_text_stay_out() -> None:
    raw = (
        "<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:t>gone</w:t><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> and added</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
        '<w:r><w:instrText>HYPERLINK "http://x.example"</w:instrText></w:r>'
        "<w:r><mc:AlternateContent><mc:Choice><w:t> once</w:t></mc:Choice><mc:Fallback><w:t> twice</w:t></mc:Fallback>"
        "</mc:AlternateContent><w:commentReference/><w:footnoteReference/></w:r><w:r><w:t>.</w:t></w:r></w:p>"
    )
    assert one(made.docx(BODY, raw=raw)).text.removeprefix("\n\n".join(BODY)) == "\n\nKept and added once."


def test_properties_are_asked_last_and_say_no_date() -> None:
    article = one(made.docx(BODY, core=CORE.format(title="The plan of the harbour")))
    assert (article.title, article.found["title"]) == ("The plan of the harbour", "document properties")
    assert (article.author, article.date) == (None, None)
    assert article.extra == {"document author": "Office computer", "document date": "2019-01-02T10:00:00Z"}
    assert one(made.docx(BODY, core=CORE.format(title="Microsoft Word - Document1"))).title is None
    headed = one(
        made.docx(["Harbour plan wins", "By Anna Vale", *BODY], core=CORE.format(title="The plan of the harbour"))
    )
    assert headed.title == "Harbour plan wins"
    assert one(made.docx(BODY, core="<broken")).text == "\n\n".join(BODY)


def test_an_export_is_split() -> None:
    reading = read_bytes("x.DOCX", made.docx(made.nexis([Made(), Made(title="Mayor leaves")])))
    assert (reading.kind, reading.problems) == ("Nexis docx", ())
    assert [article.title for article in reading.articles] == ["Harbour plan wins", "Mayor leaves"]


def test_an_export_that_is_no_zip_is_told_by_its_content() -> None:
    reading = read_bytes("x.DOCX", made.rtf(made.nexis([Made(), Made()])))
    assert (reading.kind, len(reading.articles)) == ("Nexis rtf", 2)


def packed(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for member, text in members.items():
            archive.writestr(member.replace("__", "/").replace("_xml", ".xml"), text)
    return content.getvalue()


SPACE = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'


def test_strict_documents_are_read() -> None:
    paragraph = f"<w:p><w:r><w:t>{BODY[0]}</w:t></w:r></w:p>"
    strict = packed(word__document_xml=f"<w:document {SPACE}><w:body>{paragraph}</w:body></w:document>")
    assert one(strict).text == BODY[0]


@pytest.mark.parametrize(
    ("xml", "problem"),
    [
        (f"<w:document {SPACE}><w:p><w:r><w:t>cut of", "is damaged"),
        (f"<w:document {SPACE}><w:p/></w:document>", "the document holds no text"),
        (f'<!DOCTYPE a [<!ENTITY b "c">]><w:document {SPACE}><w:p>&b;</w:p></w:document>', "declares XML entities"),
        ("<w:p>" * 100_000, "is damaged"),
        (f"<w:document {SPACE}>" + "<w:p>" * 100_000, "is damaged"),
    ],
    ids=["cut", "empty", "entities", "no namespace", "nested"],
)
def test_what_cannot_be_read_is_one_line(xml: str, problem: str) -> None:
    reading = read_bytes("x.docx", packed(word__document_xml=xml))
    assert reading.articles == ()
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith(f"x.docx: {problem}")
