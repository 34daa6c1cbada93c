"""The written pages keep what they promise, and the checks find those that do not."""

from pathlib import Path

import pytest

from components.plan.loading import load_plan
from stacks.cli.main import COMMANDS
from tests.architecture import documentation
from tests.architecture.conftest import Plant
from tests.architecture.tree import PROJECT

HOST = documentation.REGISTRY_HOSTS[0]
SESSION, ROOT_HOME, SLICE, _, HOMES = documentation.MACHINE_PATHS


def test_every_top_level_folder_has_a_readme_of_one_page() -> None:
    found = documentation.readme_faults(PROJECT)
    assert not found, "\n".join(found)


def test_every_link_of_the_pages_leads_somewhere() -> None:
    found = documentation.broken_links(PROJECT)
    assert not found, "\n".join(found)


def test_every_plan_that_is_shown_is_a_valid_plan(tmp_path: Path) -> None:
    shown = list(documentation.shown_plans(PROJECT))
    assert any(place.startswith("README.md:") for place, _ in shown), "the first page shows a plan"
    for place, text in shown:
        file = tmp_path / f"{place.replace('/', '-')}.yaml"
        file.write_text(text, encoding="utf-8")
        assert load_plan(file).name, "a plan that is shown is one that people copy"


def test_every_page_is_linked_from_the_index_of_its_folder() -> None:
    found = documentation.unlisted_pages(PROJECT)
    assert not found, "\n".join(found)


def test_a_command_that_exists_is_not_announced_any_more() -> None:
    assert not set(documentation.ANNOUNCED) & set(COMMANDS), (
        "the list of what is to come holds only what is to come"
    )


def test_every_make_target_that_is_named_exists() -> None:
    found = documentation.unknown_make_targets(PROJECT)
    assert not found, "\n".join(found)


def test_every_command_that_is_named_exists() -> None:
    found = documentation.unknown_commands(PROJECT, COMMANDS)
    assert not found, "\n".join(found)


def test_nothing_tracked_names_a_registry_host_or_a_path_of_one_machine() -> None:
    found = documentation.machine_traces(PROJECT)
    assert not found, "\n".join(found)


def test_the_changelog_says_what_is_not_released_yet() -> None:
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "\n## Unreleased\n" in text, "users look there for what the next version brings"


def test_a_folder_without_a_readme_and_one_with_a_long_readme_are_found(plant: Plant) -> None:
    root = plant(
        {
            "stacks/up.py": "",
            "docs/README.md": "x\n" * 61,
            "tests/README.md": "x\n" * 60,
            ".ci/run": "",
            "a.md": "",
        }
    )
    assert documentation.readme_faults(root) == [
        "docs/README.md: 61 lines, it needs 1 to 60",
        "stacks/README.md: no lines, it needs 1 to 60",
    ], "exactly the folders that break the rule are named; hidden folders are no part of it"


def test_a_page_that_its_index_does_not_name_is_found(plant: Plant) -> None:
    root = plant({"docs/how-to/README.md": "[a](a.md)", "docs/how-to/a.md": "", "docs/how-to/b.md": ""})
    assert documentation.unlisted_pages(root) == [
        "docs/how-to/b.md: docs/how-to/README.md does not link to it"
    ]


def test_a_broken_link_is_found_and_a_good_one_is_not(plant: Plant) -> None:
    text = "[a](there.md#part) [b](gone.md)\n[c](https://example.com/x) [d](#here) [e](../README.md)"
    root = plant({"docs/index.md": text, "docs/there.md": "", "README.md": ""})
    assert documentation.broken_links(root) == ["docs/index.md:1: the link to gone.md leads nowhere"]


@pytest.mark.parametrize("text", ["run `make chek`", "```\nmake chek\n```", "    $ make chek"])
def test_a_make_target_that_is_missing_is_found(plant: Plant, text: str) -> None:
    root = plant(
        {"Makefile": "EXTRAS := aws\ncheck: ## all\n", "README.md": f"{text}\n`make check` `make extra-aws`"}
    )
    assert [line.split(" ", 1)[1] for line in documentation.unknown_make_targets(root)] == [
        "the Makefile has no target chek"
    ], "only the unknown target is named"


def test_prose_with_the_word_make_names_no_target(plant: Plant) -> None:
    root = plant({"Makefile": "check:\n", "README.md": "what people make of it\n"})
    assert documentation.unknown_make_targets(root) == []


def test_a_command_that_is_missing_is_found(plant: Plant) -> None:
    root = plant({"README.md": "`groundplan up`, later `groundplan size`,\n`groundplan fly --high`"})
    assert documentation.unknown_commands(root, ("up",)) == ["README.md:2: groundplan has no command fly"]


@pytest.mark.parametrize(
    "text",
    [
        f"index = https://{HOST}/simple",
        f"--trusted-host {HOST}",
        f"see {SESSION}main/README.md",
        f"PATH={SLICE}bin",
        f"'{ROOT_HOME}.venv/bin'",
        f"{HOMES}somebody/models",
    ],
)
def test_a_trace_of_one_machine_is_found(plant: Plant, text: str) -> None:
    assert len(documentation.machine_traces(plant({"docs/page.md": text}))) == 1, (
        "the line is of use on one machine"
    )


@pytest.mark.parametrize(
    "text",
    [
        "stacks/work/plan.yaml",
        "$HOME/work/plan",
        "/home/you/plans",
        "import pulumi_aws",
        "~/work/x",
        f"my{HOST}.dev",
    ],
)
def test_what_only_looks_like_a_trace_is_left_alone(plant: Plant, text: str) -> None:
    assert documentation.machine_traces(plant({"docs/page.md": text})) == []
