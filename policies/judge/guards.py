"""The policies of a pack that judge the judging: every rule judged, every waiver valid, every waiver shown."""

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
from policies.judge.waiving import Waiving

JUDGED = "require-every-rule-judged"
STACK_JUDGED = "require-every-stack-rule-judged"
JUDGED_PROMISE = "Every rule could be judged: none failed, none ran over its time limit."
VALID = "require-valid-waivers"
VALID_PROMISE = (
    "Every waiver of the plan holds: it has not ended, and is for a rule that is there and can be waived."
)
SHOWN = "require-every-waiver-shown"
STACK_SHOWN = "require-every-stack-waiver-shown"
SHOWN_PROMISE = "Every waiver of the plan is shown, and every breach that one lets pass."
GUARDS = frozenset({JUDGED, STACK_JUDGED, VALID, SHOWN, STACK_SHOWN})
"""What no waiver is for."""

UNWAIVABLE = "unwaivable"
UNWAIVABLE_SCHEMA = {
    "type": "array",
    "items": {"type": "string", "pattern": f"^{NAME_PATTERN.pattern}$"},
    "uniqueItems": True,
    "description": "the rules of this pack that no waiver lets break",
    "default": [],
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
        if not waiving.tell((args.get_config() or {}).get(UNWAIVABLE, [])):
            return
        for fault in waiving.faults():
            report(fault, None)
        for waiver in waiving.holding():
            waived.add(f"{waiver}.")

    return ResourceValidationPolicy(
        name=VALID,
        validate=judge_waivers,
        config_schema=PolicyConfigSchema({UNWAIVABLE: UNWAIVABLE_SCHEMA}),
        **_described(VALID_PROMISE),
    )


def last_guards(breakdowns: Left, waived: Left) -> list[Policy]:
    """Return the guards after the rules: what could not be judged is refused, what was waived is shown."""

    def report_breakdowns(_args: object, report: ReportViolation) -> None:
        for rule_name, _ in breakdowns.take():
            report(f"{rule_name} could not be judged; its own report says why.", None)

    def show_waived(_args: object, report: ReportViolation) -> None:
        for text, urn in waived.take():
            report(text, urn)

    judged: Callable[..., None] = report_breakdowns
    shown: Callable[..., None] = show_waived
    refusing, showing = _described(JUDGED_PROMISE), _described(SHOWN_PROMISE, EnforcementLevel.ADVISORY)
    return [
        ResourceValidationPolicy(name=JUDGED, validate=judged, **refusing),
        StackValidationPolicy(name=STACK_JUDGED, validate=judged, **refusing),
        ResourceValidationPolicy(name=SHOWN, validate=shown, **showing),
        StackValidationPolicy(name=STACK_SHOWN, validate=shown, **showing),
    ]


def _described(promise: str, level: EnforcementLevel = EnforcementLevel.MANDATORY) -> dict[str, Any]:
    severity = Severity.CRITICAL if level is EnforcementLevel.MANDATORY else Severity.LOW
    return {"description": promise, "severity": severity, "enforcement_level": level}
