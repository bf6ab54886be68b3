"""Link the runs of a document: which cue carries which content, and who says it.

In a sentence every cue takes the content beside it, and both halves of what it interrupts. A cue within content
is a saying that is told of ("he said that *she thinks so*"): its content is the rest of it. Content without a cue
goes on with what was said before, where it stands in the same quotation or fills its sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .heard import Heard, Run

FAR = 8  # words, beyond which a cue is not of a content that other words part it from
BETWEEN = 3  # words between two halves of what a cue interrupts, besides source and cue
CROSSED = 8  # words that another cue in between counts for
NESTED = 0.6  # chance of a cue within content
SURE, SHORTEST = 0.6, 2  # mean chance and words of content that nothing else speaks for
LEAD = 2  # words before content that fills its sentence


@dataclass(slots=True)
class Link:
    """Runs that make one attribution; `nested`: within another one's content."""

    contents: list[Run]
    cue: Run | None = None
    source: Run | None = None
    nested: bool = False


def linked(heard: Heard, sentences: int) -> list[Link]:
    """Return the attributions of a document of so many sentences."""
    links: list[Link] = []
    open_: Link | None = None  # what may go on in the next sentence
    waiting: Link | None = None  # a cue at its sentence's end, whose content follows
    for number in range(sentences):
        part = heard.sentence(number)
        if part[0] == part[1]:
            continue
        contents = heard.contents(part)
        if not contents and not heard.cue[slice(*part)].any():
            open_ = waiting = None
            continue
        sentence = _Sentence(heard, part, contents)
        found, unclaimed, tail = sentence.linked()
        for run in unclaimed:
            opens = run[0] - part[0] <= LEAD
            same = _same_quotation(heard, run, [*links, *found])
            if same is not None:
                same.contents.append(run)
            elif waiting is not None and opens:
                waiting.contents.append(run)
                links.append(waiting)
                open_ = waiting
            elif open_ is not None and opens and run[1] >= part[1] - LEAD and not found:
                open_.contents.append(run)
            elif _goes_on(heard, run, open_) and opens and not found:
                assert open_ is not None
                open_.contents.append(run)
            else:
                source = sentence.source_of(run, None, nested=False)
                if heard.quotation[run[0]] >= 0 or (source and _is_sure(heard, run)):
                    found.append(Link([run], source=source))
        waiting = tail
        outer = [link for link in found if not link.nested]
        links += found
        if outer:
            open_ = outer[-1]
        if open_ is not None and not _reaches_end(open_, part):
            open_ = None
    return links


