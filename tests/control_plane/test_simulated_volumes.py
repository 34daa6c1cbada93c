"""Claims get volumes from the simulated provisioner, and lose them as their class says."""

import pytest

from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes


def test_a_claim_is_bound_and_its_volume_goes_with_it(clean_control_plane: ControlPlane) -> None:
    cluster = clean_control_plane
    cluster.start("volumes")
    kept = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "fast"}}
    cluster.objects.apply({**kept, "provisioner": "disks.simulated.example", "reclaimPolicy": "Delete"})
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "scratch", "namespace": "default"},
        "spec": {
            "storageClassName": "fast",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "10Gi"}},
        },
    }
    path = cluster.objects.path_of(cluster.objects.apply(claim))
    cluster.wait(lambda: cluster.objects.get(path)["status"]["phase"] == "Bound", "the claim to be bound")
    cluster.objects.remove(path)
    cluster.wait(
        lambda: not cluster.objects.get("/api/v1/persistentvolumes")["items"],
        "the volume to go with its claim",
    )
    assert cluster.objects.find(path) is None, "the claim itself is gone as well"
