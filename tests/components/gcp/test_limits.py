"""What Google Cloud would refuse later, said before anything is made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from components.gcp import limits
from components.topology.gpu_profiles import profile_of
from components.topology.model import Encryption, Pool, Topology
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import with_gpus

HUGE = {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "200TiB"}


def refusals(topology: Topology) -> list[str]:
    return [str(error) for error in limits.errors(topology)]


def changed(change: Callable[[Pool], Pool]) -> Topology:
    """Return the plan with GPUs, its pool of them changed."""
    topology = recorded.topology(**with_gpus())
    return replace(
        topology,
        clusters=tuple(
            replace(each, pools=tuple(change(pool) if pool.name == "gpu" else pool for pool in each.pools))
            for each in topology.clusters
        ),
    )


def test_a_plan_with_gpus_and_a_fabric_is_not_refused() -> None:
    assert refusals(recorded.topology(**with_gpus())) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"offer": None}, "ask for one that `groundplan catalog` lists"),
        ({"gpu_profile": profile_of("mig-1g.10gb", "H100", target="gcp")},
         "GKE divides nvidia-h200-141gb by mig-1g.18gb, mig-1g.35gb, mig-2g.35gb, mig-3g.71gb, mig-4g.71gb, mig-7g."),
        ({"gpu_profile": profile_of("shared-4", "H200", target="gcp")},
         "ask for machines with one GPU, divide them by MIG, or leave it out"),
        ({"capacity": ("reservation:CR_1",)}, "as `gcloud compute reservations list` shows it"),
        ({"maximum": 1501}, "divide it into several pools, or write placement: anywhere"),
        ({"placement": "spread"}, "leave placement out, and let network.zones be 2 or more"),
        ({"placement": "together", "capacity": ("reservation:cr-1", "spot")}, "no group takes it up"),
    ],
)  # fmt: skip
def test_a_pool_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    found = refusals(changed(lambda pool: replace(pool, **change)))
    assert len(found) == 1 and said in found[0] and "clusters[train].pools[gpu]" in found[0], found


def test_machines_that_google_places_nowhere_near_each_other_are_refused() -> None:
    head = next(pool for pool in recorded.topology().clusters[1].pools if pool.name == "head")
    assert head.offer and head.offer.machine.name.startswith("e2-")

    def cheap(pool: Pool) -> Pool:
        return replace(pool, offer=head.offer, machine=head.machine, fabric="ethernet", placement="together")

    (found,) = refusals(changed(cheap))
    assert f"for {head.offer.machine.name}; Google places machines of a2, a3," in found
    assert "ask for another machine by `type`, or leave placement out" in found


def test_as_many_nodes_as_there_are_need_no_group() -> None:
    assert refusals(changed(lambda pool: replace(pool, maximum=1501, placement="anywhere"))) == []


@pytest.mark.parametrize("fabric", ["none", "gpudirect-tcpx", "gpudirect-tcpxo"])
def test_a_fabric_that_gke_hands_to_no_pod_is_refused(fabric: str) -> None:
    def other(pool: Pool) -> Pool:
        assert pool.offer is not None
        return replace(pool, offer=replace(pool.offer, machine=replace(pool.offer.machine, fabric=fabric)))

    (found,) = refusals(changed(other))
    assert "ask for 8 GPUs of H200 or B200, reserved or as spot, or write fabric: ethernet" in found


@pytest.mark.parametrize("name", ["google", "my-google-plan", "goo-g00gle"])
def test_words_that_no_bucket_may_have_are_refused(name: str) -> None:
    found = refusals(replace(recorded.topology(), name=name))
    assert found and all("another name" in each for each in found)


def test_keys_are_not_replaced_every_hour() -> None:
    topology = replace(recorded.topology(), encryption=Encryption(key="customer", rotation_s=3600))
    found = refusals(topology)
    assert len(found) == 1 and "rotation: 90d" in found[0]


def test_a_file_system_that_is_too_large_is_refused() -> None:
    found = refusals(recorded.topology(storage=[*recorded.document()["storage"], HUGE]))
    assert len(found) == 1 and "name a throughput, which makes it a Lustre" in found[0]


def test_lustres_of_training_and_of_serving_are_refused_since_nothing_tells_them_apart() -> None:
    lustre = {"kind": "filesystem", "size": "10TiB", "throughput": "4GiB/s"}
    kept = [store for store in recorded.document()["storage"] if store["holds"] != "models"]
    models = {"name": "models", "holds": "models", **lustre}
    scratch = {"name": "scratch", "holds": "scratch", **lustre}
    (found,) = refusals(recorded.topology(storage=[*kept, models, scratch]))
    assert found.startswith("storage[models].throughput: ") and "those of training scratch" in found, found
    assert "which makes the store a Filestore" in found
    alone = {key: value for key, value in models.items() if key != "throughput"}
    assert refusals(recorded.topology(storage=[*kept, alone, scratch])) == [], (
        "a Filestore tells who mounts it"
    )
    assert refusals(recorded.topology(storage=[*kept, models])) == [], "nobody else mounts a Lustre"


def test_more_node_pools_than_gke_scales_well_are_refused() -> None:
    names = tuple(f"reservation:cr-{number}" for number in range(250))
    found = refusals(changed(lambda pool: replace(pool, capacity=names)))
    assert len(found) == 1 and "GKE works well with 200" in found[0]
