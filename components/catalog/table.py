"""Reading the catalog's tables: CSV with remarks (`#`), where every fault names its file, line and column."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from components.catalog.model import CatalogError

Value = TypeVar("Value")

REMARK = "#"
SOURCE = re.compile(r"# source (?P<key>[a-z0-9-]+): (?P<text>\S.*)")
"""A remark that says what a source's key stands for."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table: its cells by column, and where it is for messages."""

    file: Path
    line: int
    cells: Mapping[str, str]

    def read(self, column: str, convert: Callable[[str], Value], allowed: str) -> Value:
        """Return a cell converted; raise CatalogError where `convert` raises ValueError."""
        given = self.cells[column]
        try:
            return convert(given)
        except (ValueError, ArithmeticError):
            raise self.fault(column, f"given {given!r}; allowed: {allowed}") from None

    def read_known(self, column: str, convert: Callable[[str], Value], allowed: str) -> Value | None:
        """Return a cell converted, or None for an empty one, which means not known."""
        return self.read(column, convert, f"{allowed}, or nothing") if self.cells[column] else None

    def fault(self, column: str, problem: str) -> CatalogError:
        """Return the error for a cell of this row."""
        return CatalogError(f"{self.file}:{self.line}: {column}: {problem}; {remedy()}")


def remedy() -> str:
    """Return what to do about a file that cannot be used."""
    return "correct it, or remove the file, and the catalog does without it"


def rows(file: Path, text: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table whose head must be `columns`; raise CatalogError where it is no such table."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line and line[0] != REMARK]
    if not lines or next(csv.reader([lines[0][1]])) != list(columns):
        raise CatalogError(f"{file}: its head is not {','.join(columns)}; {remedy()}")
    for number, line in lines[1:]:
        cells = next(csv.reader([line]))
        if len(cells) != len(columns):
            raise CatalogError(
                f"{file}:{number}: given {len(cells)} cells; allowed: {len(columns)}; {remedy()}"
            )
        yield Row(file=file, line=number, cells=dict(zip(columns, cells, strict=True)))


def sources(text: str) -> dict[str, str]:
    """Return what the keys of a table's sources stand for, as its remarks say."""
    found = (SOURCE.fullmatch(line) for line in text.splitlines())
    return {match["key"]: match["text"] for match in found if match}


def looked_up(known: Mapping[str, Value], key: str) -> Value:
    """Return what a cell names; raise ValueError where nothing has that name."""
    if key not in known:
        raise ValueError
    return known[key]
