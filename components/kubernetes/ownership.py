"""Whose things are in a cluster: nothing of another stack is taken over, since its `down` would remove ours with it.

A stack is told by its label `groundplan-stack`, which is its own whatever it is called; a plan's name is not.
"""

from collections.abc import Iterator, Mapping

from components.kubernetes.gathering import Inventory
from components.kubernetes.operators import needed_services
from components.kubernetes.services import told_by
from components.topology.errors import TopologyError, listed
from components.topology.labels import PLAN, STACK
from components.topology.model import Topology
from components.topology.names import namespace_name

NAMESPACE_OF_OPERATOR = {
    "kuberay": "kuberay-system",
    "kueue": "kueue-system",
    "gpu-operator": "gpu-operator",
}
"""Where `components/services` puts what it brings (docs/decisions/0009)."""

Labels = Mapping[str, str]

NAMELESS = TopologyError(
    path="groundplan:stack-id",
    asked="the stack's configuration has none",
    allowed="by it the cluster tells this stack's objects from those of another",
    remedy="run `groundplan up`, which makes one, or `pulumi config set groundplan:stack-id NAME` with a name that no "
    "other stack has, whoever made it",
)


def owner_errors(topology: Topology, found: Inventory, present: frozenset[str]) -> list[TopologyError]:
    """Return everything in a cluster that a plan would take from another stack."""
    if not topology.made_by:
        return [NAMELESS]
    return [
        *_plan_errors(topology, found),
        *_namespace_errors(topology, found, present),
        *_operator_errors(topology, found),
    ]


def _plan_errors(topology: Topology, found: Inventory) -> list[TopologyError]:
    """One sentence for each other stack that has a plan of this name: their objects have the names of ours."""
    theirs: dict[str | None, list[str]] = {}
    named = {"namespace": found.namespaces, **found.classes, "kind": found.kinds}
    for what, objects in named.items():
        for name, labels in objects.items():
            if labels.get(PLAN) == topology.labels[PLAN] and not _is_ours(labels, topology):
                theirs.setdefault(labels.get(STACK), []).append(f"{what} {name}")
    return [_same_plan(topology, stack, theirs[stack]) for stack in sorted(theirs, key=str)]


def _same_plan(topology: Topology, stack: str | None, named: list[str]) -> TopologyError:
    shown = listed(named)
    if stack is None:
        allowed = (
            f"the cluster has a plan of this name whose stack nobody knows ({shown}; without label {STACK})"
        )
        remedy = (
            "rename this one, or say that those are this stack's: `kubectl label "
            "namespaces,nodes,storageclasses,priorityclasses,customresourcedefinitions --selector "
            f"'{PLAN}={topology.labels[PLAN]},!{STACK}' {STACK}={topology.made_by.get(STACK)}`"
        )
    else:
        allowed = f"stack {stack} has a plan of this name on the cluster ({shown})"
        remedy = "rename this one, take that stack down, or use another cluster"
    return TopologyError(
        path="name", asked=f"the plan is named {topology.name}", allowed=allowed, remedy=remedy
    )


def _namespace_errors(topology: Topology, found: Inventory, present: frozenset[str]) -> list[TopologyError]:
    """What is declared under the name of something foreign would take it over, and `down` would remove it."""
    errors = []
    for path, name in _own_namespaces(topology, present):
        labels = found.namespaces.get(name)
        if labels is None or _is_ours(labels, topology) or labels.get(PLAN) == topology.labels[PLAN]:
            continue
        errors.append(
            TopologyError(
                path=path,
                asked=f"`up` would make the namespace {name}",
                allowed="the cluster has a namespace of this name that is not this stack's",
                remedy="rename the plan or the cluster, or remove that namespace if nothing needs it",
            )
        )
    return errors


def _own_namespaces(topology: Topology, present: frozenset[str]) -> Iterator[tuple[str, str]]:
    for cluster in topology.clusters:
        yield f"clusters[{cluster.name}].name", namespace_name(topology.name, cluster.name)
    for part in ("registry", "observability"):
        yield "name", namespace_name(topology.name, part)
    for service in sorted(needed_services(topology) & NAMESPACE_OF_OPERATOR.keys() - present):
        yield "target", NAMESPACE_OF_OPERATOR[service]


def _operator_errors(topology: Topology, found: Inventory) -> list[TopologyError]:
    """An operator that another stack brought serves that stack's namespaces alone, and goes with it."""
    errors = []
    for service in sorted(needed_services(topology)):
        owners = [labels for labels in told_by(found, service) if PLAN in labels]
        if owners and not any(_is_ours(labels, topology) for labels in owners):
            plan, stack = owners[0][PLAN], owners[0].get(STACK)
            if plan == topology.labels[PLAN]:
                continue  # that stack is told of already, once and for all that it has
            errors.append(
                TopologyError(
                    path="target",
                    asked=f"the cluster's {service} belongs to the plan {plan}{f' of stack {stack}' if stack else ''}",
                    allowed="it serves that stack alone, and its `down` removes it",
                    remedy=f"install {service} by its own chart for both, or use a cluster for each stack",
                )
            )
    return errors


def _is_ours(labels: Labels, topology: Topology) -> bool:
    return topology.made_by.items() <= labels.items()
