"""Plans for the tests of the topology, as the mappings that a plan's file holds, and what machines have."""

from typing import Any

from hypothesis import strategies as st

from components.plan.model import Plan
from components.topology.facts import GpuFacts, HostFacts

GIB = 2**30
HOLDS = ["datasets", "checkpoints", "registry", "models", "scratch"]
NAMES = st.sampled_from(["a", "b", "c", "alpha", "beta", "gamma", "a-b", "b-c", "registry-2", "x1"])
DIGEST = "0" * 64

LARGE = HostFacts(
    cpus=64, memory_bytes=1024 * GIB, available_memory_bytes=900 * GIB, free_disk_bytes=4096 * GIB, gpus=()
)


def machine(**changed: Any) -> HostFacts:
    """Return a machine of 8 cores, 64 GiB and 100 GiB of disk, with what the test changes."""
    usual = {
        "cpus": 8,
        "memory_bytes": 64 * GIB,
        "available_memory_bytes": 60 * GIB,
        "free_disk_bytes": 100 * GIB,
    }
    return HostFacts(**{**usual, **changed})


def gpus(*models: str, memory_bytes: int = 16 * GIB) -> tuple[GpuFacts, ...]:
    """Return GPUs of these models, in this order on the machine."""
    return tuple(
        GpuFacts(index=index, model=model, memory_bytes=memory_bytes) for index, model in enumerate(models)
    )


def pool(
    name: str, *, memory: str = "2GiB", cpu: int = 1, count: int | str = 1, **more: Any
) -> dict[str, Any]:
    """Return a pool as a plan's file has it; `more` are further fields of its machine."""
    return {"name": name, "machine": {"cpu": cpu, "memory": memory, **more}, "count": count}


def document(**changed: Any) -> dict[str, Any]:
    """Return a small plan of the local target with a training and a serving cluster, with what the test changes."""
    usual = {
        "name": "digits",
        "target": "local",
        "storage": [
            {"name": "datasets", "holds": "datasets", "size": "1GiB"},
            {"name": "checkpoints", "holds": "checkpoints", "size": "1GiB"},
            {"name": "models", "holds": "models", "size": "1GiB"},
        ],
        "clusters": [
            {"name": "train", "purpose": "training", "pools": [pool("head"), pool("data", count=2)]},
            {"name": "serve", "purpose": "serving", "pools": [pool("head"), pool("replicas")]},
        ],
    }
    return {**usual, **changed}


def plan(**changed: Any) -> Plan:
    """Return the small plan with what the test changes."""
    return Plan.model_validate(document(**changed))


POOLS = st.builds(
    pool,
    NAMES,
    memory=st.sampled_from(["1GiB", "2GiB", "3GiB"]),
    cpu=st.integers(1, 9),
    count=st.integers(1, 3),
)
CLUSTERS = st.builds(
    lambda name, purpose, pools: {"name": name, "purpose": purpose, "pools": [pool("head"), *pools]},
    NAMES,
    st.sampled_from(["training", "serving"]),
    st.lists(POOLS, max_size=3, unique_by=lambda made: made["name"]),
)
STORES = st.builds(
    lambda name, holds: {"name": name, "holds": holds, "size": "1GiB"}, NAMES, st.sampled_from(HOLDS)
)
ON_LOCAL = st.just({"target": "local"})
ON_AWS = st.builds(
    lambda zones, environment: {
        "target": "aws",
        "location": "us-east-1",
        "environment": environment,
        "network": {"cidr": "10.20.0.0/16", "zones": zones},
        "runtime": {"image": f"registry.example.com/groundplan@sha256:{DIGEST}"},
    },
    st.integers(1, 6),
    st.sampled_from(["development", "staging", "production"]),
)


def _clear(clusters: list[dict[str, Any]]) -> bool:
    """Whether no two pools would name their nodes alike, which `resolve` refuses: a-b of c and b of c-a."""
    names = [f"{cluster['name']}-{made['name']}" for cluster in clusters for made in cluster["pools"]]
    return len(set(names)) == len(names)


DOCUMENTS = st.builds(
    lambda target, clusters, storage: {"name": "digits", "clusters": clusters, "storage": storage, **target},
    st.one_of(ON_LOCAL, ON_AWS),
    st.lists(CLUSTERS, min_size=1, max_size=4, unique_by=lambda made: made["name"]).filter(_clear),
    st.lists(STORES, max_size=6, unique_by=lambda made: made["name"]),
)
"""Plans of any shape that `resolve` takes on `LARGE`."""
