"""The commands for sealed comparisons: seal, open, verify."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PipelineError

if TYPE_CHECKING:
    from ..sealed import Difference, Sealed

_HEADS = {
    "holds": "What holds up",
    "here": "In these articles only",
    "tie": "No clear difference",
}


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    seal = commands.add_parser("seal", help="write an event's comparison to one file that others can open and check")
    seal.add_argument("--library", required=True, type=Path, metavar="DIR")
    seal.add_argument("--event", help="its id or name (default: the only one)")
    seal.add_argument("--by", default="outlet_id", metavar="COLUMN", help="what is compared (default: outlet_id)")
    seal.add_argument("--entity", action="append", default=[], metavar="NAME", help="of whom; may be given again")
    seal.add_argument("--texts", action="store_true", help="put the articles' texts in, where you may pass them on")
    seal.add_argument("--out", required=True, type=Path, metavar="FILE", help="must not be there yet")
    seal.set_defaults(run=_seal)

    open_ = commands.add_parser("open", help="show a sealed comparison, and count its numbers again")
    open_.add_argument("file", type=Path, metavar="FILE")
    open_.add_argument("--all", action="store_true", help="print the figures of each voice too")
    open_.add_argument("--csv", type=Path, metavar="FOLDER", help="write its tables there; must not be there yet")
    open_.set_defaults(run=_open)

    verify = commands.add_parser("verify", help="say what differs from a sealed comparison")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument("--library", type=Path, metavar="DIR", help="hold it against this library")
    verify.add_argument("--against", type=Path, metavar="FILE", help="hold it against another sealed comparison")
    verify.add_argument("--seal", metavar="HASH", help="the seal that was published with it")
    verify.set_defaults(run=_verify)


def _seal(options: argparse.Namespace) -> int:
    from ..library import Library
    from ..sealed import Choices, gather, opened, written

    if options.out.exists():
        raise PipelineError(f"{options.out}: this file is there already; name another")
    library = Library.open(options.library)
    events = library.events()["event_id"]
    if not options.event and len(events) != 1:
        raise PipelineError(f"{options.library}: name one event with --event: {', '.join(events) or 'there is none'}")
    choices = Choices(options.event or events[0], by=options.by, entities=tuple(options.entity))
    content = written(gather(library, choices, texts=options.texts))
    try:
        options.out.write_bytes(content)
    except OSError as error:
        raise PipelineError(f"{options.out}: cannot be written ({error.strerror}); name another place") from error
    print(f"seal {opened(content).seal}")
    return 0


def _open(options: argparse.Namespace) -> int:
    from ..sealed import opened, recounted

    sealed = opened(options.file)
    _show(sealed, every=options.all)
    if options.csv:
        _write_tables(sealed, options.csv)
    return _same(recounted(sealed), sealed)


def _verify(options: argparse.Namespace) -> int:
    from ..library import Library
    from ..sealed import compared, of_library, opened, recounted

    sealed = opened(options.file)
    if options.seal and sealed.seal != options.seal.strip().lower():
        _say(f"seal: {sealed.seal}, published was {options.seal}: this is another file")
        return 1
    status = _same(recounted(sealed), sealed)
    if options.library:
        library = Library.open(options.library)
        other = of_library(sealed, library)
        texts = library.scored(other.scorers[-1]) if other.scorers else {}
        status |= _told(compared(sealed, other, known_texts=texts), options.library)
    if options.against:
        status |= _told(compared(sealed, opened(options.against)), options.against)
    return status


def _told(found: "list[Difference]", where: Path) -> int:
    """Print what differs in a library or another file; return the exit status."""
    for one in found:
        _say(f"{one.part}: {one.says}" + ("" if one.matters else " (no number differs by that)"))
    if any(one.matters for one in found):
        return 1
    print(f"the same numbers in {where}")
    return 0


def _show(sealed: "Sealed", *, every: bool) -> None:
    """Print a comparison: what was compared, the home page's sentences, the figures, what differs, how it was made."""
    choices, counted = sealed.choices, sealed.counted
    groups = counted["group"].value_counts()
    _say(f"{choices.event_name}: {len(counted)} of {len(sealed.articles)} articles count")
    _say("; ".join(f"{choices.names.get(group, group)} {n}" for group, n in sorted(groups.items())))
    _say(f"scored by {', '.join(sealed.scorers) or 'nobody'}; Parallax {sealed.versions.get('parallax', '')}")
    print(f"seal {sealed.seal}")
    for what, choice in choices.filters:
        _say(f"{what}: {choice}")
    for kind, head in _HEADS.items():
        lines = [line for line in sealed.lines if line.kind == kind]
        if lines:
            print(f"\n{head}")
        for line in lines:
            _say(f"- {line.says}")
            if line.strength:
                _say(f"  {line.strength}")
    _figures(sealed, every=every)
    _held(sealed)
    print("\nMethod")
    _say(sealed.method)
    print("\nCite")
    for entry in sealed.bibtex.splitlines():
        _say(entry)
    print()


