"""The quota that pools need is what they take when all of them are as large as they may be."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from components.topology.model import Machine, Pool
from components.topology.quota import quota_errors, quota_needs
from tests.components.catalog.offers import offer


def pool(
    name: str = "gpu", maximum: int = 4, capacity: tuple[str, ...] = ("on-demand",), **facts: object
) -> Pool:
    of = offer(**{"quota_family": "standard", "spot_quota_family": "low"} | facts)  # type: ignore[arg-type]
    return Pool(
        name=name, cluster="train", role="worker", count=0, maximum=maximum, capacity=capacity, labels={}, offer=of,
        machine=Machine(cpus=1, memory_bytes=1, object_store_bytes=0, gpus=int(of.machine.gpus)),
    )  # fmt: skip


def amounts(*pools: Pool) -> dict[str, tuple[int, str]]:
    return {need.family: (need.amount, need.unit) for need in quota_needs(pools)}


def test_a_family_counts_the_vcpus_of_all_its_pools_at_their_largest() -> None:
    assert amounts(pool("a", 4, vcpus=8), pool("b", 2, vcpus=16)) == {"standard": (64, "vCPUs")}


def test_a_pool_that_may_be_bought_in_both_ways_counts_in_both() -> None:
    found = amounts(pool(maximum=3, capacity=("spot", "on-demand"), vcpus=10))
    assert found == {"standard": (30, "vCPUs"), "low": (30, "vCPUs")}, "all of it may be either"


def test_what_is_reserved_counts_as_on_demand() -> None:
    assert amounts(pool(capacity=("reservation:cr-1",))) == {"standard": (32, "vCPUs")}


def test_a_capacity_block_of_aws_counts_against_no_quota_and_what_stands_beside_it_does() -> None:
    block = "reservation:block/cr-0abc"
    assert amounts(pool(provider="aws", capacity=(block,))) == {}, "its instances have no On-Demand limit"
    assert amounts(pool(provider="aws", capacity=(block, "spot"))) == {"low": (32, "vCPUs")}
    assert amounts(pool(provider="gcp", capacity=(block,))) != {}, "a reservation of another provider"
    bare = pool(provider="aws", gpus=8, gpu_model="H100-SXM", quota_family=None, capacity=(block,))
    assert quota_errors([bare]) == []


def test_google_counts_gpus_unless_the_family_says_cpus() -> None:
    found = amounts(
        pool("a", 2, provider="gcp", gpus=8, gpu_model="H100-SXM", quota_family="NVIDIA_H100_GPUS"),
        pool("b", 2, provider="gcp", vcpus=4, quota_family="C3_CPUS"),
    )
    assert found == {"NVIDIA_H100_GPUS": (16, "GPUs"), "C3_CPUS": (8, "vCPUs")}


def test_gpus_whose_quota_nobody_knows_are_refused_with_the_way_out() -> None:
    (error,) = quota_errors([pool(gpus=8, gpu_model="H100-SXM", spot_quota_family=None, capacity=("spot",))])
    assert error.path == "clusters[train].pools[gpu].machine" and "buy it on-demand" in error.remedy


def test_a_cpu_machine_whose_quota_nobody_knows_counts_nowhere_and_is_no_error() -> None:
    unknown = pool(quota_family=None)
    assert quota_errors([unknown]) == [] and quota_needs([unknown]) == ()


@given(sizes=st.lists(st.tuples(st.integers(0, 99), st.integers(1, 200)), max_size=6), order=st.randoms())
def test_the_need_is_the_sum_in_whatever_order(sizes: list[tuple[int, int]], order: object) -> None:
    pools = [pool(f"p{n}", maximum, vcpus=vcpus) for n, (maximum, vcpus) in enumerate(sizes)]
    mixed = list(pools)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    assert quota_needs(mixed) == quota_needs(pools)
    assert sum(need.amount for need in quota_needs(pools)) == sum(m * v for m, v in sizes)


def test_a_pool_without_a_machine_of_the_catalog_needs_none() -> None:
    assert quota_needs([replace(pool(), offer=None)]) == ()
