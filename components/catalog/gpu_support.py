"""Which CUDA and which driver a GPU works with, and which driver machines bring: tables, each row with its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from components.catalog.gpu_names import words_of
from components.catalog.table import Row, looked_up, rows, sources

TABLES = Path(__file__).parent / "gpus"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "architectures": (
        "compute_capability", "architecture", "first_cuda", "last_cuda", "first_driver", "last_driver", "source",
    ),
    "cards": ("card", "compute_capability", "source"),
    "cuda": ("cuda", "first_driver", "source"),
    "drivers": ("who", "driver", "source"),
}  # fmt: skip

Version = tuple[int, int]
"""Major and minor version; they compare as people expect."""


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """What cards of one compute capability work with, first and last included; None means that it goes on.

    `last_cuda` is a major version; drivers are branches, such as 580.
    """

    compute_capability: str
    name: str
    first_cuda: Version
    last_cuda: int | None
    first_driver: int
    last_driver: int | None


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card, or all variants of its name; `architecture` is None where it runs no CUDA."""

    name: str
    architecture: Architecture | None


def version_of(text: str) -> Version:
    """Return a version such as "12.8"; raise ValueError where it is none."""
    found = re.fullmatch(r"([0-9]+)\.([0-9]+)", text, re.ASCII)
    if found is None:
        raise ValueError
    return int(found[1]), int(found[2])


def card_of(model: str) -> Card | None:
    """Return the card of a GPU as a catalog, a label or its driver names it, or None where no row knows it.

    The most words decide: "RTX PRO 6000" is another card than "RTX 6000".
    """
    words = words_of(model)
    known = [card for card in cards().values() if words_of(card.name) <= words]
    return max(known, key=lambda card: len(words_of(card.name)), default=None)


@cache
def cards() -> Mapping[str, Card]:
    """Return the cards by name; raise CatalogError where a table is wrong."""
    known = {architecture.compute_capability: architecture for architecture in _architectures()}
    allowed = f"one of {', '.join(known)}"
    return {
        row.cells["card"]: Card(
            name=row.cells["card"],
            architecture=row.read_known("compute_capability", lambda cell: looked_up(known, cell), allowed),
        )
        for row in _rows("cards")
    }


@cache
def first_drivers() -> Mapping[int, int]:
    """Return the oldest driver of each major version of CUDA; raise CatalogError where a table is wrong."""
    branch = "a branch such as 580"
    return {row.read("cuda", int, "13"): row.read("first_driver", int, branch) for row in _rows("cuda")}


@cache
def drivers() -> Mapping[str, int]:
    """Return the driver that a target's machines, or a GPU operator, bring; raise CatalogError where it is wrong."""
    return {row.cells["who"]: row.read("driver", int, "a branch such as 580") for row in _rows("drivers")}


def _architectures() -> list[Architecture]:
    version, major, branch = "a version such as 12.8", "a major version such as 12", "a branch such as 580"
    return [
        Architecture(
            compute_capability=row.cells["compute_capability"],
            name=row.cells["architecture"],
            first_cuda=row.read("first_cuda", version_of, version),
            last_cuda=row.read_known("last_cuda", int, major),
            first_driver=row.read("first_driver", int, branch),
            last_driver=row.read_known("last_driver", int, branch),
        )
        for row in _rows("architectures")
    ]


def _rows(table: str) -> list[Row]:
    """Return the rows of a table, each with a source that its head names."""
    file = TABLES / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    known, found = sources(text), list(rows(file, text, COLUMNS[table]))
    allowed = f"a source that the file's head names: {', '.join(sorted(known))}"
    for row in found:
        row.read("source", lambda key: looked_up(known, key), allowed)
    return found