def _figures(sealed: "Sealed", *, every: bool) -> None:
    from ..compare.correcting import SAMPLE

    names, table = sealed.choices.names, sealed.numbers["figures"]
    shown = table if every or sealed.choices.voice != "split" else table[table["part"] == "all"]
    print("\nFigures, with intervals")
    before = None
    for row in shown.to_dict("records"):
        about = _about(row)
        if about != before:
            _say(about)
        before = about
        _say(
            f"  {names.get(row['group'], row['group'])}: {row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f}), "
            f"{row['sentences']} sentences in {row['articles']} articles, of {row['scope']}"
        )
    if len(shown) < len(table):
        print(f"  and {len(table) - len(shown)} of the outlet's own words and of speakers' apart, with --all")
    corrected = sealed.numbers["corrected"]
    corrected = corrected[corrected["part"].isin(set(shown["part"]))]
    if len(corrected):
        print("\nCorrected by people's codes")
    for row in corrected.to_dict("records"):
        told = f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
        if row["lack"]:
            told = "not drawn from every article" if row["lack"] == SAMPLE else f"too few {row['lack']}"
        _say(
            f"  {_about(row)}, {names.get(row['group'], row['group'])}: {told}, {row['coded']} of {row['spans']} coded"
        )


def _about(row: dict[Any, Any]) -> str:
    """Say what a number is of."""
    part = row.get("part", "all")
    words = {"outlet": "the outlet's own words", "speaker": "speakers' words"}.get(part, "")
    return " · ".join(word for word in (row["measure"], row["target"], row["label"], words) if word)


def _held(sealed: "Sealed") -> None:
    names = sealed.choices.names
    for name, head in (("differences", "Differences"), ("findings", "Comparisons for the home page")):
        table = sealed.numbers[name]
        held = table[table["holds"]]
        print(f"\n{head}: {len(held)} of {len(table)} hold")
        for row in held.to_dict("records"):
            about = _about(row)
            a, b = (names.get(row[f"group_{side}"], row[f"group_{side}"]) for side in "ab")
            by = ", by people's codes" if row["corrected"] else ""
            _say(f"  {about}: {a} - {b} = {row['difference']:.3f} ({row['low']:.3f} to {row['high']:.3f}){by}")


def _same(found: "list[Difference]", sealed: "Sealed") -> int:
    """Say whether the numbers of a file are those that its evidence gives; return the exit status."""
    for one in found:
        _say(f"{one.part}: {one.says}")
    if found:
        print("not the numbers that its evidence gives")
        return 1
    spans = sum(map(len, sealed.evidence.values()))
    told = ", ".join(f"{len(sealed.numbers[name]):,} {name}" for name in ("figures", "differences", "findings"))
    print(f"the same numbers: {told}, counted again from {spans:,} spans")
    return 0


def _write_tables(sealed: "Sealed", folder: Path) -> None:
    from ..export import write

    tables = {"articles": sealed.articles, "codes": sealed.codes, **sealed.numbers}
    tables |= {f"evidence-{measure}": spans for measure, spans in sealed.evidence.items()}
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise PipelineError(
            f"{folder}: cannot be made ({error.strerror}); name a folder that is not there yet"
        ) from error
    for name, table in tables.items():
        write(table, folder / f"{name}.csv")


def _say(text: str) -> None:
    """Print one line without the control characters by which a stranger's text could drive a terminal."""
    print("".join(character if character.isprintable() else " " for character in text))
