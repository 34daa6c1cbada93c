"""One operation of the engine on one resource: what it may say, and how it waits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["info", "warning"]


class Cancelled(Exception):
    """The engine took the operation back, or is gone."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What an operation needs beyond the cluster.

    Attributes:
        wait: waits so many seconds, and returns False when the operation was taken back.
        say: shows a text beside the resource; the flag tells whether it passes with the next one.
        limit_s: what the resource's option `customTimeouts` allows; 0 where it says nothing.
        is_preview: nothing may be changed.
    """

    wait: Callable[[float], bool]
    say: Callable[[str, Severity, bool], None] = field(default=lambda text, severity, passes: None)
    limit_s: float = 0.0
    is_preview: bool = False

    def pause(self, seconds: float) -> None:
        """Wait a little. Raises Cancelled when the engine does not want the result any more."""
        if not self.wait(seconds):
            raise Cancelled("the engine took the operation back")

    def tell_progress(self, text: str) -> None:
        """Show how it goes; the next text takes its place."""
        self.say(text, "info", True)

    def warn(self, text: str) -> None:
        """Show something that stays in the log."""
        self.say(text, "warning", False)
