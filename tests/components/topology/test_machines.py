"""On a cloud every pool has a machine of the catalog, and whatever the catalog says of it reaches the operator."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.plan.defaults import CLOUDS
from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve
from tests.components.catalog.offers import offer
from tests.components.topology.clouds import asked, catalog_of, cloud_plan

GIB = 2**30


@pytest.mark.parametrize("target", CLOUDS)
@given(cpu=st.integers(1, 60), memory=st.integers(1, 200))
@settings(max_examples=20)
def test_a_pool_gets_at_least_the_machine_that_it_asks(target: str, cpu: int, memory: int) -> None:
    pool = asked("data", machine={"cpu": cpu, "memory": f"{memory}GiB"})
    made = next(
        each
        for each in resolve(cloud_plan(target, asked("head"), pool), None).clusters[0].pools
        if each.name == "data"
    )
    assert made.offer is not None
    assert made.offer.machine.vcpus >= cpu and made.offer.machine.memory_bytes >= memory * GIB
    assert made.machine.type == made.offer.machine.name and made.pods_per_node
    assert made.machine.object_store_bytes < made.machine.memory_bytes < made.offer.machine.memory_bytes


@pytest.mark.parametrize("target", CLOUDS)
def test_a_machine_that_nobody_has_is_refused_in_the_catalogs_words(target: str) -> None:
    with pytest.raises(TopologyErrors) as refused:
        resolve(cloud_plan(target, asked("head"), asked("gpu", machine={"gpu": "8xH1000"})), None)
    (error,) = refused.value.errors
    assert error.path == "clusters[train].pools[gpu].machine" and "8xH1000" in error.asked
    assert f"the GPUs of {target} are" in error.allowed, "what there is instead"


@pytest.mark.parametrize("target", CLOUDS)
def test_an_unknown_location_is_refused_with_those_that_are_known(target: str) -> None:
    with pytest.raises(TopologyErrors, match="the catalog knows .* of " + target):
        resolve(cloud_plan(target, asked("head"), location="atlantis-1"), None)


def test_a_machine_with_no_room_for_a_ray_node_is_passed_over_and_refused_by_name() -> None:
    catalog = catalog_of(offer("small", "1", vcpus=1, memory_bytes=2 * GIB), offer("large", "2"))
    least = resolve(cloud_plan("azure", asked("head", machine={"cpu": 1})), None, catalog=catalog)
    assert least.clusters[0].head.machine.type == "large", "the cheaper one would never run its pod"
    with pytest.raises(TopologyErrors, match="runs on small, which has 1 vCPUs and 2GiB; of it 0 CPUs"):
        resolve(cloud_plan("azure", asked("head", machine={"type": "small"})), None, catalog=catalog)


def test_the_notes_of_the_choice_are_those_of_the_topology() -> None:
    known, unknown = offer("m2", "2"), offer("m1", None)
    notes = resolve(cloud_plan("azure", asked("head")), None, catalog=catalog_of(known, unknown)).notes
    assert notes == ("train/head: passed over for m2: m1 has no known on-demand price",)


@pytest.mark.parametrize(("today", "count"), [(None, 0), (date(2026, 11, 2), 0), (date(2027, 2, 1), 1)])
def test_prices_that_are_too_old_are_said_aloud(today: date | None, count: int) -> None:
    topology = resolve(cloud_plan("azure", asked("head")), None, catalog=catalog_of(offer()), today=today)
    assert len([note for note in topology.notes if "days old" in note]) == count


def test_a_gpu_profile_is_judged_by_the_card_of_the_chosen_machine() -> None:
    card = offer("n1", gpus=1, gpu_model="A100-80GB", quota_family="a100")
    pool = asked("gpu", machine={"gpu": "1xA100"}, gpu_profile="mig-1g.10gb")
    plan = cloud_plan("azure", asked("head"), pool)
    gpu, _ = resolve(plan, None, catalog=catalog_of(card, offer())).clusters[0].pools
    assert gpu.gpu_profile is not None and gpu.gpu_profile.parts == 7, (
        "the plan's family alone would not tell"
    )


def test_whose_key_encrypts_is_the_plans() -> None:
    plan = cloud_plan("azure", asked("head"), encryption={"key": "customer", "rotation": "90d"})
    encryption = resolve(plan, None, catalog=catalog_of(offer())).encryption
    assert (encryption.key, encryption.rotation_s) == ("customer", 90 * 86400)
