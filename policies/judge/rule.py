"""What a rule is: a promise with name, severity, remedy and references, and a check that finds breaches."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.setting import Setting

# A check takes microseconds. Ten seconds are left for a machine that is busy with everything else.
TIME_LIMIT_S = 10.0

# A name says what the rule demands: verb first.
NAME_PATTERN = re.compile(r"(require|forbid|restrict)(-[a-z0-9]+)+")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What every rule carries; a rule is a `ResourceRule` or a `StackRule`.

    `promise` is one sentence that holds when nothing is found. `types` are the full type tokens of the
    resources under judgement. `settings` is what the configuration of a pack may say of the rule.
    `time_limit_s` bounds one judgement. Raises ValueError for a rule that could not be reported properly.
    """

    name: str
    promise: str
    severity: Severity
    remedy: str
    references: tuple[str, ...]
    types: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    time_limit_s: float = TIME_LIMIT_S

    def __post_init__(self) -> None:
        if not NAME_PATTERN.fullmatch(self.name):
            raise ValueError(
                f'rule name "{self.name}": a name is lower-case words joined by hyphens, '
                "the first of them require, forbid or restrict"
            )
        for field in ("promise", "remedy", "references", "types"):
            if not getattr(self, field):
                raise ValueError(f'rule "{self.name}": {field} is empty; a reader of the report needs it')
        if self.time_limit_s <= 0:
            raise ValueError(f'rule "{self.name}": time_limit_s is {self.time_limit_s}; it must be above 0')


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule that needs one resource only: judged before that resource is created or changed.

    `mended` returns the properties of a resource in breach as they should be, where that is safe to do unasked. It is
    used where the configuration of the pack sets the rule's enforcement level to `remediate`, and nowhere else.
    """

    check: Callable[[Resource], Iterable[str]]
    mended: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule that needs other resources too: judged on the whole stack, at apply after everything was made.

    `check` gets, one after the other, the resources of `types`, and with each a stack of these and of the types that
    the rule `reads`. A preview refuses before anything is created; `--skip-preview` gives that up.
    """

    reads: tuple[str, ...]

    check: Callable[[Stack, Resource], Iterable[str]]

    @property
    def asks_for_others(self) -> bool:
        """Tell whether a resource breaks the rule by what is not beside it; of a patched object nobody knows that."""
        return self.name.startswith("require-")
