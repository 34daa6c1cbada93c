"""Files and functions stay short, and the check finds those that do not."""

from tests.architecture.conftest import Plant
from tests.architecture.sizes import needless_excuses, too_long_files, too_long_functions
from tests.architecture.tree import PROJECT


def test_no_file_of_the_project_is_too_long() -> None:
    found = too_long_files(PROJECT)
    assert not found, "these files are too long:\n" + "\n".join(found)


def test_no_function_of_the_project_is_too_long() -> None:
    found = too_long_functions(PROJECT)
    assert not found, "these functions are too long:\n" + "\n".join(found)


def test_every_excuse_is_needed() -> None:
    assert needless_excuses(PROJECT) == [], "an excuse for files that are gone hides the next long file"


def test_a_file_of_251_lines_is_found_and_one_of_250_is_not(plant: Plant) -> None:
    root = plant({"stacks/long.py": "#\n" * 251, "stacks/short.py": "#\n" * 250, "Makefile": "#\n" * 251})
    assert [line.split(":")[0] for line in too_long_files(root)] == ["Makefile", "stacks/long.py"], (
        "the limit is 250 lines, for code and for the files without an ending"
    )


def test_a_long_generated_file_is_excused(plant: Plant) -> None:
    root = plant({"requirements/runtime.txt": "#\n" * 900, "docs/reference/plan.md": "#\n" * 900})
    assert too_long_files(root) == [], "generated files are as long as what they are generated from"


def test_a_function_of_41_lines_is_found_and_one_of_40_is_not(plant: Plant) -> None:
    def function(name: str, lines: int) -> str:
        return f"def {name}():\n" + "    pass\n" * (lines - 1)

    root = plant({"stacks/functions.py": function("long", 41) + function("short", 40)})
    assert too_long_functions(root) == ["stacks/functions.py:1: long has 41 lines, at most 40"], (
        "only the function beyond the limit is named, with its length"
    )


def test_the_cases_of_a_parametrized_test_do_not_count_but_its_body_does(plant: Plant) -> None:
    cases = "@pytest.mark.parametrize('x', [\n" + "    1,\n" * 60 + "])\n"
    short = cases + "def test_short(x):\n" + "    pass\n" * 39
    long = cases + "def test_long(x):\n" + "    pass\n" * 40
    found = too_long_functions(plant({"tests/test_cases.py": short + long}))
    assert [line.split()[1] for line in found] == ["test_long"], "cases are data; the body is what is read"
