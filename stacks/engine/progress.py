"""Tells a person what takes long: a bar on a terminal, lines in a log."""

import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from stacks.cli.console import console as standard_console

LOGGED_SHARE = 0.25
"""Without a terminal a line is written whenever another quarter is done: enough to see that it lives."""


class Progress(AbstractContextManager["Progress"]):
    """Takes news and tells nobody; what a test or a quiet caller uses."""

    def say(self, line: str) -> None:
        """Tell one line that stays."""

    def begin(self, description: str, total: int | None = None) -> None:
        """Begin a phase of `total` steps; None when nobody knows how many."""

    def advance(self, detail: str = "") -> None:
        """Tell that one more step of the phase is done."""

    def end(self) -> None:
        """End the phase."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what is still shown."""
        self.end()


class ConsoleProgress(Progress):
    """Shows the phases on a console, with the time that each takes."""

    def __init__(self, console: Console = standard_console) -> None:
        """Show on `console`, by default stderr."""
        self._console = console
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._description = ""
        self._total: int | None = None
        self._done = 0
        self._began_s = 0.0

    def __enter__(self) -> Self:
        """Return itself; nothing is shown before the first phase."""
        return self

    def say(self, line: str) -> None:
        """Print one line above the bar."""
        self._console.print(line, markup=False)

    def begin(self, description: str, total: int | None = None) -> None:
        """Show a new bar, or on a log the first line of the phase."""
        self.end()
        self._description, self._total, self._done = description, total, 0
        self._began_s = time.monotonic()
        if not self._console.is_terminal:
            self.say(f"{description} ...")
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, TextColumn("{task.fields[detail]}"), console=self._console, transient=True)
        self._task = self._bar.add_task(description, total=total, detail="")
        self._bar.start()

    def advance(self, detail: str = "") -> None:
        """Move the bar by one step, or write a line when another quarter is done."""
        self._done += 1
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, detail=detail)
        elif self._total and self._done < self._total:
            before, after = (self._done - 1) / self._total, self._done / self._total
            if before // LOGGED_SHARE < after // LOGGED_SHARE:
                self.say(f"{self._description}: {self._done} of {self._total}")

    def end(self) -> None:
        """Take the bar away and say how long the phase took."""
        if self._bar is not None:
            self._bar.stop()
        if self._description:
            self.say(f"{self._description}: done in {time.monotonic() - self._began_s:.0f} s")
        self._bar, self._task, self._description = None, None, ""
