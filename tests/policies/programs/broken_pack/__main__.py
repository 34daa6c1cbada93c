"""A pack of rules that cannot judge: one fails, one never ends, and one of each kind does so on the stack."""

import threading
from collections.abc import Iterator
from typing import Any

from pulumi_policy import Severity

from policies.judge.pack import serve
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, StackRule

TYPES = ("pulumi-python:dynamic/hosts:Forward",)
DESCRIBED: dict[str, Any] = {
    "promise": "Nothing is promised here.",
    "severity": Severity.LOW,
    "remedy": "none",
    "references": ("none",),
    "types": TYPES,
}


def fail(*_accused: Resource | Stack) -> Iterator[str]:
    """Fail as a rule with a fault in it does."""
    yield str({}["no such key"])


def never_end(*_accused: Resource | Stack) -> Iterator[str]:
    """Wait for what never comes."""
    threading.Event().wait()
    yield "never"


if __name__ == "__main__":
    serve(
        "broken-pack",
        [
            ResourceRule(name="require-no-failure", check=fail, **DESCRIBED),
            ResourceRule(name="require-an-end", check=never_end, time_limit_s=0.1, **DESCRIBED),
            StackRule(name="require-no-failure-on-the-stack", reads=(), check=fail, **DESCRIBED),
            StackRule(
                name="require-an-end-on-the-stack", reads=(), check=never_end, time_limit_s=0.1, **DESCRIBED
            ),
        ],
    )
