"""What Azure would refuse later: one sentence each, before anything is made."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.azure import limits
from components.azure.agent_pools import SYSTEM_POOL, agent_pools
from components.azure.settings import AdoptedNetwork, Settings
from components.plan.fields import NAME_PATTERN
from components.topology.model import Encryption, Topology
from tests.components.azure import platforms

FINE = platforms.SETTINGS


def said(topology: Topology, settings: Settings = FINE) -> list[str]:
    return [str(error) for error in limits.errors(topology, settings)]


def with_store(name: str, **changed: Any) -> Topology:
    made = platforms.topology()
    stores = tuple(replace(one, **changed) if one.name == name else one for one in made.stores)
    return replace(made, stores=stores)


def with_pool(**changed: Any) -> Topology:
    made = platforms.topology()
    clusters = tuple(
        replace(
            one, pools=tuple(replace(pool, **changed) if pool.name == "gpu" else pool for pool in one.pools)
        )
        for one in made.clusters
    )
    return replace(made, clusters=clusters)


def test_a_plan_that_azure_takes_is_not_refused() -> None:
    assert said(platforms.topology()) == []


def test_without_anybody_who_administers_nothing_could_be_made() -> None:
    assert said(platforms.topology(), Settings())[0].startswith("groundplan:azure.admin-groups")


@pytest.mark.parametrize(
    ("topology", "path", "words"),
    [
        (replace(platforms.topology(), name="windows-lab"), "name", "choose another name"),
        (with_store("checkpoints", keep_s=90_000), "storage[checkpoints].keep", "write 2d"),
        (with_store("scratch", size_bytes=2**60), "storage[scratch]", "768 TiB"),
        (with_store("scratch", throughput_bytes_per_s=10**12), "storage[scratch]", "64 GB/s"),
        (
            with_pool(capacity=("reservation:cr-0abc",)),
            "clusters[train].pools[gpu].capacity",
            "<resource group>/",
        ),
        (with_pool(capacity=("reservation:a/b",)), "clusters[train].pools[gpu].fabric", "fabric: ethernet"),
        (
            with_pool(placement="spread"),
            "clusters[train].pools[gpu].placement",
            "let network.zones be 2 or more",
        ),
        (
            with_pool(placement="together", fabric="ethernet", capacity=("reservation:a/b",)),
            "clusters[train].pools[gpu].placement",
            "buy these machines on-demand or as spot",
        ),
        (with_pool(capacity=("spot", "on-demand")), "clusters[train].pools[gpu].capacity", "name one way"),
        (with_pool(maximum=101), "clusters[train].pools[gpu].count", "a placement group has 100"),
        (with_pool(maximum=1001), "clusters[train].pools[gpu].count", "1000"),
        (with_pool(maximum=5000), "clusters", "4096"),
        (with_pool(pods_per_node=300), "clusters[train].pools[gpu]", "10 to 250"),
        (with_pool(zones=tuple("123456") * 17), "clusters", "a cluster has 100"),
        (replace(platforms.topology(), allowed_cidrs=("2001:db8::/48",)), "network.allowed_cidrs", "IPv4"),
        (
            replace(platforms.topology(), allowed_cidrs=tuple(f"203.0.113.{n}/32" for n in range(201))),
            "network.allowed_cidrs",
            "200",
        ),
        (
            replace(platforms.topology(), encryption=Encryption(key="customer", rotation_s=6 * 86_400)),
            "encryption.rotation",
            "whole days, 7 at least",
        ),
        (platforms.topology(network={"cidr": "10.20.0.0/16", "zones": 4}), "network.zones", "1, 2, 3"),
    ],
)
def test_what_azure_refuses_later_is_refused_now(topology: Topology, path: str, words: str) -> None:
    told = [sentence for sentence in said(topology) if sentence.startswith(f"{path}: ")]
    assert any(words in sentence for sentence in told), said(topology)


def test_a_file_system_that_has_no_room_in_the_network_is_refused_with_one_that_has() -> None:
    large = with_store("scratch", size_bytes=700 * 2**40, throughput_bytes_per_s=None)
    narrow = platforms.topology(network={"cidr": "10.20.0.0/22", "zones": 2}).network
    (told,) = said(replace(large, network=narrow))
    assert told.startswith("network.cidr: file systems of 720 TiB") and "give a network of /19" in told


def test_a_fabric_that_pods_could_not_reach_is_refused() -> None:
    (told,) = said(platforms.topology(), replace(FINE, infiniband=None))
    assert told.startswith("groundplan:azure.infiniband: clusters[train].pools[gpu] wants RDMA")
    assert "network operator" in told and "fabric: ethernet" in told


def test_a_plan_without_a_network_is_refused() -> None:
    assert any(each.startswith("network.cidr") for each in said(replace(platforms.topology(), network=None)))


def test_gpus_without_a_driver_are_refused() -> None:
    made = platforms.topology()
    offer = next(pool.offer for cluster in made.clusters for pool in cluster.pools if pool.name == "gpu")
    assert offer is not None
    amd = replace(offer, machine=replace(offer.machine, gpu_model="MI300X"))
    assert any("NVIDIA" in sentence for sentence in said(with_pool(offer=amd)))


@given(name=st.from_regex(NAME_PATTERN, fullmatch=True))
def test_no_pool_that_is_not_refused_stands_before_the_systems(name: str) -> None:
    topology = with_pool(name=name)
    before = [one for one in agent_pools(topology) if one.name <= SYSTEM_POOL]
    told = [sentence for sentence in said(topology) if "has to stand first" in sentence]
    assert len(told) == len(before)


def test_a_pool_that_aks_would_list_before_the_systems_is_refused() -> None:
    told = [sentence for sentence in said(with_pool(name="a0")) if "has to stand first" in sentence]
    assert told and told[0].startswith("clusters[train].pools[a0]: ") and "two letters" in told[0]


def test_two_pools_that_azure_would_take_for_one_are_refused() -> None:
    made = platforms.topology()
    assert any("by one name" in sentence for sentence in said(replace(made, clusters=made.clusters * 2)))


def test_an_adopted_network_that_lacks_something_is_refused_for_each_thing() -> None:
    adopted = AdoptedNetwork(
        network_id="hub",
        cidr="10.40.0.0/16",
        subnet_ids={"training": {"1": "a"}},
        regional_ids={"system": "b"},
    )
    files = ("models", "registry")
    topology = platforms.topology()
    stores = [replace(each, kind="filesystem") if each.name in files else each for each in topology.stores]
    told = said(replace(topology, stores=tuple(stores)), replace(FINE, adopted=adopted))
    lacking = {sentence.partition(": ")[0].removeprefix("groundplan:azure.network.") for sentence in told}
    assert lacking == {
        "regional-subnets.files-serving", "regional-subnets.files-system",
        "subnets.training.2", "subnets.serving.1", "subnets.serving.2", "regional-subnets.endpoints",
        "regional-subnets.api-server", "regional-subnets.files", "dns-zones.blob", "dns-zones.dfs", "dns-zones.vault",
    }  # fmt: skip


def test_an_adopted_network_is_refused_for_words_that_nobody_reads_and_for_subnets_without_room() -> None:
    adopted = AdoptedNetwork(
        network_id="hub", cidr="10.40.0.0/16", regional_ids={"sistem": "a"}, dns_zone_ids={"blobs": "b"},
        subnet_cidrs={"training": {"1": "10.40.0.0/29", "2": "10.50.0.0/20"}},
    )  # fmt: skip
    told = "\n".join(said(platforms.topology(), replace(FINE, adopted=adopted)))
    assert "regional-subnets.sistem" in told and "write system" in told
    assert "dns-zones.blobs" in told and "write blob" in told
    assert "addresses of 10.40.0.0/29; that subnet has 3" in told
    assert "subnets.training.2.cidr" in told and "a part of the network's range, 10.40.0.0/16" in told
