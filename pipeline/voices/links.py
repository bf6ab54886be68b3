"""Link the runs of a document: which cue carries which content, and who says it.

In a sentence every cue takes the content beside it, and both halves of what it interrupts. A cue within content
is a saying that is told of ("he said that *she thinks so*"): its content is the rest of it. Content without a cue
goes on with what was said before, where it stands in the same quotation or fills its sentence.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..types import Sentence
from .heard import Heard, Run

FAR = 8  # words, beyond which a cue is not of a content that other words part it from
BETWEEN = 3  # words between two halves of what a cue interrupts, besides source and cue
CROSSED = 8  # words that another cue in between counts for
NESTED = 0.6  # chance of a cue within content
SURE, SHORTEST = 0.6, 2  # mean chance and words of content that nothing else speaks for
NEAREST = 4  # sources on either side of a cue that are looked at
LEAD = 2  # words before content that fills its sentence


@dataclass(slots=True)
class Link:
    """Runs that make one attribution; `nested`: within another one's content."""

    contents: list[Run]
    cue: Run | None = None
    source: Run | None = None
    nested: bool = False


def linked(heard: Heard, sents: Sequence[Sentence]) -> list[Link]:
    """Return the attributions of a document, in no order; nothing that a headline says goes on below it."""
    links: list[Link] = []
    of_quotation: dict[int, Link] = {}  # who said the last part of each quotation
    open_: Link | None = None  # what may go on in the next sentence
    waiting: Link | None = None  # a cue at its sentence's end, whose content follows
    before = ""
    for number, sent in enumerate(sents):
        if before == "headline" != sent.section:
            open_ = waiting = None
        before = sent.section
        part = heard.sentence(number)
        if part[0] == part[1]:
            continue
        contents = heard.contents(part)
        if not contents and not heard.cue[slice(*part)].any():
            open_ = waiting = None
            continue
        sentence = _Sentence(heard, part, contents)
        found, unclaimed, tail = sentence.linked()
        own = [link for link in found if not link.nested]
        for link in own:
            _remember(of_quotation, heard, link, link.contents)
        for run in unclaimed:
            opens = run[0] - part[0] <= LEAD
            fills = opens and run[1] >= part[1] - LEAD
            owner = of_quotation.get(int(heard.quotation[run[0]]))
            if owner is None and waiting is not None and opens:
                owner, open_, waiting = waiting, waiting, None
                links.append(owner)
            elif owner is None and open_ is not None and not own and (fills or (opens and _goes_on(heard, run, open_))):
                owner = open_
            if owner is not None:
                owner.contents.append(run)
            else:
                source = sentence.source_of(run, None)
                if heard.quotation[run[0]] < 0 and not (source and _is_sure(heard, run)):
                    continue
                owner = Link([run], source=source)
                own.append(owner)
                found.append(owner)
            _remember(of_quotation, heard, owner, [run])
        waiting = tail
        links += found
        if own:
            open_ = own[-1]
        if open_ is not None and not _reaches_end(open_, part):
            open_ = None
    return links


