"""Lists the registered versions: `python -m workloads.registry.versions [--json]`; changes nothing."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from workloads.refusals import end_with_sentence
from workloads.registry.model import ModelVersion
from workloads.registry.place import registry_place


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the versions, oldest first: a line each, or one JSON document."""
    parser = argparse.ArgumentParser(prog="python -m workloads.registry.versions", allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    given = parser.parse_args(arguments)
    rows = [as_row(version) for version in registered_versions()]
    if given.json:
        print(json.dumps(rows))
        return
    for row in rows:
        mark = " promoted" if row["promoted"] else ""
        print(f"{row['version']}  accuracy {row['accuracy']:.4f}  run {row['run_name']}{mark}")


def registered_versions() -> tuple[ModelVersion, ...]:
    """The versions in the registry; none where nothing was ever registered."""
    # Opening for reading could make the tables of a new database, so look for the file first.
    place = registry_place("read")
    if isinstance(place, Path) and not (place / "mlflow.db").exists():
        return ()
    from workloads.registry.tracking import open_registry

    return open_registry(place).versions()


def as_row(version: ModelVersion) -> dict[str, str | int | float | bool]:
    """One version as the JSON document shows it; `created_at_ms` counts from 1970 in UTC."""
    return {
        "version": version.version,
        "accuracy": version.accuracy,
        "promoted": version.promoted,
        "run_name": version.run_name,
        "created_at_ms": version.created_at_ms,
    }


if __name__ == "__main__":
    end_with_sentence(main)
