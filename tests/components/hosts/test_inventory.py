"""What a machine has is asked once; a stack's own data never counts against it; node states come from records."""

import os
from pathlib import Path
from typing import Any

import pytest

from components.hosts import inventory
from components.hosts.agent import records
from components.topology.facts import GpuFacts, HostFacts

MIB = 2**20
FOUND = {
    "cpus": 8, "memory_bytes": 64, "available_memory_bytes": 60, "free_disk_bytes": 1000,
    "gpus": [{"index": 1, "model": "NVIDIA A10G", "memory_bytes": 24}],
    "accelerator_devices": ["/dev/nvidia0"], "isolation": {"mode": "none", "reason": "forbidden"},
    "device_encryption": "dm-crypt on dm-0", "gocryptfs": "/usr/bin/gocryptfs", "fuse": "no /dev/fuse",
}  # fmt: skip


class SimulatedHost:
    """A transport to a machine that has what FOUND says."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def call(self, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Keep the call and tell the facts."""
        self.calls.append((operation, payload))
        return FOUND


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> SimulatedHost:
    """Put the simulated machine in the place of this one, with nothing said in the environment."""
    simulated = SimulatedHost()
    monkeypatch.setattr(inventory, "transport_of", lambda description: simulated)
    monkeypatch.delenv("GROUNDPLAN_ISOLATION", raising=False)
    return simulated


def test_what_the_stack_holds_already_counts_as_free_disk() -> None:
    assert inventory.host_facts(FOUND, stored=500) == HostFacts(
        cpus=8, memory_bytes=64, available_memory_bytes=60, free_disk_bytes=1500,
        gpus=(GpuFacts(index=1, model="NVIDIA A10G", memory_bytes=24),),
    ), "a second `up` would refuse what the first one made, or a fact was mistaken for another"  # fmt: skip


def test_an_inventory_holds_every_fact_under_its_own_name(host: SimulatedHost, folder: str) -> None:
    assert inventory.gather("test") == inventory.Inventory(
        facts=inventory.host_facts(FOUND, stored=0), folder=Path(folder),
        isolation={"mode": "none", "reason": "forbidden"}, accelerator_devices=("/dev/nvidia0",),
        device_encryption="dm-crypt on dm-0", gocryptfs="/usr/bin/gocryptfs", fuse_problem="no /dev/fuse",
    ), "a fact was mistaken for another"  # fmt: skip
    assert host.calls == [("facts", {"folder": folder, "forced_isolation": None})], (
        "the machine is asked once, about the disk of the stack's own folder"
    )
    assert not Path(folder).exists(), "asking what the machine has changed it"


def test_isolation_is_forced_by_the_environment(
    host: SimulatedHost, monkeypatch: pytest.MonkeyPatch, state_home: Path
) -> None:
    monkeypatch.setenv("GROUNDPLAN_ISOLATION", "none")
    inventory.gather("test")
    assert host.calls[0][1]["forced_isolation"] == "none", "the owner's word did not reach the machine"


def test_an_inventory_counts_what_lies_in_the_volumes_of_the_stack(host: SimulatedHost, folder: str) -> None:
    for part in ("volumes/models/cipher", "sessions/train"):
        (Path(folder) / part).mkdir(parents=True)
        (Path(folder) / part / "file").write_bytes(os.urandom(MIB))
    free = inventory.gather("test").facts.free_disk_bytes - 1000
    assert MIB <= free < 2 * MIB, "only what the volumes hold may be counted as free, not what sessions leave"


def test_a_folder_that_is_not_there_stores_nothing(tmp_path: Path) -> None:
    assert inventory.stored_bytes(tmp_path / "volumes") == 0, "a first `up` has no volumes yet"


def test_an_empty_folder_stores_nothing(tmp_path: Path) -> None:
    assert inventory.stored_bytes(tmp_path) == 0, "something was counted where no file is"


def test_a_sparse_file_counts_what_it_takes_and_not_what_it_claims(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1024 * MIB)
    assert inventory.stored_bytes(tmp_path) < MIB, "holes take no disk, and so free none"


