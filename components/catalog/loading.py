"""Finds and reads the tables of the catalog: its own, and newer snapshots from elsewhere, such as a user's folder."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from components.catalog.model import PROVIDERS, Catalog, CatalogError, MachineType, Snapshot
from components.catalog.reading import read_machines, read_snapshot
from components.catalog.retired import with_retirements
from components.catalog.table import remedy

HERE = Path(__file__).parent
MACHINES = HERE / "machines"
SNAPSHOTS = HERE / "snapshots"
"""One folder a day, and in it one table for each provider: `2026-11-22/aws.csv`."""


def load_catalog(*folders: Path, providers: Iterable[str] = PROVIDERS) -> Catalog:
    """Return the newest snapshot of each provider, from the repository's folder and from `folders`.

    A table is read when it is first asked for and kept as long as the file stays the same. Of two snapshots of a day
    the one in the later folder counts.

    Raises:
        CatalogError: a table cannot be used.
    """
    wanted = tuple(providers)
    machines = {provider: machine_types(provider) for provider in wanted}
    return Catalog(
        snapshots={provider: _newest(provider, (SNAPSHOTS, *folders)) for provider in wanted},
        machines=machines,
    )


def machine_types(provider: str) -> Mapping[str, MachineType]:
    """Return the types of machines of a provider by name."""
    file = MACHINES / f"{provider}.csv"
    return _machines(provider, file, _stamp(file))


def _newest(provider: str, folders: Iterable[Path]) -> Snapshot:
    found = [
        (day, position, folder / day.isoformat() / f"{provider}.csv")
        for position, folder in enumerate(folders)
        for day in _days(folder)
        if (folder / day.isoformat() / f"{provider}.csv").is_file()
    ]
    if not found:
        raise CatalogError(f"{SNAPSHOTS}: no snapshot of {provider}; take the folder from version control")
    day, _, file = max(found)
    return _snapshot(provider, day, file, _stamp(file))


def _days(folder: Path) -> list[date]:
    """Return the days that folders below `folder` are named after; others are none of the catalog's."""
    days = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        try:
            days.append(date.fromisoformat(entry.name))
        except ValueError:
            continue
    return days


def _stamp(file: Path) -> tuple[int, int]:
    """Return what tells a changed file from the one that was read: time of change in ns, and size in bytes."""
    try:
        state = file.stat()
    except OSError as error:
        raise CatalogError(f"{file}: {error.strerror}; {remedy()}") from None
    return (state.st_mtime_ns, state.st_size)


@cache
def _machines(provider: str, file: Path, _changed: tuple[int, int]) -> Mapping[str, MachineType]:
    return with_retirements(provider, read_machines(provider, file, _text(file)))


@cache
def _snapshot(provider: str, day: date, file: Path, _changed: tuple[int, int]) -> Snapshot:
    return read_snapshot(provider, day, file, _text(file), machine_types(provider))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogError(f"{file}: {error.strerror}; {remedy()}") from None
    except UnicodeDecodeError:
        raise CatalogError(f"{file}: not UTF-8; {remedy()}") from None
