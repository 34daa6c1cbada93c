"""What a credential must be allowed to do before anything is made: derived from what a plan declares, named at once.

The tables are held against every manifest of the example plans by a test, and the role in
docs/how-to/use-a-kubernetes-cluster.md against the tables. The page lists besides what single commands need in a
cluster's namespace; `groundplan logs` lists pods and forwards a port, and no command runs a program in a pod.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from components.kubernetes.operators import needed_services
from components.kubernetes.rights import Right
from components.topology.model import Topology

Resources = Mapping[str, Sequence[str]]
"""API group -> resources."""

ASKED: tuple[Right, ...] = (
    ("list", "", "nodes"),
    ("list", "", "namespaces"),
    ("list", "", "pods"),
    ("get", "", "services"),
    ("list", "", "services"),
    ("list", "", "persistentvolumes"),
    ("list", "", "persistentvolumeclaims"),
    ("list", "discovery.k8s.io", "endpointslices"),
    ("list", "apps", "daemonsets"),
    ("list", "apps", "deployments"),
    ("list", "storage.k8s.io", "storageclasses"),
    ("list", "scheduling.k8s.io", "priorityclasses"),
    ("list", "apiextensions.k8s.io", "customresourcedefinitions"),
)
"""What is asked of a cluster before anything is decided."""

MAKES = ("get", "list", "watch", "create", "patch", "delete")
"""Of what is declared: the provider applies it, waits until it is as it should be, and at its end until it is gone."""
WAITS = ("get", "list", "watch")
"""Of what it looks at while it waits."""

OF_EVERY_PLAN: Resources = {
    "": (
        "configmaps", "limitranges", "namespaces", "persistentvolumeclaims", "resourcequotas", "secrets",
        "serviceaccounts", "services",
    ),
    "admissionregistration.k8s.io": (
        "validatingadmissionpolicies", "validatingadmissionpolicybindings",
    ),
    "apps": ("deployments", "statefulsets"),
    "monitoring.coreos.com": ("podmonitors", "prometheusrules", "servicemonitors"),
    "networking.k8s.io": ("networkpolicies",),
    "policy": ("poddisruptionbudgets",),
    "ray.io": ("rayclusters", "rayservices"),
    "scheduling.k8s.io": ("priorityclasses",),
    "storage.k8s.io": ("storageclasses",),
}  # fmt: skip
WAITED_FOR: Resources = {"": ("pods",), "apps": ("replicasets",), "discovery.k8s.io": ("endpointslices",)}
OF_QUEUES: Resources = {"kueue.x-k8s.io": ("clusterqueues", "localqueues", "resourceflavors")}
OF_IDLE_STOPS: Resources = {
    "batch": ("cronjobs",),
    "rbac.authorization.k8s.io": ("rolebindings", "roles"),
}
ROLES: Resources = {
    "apiextensions.k8s.io": ("customresourcedefinitions",),
    "rbac.authorization.k8s.io": ("clusterrolebindings", "clusterroles", "rolebindings", "roles"),
}
OF_OPERATORS: Mapping[str, Resources] = {
    "kuberay": ROLES,
    "kueue": {
        **ROLES,
        "admissionregistration.k8s.io": ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
    },
    "prometheus": {**ROLES, "monitoring.coreos.com": ("alertmanagers", "prometheuses")},
    "gpu-operator": {**ROLES, "apps": ("daemonsets",), "nvidia.com": ("clusterpolicies",)},
}
"""What is declared besides for an operator that the cluster lacks, by charts as well: their kinds are those of v80 of
kube-prometheus-stack and v25.10 of gpu-operator."""
HANDS_ON: tuple[Right, ...] = tuple(
    (verb, "rbac.authorization.k8s.io", resource)
    for verb in ("bind", "escalate")
    for resource in ("clusterroles", "roles")
)
"""The API server lets nobody give an operator rights that they lack themselves, without these."""
NODES: tuple[Right, ...] = (("get", "", "nodes"), ("patch", "", "nodes"))
VOLUMES: tuple[Right, ...] = (("patch", "", "persistentvolumes"),)
"""Whether a volume outlives its claim changes with the plan's environment."""
JOBS: tuple[Right, ...] = (
    ("get", "", "pods/portforward"),
    ("create", "", "pods/portforward"),
    ("list", "ray.io", "rayjobs"),
    ("list", "kueue.x-k8s.io", "workloads"),
)
"""By which `up` learns what runs where it makes pods anew: without them it would end jobs that it never saw.

From Kubernetes 1.35 on a websocket takes the verb `create` as well (AuthorizePodWebsocketUpgradeCreatePermission).
"""


def needed(topology: Topology, present: frozenset[str]) -> frozenset[Right]:
    """Return what `up` and `down` of a plan need on a cluster that has the services `present` itself."""
    found = {*ASKED, *NODES, *VOLUMES, *JOBS, *_of(OF_EVERY_PLAN, MAKES), *_of(WAITED_FOR, WAITS)}
    if topology.queues:
        found |= _of(OF_QUEUES, MAKES)
    if any(cluster.idle_stop_s is not None for cluster in topology.clusters):
        found |= _of(OF_IDLE_STOPS, MAKES)
    for service in needed_services(topology) - present:
        found |= _of(OF_OPERATORS[service], MAKES) | set(HANDS_ON)
    return frozenset(found)


def _of(resources: Resources, verbs: Iterable[str]) -> set[Right]:
    return {(verb, group, name) for group, names in resources.items() for name in names for verb in verbs}


OF_ANY_PLAN = frozenset(
    {*ASKED, *NODES, *VOLUMES, *JOBS, *_of(OF_EVERY_PLAN, MAKES), *_of(WAITED_FOR, WAITS)}
)
"""What is needed whatever the plan is."""
EVERY: tuple[Right, ...] = tuple(
    sorted(
        OF_ANY_PLAN.union(
            HANDS_ON, _of(OF_QUEUES, MAKES), _of(OF_IDLE_STOPS, MAKES),
            *(_of(resources, MAKES) for resources in OF_OPERATORS.values()),
        )
    )
)  # fmt: skip
"""What any plan on any cluster may need."""
