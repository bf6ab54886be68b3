"""Look up the names of one document by other words: how a name ends, or what the document calls its bearer.

Each look-up is one step, however many names a document has. Which of several is meant is for `speakers` to say.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ..types import Mention
from .persons import Person

LONGEST = 12  # words; of longer names only these last ones are looked up


class Names:
    """The names among `mentions`, of people with what is said of them.

    A name of two kinds ("Norland", the place and the team) stands for a person before others, for people speak, else
    for the first.
    """

    def __init__(self, mentions: Sequence[Mention], persons: Mapping[str, Person]) -> None:
        heads: dict[str, Mention] = {}
        bodies: dict[str, Mention] = {}
        for mention in mentions:
            known = heads.setdefault(mention.head, mention)
            if mention.kind == "person" and known.kind != "person":
                heads[mention.head] = mention
            elif mention.kind == "organisation":
                bodies.setdefault(mention.head, mention)
        self._endings: dict[tuple[str, ...], Mention | None] = {}  # None where several names end so
        for head, mention in heads.items():
            words = head.split()[-LONGEST:]
            for first in range(len(words)):
                ending = tuple(words[first:])
                self._endings[ending] = None if ending in self._endings else mention
        self._bodies: dict[str, Mention | None] = {}
        for head, mention in bodies.items():
            for word in set(head.casefold().split()):
                self._bodies[word] = None if word in self._bodies else mention
        self._called: defaultdict[str, list[str]] = defaultdict(list)
        self._aged: defaultdict[str, list[str]] = defaultdict(list)
        for head, person in persons.items():
            for noun in person.nouns:
                self._called[noun].append(head)
            for age in person.ages:
                self._aged[age].append(head)

    def ending(self, words: Sequence[str]) -> Mention | None:
        """Return the only name that ends with `words`."""
        return self._endings.get(tuple(words))

    def body(self, noun: str) -> Mention | None:
        """Return the only organisation that has `noun` in its name."""
        return self._bodies.get(noun)

    def called(self, noun: str) -> Sequence[str]:
        """Return the people whom the document calls so: "minister", or by their age "54-year-old"."""
        if age := re.fullmatch(r"(\d+)-year-old", noun):
            return self._aged.get(age[1], ())
        return self._called.get(noun, ())
