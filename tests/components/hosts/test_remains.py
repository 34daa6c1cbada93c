"""What is left on this machine is just what a sweep would take, and looking changes nothing."""

from pathlib import Path

from components.hosts.agent import records
from components.hosts.remains import remains
from components.hosts.sweep import sweep
from tests.components.hosts.marked_processes import sleeping


def test_of_a_stack_that_is_not_there_nothing_is_left(state_home: Path) -> None:
    assert remains("test") == [], "nothing was made"


def test_processes_and_folders_are_named_and_stay(folder: str) -> None:
    records.announce(folder, "thing", "Raylet")
    with sleeping(folder) as ours, sleeping(f"{folder}2"):
        found = [(each.kind, each.name) for each in remains("test")]
        assert found == [("process", f"{ours.pid} (sleep)"), ("folder", f"{folder}/records")]
        assert remains("test") and ours.poll() is None, "looking ends nothing"
        assert set(sweep("test", keep_data=False)) == {f"{kind} {name}" for kind, name in found}, (
            "a sweep takes just that"
        )
        ours.wait()
    assert remains("test") == [], "and then nothing is left"
