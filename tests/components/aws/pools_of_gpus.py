"""A plan of AWS with pools of GPUs, fabric, and several ways of buying."""

from functools import cache
from typing import Any

from components.topology.model import Cluster, Pool, Topology
from tests.components.aws import recorded
from tests.components.topology import plans

RESERVED = "cr-0123456789abcdef0"


def gpu_pool(name: str = "gpu", machine: str = "p5.48xlarge", **changed: Any) -> dict[str, Any]:
    """Return a pool of machines with eight GPUs and RDMA, with what the test changes."""
    usual = {"name": name, "machine": {"type": machine}, "count": "0..8", "fabric": "rdma"}
    return {**usual, "capacity": ["spot", "on-demand"], **changed}


@cache
def topology(backwards: bool = False, zones: int = 2, maximum: int = 4, **changed: Any) -> Topology:
    """Return its topology; `backwards` names everything in another order."""
    clusters = [
        {"name": "train", "purpose": "training",
         "pools": [plans.pool("head", cpu=4, memory="8GiB"), gpu_pool(),
                   plans.pool("data", cpu=4, memory="8GiB", count=f"0..{maximum}")]},
        {"name": "serve", "purpose": "serving", "pools": [plans.pool("head", cpu=4, memory="8GiB")]},
    ]  # fmt: skip
    if backwards:
        clusters = [{**cluster, "pools": cluster["pools"][::-1]} for cluster in clusters[::-1]]
    network = {"cidr": "10.20.0.0/16", "zones": zones}
    return recorded.topology(clusters=clusters, network=network, **changed)


def pool(name: str, of: Topology | None = None) -> Pool:
    """Return a pool of the training cluster."""
    return next(each for each in cluster(of).pools if each.name == name)


def cluster(of: Topology | None = None) -> Cluster:
    """Return the training cluster."""
    return next(each for each in (of or topology()).clusters if each.name == "train")
