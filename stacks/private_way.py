"""The way to a cluster whose API answers inside its network alone, and how an engine says that it found none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.plan.defaults import CLOUDS

if TYPE_CHECKING:
    from components.plan.model import Plan
    from stacks.driver import Outcome
    from stacks.state import Deployment

PRIVATE = "network.allowed_cidrs of the plan is empty, so the cluster's API answers inside its network alone"
SECTION = 'docs/how-to/use-a-cloud.md, "Run `up` inside the network"'
INSIDE = (
    f"run `up` inside the network ({SECTION}), or give the ranges that may reach it as network.allowed_cidrs"
)
UNREACHED = re.compile(
    r"Kubernetes cluster is unreachable|does not answer at https://"
    r"|unable to load schema information from the API server"
    r'|"https://[^"\s]+/(?:api|apis|openapi|version)\b[^"]*": (?:dial tcp|net/http|context deadline)'
)
"""How pulumi-kubernetes and our own client say that nobody answers at the address of the cluster."""

PRIVATE_CLUSTERS = {
    "aws:eks/cluster:Cluster": ("vpcConfig", "endpointPublicAccess", False),
    "gcp:container/cluster:Cluster": ("privateClusterConfig", "enablePrivateEndpoint", True),
    "azure-native:containerservice:ManagedCluster": ("apiServerAccessProfile", "enablePrivateCluster", True),
}
"""Type -> where its inputs say, and how, that its API answers inside its network alone."""


def is_private(plan: Plan) -> bool:
    """Return whether the API of the cluster that a plan makes answers inside its network alone."""
    return plan.target in CLOUDS and not plan.network.allowed_cidrs


def is_recorded_private(deployment: Deployment | None) -> bool:
    """Return whether the API of the cluster that a stack has made answers inside its network alone."""
    for each in deployment.resources if deployment is not None else ():
        where, key, private = PRIVATE_CLUSTERS.get(each.kind, ("", "", None))
        if private is not None and (each.inputs.get(where) or {}).get(key) is private:
            return True
    return False


def inside(command: str) -> str:
    """Return what a command that found no way to a private cluster says: why, and from where it is run."""
    if command == "up":
        return f"{PRIVATE}; {INSIDE}"
    return (
        f"the cluster's API answers inside its network alone; run `{command}` inside the network ({SECTION})"
    )


def with_way_in(said: str, deployment: Deployment | None, command: str) -> str:
    """Return what our own client said, and from where to ask where it found no way to a stack's private cluster."""
    is_way = UNREACHED.search(said) is not None and is_recorded_private(deployment)
    return f"{said}; {inside(command)}" if is_way else said


def raise_if_failed(outcome: Outcome, what: str, *, private: bool, command: str = "up") -> None:
    """Raise what a run ended with, as `Outcome` does; where no way led to a `private` cluster, that comes first.

    `command` is what the user ran, `what` how its failure is called.
    """
    if private and any(UNREACHED.search(error) for error in outcome.errors):
        outcome.errors.insert(0, inside(command))
    outcome.raise_if_failed(what)