class _Sentence:
    """One sentence's runs, each in the order of the text."""

    def __init__(self, heard: Heard, part: Run, contents: list[Run]) -> None:
        self.heard = heard
        self.part = part
        self.contents = contents
        self.cues = heard.cues(part)
        self.sources = heard.sources(part)
        self.outer = [cue for cue in self.cues if not heard.content[cue[0]]]
        self.outer_sources = [source for source in self.sources if not heard.content[source[0]]]

    def linked(self) -> tuple[list[Link], list[Run], Link | None]:
        """Return the attributions, the contents that no cue took, and one whose content must follow."""
        found: list[Link] = []
        claimed: dict[Run, Link] = {}
        tail: Link | None = None
        for cue in self.outer:
            taken = self._contents_of(cue)
            link = Link(taken, cue=cue, source=self.source_of(cue, cue))
            if taken:
                found.append(link)
                claimed |= {run: claimed.get(run, link) for run in taken}
            elif cue == self.outer[-1] and self.part[1] - cue[1] <= LEAD:
                tail = link
        unclaimed = []
        for place, run in enumerate(self.contents):
            if run in claimed:
                continue
            beside = [*self.contents[max(0, place - 1) : place], *self.contents[place + 1 : place + 2]]
            owner = next((claimed[other] for other in beside if other in claimed and self._touch(run, other)), None)
            if owner is not None:
                owner.contents = sorted([*owner.contents, run])
                claimed[run] = owner
            else:
                unclaimed.append(run)
        for run in self.contents:
            found += self._nested(run)
        return found, unclaimed, tail

    def _contents_of(self, cue: Run) -> list[Run]:
        place = bisect_left(self.contents, cue)
        left, right = self.contents[max(0, place - 1) : place], self.contents[place : place + 1]
        quotation = self.heard.quotation
        if left and right and quotation[left[0][1] - 1] >= 0 and quotation[left[0][1] - 1] == quotation[right[0][0]]:
            return [*left, *right]  # it stands between two halves of one quotation
        costs = [(self._gap(run, cue), side, run) for side, runs in ((1, left), (0, right)) for run in runs]
        near = [(gap, side, run) for gap, side, run in costs if gap < FAR]
        return [min(near)[2]] if near else []

    def _gap(self, run: Run, cue: Run) -> int:
        """Return how many words part a run from a cue: those of sources do not count, another cue counts much."""
        first, last = (run[1], cue[0]) if run[1] <= cue[0] else (cue[1], run[0])
        return self._plain(first, last) + CROSSED * _crossed(self.outer, first, last)

    def _touch(self, run: Run, other: Run) -> bool:
        """Say whether hardly anything parts two runs."""
        first, last = sorted([*run, *other])[1:3]
        return self._plain(first, last) <= BETWEEN

    def _plain(self, first: int, last: int) -> int:
        between = slice(first, last)
        return int((~(self.heard.source | self.heard.cue)[between]).sum())

    def source_of(self, run: Run, cue: Run | None, *, within: Run | None = None) -> Run | None:
        """Return the source nearest to a cue, or to content without one; in content only one that is `within` it."""
        sources = self.outer_sources if within is None else self.sources
        place = bisect_left(sources, run)
        costs = []
        for source in sources[max(0, place - NEAREST) : place + NEAREST]:
            if within is not None and not (within[0] <= source[0] and source[1] <= within[1]):
                continue
            first, last = (source[1], run[0]) if source[1] <= run[0] else (run[1], source[0])
            costs.append((last - first + CROSSED * _crossed(self.cues, first, last), source[0] > run[0], source))
        return min(costs)[2] if costs else None

    def _nested(self, run: Run) -> list[Link]:
        """Return the sayings that are told of within a content."""
        found = []
        for cue in self.cues[bisect_left(self.cues, (run[0], 0)) : bisect_left(self.cues, (run[1], 0))]:
            if cue[1] > run[1] or self.heard.chances[slice(*cue), 2].max() < NESTED:
                continue
            source = self.source_of(cue, cue, within=run)
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


def _crossed(cues: Sequence[Run], first: int, last: int) -> bool:
    """Say whether a cue lies between two words."""
    place = bisect_left(cues, (first, first))
    return place < len(cues) and cues[place][1] <= last


def _remember(of_quotation: dict[int, Link], heard: Heard, link: Link, runs: Sequence[Run]) -> None:
    for run in runs:
        of_quotation.update(dict.fromkeys(set(heard.quotation[slice(*run)].tolist()) - {-1}, link))


def _reaches_end(link: Link, part: Run) -> bool:
    """Say whether what is said runs to the sentence's end, or near it."""
    return any(run[1] >= part[1] - LEAD for run in link.contents) or (
        link.cue is not None and link.cue[1] >= part[1] - 4
    )


def _goes_on(heard: Heard, run: Run, link: Link) -> bool:
    """Say whether a quotation goes on with one that has just ended."""
    return bool(heard.quotation[run[0]] >= 0 and heard.quotation[link.contents[-1][1] - 1] >= 0)


def _is_sure(heard: Heard, run: Run) -> bool:
    return run[1] - run[0] > SHORTEST and bool(heard.chances[slice(*run), 0].mean() >= SURE)