class _Sentence:
    """One sentence's runs."""

    def __init__(self, heard: Heard, part: Run, contents: list[Run]) -> None:
        self.heard = heard
        self.part = part
        self.contents = contents
        self.cues = heard.cues(part)
        self.sources = heard.sources(part)
        self.outer = [cue for cue in self.cues if not heard.content[cue[0]]]

    def linked(self) -> tuple[list[Link], list[Run], Link | None]:
        """Return the attributions, the contents that no cue took, and one whose content must follow."""
        found: list[Link] = []
        claimed: set[Run] = set()
        tail: Link | None = None
        for cue in self.outer:
            taken = self._contents_of(cue)
            link = Link(taken, cue=cue, source=self.source_of(cue, cue, nested=False))
            if taken:
                found.append(link)
                claimed.update(taken)
            elif cue == self.outer[-1] and self.part[1] - cue[1] <= LEAD:
                tail = link
        unclaimed = []
        for run in self.contents:
            if run in claimed:
                continue
            owner = next((link for link in found if self._touches(run, link)), None)
            if owner is not None:
                owner.contents = sorted([*owner.contents, run])
            else:
                unclaimed.append(run)
        for run in self.contents:
            found += self._nested(run)
        return found, unclaimed, tail

    def _contents_of(self, cue: Run) -> list[Run]:
        left = max((run for run in self.contents if run[1] <= cue[0]), default=None)
        right = min((run for run in self.contents if run[0] >= cue[1]), default=None)
        quotation = self.heard.quotation
        if left and right and quotation[left[1] - 1] >= 0 and quotation[left[1] - 1] == quotation[right[0]]:
            return [left, right]  # it stands between two halves of one quotation
        costs = [(self._gap(run, cue), side, run) for side, run in ((1, left), (0, right)) if run]
        near = [(gap, side, run) for gap, side, run in costs if gap < FAR]
        return [min(near)[2]] if near else []

    def _gap(self, run: Run, cue: Run) -> int:
        """Return how many words part a run from a cue: those of sources do not count, another cue counts much."""
        first, last = (run[1], cue[0]) if run[1] <= cue[0] else (cue[1], run[0])
        between = slice(first, last)
        plain = ~(self.heard.source | self.heard.cue)[between]
        crossed = any(other != cue and first <= other[0] and other[1] <= last for other in self.outer)
        return int(plain.sum()) + CROSSED * crossed

    def _touches(self, run: Run, link: Link) -> bool:
        """Say whether hardly anything parts a run from another that the link has."""
        for other in link.contents:
            first, last = sorted([*run, *other])[1:3]
            between = slice(first, last)
            plain = ~(self.heard.source | self.heard.cue)[between]
            if plain.sum() <= BETWEEN:
                return True
        return False

    def source_of(self, run: Run, cue: Run | None, *, nested: bool, within: Run | None = None) -> Run | None:
        """Return the source nearest to a cue, or to a content without one."""
        costs = []
        for source in self.sources:
            inside = bool(self.heard.content[source[0]])
            if within is not None and not (within[0] <= source[0] and source[1] <= within[1]):
                continue
            if inside and not nested:
                continue
            first, last = (source[1], run[0]) if source[1] <= run[0] else (run[1], source[0])
            crossed = any(other != cue and first <= other[0] and other[1] <= last for other in self.cues)
            costs.append((last - first + CROSSED * crossed, source[0] > run[0], source))
        return min(costs)[2] if costs else None

    def _is_saying(self, cue: Run) -> bool:
        """Say whether a cue within content is one surely enough."""
        return bool(self.heard.chances[slice(*cue), 2].max() >= NESTED)

    def _nested(self, run: Run) -> list[Link]:
        """Return the sayings that are told of within a content."""
        inner = [cue for cue in self.cues if run[0] <= cue[0] and cue[1] <= run[1] and self._is_saying(cue)]
        found = []
        for cue in inner:
            source = self.source_of(cue, cue, nested=True, within=run)
            after = cue[1] if source is None or source[0] < cue[0] or source[0] - cue[1] > LEAD else source[1]
            if run[1] - after >= SHORTEST:
                content = (after, run[1])
            else:
                before = min([cue[0], *([source[0]] if source else [])])
                if before - run[0] < SHORTEST:
                    continue
                content = (run[0], before)
            found.append(Link([content], cue=cue, source=source, nested=True))
        return found


def _same_quotation(heard: Heard, run: Run, links: Sequence[Link]) -> Link | None:
    number = heard.quotation[run[0]]
    if number < 0:
        return None
    for link in reversed(links):
        if not link.nested and any((heard.quotation[slice(*other)] == number).any() for other in link.contents):
            return link
    return None


def _reaches_end(link: Link, part: Run) -> bool:
    """Say whether what is said runs to the sentence's end, or near it."""
    return any(run[1] >= part[1] - LEAD for run in link.contents) or (
        link.cue is not None and link.cue[1] >= part[1] - 4
    )


def _goes_on(heard: Heard, run: Run, link: Link | None) -> bool:
    """Say whether a quotation goes on with one that has just ended."""
    if link is None or heard.quotation[run[0]] < 0:
        return False
    return bool(heard.quotation[link.contents[-1][1] - 1] >= 0) if link.contents else False


def _is_sure(heard: Heard, run: Run) -> bool:
    return run[1] - run[0] > SHORTEST and bool(heard.chances[slice(*run), 0].mean() >= SURE)
