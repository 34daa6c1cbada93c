"""How much memory is granted, over simulated control groups of both versions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosts.agent import memory

MACHINE = {"MemTotal": 1000, "MemAvailable": 600}
UNLIMITED = 2**63 - 4096
"""What version 1 tells where there is no limit."""


def group(root: Path, *, limit: int | None, used: int = 0, droppable: int = 0, version: int = 2) -> Path:
    """Make the folder of a simulated control group."""
    root.mkdir(parents=True)
    names = ("memory.max", "memory.current", "inactive_file")
    if version == 1:
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    none = "max" if version == 2 else str(UNLIMITED)
    (root / names[0]).write_text(none if limit is None else str(limit), encoding="ascii")
    (root / names[1]).write_text(str(used), encoding="ascii")
    (root / "memory.stat").write_text(f"anon 5\n{names[2]} {droppable}\n", encoding="ascii")
    return root


def test_without_control_groups_the_machine_is_all_there_is() -> None:
    assert memory.granted_bytes(MACHINE, []) == (1000, 600), "the machine's own numbers hold"


@pytest.mark.parametrize("version", [1, 2])
def test_a_limit_holds_and_what_can_be_dropped_counts_as_free(tmp_path: Path, version: int) -> None:
    limited = group(tmp_path / "g", limit=500, used=300, droppable=100, version=version)
    assert memory.granted_bytes(MACHINE, [limited]) == (500, 300), (
        "a container would be promised the whole machine"
    )


@pytest.mark.parametrize("version", [1, 2])
def test_a_group_without_a_limit_changes_nothing(tmp_path: Path, version: int) -> None:
    unlimited = group(tmp_path / "g", limit=None, used=900, version=version)
    assert memory.granted_bytes(MACHINE, [unlimited]) == (1000, 600), "no limit is taken for one"


def test_a_group_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    assert memory.granted_bytes(MACHINE, [tmp_path / "none"]) == (1000, 600), (
        "`up` would fail for a missing file"
    )


def test_a_group_above_its_limit_has_nothing_left(tmp_path: Path) -> None:
    over = group(tmp_path / "g", limit=100, used=150)
    assert memory.granted_bytes(MACHINE, [over]) == (100, 0), "less than nothing is available"


@given(st.lists(st.none() | st.integers(1, 2000), max_size=4))
def test_the_tightest_of_all_groups_holds(
    tmp_path_factory: pytest.TempPathFactory, limits: list[int | None]
) -> None:
    root = tmp_path_factory.mktemp("groups")
    groups = [group(root / str(number), limit=limit) for number, limit in enumerate(limits)]
    given_limits = [limit for limit in limits if limit is not None]
    total, available = memory.granted_bytes(MACHINE, groups)
    assert total == min([1000, *given_limits]), "an outer group's limit is overlooked"
    assert available == min([600, *given_limits]), "more is available than granted"


def test_the_groups_of_this_process_lie_below_the_control_groups_folder() -> None:
    for folder in memory.control_groups():
        assert folder.is_relative_to(memory.CONTROL_GROUPS), f"{folder} is no control group"


def test_this_machine_has_memory() -> None:
    found = memory.machine_bytes()
    assert 0 < found["MemAvailable"] <= found["MemTotal"], "/proc/meminfo was misread"
