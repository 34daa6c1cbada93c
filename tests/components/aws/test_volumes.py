"""File systems in the cluster: bound to the claims of those who may use them."""

from components.aws.volumes import Mounted, class_names, volume_manifests
from tests.components.aws import recorded

SCRATCH = {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "4800GiB"}
TOPOLOGY = recorded.topology(storage=[*recorded.document()["storage"], SCRATCH])
MOUNTED = {"scratch": Mounted(file_system_id="fs-1", address="fs-1.example.com", mount_name="abc")}


def test_a_file_system_is_one_volume_for_the_claim_of_who_has_a_right() -> None:
    (volume,) = [each for each in volume_manifests(TOPOLOGY, MOUNTED) if each["kind"] == "PersistentVolume"]
    claim = volume["spec"]["claimRef"]
    assert (claim["namespace"], claim["name"]) == ("digits-train", "store-scratch"), (
        "another claim could take it"
    )
    assert volume["spec"]["csi"]["volumeHandle"] == "fs-1" and volume["spec"]["capacity"] == {
        "storage": "4800Gi"
    }


def test_no_claim_ever_makes_a_second_file_system() -> None:
    (made,) = [each for each in volume_manifests(TOPOLOGY, MOUNTED) if each["kind"] == "StorageClass"]
    assert made["provisioner"] == "kubernetes.io/no-provisioner"
    assert made["metadata"]["name"] == class_names(TOPOLOGY)["scratch"]


def test_data_outlives_its_claim() -> None:
    for each in volume_manifests(TOPOLOGY, MOUNTED):
        assert "Retain" in (
            each.get("reclaimPolicy"),
            each.get("spec", {}).get("persistentVolumeReclaimPolicy"),
        )
