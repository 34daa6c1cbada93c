"""A head that can be taken away takes its whole cluster with it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, inside
from policies.judge.node_choice import CAPACITY, required_terms
from policies.judge.ray_clusters import every_head
from policies.judge.resource import Resource, shown
from policies.judge.role_rules import values_of
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS
from policies.judge.unknown import each

# Label of nodes -> what it says of a spot machine.
SPOT = {
    CAPACITY: "spot", "karpenter.sh/capacity-type": "spot", "eks.amazonaws.com/capacityType": "SPOT",
    "cloud.google.com/gke-spot": "true", "cloud.google.com/gke-preemptible": "true",
    "kubernetes.azure.com/scalesetpriority": "spot",
}  # fmt: skip


def _check_selector(selector: Resource) -> Iterator[str]:
    """Find heads that are told to run on spot machines."""

    def one(key: str) -> Iterator[str]:
        if selector.get(key) == SPOT[key]:
            yield f"{selector.place(key)} is {shown(SPOT[key])}, which is a spot machine"

    yield from each(tuple(SPOT), one)


def _check_keeping(pod: Resource) -> Iterator[str]:
    """Find heads that nothing tells to run elsewhere."""
    selector = pod.part("nodeSelector")
    if any(selector.get(key) not in (None, spot) for key, spot in SPOT.items()):
        return
    terms = required_terms(pod)
    if not len(terms) or not all(_keeps_off(term) for term in terms):
        yield f"{pod.place('affinity')} does not keep the head off spot machines"


def _keeps_off(term: Resource) -> bool:
    """Tell whether one expression of a term, all of which hold, leaves no spot machine."""
    return any(
        (each.get("operator") == "In" and SPOT[str(each.get("key"))] not in values_of(each, "values"))
        or (each.get("operator") == "NotIn" and SPOT[str(each.get("key"))] in values_of(each, "values"))
        for each in term.parts("matchExpressions")
        if each.get("key") in SPOT
    )


def _check_toleration(toleration: Resource) -> Iterator[str]:
    if toleration.get("key") in SPOT or (
        toleration.get("key") is None and toleration.get("operator") == "Exists"
    ):
        yield f"{toleration.way} lets the head onto tainted machines: {shown(toleration.get('key'))}"


RULE = ResourceRule(
    name="forbid-spot-heads",
    promise="No head of a Ray cluster is on a spot machine.",
    severity=Severity.HIGH,
    remedy="require on-demand machines in the head's node affinity, and tolerate no taint of spot machines",
    references=("Ray documentation: GCS fault tolerance", "NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=RAY_KINDS,
    check=every_head(
        inside("template.spec.nodeSelector", _check_selector),
        inside("template.spec", _check_keeping),
        every("template.spec.tolerations", _check_toleration),
    ),
)
