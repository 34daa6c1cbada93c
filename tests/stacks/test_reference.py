"""The page about the command line is in step with the commands and leaves none out."""

import pytest

from stacks import reference
from stacks.cli.main import COMMANDS


def test_the_page_about_the_command_line_is_in_step() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.command_line(), "run `make reference`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_section_with_its_usage(command: str) -> None:
    page = reference.command_line()
    assert f"\n## `groundplan {command}`\n" in page, "a command without a section cannot be looked up"
    assert f"\n$ groundplan {command}" in page, "the section shows how the command is called"


def test_main_writes_the_page(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "PAGE", tmp_path / "reference" / "cli.md")
    reference.main()
    assert reference.PAGE.read_text(encoding="utf-8") == reference.command_line()
