"""Without its key everything that it encrypted is lost, at once and for ever."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, protected
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import KEY, KEY_RING


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find keys in production, and rings of such keys, that the engine would remove; a ring has no labels."""
    keys = [accused] if accused.type == KEY else [*stack.about(accused, KEY, "keyRing")]
    if any(in_production("labels")(key) for key in keys):
        yield from protected(accused)


RULE = StackRule(
    name="require-protected-keys-on-gcp",
    promise="No key of Google Cloud in production is removed by a change of the program alone.",
    severity=Severity.CRITICAL,
    remedy="set the resource option protect=True on the key and on its ring",
    references=("NIST SP 800-53 SC-12(1)", "PCI DSS 3.7.5", "SOC 2 A1.2"),
    types=(KEY, KEY_RING),
    reads=(KEY,),
    check=check,
)
