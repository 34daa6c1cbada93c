"""What the management policy of a storage account of Azure removes by age."""

from collections.abc import Iterator

from policies.judge.asking import FALSE
from policies.judge.removals import Removal
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_azure import LIFECYCLE

CLOCKS = ("daysAfterModificationGreaterThan", "daysAfterCreationGreaterThan")
"""By which every blob goes one day; what is read again and again outlives its last access."""


def removals(stack: Stack, store: Resource) -> Iterator[Removal]:
    """Yield each rule that is on and deletes blobs, not only their versions or snapshots; absent is on."""
    for policy in stack.about(store, LIFECYCLE, "accountName"):
        for rule in policy.part("policy").parts("rules"):
            definition = rule.part("definition")
            deleted = definition.part("actions").part("baseBlob").part("delete")
            if rule.get("enabled") not in FALSE and deleted.value:
                days = [found for found in map(deleted.get, CLOCKS) if found is not None]
                yield Removal(rule.where, float(min(days)) if days else None, is_whole=_is_whole(definition))


def _is_whole(definition: Resource) -> bool:
    chosen = definition.part("filters")
    return not chosen.get("prefixMatch") and not chosen.get("blobIndexMatch")
