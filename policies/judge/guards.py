"""The policies of a pack that judge the judging: rules judged, waivers valid and shown, what no rule reads told."""

import threading
from collections.abc import Callable
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
)

from policies.judge.rule import NAME_PATTERN
from policies.judge.unread import is_unread
from policies.judge.waiving import LONGEST_DAYS, Waiving

JUDGED = "require-every-rule-judged"
STACK_JUDGED = "require-every-stack-rule-judged"
JUDGED_PROMISE = "Every rule could be judged: none failed, none ran over its time limit."
VALID = "require-valid-waivers"
VALID_PROMISE = (
    "Every waiver of the plan holds: it ends, has not ended, and is for a rule that can be waived."
)
SHOWN = "require-every-waiver-shown"
STACK_SHOWN = "require-every-stack-waiver-shown"
SHOWN_PROMISE = "Every waiver of the plan is shown, and every breach that one lets pass."
READ = "require-every-resource-read"
READ_PROMISE = "What no rule can look into is told."
GUARDS = frozenset({JUDGED, STACK_JUDGED, VALID, SHOWN, STACK_SHOWN, READ})
"""What no waiver is for."""

UNWAIVABLE = "unwaivable"
UNWAIVABLE_SCHEMA = {
    "type": "array",
    "items": {"type": "string", "pattern": f"^{NAME_PATTERN.pattern}$"},
    "uniqueItems": True,
    "description": "the rules of this pack that no waiver lets break",
    "default": [],
}
LONGEST = "longest-days"
LONGEST_SCHEMA = {
    "type": "integer",
    "minimum": 1,
    "description": "for how many days from now a waiver may be given",
    "default": LONGEST_DAYS,
}


class Left:
    """What the rules leave for the guards, of the request at hand.

    The SDK judges one request with all policies of a pack, in their order and in one thread, so that what a
    rule leaves here is met by the guards at the end of the pack.
    """

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def add(self, text: str, urn: str | None = None) -> None:
        """Leave a text, and the resource that it is about."""
        self._of_thread.left = [*getattr(self._of_thread, "left", []), (text, urn)]

    def take(self) -> list[tuple[str, str | None]]:
        """Return what was left, and forget it."""
        left = getattr(self._of_thread, "left", [])
        self._of_thread.left = []
        return left


def first_guard(waiving: Waiving, waived: Left) -> Policy:
    """Return the guard before the rules: it takes what cannot be waived, and refuses waivers that do not hold.

    With the first resource, which is the stack itself, it says all of it: before anything is made, and once.
    """

    def judge_waivers(args: ResourceValidationArgs, report: ReportViolation) -> None:
        said = args.get_config() or {}
        if not waiving.tell(said.get(UNWAIVABLE, []), int(said.get(LONGEST, LONGEST_DAYS))):
            return
        for fault in waiving.faults():
            report(fault, None)
        for waiver in waiving.holding():
            waived.add(f"{waiver}.")

    return ResourceValidationPolicy(
        name=VALID,
        validate=judge_waivers,
        config_schema=PolicyConfigSchema({UNWAIVABLE: UNWAIVABLE_SCHEMA, LONGEST: LONGEST_SCHEMA}),
        **_described(VALID_PROMISE),
    )


class Unmended:
    """The rules whose mending failed or ran over its time: told by the next request, whose thread is another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: set[str] = set()
        self._untold: list[str] = []

    def add(self, rule_name: str, why: str) -> None:
        """Remember that a rule does not mend, and why."""
        with self._lock:
            self._names.add(rule_name)
            self._untold.append(f"{rule_name} could not mend {why}")

    def __contains__(self, rule_name: object) -> bool:
        """Tell whether a rule failed to mend before: it is not started again."""
        return rule_name in self._names

    def take(self) -> list[str]:
        """Return what is not told yet, and take it as told."""
        with self._lock:
            untold, self._untold = self._untold, []
        return untold


def last_guards(breakdowns: Left, waived: Left, unmended: Unmended) -> list[Policy]:
    """Return the guards after the rules: unjudged is refused, waived is shown, and so is what no rule reads."""

    def report_breakdowns(_args: object, report: ReportViolation) -> None:
        for rule_name, _ in breakdowns.take():
            report(f"{rule_name} could not be judged; its own report says why.", None)
        for text in unmended.take():
            report(text, None)

    def show_waived(_args: object, report: ReportViolation) -> None:
        for text, urn in waived.take():
            report(text, urn)

    def show_unread(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if is_unread(args.resource_type):
            report(
                f'{args.resource_type} "{args.name}": cannot be judged: no rule looks into what it makes or opens; '
                "look at that yourself, or declare its objects one by one",
                args.urn,
            )

    judged: Callable[..., None] = report_breakdowns
    shown: Callable[..., None] = show_waived
    refusing, showing = _described(JUDGED_PROMISE), _described(SHOWN_PROMISE, EnforcementLevel.ADVISORY)
    return [
        ResourceValidationPolicy(name=JUDGED, validate=judged, **refusing),
        StackValidationPolicy(name=STACK_JUDGED, validate=judged, **refusing),
        ResourceValidationPolicy(name=SHOWN, validate=shown, **showing),
        StackValidationPolicy(name=STACK_SHOWN, validate=shown, **showing),
        ResourceValidationPolicy(
            name=READ, validate=show_unread, **_described(READ_PROMISE, EnforcementLevel.ADVISORY)
        ),
    ]


def _described(promise: str, level: EnforcementLevel = EnforcementLevel.MANDATORY) -> dict[str, Any]:
    severity = Severity.CRITICAL if level is EnforcementLevel.MANDATORY else Severity.LOW
    return {"description": promise, "severity": severity, "enforcement_level": level}
