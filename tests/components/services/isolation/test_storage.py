"""Storage classes: encrypted by what their driver documents, or refused with the way out."""

import pytest

from components.contract import StorageDriver
from components.services.isolation.claims import claims
from components.services.isolation.drivers import ENCRYPTING, NOT_ENCRYPTING, TRIDENT_SHARED_BACKENDS
from components.services.isolation.storage import (
    NoEncryption,
    NoSharing,
    encrypted_class,
    keyed_stores,
    storage_classes,
    storage_refusals,
    volume_keys,
)
from tests.components.services.isolation.topologies import (
    STORES,
    TRAIN,
    cluster,
    named,
    platform,
    pool,
    store,
    topology,
)  # fmt: skip

ALONE = topology([cluster("train", "training", pool("train"))], stores=[store("checkpoints")])
CHECKPOINTS = store("checkpoints")
SWITCHES = {
    "ebs.csi.aws.com": {"encrypted": "true"}, "rbd.csi.ceph.com": {"encrypted": "true"},
    "cephfs.csi.ceph.com": {"encrypted": "true"}, "driver.longhorn.io": {"encrypted": "true"},
    "csi.trident.netapp.io": {"encryption": "true"},
}  # fmt: skip
"""What each driver's documentation calls it; the others encrypt always."""


@pytest.mark.parametrize("driver", sorted(ENCRYPTING))
def test_a_class_says_what_makes_its_driver_encrypt_and_why_that_is_enough(driver: str) -> None:
    made = encrypted_class(ALONE, CHECKPOINTS, driver=driver, parameters={"type": "fast"})
    switch = SWITCHES.get(driver, {})
    assert made["parameters"].items() >= {"type": "fast", **switch}.items(), "with the default class's own"
    assert "encrypt" in made["metadata"]["annotations"]["groundplan-reason"], (
        "the evidence stands on the class"
    )


def test_a_default_class_that_switches_encryption_off_does_not_switch_ours_off() -> None:
    made = encrypted_class(ALONE, CHECKPOINTS, driver="ebs.csi.aws.com", parameters={"encrypted": "false"})
    assert made["parameters"]["encrypted"] == "true", "ours wins"


@pytest.mark.parametrize("driver", [*sorted(NOT_ENCRYPTING), "csi.example.com"])
def test_a_driver_that_promises_nothing_is_refused_with_the_way_out(driver: str) -> None:
    with pytest.raises(NoEncryption) as refused:
        encrypted_class(ALONE, CHECKPOINTS, driver=driver, parameters={"encrypted": "true"})
    sentence = str(refused.value)
    assert sentence.startswith(f'storage[checkpoints]: the driver "{driver}"'), "where and what"
    assert "ebs.csi.aws.com" in sentence and "kind: object" in sentence, "what is allowed, and what to do"
    assert "\n" not in sentence, "one sentence"


@pytest.mark.parametrize("driver", sorted(name for name, each in ENCRYPTING.items() if not each.shared))
def test_a_disk_cannot_be_shared_by_the_pods_of_a_cluster(driver: str) -> None:
    with pytest.raises(NoSharing, match=r"a volume to one node at a time.*shared file system"):
        encrypted_class(topology(), CHECKPOINTS, driver=driver, parameters={})


@pytest.mark.parametrize("backend", sorted(TRIDENT_SHARED_BACKENDS))
def test_trident_shares_what_comes_from_a_nas(backend: str) -> None:
    parameters = {"backendType": backend}
    made = encrypted_class(topology(), CHECKPOINTS, driver="csi.trident.netapp.io", parameters=parameters)
    assert made["parameters"] == {"backendType": backend, "encryption": "true"}, "its class says so"


def test_production_keeps_data_that_lost_its_claim() -> None:
    def policy(*, protected: bool) -> str:
        plan = topology([TRAIN], stores=[CHECKPOINTS], deletion_protection=protected)
        (made,) = storage_classes(plan, platform())
        return made["reclaimPolicy"]

    assert policy(protected=True) == "Retain", "a mistake can be undone"
    assert policy(protected=False) == "Delete", "a trial leaves nothing behind"


def test_volumes_grow_and_are_made_where_their_pod_is() -> None:
    (made,) = storage_classes(topology([TRAIN], stores=[CHECKPOINTS]), platform())
    assert made["allowVolumeExpansion"] is True, "a plan may ask more later"
    assert made["volumeBindingMode"] == "WaitForFirstConsumer", "in the zone of the pod"


def test_every_claim_without_a_class_of_the_platform_gets_one_of_its_own() -> None:
    given = platform(storage_classes={"models": "theirs"})
    made = {each["metadata"]["name"] for each in storage_classes(topology(), given)}
    asked = {each["spec"]["storageClassName"] for each in claims(topology(), given)}
    assert asked - {"theirs"} == made, "no claim waits for a class that nobody makes"


def test_longhorn_takes_the_key_of_each_volume_from_a_secret_beside_its_claim() -> None:
    longhorn = platform(storage=StorageDriver(name="driver.longhorn.io", parameters={}))
    plan = topology([TRAIN], stores=[CHECKPOINTS])
    (made,), (secret,) = storage_classes(plan, longhorn), volume_keys(plan, {"checkpoints": "simulated key"})
    for call in ("provisioner", "node-publish", "node-stage", "node-expand"):
        prefix = f"csi.storage.k8s.io/{call}-secret"
        assert made["parameters"][f"{prefix}-name"] == secret["metadata"]["name"], f"{call} finds it"
        assert made["parameters"][f"{prefix}-namespace"] == secret["metadata"]["namespace"], (
            f"{call}, where it is"
        )
    assert secret["stringData"]["CRYPTO_KEY_VALUE"] == "simulated key", "under the name that Longhorn reads"


def test_only_a_driver_that_asks_for_keys_has_stores_with_keys() -> None:
    longhorn = StorageDriver(name="driver.longhorn.io", parameters={})
    keyed = [each.name for each in keyed_stores(topology(), platform(storage=longhorn))]
    assert keyed == [each.name for each in STORES], "every store of its"
    assert not keyed_stores(topology(), platform()), "others keep keys themselves"
    assert not keyed_stores(topology(), platform(storage=None)), "and nobody else does"


def test_all_that_is_wrong_with_the_stores_is_said_at_once() -> None:
    disks = platform(storage=StorageDriver(name="ebs.csi.aws.com", parameters={}))
    assert len(list(storage_refusals(topology(), disks))) == 4, "every store but the registry's is shared"
    without = list(storage_refusals(topology(), platform(storage=None)))
    assert len(without) == len(STORES), "and without a default class none can be made"
    assert "no default storage class" in without[0] and "kind: object" in without[0], "with the way out"
    assert not list(storage_refusals(topology(), platform())), "and nothing where nothing is wrong"


def test_two_clusters_cannot_share_one_volume() -> None:
    plan = topology([TRAIN, cluster("other", "training")], stores=[store("datasets")])
    (refusal,) = storage_refusals(plan, platform())
    assert "atlas-other, atlas-train would share it" in refusal and "kind: object" in refusal, (
        "a claim belongs to one namespace"
    )


def test_the_class_of_a_store_is_named_so_that_no_other_volume_of_the_plan_has_it() -> None:
    made = storage_classes(topology([TRAIN], stores=[store("observability", holds="scratch")]), platform())
    assert named(made, "StorageClass", "atlas-store-observability"), "services have volumes of their own"
