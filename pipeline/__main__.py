"""The command line: python -m pipeline COMMAND. What looks after a library is declared in `commands.upkeep`,
what people code in `commands.coding`, what seals comparisons in `commands.sealing`.

Results go to stdout, progress and log to stderr. Exit status 2 means that something was wrong with the
input; what was right was done all the same.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .commands import coding, sealing, upkeep
from .errors import PipelineError

_ALIASES = "a CSV file with the columns spelling and outlet, to rename outlets by"
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
_BENCHMARKS = (
    "stance, article, relation, frame, loaded, role, attribution, voice, symmetry, baselines, speed, reading, "
    "exports, events, entities, findings, corrected, teach (default: all)"
)
TABLES = ("articles", "sentences", "evidence", "comparison", "names")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for chatty in ("httpx", "onnx_ir", "torch.onnx", "trafilatura", "htmldate"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        status: int = options.run(options)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _check(options: argparse.Namespace) -> int:
    from .read import read_each
    from .read.aliases import read_aliases, renamed
    from .read.checked import check, listed, rows, table

    aliases = read_aliases(options.aliases) if options.aliases else {}

    told = time.monotonic()
    begun = 0

    def progress(name: str) -> None:
        """Say that long work goes on, once a second."""
        nonlocal told, begun
        begun += 1
        if time.monotonic() - told > 1:
            told = time.monotonic()
            print(_line(f"{begun} {name}"), file=sys.stderr)

    files = []
    for reading in read_each(options.paths, progress=progress):
        articles = tuple(renamed(article, aliases) for article in reading.articles)
        files.append(check(replace(reading, articles=articles)))
    if options.json:
        print(json.dumps(rows(files), ensure_ascii=False, indent=1))
    else:
        for line in table(files) + (listed(files) if options.articles else []):
            print(_line(line))
        for line in (problem for file in files for problem in file.problems):
            print(_line(line))
        for line in (note for file in files for note in file.notes):
            print(_line(f"note: {line}"))
        count = sum(len(file.docs) for file in files)
        print(f"{count} articles, {sum(len(file.problems) for file in files)} problems")
    return 2 if any(file.problems for file in files) else 0


def _score(options: argparse.Namespace) -> int:
    from .score import score

    report = score(
        options.paths,
        library=options.library,
        event=options.event,
        group=options.group,
        outlet=options.outlet,
        aliases=options.aliases,
        model=options.model,
        workers=options.workers,
        ray=options.ray,
        staging=options.staging,
        progress=lambda done, total, name: print(_line(f"{done}/{total} {name}"), file=sys.stderr),
    )
    for name, reason in report.failed + report.skipped:
        print(_line(f"{name}: {reason}"), file=sys.stderr)
    print(
        f"{report.articles} articles: {report.scored} scored now, {report.present} scored before, "
        f"{len(report.skipped)} stored but not scored, {len(report.failed)} problems"
    )
    return 2 if report.failed else 0


def _work(options: argparse.Namespace) -> int:
    from .jobs.worker import work

    work(options.library, model=options.model, idle=options.idle)
    return 0


def _line(text: str) -> str:
    """Return one line without the control characters by which a stranger's text could drive a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _export(options: argparse.Namespace) -> int:
    from .compare.comparison import comparison, names
    from .export import write
    from .library import Library

    library = Library.open(options.library)
    compared = {"comparison": comparison, "names": names}
    table = compared[options.table](library) if options.table in compared else getattr(library, options.table)()
    write(table, options.out)
    print(f"{len(table)} rows in {options.out}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from .evaluate import as_text, evaluate

    scores = evaluate(options.names, folder=options.data, model=options.model)
    print(json.dumps(scores, indent=1) if options.json else as_text(scores))
    return 0


def _train(options: argparse.Namespace) -> int:
    from .train.run import refit_attribution, train

    if options.attribution:
        refit_attribution(options.data, folder=options.out)
        return 0
    train(
        options.data,
        out=options.out,
        work=options.work,
        permissive=options.permissive,
        seed=options.seed,
        start=options.start,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description="Show how outlets tell the same event.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="read files, say what would be loaded and what is wrong")
    check.add_argument("paths", nargs="+", metavar="PATH")
    check.add_argument("--json", action="store_true", help="print JSON, with an object for each article")
    check.add_argument("--articles", action="store_true", help="list each article, and how its fields were found")
    check.add_argument("--aliases", type=Path, metavar="FILE", help=_ALIASES)
    check.set_defaults(run=_check)

    score = commands.add_parser("score", help="score what is new into a library; an interrupted run goes on")
    score.add_argument("paths", nargs="+", metavar="PATH")
    score.add_argument("--library", required=True, type=Path, metavar="DIR", help="made if it is not there")
    score.add_argument("--event", help="label all articles as this event (default: the first path's name)")
    score.add_argument("--group", action="store_true", help="find the events that the texts tell of")
    score.add_argument("--outlet", help="set the outlet of all articles")
    score.add_argument("--aliases", type=Path, metavar="FILE", help=_ALIASES)
    score.add_argument("--model", help="a model's folder or hub id (default: the shipped one)")
    score.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    score.add_argument("--ray", metavar="ADDRESS", help="a Ray cluster that scores; local starts one on this machine")
    score.add_argument("--staging", metavar="URI", help="where Ray keeps batches until they are stored")
    score.set_defaults(run=_score)

    export = commands.add_parser("export", help="write a table as JSONL, CSV, Parquet or XLSX")
    export.add_argument("--library", required=True, type=Path, metavar="DIR")
    export.add_argument("--table", required=True, choices=TABLES)
    export.add_argument("--out", required=True, type=Path, metavar="FILE")
    export.set_defaults(run=_export)

    evaluate = commands.add_parser("evaluate", help="measure the model on the benchmarks")
    evaluate.add_argument("names", nargs="*", metavar="NAME", help=_BENCHMARKS)
    evaluate.add_argument("--data", type=Path, default=CORPORA, metavar="DIR", help="the corpora's folder")
    evaluate.add_argument("--model", help="a model's folder or hub id (default: the shipped one)")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.set_defaults(run=_evaluate)

    train = commands.add_parser("train", help="make the model files again (needs requirements-train.txt)")
    train.add_argument("--data", type=Path, default=CORPORA, metavar="DIR", help="the corpora's folder")
    train.add_argument("--out", type=Path, metavar="DIR", help="where the model goes (default: data/models/parallax)")
    train.add_argument("--permissive", action="store_true", help="from freely licensed corpora alone")
    train.add_argument("--seed", type=int, default=1, help="of the order, the swaps and the new heads (default: 1)")
    train.add_argument("--start", type=Path, metavar="DIR", help="a model of ours whose encoder is trained on")
    train.add_argument("--work", type=Path, default=Path("build/train"), metavar="DIR", help="checkpoints")
    train.add_argument("--attribution", action="store_true", help="fit only the attribution head of the model again")
    train.set_defaults(run=_train)

    upkeep.declare(commands)
    coding.declare(commands)
    sealing.declare(commands)

    work = commands.add_parser("work")  # without help it is not listed: the dashboard starts it
    work.add_argument("library", type=Path)
    work.add_argument("--model", type=Path)
    work.add_argument("--idle", type=float, default=300.0)
    work.set_defaults(run=_work)
    return parser


if __name__ == "__main__":
    sys.exit(main())
