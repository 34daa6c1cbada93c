"""What a person sees while the engine works: a living list on a terminal, else one line a finished step."""

import re
import time
from types import TracebackType
from typing import Self

from rich.live import Live
from rich.table import Table

from stacks.cli.console import console
from stacks.events import MANDATORY, Diagnostic, Event, ResourceChange, Summary, Violation

SIGNS = {
    "create": "+",
    "update": "~",
    "delete": "-",
    "replace": "±",
    "create-replacement": "±",
    "refresh": "↻",
}
QUIET_OPERATIONS = ("same", "read", "refresh")
"""Steps that change nothing; told only while they last."""

NOT_JUDGED_IN_PREVIEW = re.compile(r"^can't run policy .* during preview: ")
"""What the engine puts before the pack's own words when a value is not known yet."""

LISTED = 5
"""So many rules that wait for a value are told one by one; a first preview on a cloud has hundreds, all of one kind."""

REFRESHES_PER_SECOND = 4

DRAINING = "draining: "
"""How what the end of a cluster waits for is told (components/kubernetes/draining.py): for minutes, so it is shown."""


class Progress:
    """Shows the events of one engine run; use it as a context manager.

    Args:
        title: what is being done, in words.
        is_quiet: whether steps go untold (`--json` keeps stderr short).
        shows_plan: whether planned steps are told one by one; before an update their number is enough.
    """

    def __init__(self, title: str, *, is_quiet: bool = False, shows_plan: bool = False) -> None:
        self._title = title
        self._is_quiet = is_quiet
        self._shows_plan = shows_plan
        self._planned: set[ResourceChange] = set()
        self._began_at: dict[tuple[str, str], tuple[float, str]] = {}
        self._waiting: list[Violation] = []
        self._start = time.monotonic()
        is_living = console.is_terminal and not is_quiet
        self._live = Live(console=console, refresh_per_second=REFRESHES_PER_SECOND, transient=True)
        self._is_living = is_living

    def __enter__(self) -> Self:
        console.print(self._title, style="bold", markup=False)
        if self._is_living:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_living:
            self._live.stop()
        self._tell_how_many_wait()

    def tick(self) -> None:
        """Show how long the steps under way have taken by now."""
        if self._is_living:
            self._live.update(self._table())

    def show(self, event: Event) -> None:
        """Show one event."""
        match event:
            case ResourceChange(stage="began"):
                self._began_at[event.kind, event.name] = (time.monotonic(), event.operation)
            case ResourceChange(stage="planned"):
                self._plan(event)
            case ResourceChange():
                self._finish(event)
            case Diagnostic(severity="warning"):
                console.print(f"  warning: {event.told}", style="yellow", markup=False)
            case Diagnostic(severity="info") if event.message.startswith(DRAINING) and not self._is_quiet:
                console.print(f"  {event.message}", style="dim", markup=False)
            case Violation():
                self._tell(event)
            case Summary():
                self._tell_how_many_wait()
                if not self._is_quiet:
                    self._summarise(event)
            case _:
                pass

    def _tell(self, told: Violation) -> None:
        message = NOT_JUDGED_IN_PREVIEW.sub("", told.message)
        if message != told.message and told.level != MANDATORY:
            self._waiting.append(told)
            if len(self._waiting) > LISTED:
                return
        text = f"  {told.level}: {told.policy}: {told.resource}: {message}"
        console.print(text, style="red" if told.level == MANDATORY else "dim", markup=False)

    def _tell_how_many_wait(self) -> None:
        """Tell of the rules that were not told one by one: before an `up` goes on to judge them."""
        rest, self._waiting = self._waiting[LISTED:], []
        if rest:
            rules, resources = ({getattr(each, of) for each in rest} for of in ("policy", "resource"))
            text = (
                f"  and {len(rest)} more that cannot be judged yet, by {len(rules)} rules about "
                f"{len(resources)} resources: all of them are judged at apply"
            )
            console.print(text, style="dim", markup=False)

    def _plan(self, change: ResourceChange) -> None:
        if not self._shows_plan or self._is_quiet or change in self._planned:
            return
        self._planned.add(change)  # the engine tells a planned step when it begins and when it ends
        if change.operation not in QUIET_OPERATIONS:
            text = f"  {SIGNS.get(change.operation, '·')} {change.kind} {change.name}  to {change.operation}"
            console.print(text, markup=False)

    def _finish(self, change: ResourceChange) -> None:
        is_failed = change.stage == "failed"
        key = change.kind, change.name
        if key not in self._began_at and not is_failed:
            return  # a component tells its outputs once more at the end
        began, operation = self._began_at.pop(key, (time.monotonic(), change.operation))
        if self._is_quiet or (operation in QUIET_OPERATIONS and not is_failed):
            return
        sign = "!" if is_failed else SIGNS.get(operation, "·")
        seconds = time.monotonic() - began
        outcome = f"{operation} failed" if is_failed else operation
        text = f"  {sign} {change.kind} {change.name}  {outcome} {seconds:.1f} s"
        console.print(text, style="red" if is_failed else None, markup=False)

    def _summarise(self, summary: Summary) -> None:
        counts = {name: count for name, count in sorted(summary.changes.items()) if count}
        told = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing"
        word = "planned" if summary.is_preview else "done"
        console.print(f"  {word}: {told} ({time.monotonic() - self._start:.1f} s)", markup=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for (kind, name), (began, operation) in self._began_at.items():
            if operation not in QUIET_OPERATIONS:
                table.add_row(" ", operation, kind, name, f"{time.monotonic() - began:.0f} s")
        return table
