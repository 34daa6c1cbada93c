"""The whole of a plan on Google Cloud, provisioned against the recording engine."""

import json
from functools import cache
from typing import Any

import pulumi
from pulumi.runtime import set_all_config

from components.contract import KubernetesPlatform
from components.gcp import platform
from components.topology.model import Topology
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

CLUSTER, POOL = "container/cluster:Cluster", "container/nodePool:NodePool"
GPU = {
    "name": "gpu",
    "machine": {"type": "a3-ultragpu-8g"},
    "count": "0..8",
    "fabric": "rdma",
    "zone": "us-central1-b",
}
"""In the one zone of the network that has such machines, which nobody sells on demand."""
KEY = {"encryption": {"key": "customer", "rotation": "90d"}}


def with_gpus(*capacity: str, **changed: Any) -> dict[str, Any]:
    """Return what makes the training cluster have a pool of A3 Ultra, bought as told."""
    train, serve = recorded.CLUSTERS
    pool = {**GPU, "capacity": list(capacity or ["spot"]), **changed}
    return {"clusters": [{**train, "pools": [*train["pools"], pool]}, serve]}


def provisioned(**changed: Any) -> tuple[KubernetesPlatform, dict[str, Registered]]:
    """Return the platform of the plan with what the test changes, and all that was made, inside the cluster too."""
    return of_topology(recorded.topology(**changed))


def made(**changed: Any) -> dict[str, Registered]:
    """Return all that was made for the plan; equal plans are made once."""
    return _made(json.dumps(changed))


@cache
def _made(written: str) -> dict[str, Registered]:
    return provisioned(**json.loads(written))[1]


def of_topology(topology: Topology, **configured: Any) -> tuple[KubernetesPlatform, dict[str, Registered]]:
    """Return the platform of a topology, and all that was made; `configured` is the stack's `groundplan:gcp`."""
    found: list[KubernetesPlatform] = []

    def program() -> list[pulumi.Output[Any]]:
        handed = platform.provision(topology, None, "gcp")
        found.append(handed)
        inside = handed.inside(pulumi.ResourceOptions())
        return [handed.kubeconfig, pulumi.Output.from_input(handed.identity), *(each.urn for each in inside)]

    own = {"groundplan:gcp": json.dumps(configured)} if configured else {}
    set_all_config({"gcp:project": recorded.PROJECT, **own})
    try:
        resources = recorded.made(program)
    finally:
        set_all_config({})
    return found[0], resources
