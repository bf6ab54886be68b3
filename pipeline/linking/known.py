"""Know other names of one thing, short first names and nationalities, from `data/codebook/names.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CODEBOOK = Path(__file__).parents[2] / "data" / "codebook" / "names.toml"


@dataclass(frozen=True, slots=True)
class Known:
    """The codebook: `nicknames` and `aliases` lead to the full form, `states` from an adjective to the state."""

    aliases: Mapping[str, str]
    names: frozenset[str]  # what aliases lead to
    nicknames: Mapping[str, str]
    bodies: frozenset[str]
    states: Mapping[str, str]


@cache
def known() -> Known:
    """Return the codebook of names."""
    with CODEBOOK.open("rb") as file:
        book = tomllib.load(file)
    # "steve" is Stephen or Steven: whichever full name shares a short form is one with it.
    nicknames: dict[str, str] = {}
    for full, shorts in book["nicknames"].items():
        one = next((nicknames[short] for short in shorts.split() if short in nicknames), full)
        nicknames |= dict.fromkeys([full, *shorts.split()], one)
    aliases = book["aliases"]
    bodies = frozenset(book["bodies"]["known"].split())
    return Known(aliases, frozenset(aliases.values()), nicknames, bodies, book["states"])
