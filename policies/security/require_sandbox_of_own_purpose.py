"""A Ray node runs in a sandbox made for its purpose, so that the rights of the sandbox are its own."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.security.hosts import RAYLET, SANDBOX, sandboxes_of


def check(stack: Stack, raylet: Resource) -> Iterator[str]:
    """Hold each Ray node against the sandbox it runs in."""
    purpose, sandboxes = raylet.get("purpose"), sandboxes_of(stack, raylet)
    if not sandboxes:
        yield f"runs in {raylet.show('sandbox')}, which is no sandbox of this stack"
    for sandbox in sandboxes:
        made_for = sandbox.get("purpose")
        if made_for != purpose:
            yield (
                f"works for {shown(purpose)}, but {sandbox.where}, where it runs, is made for {shown(made_for)}"
            )


RULE = StackRule(
    name="require-sandbox-of-own-purpose",
    promise="A Ray node runs in a sandbox made for its purpose.",
    severity=Severity.CRITICAL,
    remedy="give training and serving sandboxes of their own, and each Ray node the one of its purpose",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-39"),
    types=(RAYLET,),
    reads=(SANDBOX,),
    check=check,
)
