"""Claims: where a store's pods are, and as many of them as share it."""

from typing import Any

from components.contract import StorageDriver
from components.services.isolation.claims import claims
from tests.components.services.isolation.topologies import (
    GIBIBYTE,
    STORES,
    TRAIN,
    cluster,
    named,
    platform,
    pool,
    store,
    topology,
)  # fmt: skip


def test_a_store_is_claimed_where_a_right_leads_and_nowhere_else() -> None:
    places = {
        each["metadata"]["name"]: each["metadata"]["namespace"] for each in claims(topology(), platform())
    }
    assert places == {
        "store-datasets": "atlas-train", "store-checkpoints": "atlas-train", "store-scratch": "atlas-train",
        "store-models": "atlas-serve", "store-registry": "atlas-registry",
    }, "serving has models, training has the rest, and the registry's server alone mounts its store"  # fmt: skip
    assert len(claims(topology(), platform())) == len(STORES), "each once"


def test_what_several_pods_use_can_be_written_from_several_nodes() -> None:
    claim = named(claims(topology(), platform()), "PersistentVolumeClaim", "store-checkpoints")
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"], "head and workers"


def test_a_cluster_of_one_pod_may_grow_where_the_driver_shares() -> None:
    alone = topology([cluster("train", "training", pool("train"))], stores=[store("checkpoints")])
    (shared,) = claims(alone, platform())
    assert shared["spec"]["accessModes"] == ["ReadWriteMany"], "no claim changes how it is mounted later"
    disks = platform(storage=StorageDriver(name="ebs.csi.aws.com", parameters={}))
    (claim,) = claims(alone, disks)
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"], "a disk is for one node"


def test_the_volume_of_a_registry_is_its_one_server_s() -> None:
    def modes(**of: Any) -> list[str]:
        made = claims(topology(), platform(**of))
        return named(made, "PersistentVolumeClaim", "store-registry")["spec"]["accessModes"]

    assert modes() == ["ReadWriteOnce"]
    assert modes(storage_classes={"registry": "atlas-registry"}) == ["ReadWriteOncePod"], (
        "the mode of the volume that a cloud's platform made for it, without which they never come together"
    )


def test_a_serving_cluster_of_one_node_shares_with_promotion() -> None:
    alone = topology([cluster("serve", "serving", pool("serve"))], stores=[store("models")])
    (claim,) = claims(alone, platform())
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"], "which writes what the other one reads"


def test_a_store_that_nobody_may_reach_is_not_claimed() -> None:
    assert not claims(topology([TRAIN], stores=[store("models")]), platform()), "nobody would ever mount it"


def test_objects_are_not_claimed() -> None:
    plan = topology(stores=[store("models", endpoint="https://198.51.100.7")])
    assert not claims(plan, platform()), "they have keys instead"


def test_the_class_is_the_platforms_where_it_has_one() -> None:
    given = platform(storage_classes={"models": "encrypted-nfs"})
    spec = named(claims(topology(), given), "PersistentVolumeClaim", "store-models")["spec"]
    assert spec["storageClassName"] == "encrypted-nfs", "as the platform says"
    assert spec["resources"]["requests"]["storage"] == str(10 * GIBIBYTE), "of the plan's size"


def test_nobody_waits_for_a_claim_that_its_first_pod_binds() -> None:
    claim = named(claims(topology(), platform()), "PersistentVolumeClaim", "store-models")
    assert claim["metadata"]["annotations"]["pulumi.com/skipAwait"] == "true", "that pod comes later"
