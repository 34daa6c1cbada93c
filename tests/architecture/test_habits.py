"""No name says nothing and no test waits for the clock, and the checks find those that do."""

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.habits import empty_names, fixed_sleeps
from tests.architecture.tree import PROJECT


def test_every_name_of_the_project_says_what_it_is_for() -> None:
    found = empty_names(PROJECT)
    assert not found, "\n".join(found)


def test_no_test_waits_for_the_clock() -> None:
    found = fixed_sleeps(PROJECT)
    assert not found, "\n".join(found)


def test_names_that_say_nothing_are_found(plant: Plant) -> None:
    root = plant(
        {"components/utils/a.py": "", "stacks/helpers.py": "", "tests/stacks/test_common.py": "", "a.md": ""}
    )
    assert [line.split(":")[0] for line in empty_names(root)] == [
        "components/utils",
        "stacks/helpers.py",
        "tests/stacks/test_common.py",
    ], "folders, files and their tests are named, each once"


@pytest.mark.parametrize(
    "source",
    [
        "import time\ndef test_a():\n    time.sleep(5)\n",
        "from time import sleep\ndef test_a():\n    sleep(5)\n",
        "async def test_a():\n    await asyncio.sleep(5)\n",
        "while True:\n    def test_a():\n        time.sleep(5)\n",
    ],
)
def test_a_fixed_sleep_is_found(plant: Plant, source: str) -> None:
    assert len(fixed_sleeps(plant({"tests/test_a.py": source}))) == 1, "the test waits for the clock"


def test_a_pause_between_two_looks_at_a_condition_is_no_fixed_sleep(plant: Plant) -> None:
    source = "def wait(condition):\n    while not condition():\n        time.sleep(0.05)\n"
    assert fixed_sleeps(plant({"tests/waiting.py": source})) == []