def test_files_of_inner_folders_count_too_and_links_do_not_lead_out(tmp_path: Path) -> None:
    volumes, elsewhere = tmp_path / "volumes", tmp_path / "elsewhere"
    for place in (volumes / "a" / "b", volumes / "c", elsewhere):
        place.mkdir(parents=True)
        (place / "file").write_bytes(os.urandom(MIB))
    (volumes / "link").symlink_to(elsewhere)
    (volumes / "file-link").symlink_to(elsewhere / "file")
    (volumes / "dead-link").symlink_to(tmp_path / "nowhere")
    assert 2 * MIB <= inventory.stored_bytes(volumes) < 3 * MIB, (
        "an inner file is missing or a foreign one in"
    )


def test_a_file_system_mounted_below_counts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cipher", "mount", "dead"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(os.urandom(MIB))
    real_device = tmp_path.stat().st_dev
    simulated = {"cipher": real_device, "mount": real_device + 1, "dead": None}
    monkeypatch.setattr(inventory, "device_of", lambda path: simulated[path.name])
    assert MIB <= inventory.stored_bytes(tmp_path) < 2 * MIB, (
        "what is seen through a mount would count twice: once encrypted, once as the mount shows it"
    )


def test_a_path_that_cannot_be_looked_at_lies_on_no_device(tmp_path: Path) -> None:
    assert inventory.device_of(tmp_path / "nowhere") is None, "a dead mount must not break `up`"
    assert inventory.device_of(tmp_path) == tmp_path.stat().st_dev, "the device of a folder is not its own"


def test_the_state_folder_lies_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert inventory.state_folder("test") == tmp_path / "groundplan" / "stacks" / "test", "it lies elsewhere"


@pytest.mark.parametrize("value", [None, "", "relative/state", "."])  # to the standard they all say nothing
def test_the_state_folder_lies_in_the_home_where_the_environment_says_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", value or "")
    if value is None:
        monkeypatch.delenv("XDG_STATE_HOME")
    expected = tmp_path / ".local" / "state" / "groundplan" / "stacks" / "test"
    assert inventory.state_folder("test") == expected, "the standard's default was not taken"


def test_a_stack_that_is_not_there_has_no_nodes(state_home: Path) -> None:
    assert inventory.node_states("test") == {}, "a node was found where nothing was made"


def test_a_node_runs_only_while_exactly_its_process_does(folder: str) -> None:
    records.announce(folder, "train-head-0", "Raylet")
    records.settle(folder, "train-head-0", os.getpid())
    records.announce(folder, "train-data-0", "Raylet")
    reused = records.announce(folder, "train-data-1", "Raylet", pid=os.getpid(), boot=records.boot_id())
    ticks = records.start_ticks(os.getpid())
    assert ticks is not None, "this process must be seen to run"
    records.write_json(records.record_path(folder, "train-data-1"), reused | {"start_ticks": ticks + 1})
    rebooted = records.announce(folder, "train-data-2", "Raylet", pid=os.getpid(), start_ticks=ticks)
    records.write_json(records.record_path(folder, "train-data-2"), rebooted | {"boot": "an earlier one"})
    assert inventory.node_states("test") == {
        "train-data-0": "dead",
        "train-data-1": "dead",
        "train-data-2": "dead",
        "train-head-0": "running",
    }, "a start that died, a PID used again and a boot ago are all dead nodes"


def test_what_is_no_ray_node_has_no_node_state(folder: str) -> None:
    for kind in ("StorageNamespace", "Volume", "Sandbox", "Forward"):
        records.announce(folder, f"a-{kind.lower()}", kind)
    assert inventory.node_states("test") == {}, "something else was told as a Ray node"


def test_logs_lie_where_the_sandbox_says_and_each_node_has_the_words_of_its_start(folder: str) -> None:
    records.announce(folder, "sandbox-train", "Sandbox", session="/tmp/gp-short", isolation="none")
    session, starts = inventory.log_files("test", "train", ["train-head-0"])
    assert session == Path("/tmp/gp-short"), "without isolation the folder has a short name elsewhere"
    assert starts == {"train-head-0": Path(folder) / "logs" / "train-head-0.log"}, "as its keeper writes them"
    elsewhere, none = inventory.log_files("test", "serve", [])
    assert (elsewhere, none) == (Path(folder) / "sessions" / "serve", {}), (
        "where nothing was made, nothing is there"
    )
