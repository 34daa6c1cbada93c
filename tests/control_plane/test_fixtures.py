"""Tests that share the one control plane of a session are handed to one worker."""

from pathlib import Path

from tests.conftest import LONGEST_FIRST, shares_control_plane

FOLDER = Path("tests/control_plane")


def test_a_module_with_the_marker_shares_the_control_plane() -> None:
    assert shares_control_plane(str(FOLDER / "test_cluster.py")), "two workers would start two control planes"


def test_a_module_without_the_marker_is_handed_out_alone() -> None:
    assert not shares_control_plane("tests/stacks/engine/test_versions.py"), (
        "it would wait for all the others"
    )


def test_what_is_dealt_out_first_is_there() -> None:
    modules = [each for each in LONGEST_FIRST if each.endswith(".py")]
    assert [each for each in modules if not Path(each).is_file()] == [], "else it would begin last again"
    assert len(modules) == len(LONGEST_FIRST) - 2, "two are groups of many modules"
