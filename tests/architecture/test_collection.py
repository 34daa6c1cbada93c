"""Every test of the project is collected, mirrors a source and is skipped for no unlisted reason."""

import pytest

from tests.architecture import collection
from tests.architecture.conftest import Plant
from tests.architecture.tree import PROJECT

TEST = "def test_it_works():\n    assert True\n"


def test_every_file_with_tests_is_collected_and_every_collected_file_has_tests() -> None:
    found = collection.uncollected_files(PROJECT)
    assert not found, "\n".join(found)


def test_no_test_is_written_where_pytest_does_not_look() -> None:
    found = collection.unreachable_tests(PROJECT)
    assert not found, "\n".join(found)


def test_no_setting_keeps_tests_from_being_run() -> None:
    assert collection.hiding_settings(PROJECT) == [], "what is run is chosen by markers in the Makefile alone"


def test_every_test_file_mirrors_a_source() -> None:
    found = collection.unmirrored_tests(PROJECT)
    assert not found, "\n".join(found)


def test_every_skip_has_its_reason_listed() -> None:
    found = collection.unlisted_skips(PROJECT, collection.SKIPS)
    assert not found, "a skipped test hides a gap:\n" + "\n".join(found)
    assert collection.needless_skip_entries(PROJECT, collection.SKIPS) == [], "the list keeps no dead entries"


def test_a_file_of_tests_under_another_name_is_found(plant: Plant) -> None:
    found = collection.uncollected_files(
        plant({"tests/stacks/up.py": TEST, "tests/stacks/test_down.py": TEST})
    )
    assert found == ["tests/stacks/up.py: holds test_it_works, but pytest only collects from test_*.py"]


def test_a_test_file_without_tests_is_found(plant: Plant) -> None:
    assert collection.uncollected_files(plant({"tests/test_nothing.py": "import os\n"})) == [
        "tests/test_nothing.py: holds no test"
    ], "an empty test file only looks like a test"


def test_a_nested_test_is_found(plant: Plant) -> None:
    root = plant(
        {"tests/test_a.py": "class Cases:\n    def test_hidden(self):\n        assert False\n" + TEST}
    )
    assert collection.unreachable_tests(root) == [
        "tests/test_a.py:2: test_hidden is nested where pytest does not look"
    ], "a class that is not named Test... is not collected"


@pytest.mark.parametrize(
    "setting",
    [
        "addopts = '--ignore=tests/long'",
        "addopts = '-ra --deselect tests/a.py'",
        "addopts = '-k fast'",
        "addopts = \"-m 'not engine'\"",
        "norecursedirs = ['long']",
        "python_files = ['check_*.py']",
        "testpaths = ['tests/stacks']",
    ],
)
def test_a_setting_that_hides_tests_is_found(plant: Plant, setting: str) -> None:
    root = plant({"pyproject.toml": f"[tool.pytest.ini_options]\n{setting}\n"})
    assert len(collection.hiding_settings(root)) == 1, "the setting keeps tests from being run"


def test_a_conftest_that_hides_tests_is_found(plant: Plant) -> None:
    root = plant({"pyproject.toml": "", "tests/conftest.py": "collect_ignore = ['stacks']\n"})
    assert collection.hiding_settings(root) == ["tests/conftest.py: collect_ignore hides tests"]


def test_a_test_without_its_source_is_found(plant: Plant) -> None:
    root = plant(
        {
            "components/plan/loading.py": "",
            "stacks/__main__.py": "",
            "toolchain/versions.toml": "",
            "tests/components/plan/test_loading.py": TEST,
            "tests/components/plan/test_loading_of_bad_plans.py": TEST,
            "tests/stacks/test_main.py": TEST,
            "tests/toolchain/test_versions.py": TEST,
            "tests/bench/test_speed.py": TEST,
            "tests/components/plan/test_unloading.py": TEST,
            "tests/test_everything.py": TEST,
        }
    )
    assert [line.split(":")[0] for line in collection.unmirrored_tests(root)] == [
        "tests/components/plan/test_unloading.py",
        "tests/test_everything.py",
    ], "exactly the tests about no source are named"


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n@pytest.mark.skip(reason='later')\n" + TEST,
        "import pytest\n@pytest.mark.skipif(True, reason='later')\n" + TEST,
        "import pytest\n@pytest.mark.xfail\n" + TEST,
        "import pytest\ndef test_a():\n    pytest.skip('later')\n",
        "import pytest\ntorch = pytest.importorskip('torch')\n" + TEST,
        "from pytest import skip\n" + TEST,
    ],
)
def test_an_unlisted_skip_is_found(plant: Plant, source: str) -> None:
    root = plant({"tests/test_a.py": source})
    assert len(collection.unlisted_skips(root, {})) == 1, "the skip has no reason in the list"
    assert collection.unlisted_skips(root, {"tests/test_a.py": "why"}) == [], "a listed skip is allowed"


def test_a_listed_skip_that_is_gone_is_found(plant: Plant) -> None:
    root = plant({"tests/test_a.py": TEST})
    assert collection.needless_skip_entries(root, {"tests/test_a.py": "why"}) == ["tests/test_a.py"]
