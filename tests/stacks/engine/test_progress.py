"""In a log the progress is lines: the phase, each quarter of it, and how long it took."""

import io

from rich.console import Console

from stacks.engine.progress import ConsoleProgress


def told(*, total: int | None, steps: int) -> list[str]:
    """Return the lines that one phase of `steps` steps writes where there is no terminal."""
    output = io.StringIO()
    with ConsoleProgress(Console(file=output, width=200)) as progress:
        progress.begin("compiling", total)
        for _ in range(steps):
            progress.advance("simulated")
    return output.getvalue().splitlines()


def test_a_known_total_is_told_in_quarters() -> None:
    lines = told(total=8, steps=8)
    quarters = ["compiling: 2 of 8", "compiling: 4 of 8", "compiling: 6 of 8"]
    assert lines[:-1] == ["compiling ...", *quarters], "each quarter once, in order"
    assert lines[-1].startswith("compiling: done in "), "the end tells the time it took"


def test_an_unknown_total_is_told_by_its_beginning_and_end() -> None:
    assert len(told(total=None, steps=100)) == 2, "a log must not fill with steps nobody can place"


def test_a_terminal_gets_a_bar_and_no_leftovers() -> None:
    output = io.StringIO()
    with ConsoleProgress(Console(file=output, width=100, force_terminal=True)) as progress:
        progress.begin("compiling", 2)
        progress.advance("simulated")
    assert "compiling: done in " in output.getvalue(), "what stays is one line with the time"
