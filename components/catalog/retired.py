"""Machines that their provider has taken away: a table of their last days, successors and sources."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from components.catalog.model import MachineType, Retirement
from components.catalog.table import looked_up, rows, sources

FILE = Path(__file__).parent / "retired.csv"
COLUMNS = ("provider", "machine", "retired", "successor", "source")


def with_retirements(provider: str, machines: Mapping[str, MachineType]) -> Mapping[str, MachineType]:
    """Return the machines of a provider, those that it has taken away with their successors.

    Raises CatalogError where the table is wrong, or names a machine that is none of `machines`.
    """
    text = FILE.read_text(encoding="utf-8")
    known, found = sources(text), dict(machines)
    machine = "a machine that the catalog's table of machines has"
    for row in rows(FILE, text, COLUMNS):
        if row.cells["provider"] != provider:
            continue
        row.read("source", lambda key: looked_up(known, key), "a source that the file's head names")
        gone = row.read("machine", lambda name: looked_up(machines, name), machine)
        day = row.read("retired", date.fromisoformat, "a day as YYYY-MM-DD")
        successor = row.read("successor", lambda name: looked_up(machines, name), machine)
        found[gone.name] = replace(gone, retirement=Retirement(day=day, successor=successor.name))
    return found
