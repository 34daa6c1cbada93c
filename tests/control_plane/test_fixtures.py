"""Modules on control planes are dealt out one by one: each has its own, so any worker may have any of them."""

from pathlib import Path

from tests.conftest import LONGEST_FIRST, shares_stack


def test_modules_on_the_one_local_stack_are_dealt_out_together() -> None:
    assert shares_stack("tests/end_to_end/test_first_light.py"), "two workers would bring up two stacks"


def test_a_module_on_a_control_plane_is_dealt_out_alone() -> None:
    for module in ("tests/end_to_end/test_kubernetes.py", "tests/control_plane/test_cluster.py"):
        assert not shares_stack(module), "it would wait for all the others"


def test_what_is_dealt_out_first_is_there() -> None:
    modules = [each for each in LONGEST_FIRST if each.endswith(".py")]
    assert [each for each in modules if not Path(each).is_file()] == [], "else it would begin last again"
    assert len(modules) == len(LONGEST_FIRST) - 1, "one is a group of many modules"
