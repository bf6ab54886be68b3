"""Words with their names, owners and capitals."""

from pipeline.naming.words import joined, words

from ..naming.told import document, mentions_of, sents_of


def test_words_know_their_name_and_sentence() -> None:
    doc = document("The mayor met Ida Moss. Norland’s U.S. envoys, too.", title="Ida Moss Meets Mayors There")
    found = {word.plain: word for word in words(doc, sents_of(doc), mentions_of(doc))}
    assert found["norland"].owner
    assert doc.text[found["norland"].start : found["norland"].end] == "Norland"
    assert "u.s." in found
    moss = found["moss"]
    assert moss.mention is not None
    assert moss.mention.head == "Ida Moss"
    assert moss.capital  # in the body; all of the headline's words have one
    assert not found["mayors"].capital
    assert not found["the"].capital  # it opens the sentence
    assert (found["mayors"].home, found["mayor"].home) == (0, 1)


def test_only_space_and_marks_join_words() -> None:
    doc = document("the “brave” men, women. Men")
    the, brave, men, women, after = words(doc, sents_of(doc), [])
    assert joined(doc.text, the, brave)
    assert joined(doc.text, brave, men)
    assert not joined(doc.text, men, women)
    assert not joined(doc.text, women, after)
