"""The containers of a storage account of production of Azure are not deleted by a program either."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, protected
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import CONTAINER, STORE

is_of_production = in_production("tags")


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Find containers, which have no tags of their own, by what their account says of its environment."""
    if is_of_production(store):
        for container in stack.about(store, CONTAINER, "accountName"):
            for found in protected(container):
                yield f"container {container.name}: {found}"


RULE = StackRule(
    name="require-protected-containers-on-azure",
    promise="Every container of a storage account of production of Azure is protected by the engine.",
    severity=Severity.HIGH,
    remedy="make it with the resource option protect=True",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(STORE,),
    reads=(CONTAINER,),
    check=check,
)
