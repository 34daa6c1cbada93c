"""Declares the drain of a cluster that goes with its stack: above it what holds disks, below it what lets them go.

It asks nothing and waits for nothing; `draining.py` does when the engine deletes it (docs/decisions/0015).
"""

from __future__ import annotations

import pulumi

from components.contract import KubernetesPlatform
from components.kubernetes.draining import LIMIT_S
from components.kubernetes.ownership import NAMESPACE_OF_OPERATOR
from components.kubernetes.providers import Drain
from components.topology.labels import PLAN
from components.topology.model import Topology
from components.topology.places import own_namespaces

PROJECT = "groundplan"
LIMIT_KEY = "drain-limit-minutes"
SECONDS_PER_MINUTE = 60.0


def drains(
    topology: Topology, platform: KubernetesPlatform, options: pulumi.ResourceOptions
) -> tuple[pulumi.Resource, ...]:
    """Declare the drain of a platform's cluster, and return it: none for a cluster that stays when the stack goes.

    `options` name what has to work until the drain is over. Raises pulumi.RunError where the limit of the stack's
    configuration is none.
    """
    if platform.kept_nodes is None:
        return ()
    props = {
        "kubeconfig": pulumi.Output.secret(platform.kubeconfig),
        "identity": platform.identity,
        "plan": topology.name,
        "whose": {PLAN: topology.labels[PLAN], **topology.made_by},
        "namespaces": sorted({*own_namespaces(topology), *NAMESPACE_OF_OPERATOR.values()}),
        "kept_nodes": {f"{cluster}/{pool}": kept for (cluster, pool), kept in platform.kept_nodes.items()},
        "limit_s": _limit_s(),
    }
    secret = pulumi.ResourceOptions(additional_secret_outputs=["kubeconfig"])
    return (Drain("drain", props, pulumi.ResourceOptions.merge(options, secret)),)


def _limit_s() -> float:
    config = pulumi.Config(PROJECT)
    given = config.get(LIMIT_KEY)
    try:
        minutes = LIMIT_S / SECONDS_PER_MINUTE if given is None else float(given)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise pulumi.RunError(
            f"{PROJECT}:{LIMIT_KEY} is {given!r}; it is for how many minutes the end of a cluster waits for disks, "
            "load balancers and nodes to go: give a number above 0, or leave it out for "
            f"{LIMIT_S / SECONDS_PER_MINUTE:.0f}"
        )
    return minutes * SECONDS_PER_MINUTE
