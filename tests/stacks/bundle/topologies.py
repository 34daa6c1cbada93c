"""Topologies for the tests of bundles, made by hand: a bundle needs a few facts of a plan and no machine."""

from typing import Any

from components.plan.model import Fabric
from components.topology.model import Cluster, Machine, Pool, Topology
from components.topology.ports import standard

GIBIBYTE = 2**30
RUNTIME_IMAGE = "registry.example.com:5000/groundplan@sha256:" + "fedcba9876543210" * 4


def topology(target: str, **changed: Any) -> Topology:
    """Return a topology without clusters and stores, with what the test changes."""
    usual: dict[str, Any] = {
        "name": "atlas",
        "target": target,
        "location": None,
        "environment": "development",
        "owner": None,
        "labels": {},
        "network": None,
        "stores": (),
        "clusters": (),
        "identities": (),
        "rights": (),
        "flows": (),
        "image": None if target == "local" else RUNTIME_IMAGE,
        "deletion_protection": False,
    }
    return Topology(**usual | changed)


def with_gpus(target: str, fabric: Fabric = "ethernet") -> Topology:
    """Return a topology with one training cluster, whose worker has a GPU."""
    machine = Machine(cpus=4, memory_bytes=GIBIBYTE, object_store_bytes=1, gpus=1, gpu_family="H100")
    pool = Pool(
        name="gpu",
        cluster="train",
        role="worker",
        count=1,
        maximum=1,
        machine=machine,
        capacity=("on-demand",),
        labels={},
        fabric=fabric,
    )
    train = Cluster(
        name="train",
        purpose="training",
        segment="training",
        identity="train",
        pools=(pool,),
        ports=standard(),
        labels={},
    )
    return topology(target, clusters=(train,))
