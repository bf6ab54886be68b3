"""The words by which names are told from what is none, and where words stand in a text."""

import re

from ..types import Document, Span


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = word_set(
    "acting former deputy vice prime foreign defense defence interior finance attorney secretary minister president "
    "premier pm chancellor governor gov senator sen sens representative rep reps general gen lieutenant lt colonel col "
    "major maj captain capt sergeant sgt admiral adm brigadier brig mr mrs ms miss dr professor prof reverend rev sir "
    "dame lord lady king queen prince princess pope sheikh ayatollah judge justice ambassador speaker mayor sheriff "
    "congressman congresswoman officer spokesman spokeswoman spokesperson"
)
NEVER = word_set(
    "god allah internet monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
CAP = r"(?:[Aa]l-)?[A-Z][\w’']+"
# Before a name they say that it is a person's; "general", "speaker" or "justice" also stand before other things.
_SURE = (
    "Mr Mrs Ms Dr Sen Rep Gov Senator Representative Governor President Premier "
    "Chancellor Congressman Congresswoman Mayor Minister Sheriff Lt Col Sgt Capt Maj Ayatollah Sheikh"
)
TITLE = rf"(?:{'|'.join(sorted(_SURE.split(), key=len, reverse=True))})\.?"


def has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


class Words:
    """The words of a text: whether one stands in it is asked of each name, and must not take a reading of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = frozenset(re.findall(r"\w+", text))

    def __contains__(self, word: str) -> bool:
        return word in self._words if re.fullmatch(r"\w+", word) else has_word(self._text, word)


def occurrences(text: str, form: str) -> list[Span]:
    """Return where `form` stands in `text` as whole words, whatever white space lies between its words."""
    words = r"\s+".join(map(re.escape, form.split()))
    return [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]


def has_capitals(doc: Document) -> bool:
    """Say whether the headline writes nearly every longer word with a capital."""
    words = re.findall(r"[^\W\d_]{4,}", doc.text[: doc.body[0]])
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)
