"""The commands that look after a library: compact, doctor, forget, backup, restore."""

import argparse
from pathlib import Path


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    compact = commands.add_parser("compact", help="join a library's small files into large ones, which are read faster")
    _library(compact)
    compact.set_defaults(run=_compact)

    doctor = commands.add_parser("doctor", help="check each file of a library against its hash and the catalog")
    _library(doctor)
    doctor.add_argument("--repair", action="store_true", help="put right what can be; nothing but leftovers is deleted")
    doctor.set_defaults(run=_doctor)

    forget = commands.add_parser("forget", help="delete articles for good, with all that was found in them")
    forget.add_argument("articles", nargs="+", metavar="ARTICLE", help="its id, as in the exported table of articles")
    _library(forget)
    forget.set_defaults(run=_forget)

    backup = commands.add_parser("backup", help="write a whole library to one file")
    _library(backup)
    backup.add_argument("--out", required=True, type=Path, metavar="FILE", help="must not be there yet")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="make a library of a backup")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--library", required=True, type=Path, metavar="DIR", help="must not be there yet, or be empty"
    )
    restore.set_defaults(run=_restore)


def _library(command: argparse.ArgumentParser) -> None:
    command.add_argument("--library", required=True, type=Path, metavar="DIR")


def _compact(options: argparse.Namespace) -> int:
    from ..library import Library

    done = Library.open(options.library).compact()
    for table in done:
        of = f" of {table.scorer}" if table.scorer else ""
        print(f"{table.name}{of}: {table.before} files are {table.after} now")
    print(f"{len(done)} tables joined" if done else "nothing to join")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from ..library.doctor import examine, repair

    findings = examine(options.library)
    for finding in findings:
        print(f"{finding.file}: {finding.what}")
    if findings and options.repair:
        for line in repair(options.library, findings):
            print(line)
        findings = examine(options.library)
        for finding in findings:
            print(f"still wrong: {finding.file}: {finding.what}")
    print(f"{len(findings)} wrong" if findings else "all is well")
    return 2 if findings else 0


def _forget(options: argparse.Namespace) -> int:
    from ..library import Library

    done = Library.open(options.library).forget(options.articles)
    print(f"{done.articles} forgotten, {done.shards} files written again, {done.jobs} jobs removed")
    if done.same_text:
        print(
            f"the same text is in {', '.join(done.same_text)} too, which stay: forget them as well if you mean the text"
        )
    print("backups and exports that were made before still hold what was forgotten")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from ..library import Library
    from ..library.backup import backup

    files = backup(Library.open(options.library), options.out)
    print(f"the catalog and {files} files in {options.out}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from ..library.backup import restore

    library = restore(options.file, options.library)
    print(f"{len(library.known())} articles in {options.library}")
    return 0
