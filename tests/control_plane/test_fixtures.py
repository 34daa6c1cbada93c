"""Tests that share the one control plane of a session are handed to one worker."""

from pathlib import Path

from tests.conftest import shares_control_plane

FOLDER = Path("tests/control_plane")


def test_a_module_with_the_marker_shares_the_control_plane() -> None:
    assert shares_control_plane(str(FOLDER / "test_cluster.py")), "two workers would start two control planes"


def test_a_module_without_the_marker_is_handed_out_alone() -> None:
    assert not shares_control_plane("tests/stacks/engine/test_versions.py"), (
        "it would wait for all the others"
    )
