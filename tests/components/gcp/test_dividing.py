"""GPUs that GKE divides: what a node pool is told, what pods ask, and which cards it divides at all."""

from typing import Any

import pytest

from components.catalog.loading import load_catalog
from components.gcp import limits
from components.gcp.dividing import PARTITIONS
from components.gcp.machines import ACCELERATORS, accelerator
from components.gcp.placing import placements
from components.topology.gpu_profiles import devices_of, profile_of
from components.topology.model import Pool, Topology
from stacks.offline.simulated_clouds.formats import format_faults
from stacks.offline.simulated_clouds.replacing import is_replacing
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import POOL, made, with_gpus

MIG = {"machine": {"gpu": "1xA100-40GB"}, "gpu_profile": "mig-1g.5gb", "fabric": "ethernet", "zone": None}
SHARED = {"machine": {"gpu": "1xL4"}, "gpu_profile": "shared-4", "fabric": "ethernet", "zone": None}
DIVIDED = pytest.mark.parametrize("divided", [MIG, SHARED], ids=["mig", "shared"])


def topology(**changed: Any) -> Topology:
    return recorded.topology(**with_gpus("on-demand", **changed))


def pool(**changed: Any) -> Pool:
    return next(
        each for cluster in topology(**changed).clusters for each in cluster.pools if each.name == "gpu"
    )


def node_pools(**changed: Any) -> dict[str, dict[str, Any]]:
    found = recorded.of_type(made(**with_gpus("on-demand", **changed)), POOL)
    return {name: each.inputs for name, each in found.items() if name.startswith("pools-train-gpu-")}


def gpus_of(told: dict[str, Any]) -> dict[str, Any]:
    (gpus,) = told["nodeConfig"]["guestAccelerators"]
    return dict(gpus)


def test_a_node_pool_is_told_the_size_of_the_parts() -> None:
    found = [gpus_of(told) for told in node_pools(**MIG).values()]
    assert found and all(
        each["gpuPartitionSize"] == "1g.5gb" and "gpuSharingConfig" not in each for each in found
    )
    assert {(each["type"], each["count"]) for each in found} == {("nvidia-tesla-a100", 1)}


def test_a_node_pool_is_told_how_many_take_turns() -> None:
    found = [gpus_of(told) for told in node_pools(**SHARED).values()]
    assert found and all("gpuPartitionSize" not in each for each in found)
    assert [each["gpuSharingConfig"] for each in found] == [
        {"gpuSharingStrategy": "TIME_SHARING", "maxSharedClientsPerGpu": 4}
    ] * len(found)


def test_whole_gpus_are_told_as_they_were() -> None:
    whole = {**SHARED, "gpu_profile": None}
    for told in node_pools(**whole).values():
        assert gpus_of(told) == {
            "type": "nvidia-l4", "count": 1, "gpuDriverInstallationConfig": {"gpuDriverVersion": "LATEST"},
        }, "any other input would make the nodes anew"  # fmt: skip


@pytest.mark.parametrize(
    ("divided", "asked", "label"),
    [
        (MIG, 7, ("cloud.google.com/gke-gpu-partition-size", "1g.5gb")),
        (SHARED, 1, ("cloud.google.com/gke-max-shared-clients-per-gpu", "4")),
    ],
    ids=["mig", "shared"],
)
def test_pods_ask_what_nodes_of_gke_offer_and_wait_for_nodes_that_are_divided_so(
    divided: dict[str, Any], asked: int, label: tuple[str, str]
) -> None:
    assert devices_of(pool(**divided)) == ("nvidia.com/gpu", asked), (
        "of another name no node has any, and the autoscaler would start none"
    )
    selector = placements(topology(**divided))["train", "gpu"].node_selector
    assert label in selector.items(), "an old node of the pool is divided in another way"
    assert (
        len(selector)
        == len(placements(topology(**{**divided, "gpu_profile": None}))["train", "gpu"].node_selector) + 1
    )


@DIVIDED
def test_a_division_that_gke_has_is_not_refused(divided: dict[str, Any]) -> None:
    assert limits.errors(topology(**divided)) == []
    for told in node_pools(**divided).values():
        assert list(format_faults("gcp:container/nodePool:NodePool", told)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({**MIG, "machine": {"gpu": "8xH100"}, "gpu_profile": "mig-4g.40gb"},
         "GKE divides nvidia-h100-80gb by mig-1g.10gb, mig-1g.20gb, mig-2g.20gb, mig-3g.40gb, mig-7g.80gb"),
        ({**MIG, "machine": {"type": "a3-megagpu-8g"}, "gpu_profile": "mig-1g.10gb"},
         "name a machine with one of these by `type`, such as a3-highgpu-8g, or leave gpu_profile out"),
        ({**SHARED, "machine": {"gpu": "8xL4"}},
         "4 take turns on each of 8 GPUs of g2-standard-96; GKE gives a container a turn on one GPU"),
    ],
)  # fmt: skip
def test_what_gke_does_not_divide_is_refused_with_the_way_out(changed: dict[str, Any], said: str) -> None:
    (found,) = map(str, limits.errors(topology(**changed)))
    assert found.startswith("clusters[train].pools[gpu].gpu_profile: ") and said in found, found


def test_every_size_of_gke_is_one_of_the_card() -> None:
    models = {
        str(accelerator(offer.machine)): offer.machine.gpu_model
        for offer in load_catalog().offers
        if offer.machine.provider == "gcp" and accelerator(offer.machine)
    }
    assert set(PARTITIONS) <= set(ACCELERATORS.values())
    for cards, sizes in PARTITIONS.items():
        for size in sizes:
            assert profile_of(f"mig-{size}", models[cards], target="gcp").parts >= 1, (
                "NVIDIA has no such part"
            )


@pytest.mark.parametrize("path", ["gpuPartitionSize", "gpuSharingConfig.maxSharedClientsPerGpu"])
def test_another_division_is_told_as_other_nodes(path: str) -> None:
    changed = ("nodeConfig", "guestAccelerators", 0, *path.split("."))
    assert is_replacing("gcp:container/nodePool:NodePool", changed), (
        "GKE divides the GPUs of no node that is there"
    )
