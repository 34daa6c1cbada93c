"""The same plan gives the same promises on every cloud: encrypted, private, labelled, separated, kept, hardened."""

import pytest

from components.topology.model import Topology
from tests.clouds import one_plan
from tests.clouds.promises import PROMISES, broken, promised_rights, reading
from tests.clouds.provisioned import made

CHANGES = (one_plan.AS_IT_IS, "opened, in development", "models on a file system")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_a_promise_is_kept(cloud: str, promise: str, change: str) -> None:
    assert broken(promise, made(cloud, change)) == [], f"on {cloud}"


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_images_of_machines_with_gpus_are_there_early(cloud: str) -> None:
    one = made(cloud)
    with_gpus = {
        (pool.cluster, pool.name) for of in one.topology.clusters for pool in of.pools if pool.machine.gpus
    }
    found = [each for each in reading(one).disks(one) if (each.cluster, each.pool) in with_gpus]
    assert found and all(each.streams or one.pulls_images_early for each in found), (
        "a pod waits for its GPU first, and for 10 to 30 GB then"
    )


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_there_is_something_to_keep_it_for(cloud: str) -> None:
    one = made(cloud)
    held = reading(one).held(one).values()
    assert {each.kind for each in held} == {"store", "disk", "secrets", "logs"}
    stores = [each for each in held if each.kind == "store"]
    assert len(stores) >= len(one.topology.stores), "each store of the plan is one at least"
    assert one.topology.deletion_protection and one.topology.allowed_cidrs == ()
    assert reading(one).granted(one), "rights that nobody reads would all be right"


def test_the_plan_asks_every_cloud_for_the_same() -> None:
    asked = [_asked(one_plan.topology(cloud)) for cloud in one_plan.CLOUDS]
    assert asked[0] == asked[1] == asked[2], "but for the machines, which have other names, and RDMA"


def _asked(topology: Topology) -> object:
    network = topology.network
    return (
        topology.labels, topology.rights, promised_rights(topology), topology.identities, topology.encryption,
        network and [(each.segment, each.cidr) for each in network.subnets],
        [(store.name, store.kind, store.size_bytes, store.keep_s) for store in topology.stores],
        [(pool.cluster, pool.name, pool.count, pool.maximum, pool.capacity, pool.machine.gpus)
         for cluster in topology.clusters for pool in cluster.pools],
    )  # fmt: skip
