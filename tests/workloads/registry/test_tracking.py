"""The registry remembers runs and versions, and bears two writers."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from workloads.registry.model import ModelVersion
from workloads.registry.tracking import Registry, open_registry


@pytest.fixture
def book(tmp_path: Path, fresh_registry: Callable[[Path], Registry]) -> Registry:
    return fresh_registry(tmp_path / "registry")


def test_a_registered_version_is_read_back_with_its_provenance(
    book: Registry, make_version: Callable[..., ModelVersion]
) -> None:
    made = make_version(1)
    registered = book.register(book.start_run("one", {"seed": 1}), "one", made.folder, made.provenance)
    (found,) = book.versions()
    assert found == registered, "what register gives is what is stored"
    assert (found.provenance, found.files) == (made.provenance, made.files), "nothing is lost on the way"
    assert (found.folder / "model.pt").read_bytes() == (made.folder / "model.pt").read_bytes(), (
        "beside the database"
    )
    assert book.version_of_run("one") == found, "found by its run"
    assert book.version_of_run("two") is None, "and not by another"


def test_a_run_killed_before_it_registered_is_continued(book: Registry) -> None:
    first = book.start_run("killed", {"seed": 1})
    assert book.start_run("killed", {"seed": 1}) == first, "one name, one run"
    assert book.start_run("other", {"seed": 1}) != first, "another name, another run"


def test_metrics_written_twice_are_there_once(book: Registry) -> None:
    run_id = book.start_run("run", {})
    rows = [{"epoch": epoch, "accuracy": epoch / 10, "finished_at_ms": 1000 + epoch} for epoch in (1, 2, 3)]
    book.record_metrics(run_id, rows[:2])
    book.record_metrics(run_id, rows)
    history = book.client.get_metric_history(run_id, "accuracy")
    assert [(entry.step, entry.value) for entry in history] == [(1, 0.1), (2, 0.2), (3, 0.3)], (
        "a row an epoch"
    )


def test_a_long_run_has_all_its_metrics(book: Registry) -> None:
    run_id = book.start_run("long", {})
    rows = [{"epoch": epoch, "loss": 1.0, "finished_at_ms": epoch} for epoch in range(1, 1102)]
    book.record_metrics(run_id, rows)
    assert len(book.client.get_metric_history(run_id, "loss")) == 1101, "MLflow takes 1,000 in one call"


def test_two_writers_wait_for_one_another(
    tmp_path: Path, book: Registry, make_version: Callable[..., ModelVersion]
) -> None:
    made, problems = make_version(1), []

    def write(writer: int) -> None:
        try:
            own = open_registry(tmp_path / "registry")
            for number in range(3):
                name = f"{writer}-{number}"
                own.register(own.start_run(name, {}), name, made.folder, made.provenance)
        except Exception as problem:
            problems.append(problem)

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not problems, "a busy database is waited for, not given up on"
    assert [entry.version for entry in book.versions()] == list(range(1, 10)), "and nobody's version is lost"


def test_the_first_opening_by_two_at_once_makes_one_registry(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    problems = []

    def make() -> None:
        try:
            open_registry(folder)
        except Exception as problem:
            problems.append(problem)

    makers = [threading.Thread(target=make) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert not problems, "the second finds what the first made"
    assert open_registry(folder).versions() == (), "and it is empty"
