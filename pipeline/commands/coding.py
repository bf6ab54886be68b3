"""The commands about what people code: draw a sample, write codes to a file, read them from one, tell the agreement."""

import argparse
from pathlib import Path

import pandas as pd

NARROW = 130  # characters of a printed table


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    codes = commands.add_parser("codes", help="what people coded: draw, write, read, agreement")
    of = codes.add_subparsers(dest="deed", required=True, metavar="DEED")

    draw = _command(of, "draw", "draw spans of an event for people to code, on the page Code or from a file")
    draw.add_argument("--measure", required=True, help="stance, role, frame or loaded")
    draw.add_argument("--label", action="append", default=[], help="a frame or role; all where none is named")
    draw.add_argument("--entity", action="append", default=[], help="whose mentions; of all where none is named")
    draw.add_argument("--size", type=int, default=100, help="how many spans (100)")
    draw.add_argument("--uncertain", type=float, default=0.3, help="share drawn by the model's uncertainty (0.3)")
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--sighted", action="store_true", help="coders see the model's answer; it is marked on each code")
    draw.set_defaults(run=_draw)

    write = _command(of, "write", "write the codes of an event, with the words that were coded")
    write.add_argument("--out", required=True, type=Path, metavar="FILE", help=".csv, .jsonl, .parquet or .xlsx")
    write.set_defaults(run=_write)

    read = of.add_parser("read", help="add codes from a file; those that are there already are passed over")
    read.add_argument("file", type=Path, metavar="FILE", help=".csv, .jsonl or .parquet, as write makes it")
    read.add_argument("--library", required=True, type=Path, metavar="DIR")
    read.set_defaults(run=_read)

    agree = _command(of, "agreement", "Krippendorff's alpha, coder by coder, people against the model, calibration")
    agree.set_defaults(run=_agree)


def _command(
    of: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    command = of.add_parser(name, help=text)
    command.add_argument("--library", required=True, type=Path, metavar="DIR")
    command.add_argument("--event", required=True, metavar="EVENT", help="its id")
    return command


def _draw(options: argparse.Namespace) -> int:
    from ..codes import draw_sample
    from ..compare import COMPARED_GENRES, with_columns
    from ..library import Library

    library = Library.open(options.library)
    articles = with_columns(library.articles(event=options.event))
    articles = articles[articles["genre"].fillna("unknown").isin(COMPARED_GENRES)]
    sample = draw_sample(
        library, options.event, articles, options.measure, labels=tuple(options.label), targets=tuple(options.entity),
        size=options.size, uncertain=options.uncertain, seed=options.seed,
        mode="sighted" if options.sighted else "blind",
    )  # fmt: skip
    print(f"{sample}: {len(library.sampled(sample))} spans to code")
    return 0


def _write(options: argparse.Namespace) -> int:
    from ..codes.exchange import code_table
    from ..export import write
    from ..library import Library

    table = code_table(Library.open(options.library), options.event)
    write(table, options.out)
    print(f"{options.out}: {len(table)} codes")
    return 0


def _read(options: argparse.Namespace) -> int:
    from ..codes.exchange import add_table, read_codes
    from ..library import Library

    table = read_codes(options.file)
    added = add_table(Library.open(options.library), table)
    print(f"{added} codes added, {len(table) - added} were there already")
    return 0


def _agree(options: argparse.Namespace) -> int:
    from ..codes import weighted
    from ..codes.judging import alphas, calibrations, model_codes, pairs_of
    from ..library import Library

    library = Library.open(options.library)
    codes = weighted(library, options.event)
    model = model_codes(library, options.event, codes)
    tables = {
        "people: Krippendorff's alpha": alphas(codes),
        "coder by coder": pairs_of(codes, model),
        "the model's chances against what most people said": calibrations(codes, model),
    }
    with pd.option_context("display.width", NARROW, "display.max_columns", None, "display.max_rows", None):
        for title, table in tables.items():
            print(f"{title}\n{table.round(3).to_string(index=False) if len(table) else 'none yet'}\n")
    return 0
