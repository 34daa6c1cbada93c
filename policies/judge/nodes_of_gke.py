"""What is said of the nodes of GKE, in every place where a cluster or a node pool may say it."""

from collections.abc import Iterator

from policies.judge.asking import TRUE, Check, every, has, inside
from policies.judge.resource import Resource
from policies.judge.unknown import together

is_autopilot = has("enableAutopilot", *TRUE)
"""Google itself decides then what nodes are like, and well."""


def of_nodes(*checks: Check) -> Check:
    """Make checks on what a node pool, or a cluster for the pools that it makes itself, says of its nodes.

    A cluster that names no pool makes one by `nodeConfig`, also where it removes that pool a moment later.
    """

    def check(accused: Resource) -> Iterator[str]:
        if is_autopilot(accused):
            return
        if accused.get("nodePools"):
            yield from every("nodePools", inside("nodeConfig", *checks))(accused)
        else:
            yield from inside("nodeConfig", *checks)(accused)

    return check


def of_standard_clusters(*checks: Check) -> Check:
    """Make checks on clusters whose nodes are not Google's own business."""

    def check(accused: Resource) -> Iterator[str]:
        if not is_autopilot(accused):
            yield from together(*checks)(accused)

    return check
