"""Clusters have pools, one head, and machines that are described in one way."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding
from components.plan.quantities import Count

HEAD = "head"
"""The name of the pool whose one machine runs the cluster's control processes."""


def there_is_a_cluster(draft: Draft) -> Iterator[Finding]:
    """A plan makes at least one cluster."""
    if draft.at("clusters") == () and draft.lacks("clusters"):
        yield Finding(
            ("clusters",), "no cluster", "at least one cluster", "add a cluster with name, purpose and pools"
        )


def clusters_have_pools(draft: Draft) -> Iterator[Finding]:
    """Pools are given by hand until sizing can make them from the workloads."""
    for cluster in draft.entries("clusters"):
        if isinstance(draft.at(*cluster), dict) and draft.lacks(*cluster, "pools"):
            name = draft.given(*cluster, "name")
            demand = any(draft.given(*workload, "cluster") == name for workload in draft.entries("workloads"))
            problem = "demand without pools: sizing is not built yet" if demand and name else "no pools"
            yield Finding(
                (*cluster, "pools"), problem, "at least the pool named head", "give pools", "nothing"
            )


def clusters_have_one_head(draft: Draft) -> Iterator[Finding]:
    """Exactly one pool of a cluster is named head; that a name is there twice is another rule's finding."""
    for cluster in draft.entries("clusters"):
        pools = list(draft.entries(*cluster, "pools"))
        names = [draft.at(*pool, "name") for pool in pools]
        if pools and HEAD not in names and all(draft.is_sound(*pool, "name") for pool in pools):
            remedy = "add {name: head, machine: {cpu: 1, memory: 2GiB}, count: 1}"
            yield Finding((*cluster, "pools"), "no head", "one pool named head", remedy)


def heads_are_one_machine(draft: Draft) -> Iterator[Finding]:
    """Ray has one head node: its control service is one process with its state."""
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            count = draft.given(*pool, "count")
            if draft.given(*pool, "name") == HEAD and count is not None and Count.parse(count) != Count(1, 1):
                yield Finding((*pool, "count"), "a head is one machine", "1", "write count: 1")


def production_heads_are_not_spot(draft: Draft) -> Iterator[Finding]:
    """A head that the provider may take away takes the cluster with it."""
    if draft.given("environment") == "production":
        yield from spot_heads(draft, "a head in production")


def spot_heads(draft: Draft, which: str) -> Iterator[Finding]:
    """Find every head that is bought as spot; `which` says what kind of head it is."""
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            capacity = draft.given(*pool, "capacity")
            if draft.given(*pool, "name") == HEAD and isinstance(capacity, tuple) and "spot" in capacity:
                path = (*pool, "capacity", capacity.index("spot"))
                allowed = f"on-demand, reservation:<id> for {which}"
                yield Finding(path, "a head that can be taken away", allowed, "remove spot")


def machines_are_described_once(draft: Draft) -> Iterator[Finding]:
    """A machine is the least it must have, or one type; never both, never neither."""
    least = ("cpu", "memory", "gpu")
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            machine = (*pool, "machine")
            if not isinstance(draft.at(*machine), dict):
                continue
            given = [key for key in least if draft.at(*machine, key) is not None]
            if all(draft.lacks(*machine, key) for key in (*least, "type")):
                allowed = "cpu, memory, gpu (at least), or type (exactly)"
                yield Finding(
                    machine, "an empty machine", allowed, "write for example {cpu: 4, memory: 16GiB}"
                )
            elif draft.at(*machine, "type") is not None and given:
                remedy = f"remove type, or remove {', '.join(given)}"
                yield Finding((*machine, "type"), "a type and a least machine", "one of the two", remedy)


def capacities_differ(draft: Draft) -> Iterator[Finding]:
    """Capacity is an ordered list without repetition, and not empty."""
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            capacity = draft.given(*pool, "capacity")
            if capacity == ():
                remedy = "remove it, the default is [on-demand]"
                yield Finding((*pool, "capacity"), "no capacity", "on-demand, spot, reservation:<id>", remedy)
            for index, word in enumerate(capacity or ()):
                if word in capacity[:index]:
                    yield Finding(
                        (*pool, "capacity", index), "a capacity twice", "each one once", "remove it"
                    )
