"""Whether operators of the cluster itself can do what a plan asks: their versions, and what they look after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.kubernetes.gathering import Inventory
from components.kubernetes.operators import Operator
from components.topology.errors import TopologyError, listed
from components.topology.model import Topology
from components.topology.places import namespace_of

RAY_VERSION = "v1"
RAY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "rayclusters.ray.io": ("authOptions.secretName", "gcsFaultToleranceOptions", "upgradeStrategy"),
    "rayservices.ray.io": ("rayClusterConfig.authOptions.secretName",),
}
"""Fields of `spec` that the plan's clusters cannot be without, and that not every release has: a token, a store for the
head's knowledge, and pods that are made anew where the cluster changes."""
RAY_RELEASE = "1.6"
RAY_DEFINITIONS = "github.com/ray-project/kuberay/ray-operator/config/crd?ref=v1.6.1"
QUEUES, QUEUE_VERSION, QUEUE_RELEASE = "clusterqueues.kueue.x-k8s.io", "v1beta2", "0.15"
WATCHED = "watch-namespace"
FRAMEWORKS = ("ray.io/raycluster", "ray.io/rayjob")
"""What waits in a plan's queues: clusters, and jobs that bring their own."""
DEFAULT_FRAMEWORKS = ("batch/job",)
"""Kueue's own where its configuration names none (apis/config/v1beta2/defaults.go)."""


def operator_errors(topology: Topology, found: Inventory, present: frozenset[str]) -> list[TopologyError]:
    """Return why the operators `present` in a cluster would not do what a plan asks; only what is known is judged."""
    errors: list[TopologyError] = []
    if "kuberay" in present:
        errors += [*_old_ray(found), *_unwatched(topology, found)]
    if "kueue" in present and topology.queues:
        errors += [*_old_queues(found), *_unmanaged(found)]
    return errors


def lacks(schema: Mapping[str, Any], path: str) -> bool:
    """Return whether objects with this schema have no field of `spec` at a path, such as "authOptions.secretName"."""
    for name in ("spec", *path.split(".")):
        if schema.get("x-kubernetes-preserve-unknown-fields"):
            return False
        properties = schema.get("properties") or {}
        if name not in properties:
            return True
        schema = properties[name]
    return False


def watched_by(operator: Operator, configuration: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the namespaces that a KubeRay looks after; none stand for all, or for what nobody can tell.

    Its flags do not count where it is configured by a file (ray-operator/main.go).
    """
    flags = dict(_flags(operator.arguments))
    text = (configuration or {}).get("watchNamespace") if "config" in flags else flags.get(WATCHED)
    return frozenset(filter(None, (name.strip() for name in str(text or "").split(","))))


def _flags(arguments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield flags as Go reads them: with one dash or two, and the value behind "=" or as the next argument."""
    for number, part in enumerate(arguments):
        if part.startswith("-"):
            name, equals, value = part.lstrip("-").partition("=")
            yield name, value if equals else "".join(arguments[number + 1 : number + 2])


def _old_ray(found: Inventory) -> Iterator[TopologyError]:
    for kind, fields in RAY_FIELDS.items():
        if kind not in found.served:
            continue
        schema = found.served[kind].get(RAY_VERSION)
        missing = fields if schema is None else [field for field in fields if lacks(schema, field)]
        if missing:
            yield TopologyError(
                path="target",
                asked=f"the cluster's {kind} has no {', '.join(missing)} in {RAY_VERSION}",
                allowed=f"the plan's clusters have them, as KubeRay has from {RAY_RELEASE} on",
                remedy="upgrade the operator and its definitions, which an upgrade of its chart leaves as they are "
                f"(`kubectl apply --server-side -k '{RAY_DEFINITIONS}'`)",
            )


def _unwatched(topology: Topology, found: Inventory) -> Iterator[TopologyError]:
    operators = found.operators.get("kuberay", ())
    watched = {each.place: watched_by(each, found.configurations.get(each.place)) for each in operators}
    if not operators or not all(watched.values()):
        return
    needed = {namespace_of(topology, cluster) for cluster in topology.clusters}
    if missing := needed - frozenset[str]().union(*watched.values()):
        names = listed(frozenset[str]().union(*watched.values()))
        yield TopologyError(
            path="target",
            asked=f"the cluster's kuberay ({', '.join(sorted(watched))}) watches the namespaces {names} alone",
            allowed=f"nobody would act on the plan's clusters in {listed(missing)}",
            remedy="let it watch these too (its chart's watchNamespace), or all",
        )


def _old_queues(found: Inventory) -> Iterator[TopologyError]:
    versions = found.served.get(QUEUES)
    if versions is not None and QUEUE_VERSION not in versions:
        yield TopologyError(
            path="target",
            asked=f"the cluster's kueue serves {QUEUES} as {', '.join(sorted(versions)) or 'nothing'}",
            allowed=f"the plan's queues are {QUEUE_VERSION}, which Kueue has from {QUEUE_RELEASE} on",
            remedy="upgrade Kueue, or remove `queues` from the plan",
        )


def _unmanaged(found: Inventory) -> Iterator[TopologyError]:
    for operator in found.operators.get("kueue", ()):
        configuration = found.configurations.get(operator.place)
        if configuration is None:
            continue
        managed = (configuration.get("integrations") or {}).get("frameworks") or DEFAULT_FRAMEWORKS
        if missing := [name for name in FRAMEWORKS if name not in managed]:
            yield TopologyError(
                path="target",
                asked=f"the cluster's kueue ({operator.place}) manages {listed(map(str, managed))}",
                allowed=f"without {' and '.join(missing)} a queue holds nothing of the plan back",
                remedy="add them to integrations.frameworks of its configuration (ConfigMap "
                f"{', '.join(operator.config_maps)}) and restart it, or remove `queues` from the plan",
            )
