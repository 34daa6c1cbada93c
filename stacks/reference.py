"""Writes the generated pages of `docs/reference`: `python -m stacks.reference` (`make reference`).

It adds no words of its own about a command; what is missing in the page is missing in `groundplan <command> --help`.
The page about the plan and its schema come from the plan's models.
"""

from pathlib import Path

import typer
import typer.main
from typer.cli import get_docs_for_click
from typer.core import TyperGroup

from components.plan.reference import SCHEMA_NAME, page_text, schema_text
from stacks.cli.main import app
from stacks.paths import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "reference" / "cli.md"
"""Where the page lies."""

PREFACE = "<!-- Written by `make reference` from the commands; a test fails when it is out of step. -->\n\n"

EXIT_CODES = """
## Exit codes

| code | meaning |
| --- | --- |
| 0 | done |
| 1 | failed while doing |
| 2 | input or usage refused, nothing changed |
| 3 | a policy or check refused |
| 4 | differences found |
| 130 | interrupted |
"""


def command_line() -> str:
    """Return the page about the command line, as Markdown."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)  # noqa: S101 - typer makes a group of every app with commands
    context = typer.Context(group, info_name="groundplan")
    text = get_docs_for_click(obj=group, ctx=context, name="groundplan")
    lines = (line.rstrip() for line in text.strip().splitlines())
    return PREFACE + "\n".join(lines) + "\n" + EXIT_CODES


def pages() -> dict[Path, str]:
    """Return what each generated file holds."""
    return {
        PAGE: command_line(),
        PAGE.with_name("plan.md"): page_text(),
        PAGE.with_name(SCHEMA_NAME): schema_text(),
    }


def main() -> None:
    """Write the pages."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
