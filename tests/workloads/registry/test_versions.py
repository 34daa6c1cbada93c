"""Versions can be listed by a script before they are lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workloads.registry.model import ModelVersion
from workloads.registry.tracking import Registry
from workloads.registry.versions import main

GiveStores = Callable[..., dict[str, Path]]


def test_a_registry_that_was_never_used_has_no_versions_and_stays_empty(
    give_stores: GiveStores, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = give_stores(registry="read")
    main(["--json"])
    assert json.loads(capsys.readouterr().out) == [], "no version yet"
    assert not list(paths["registry"].iterdir()), "listing makes nothing"


def test_versions_are_listed_with_accuracy_and_promotion(
    give_stores: GiveStores,
    fresh_registry: Callable[[Path], Registry],
    make_version: Callable[..., ModelVersion],
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = give_stores(registry="read")
    paths["registry"].rmdir()
    book = fresh_registry(paths["registry"])
    for number, accuracy in ((1, 0.98), (2, 0.99)):
        made = make_version(number, accuracy)
        book.register(book.start_run(f"run-{number}", {}), f"run-{number}", made.folder, made.provenance)
    book.mark_promoted(1)
    main(["--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [(row["version"], row["accuracy"], row["promoted"]) for row in rows] == [
        (1, 0.98, True),
        (2, 0.99, False),
    ], "oldest first"
    main([])
    assert "1  accuracy 0.9800  run run-1 promoted" in capsys.readouterr().out, "a line for a person"
