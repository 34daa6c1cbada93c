"""A sweep takes all that a stack left on the machine, and nothing that it did not make."""

import subprocess
from pathlib import Path

import pytest

from components.hosts import inventory
from components.hosts.agent import mounts, records
from components.hosts.agent.records import HostError
from components.hosts.sweep import sweep
from tests.components.hosts.marked_processes import sleeping
from tests.components.hosts.real_stack import RealStack, kill


def test_sweeping_a_stack_that_is_not_there_finds_nothing(state_home: Path) -> None:
    assert sweep("test", keep_data=False) == [], "something was found where nothing was made"
    assert not inventory.state_folder("test").exists(), "the sweep made a folder"


def test_marked_processes_end_and_all_others_stay(folder: str) -> None:
    with sleeping(folder) as ours, sleeping(f"{folder}2") as foreign, sleeping() as unmarked:
        assert sweep("test", keep_data=False) == [f"process {ours.pid} (sleep)"], (
            "the sweep says what it ended"
        )
        ours.wait()
        assert foreign.poll() is None and unmarked.poll() is None, "a process that is not ours was killed"


def test_the_folders_of_a_stack_go_and_a_foreign_file_beside_them_stays(folder: str) -> None:
    records.announce(folder, "thing", "Raylet")
    foreign = Path(folder) / "notes.txt"
    foreign.write_text("mine", encoding="utf-8")
    neighbour = Path(folder).parent / "neighbour" / "records" / "thing.json"
    records.write_json(neighbour, {})
    sweep("test", keep_data=False)
    assert foreign.read_text(encoding="utf-8") == "mine", "a file that Groundplan did not make was removed"
    assert neighbour.exists(), "another stack was swept too"
    assert [path.name for path in Path(folder).iterdir()] == ["notes.txt"], "something of the stack is left"


def test_an_empty_stack_folder_goes_as_well(folder: str) -> None:
    records.announce(folder, "thing", "Raylet")
    sweep("test", keep_data=False)
    assert not Path(folder).exists(), "the stack's empty folder is left"


def test_kept_data_stays_and_all_else_goes(folder: str) -> None:
    records.announce(folder, "thing", "Raylet")
    data = Path(folder) / "volumes" / "models" / "cipher" / "file"
    data.parent.mkdir(parents=True)
    data.write_text("cipher text", encoding="utf-8")
    sweep("test", keep_data=True)
    assert data.read_text(encoding="utf-8") == "cipher text", "data that was to be kept is gone"
    assert [path.name for path in Path(folder).iterdir()] == ["volumes"], "something else was kept too"


def test_a_foreign_mount_below_the_volumes_is_named_and_nothing_below_it_removed(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Path(folder) / "volumes" / "models" / "mount" / "file"
    data.parent.mkdir(parents=True)
    data.write_text("mine", encoding="utf-8")
    simulated = [mounts.Mount("/", "ext4"), mounts.Mount(str(data.parent), "ext4")]
    monkeypatch.setattr(mounts, "mounted", lambda process="self": simulated)
    with pytest.raises(HostError, match=f"{data.parent} is a mount .ext4. that Groundplan did not make"):
        sweep("test", keep_data=False)
    assert data.read_text(encoding="utf-8") == "mine", "what somebody else mounted was emptied"


@pytest.mark.cluster
@pytest.mark.parametrize("isolation", ["namespaces", "none"])
def test_a_whole_stack_is_swept_without_its_records(folder: str, isolation: str) -> None:
    stack = RealStack(folder=folder, isolation=isolation)
    stack.up("train", datasets="write", models="write")
    for record in (Path(folder) / "records").iterdir():
        record.unlink()
    said = sweep("test", keep_data=False)
    assert list(records.processes_of(folder)) == [], "a process is left"
    assert stack.host_mounts() == [] and not Path(folder).exists(), "a mount or a file is left"
    assert any("gocryptfs" in line for line in said), "the sweep does not say what it ended"


@pytest.mark.cluster
@pytest.mark.parametrize("isolation", ["namespaces", "none"])
def test_a_dead_mount_is_swept_too(folder: str, isolation: str) -> None:
    stack = RealStack(folder=folder, isolation=isolation)
    stack.up("train", datasets="write")
    for process in stack.processes("volume-datasets"):
        kill(process)
    sweep("test", keep_data=False)
    assert stack.host_mounts() == [] and not Path(folder).exists(), "a dead mount is in the way"


@pytest.mark.cluster
def test_swept_data_that_was_kept_opens_again_with_its_key(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", "/groundplan/stores/datasets/note", "kept")
    sweep("test", keep_data=True)
    assert [path.name for path in Path(stack.folder).iterdir()] == ["volumes"], "more than the data was kept"
    stack.up("train", datasets="write")
    assert stack.read_as_a_job("train", "/groundplan/stores/datasets/note") == "kept", "data was lost"


@pytest.mark.cluster
def test_a_foreign_mount_beside_ours_stays_mounted(open_stack: RealStack, state_home: Path) -> None:
    cipher, place = state_home / "mine-cipher", state_home / "mine"
    cipher.mkdir()
    place.mkdir()
    for command in (
        ["gocryptfs", "-q", "-init", "-scryptn", "10", str(cipher)],
        ["gocryptfs", "-q", str(cipher), str(place)],
    ):
        subprocess.run(
            command, input=b"mine\n", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    try:
        open_stack.up("train", datasets="write")
        sweep("test", keep_data=False)
        assert mounts.is_mounted(str(place)), "a mount that is not the stack's was taken away"
    finally:
        mounts.unmount(str(place))
