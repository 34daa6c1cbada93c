"""Which services a cluster has itself: those whose operators run, or run elsewhere as the stack says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.kubernetes.gathering import Inventory
from components.kubernetes.operators import (
    CLASS_OF_CHART,
    NAMESPACE_OF_CHART,
    SERVICE_OF_CRD,
    needed_services,
)
from components.topology.errors import TopologyError
from components.topology.labels import PLAN, PREFIX
from components.topology.model import Topology

KEY = "groundplan:operators-elsewhere"
"""What the stack's configuration may say: services, with commas between, whose operators show no Deployment here.

A cloud may host an operator beside the cluster, and another program than Prometheus' own may read its kinds.
"""

STORE = f"{PREFIX}-store"
"""The label of a class that a store of the plan has."""
WITHOUT_KINDS = frozenset({"gpu-operator"})
"""Services of whose kinds no plan declares an object, so that another one may do their work in their place."""
NEEDS_ANSWERS = frozenset({"kuberay", "kueue"})
"""Services of which `up` waits for what they do; the others are told what to do and do it in their time."""


def services_of(found: Inventory, made_by: Mapping[str, str]) -> frozenset[str]:
    """Return the services that a cluster has and that the stack with the label `made_by` has not made."""
    runs = frozenset(
        service
        for service in _not_made(found, made_by)
        if service in found.operators or service in found.elsewhere
    )
    return runs | (found.elsewhere & WITHOUT_KINDS)


def service_errors(topology: Topology, found: Inventory) -> list[TopologyError]:
    """Return why the plan could not use the services that a cluster has, or has left."""
    errors = [_unknown(name) for name in sorted(found.elsewhere - set(SERVICE_OF_CRD.values()))]
    needed = needed_services(topology)
    for service in sorted(_not_made(found, topology.made_by) & needed - found.elsewhere):
        operators = found.operators.get(service, ())
        if not operators and not any(PLAN in labels for labels in told_by(found, service)):
            errors.append(_left_behind(found, service))
        elif service in NEEDS_ANSWERS and operators and not any(each.is_available for each in operators):
            errors.append(_away(service, operators[0].place))
    return errors


def service_notes(topology: Topology, found: Inventory) -> list[str]:
    """Return what to tell of services that will do their part later."""
    theirs = services_of(found, topology.made_by) & needed_services(topology) - NEEDS_ANSWERS
    return [
        f"the cluster's {service} ({operators[0].place}) has no pod that is available; what it is told waits for it"
        for service in sorted(theirs)
        if (operators := found.operators.get(service)) and not any(each.is_available for each in operators)
    ]


def told_by(found: Inventory, service: str) -> Iterator[Mapping[str, str]]:
    """Yield the labels of everything that may tell whose a service is.

    A chart's kinds carry the chart's own labels, so there it is what we make before the chart: its namespace, or the
    class of its volumes. That holds also where an `up` was killed before the operator ran.
    """
    yield found.kinds.get(marker(service), {})
    for namespace, of in NAMESPACE_OF_CHART.items():
        if of == service:
            yield found.namespaces.get(namespace, {})
    for name, labels in found.classes.get("storage class", {}).items():
        if any(of == service and name.endswith(end) for end, of in CLASS_OF_CHART.items()):
            yield {} if STORE in labels else labels


def marker(service: str) -> str:
    """Return the kind by which a service is recognised."""
    return next(kind for kind, of in SERVICE_OF_CRD.items() if of == service)


def _not_made(found: Inventory, made_by: Mapping[str, str]) -> frozenset[str]:
    """Return the services whose kinds are there and not this stack's; a stack without a label has made none."""
    return frozenset(
        service
        for kind, service in SERVICE_OF_CRD.items()
        if kind in found.kinds
        and not (made_by and any(made_by.items() <= labels.items() for labels in told_by(found, service)))
    )


def _left_behind(found: Inventory, service: str) -> TopologyError:
    group = marker(service).partition(".")[2]
    kinds = " ".join(sorted(kind for kind in found.kinds if kind.partition(".")[2] == group))
    return TopologyError(
        path="target",
        asked=f"the cluster has the kinds of {service}, and no operator that serves them",
        allowed="`up` uses an operator that runs, and takes over no definitions that are not its own",
        remedy=f"install {service} again, remove what it left and all objects of it (`kubectl delete "
        f"customresourcedefinition {kinds}`), or say that it runs elsewhere (`pulumi config set {KEY} {service}`)",
    )


def _away(service: str, place: str) -> TopologyError:
    namespace, _, name = place.partition("/")
    return TopologyError(
        path="target",
        asked=f"the cluster's {service} ({place}) has no pod that is available",
        allowed="what `up` makes of its kinds would wait for it",
        remedy=f"see `kubectl --namespace {namespace} describe deployment {name}`, and run `up` again when it is there",
    )


def _unknown(name: str) -> TopologyError:
    return TopologyError(
        path=KEY,
        asked=f'it names "{name}"',
        allowed=f"known are {', '.join(sorted(SERVICE_OF_CRD.values()))}",
        remedy="name some of these, with commas between, or remove it",
    )
