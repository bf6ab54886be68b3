"""The command line: python -m pipeline check | score | export | evaluate | train.

Results go to stdout, progress and log to stderr. Exit status 2 means that something was wrong with the
input; what was right was done all the same.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import PipelineError

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
_BENCHMARKS = "stance, article, relation, frame, loaded, role, attribution, symmetry, baselines, speed (default: all)"
TABLES = ("articles", "sentences", "evidence", "comparison")


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
    from .clean import clean
    from .read import read_each

    rows: list[dict[str, Any]] = []
    wrong = 0
    for found in read_each(options.paths):
        wrong += len(found.problems)
        rows += [{"file": found.name, "kind": found.kind, "problem": problem} for problem in found.problems]
        for article in found.articles:
            row: dict[str, Any] = {"file": article.source, "kind": found.kind}
            try:
                doc = clean(article)
            except PipelineError as error:
                wrong += 1
                rows.append({**row, "problem": str(error)})
                continue
            row |= {"outlet": doc.outlet, "date": doc.date, "title": doc.title, "language": doc.language}
            rows.append({**row, "genre": article.genre, "found": dict(article.found), "notes": list(doc.notes)})
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            said = row.get("problem") or " | ".join(str(row[k] or "unknown") for k in ("outlet", "date", "title"))
            print(_line(f"{row['file']} ({row['kind']}): {said}"))
            for note in row.get("notes", ()):
                print(f"    taken off: {note}")
        print(f"{sum('problem' not in row for row in rows)} articles, {wrong} problems")
    return 2 if wrong else 0


def _score(options: argparse.Namespace) -> int:
    from .score import score

    report = score(
        options.paths,
        library=options.library,
        event=options.event,
        outlet=options.outlet,
        model=options.model,
        workers=options.workers,
        progress=lambda done, total, name: print(_line(f"{done}/{total} {name}"), file=sys.stderr),
    )
    for name, reason in report.failed + report.skipped:
        print(_line(f"{name}: {reason}"), file=sys.stderr)
    print(
        f"{report.articles} articles: {report.scored} scored now, {report.present} scored before, "
        f"{len(report.skipped)} stored but not scored, {len(report.failed)} problems"
    )
    return 2 if report.failed else 0


def _line(text: str) -> str:
    """Return one line without the control characters by which a stranger's text could drive a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _export(options: argparse.Namespace) -> int:
    from .compare import comparison
    from .export import write
    from .library import Library

    library = Library.open(options.library)
    table = comparison(library) if options.table == "comparison" else getattr(library, options.table)()
    write(table, options.out)
    print(f"{len(table)} rows in {options.out}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from .evaluate import as_text, evaluate

    scores = evaluate(options.names, folder=options.data, model=options.model)
    print(json.dumps(scores, indent=1) if options.json else as_text(scores))
    return 0


def _train(options: argparse.Namespace) -> int:
    from .train.run import train

    train(options.data, out=options.out, work=options.work, permissive=options.permissive, seed=options.seed)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description="Show how outlets tell the same event.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="read files, say what would be loaded and what is wrong")
    check.add_argument("paths", nargs="+", metavar="PATH")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check)

    score = commands.add_parser("score", help="score what is new into a library; an interrupted run goes on")
    score.add_argument("paths", nargs="+", metavar="PATH")
    score.add_argument("--library", required=True, type=Path, metavar="DIR", help="made if it is not there")
    score.add_argument("--event", help="label all articles as this event (default: the first path's name)")
    score.add_argument("--outlet", help="set the outlet of all articles")
    score.add_argument("--model", help="a model's folder or hub id (default: the shipped one)")
    score.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
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
    train.add_argument("--work", type=Path, default=Path("build/train"), metavar="DIR", help="checkpoints")
    train.set_defaults(run=_train)
    return parser


if __name__ == "__main__":
    sys.exit(main())
