"""Tables as text: a small one of machines, and snapshots of them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from components.catalog.model import MachineType, Snapshot
from components.catalog.reading import MACHINE_COLUMNS, OFFER_COLUMNS, read_machines, read_snapshot

MACHINES = Path("machines/azure.csv")
SNAPSHOT = Path("2026-11-01/azure.csv")
DAY = date(2026, 11, 1)
ROW = "m1,8,32,1/2,A10,24,x86_64,none,0,family of m1,lowPriorityCores,spot"
OFFER = "eastus,m1,1 2,1.5,2026-10-31,list,0.5,,list"


def machines_text(*rows: str) -> str:
    return "\n".join(["# a remark", ",".join(MACHINE_COLUMNS), *rows, ""])


def snapshot_text(*rows: str) -> str:
    return "\n".join(["# source list: a list", ",".join(OFFER_COLUMNS), *rows, ""])


def machines(*rows: str) -> dict[str, MachineType]:
    return read_machines("azure", MACHINES, machines_text(*(rows or (ROW,))))


def snapshot(*rows: str, of: Iterable[str] = (ROW,)) -> Snapshot:
    return read_snapshot("azure", DAY, SNAPSHOT, snapshot_text(*rows), machines(*of))
