"""The wait for the end of a cluster on a real API server, with finalizers that hang."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pulumi
import pytest

from components.kubernetes import draining, patience
from components.kubernetes.access import NoCluster
from tests.components.kubernetes.cluster_objects import LABELS, OWN
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

HOLD = "example.com/holds"
HELD = {"finalizers": [HOLD]}
VOLUMES, SERVICES = "/api/v1/persistentvolumes", f"/api/v1/namespaces/{OWN}/services"
CLAIMS = f"/api/v1/namespaces/{OWN}/persistentvolumeclaims"
INGRESSES = f"/apis/networking.k8s.io/v1/namespaces/{OWN}/ingresses"


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a control plane with the namespace of a cluster, and what makes and removes volumes."""
    clean_control_plane.objects.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": OWN, "labels": LABELS}}
    )
    clean_control_plane.start("volumes")
    return clean_control_plane


@pytest.fixture
def props(plane: ControlPlane, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the state has of a drain; it looks often."""
    monkeypatch.setattr(draining, "POLL_S", 0.1)
    return {
        "kubeconfig": plane.kubeconfig.read_text(encoding="utf-8"), "identity": "the-cluster", "plan": "atlas",
        "whose": LABELS, "namespaces": [OWN], "kept_nodes": {}, "limit_s": 1.0,
    }  # fmt: skip


def made(plane: ControlPlane, path: str, **document: Any) -> str:
    """Make an object and return its path."""
    return f"{path}/{plane.objects.request('POST', path, document)['metadata']['name']}"


def freed(plane: ControlPlane, path: str) -> None:
    """Take the finalizers of an object away, as who holds it does at last, and wait until it is gone."""
    with suppress(Refused):  # it may have gone by itself just now
        plane.objects.patch(path, {"metadata": {"finalizers": None}})
    plane.wait(lambda: plane.objects.find(path) is None, f"{path} to be gone")


def hung(props: dict[str, Any]) -> str:
    """Return the sentence in which a wait ends."""
    with pytest.raises(NoCluster) as error:
        draining.release(props)
    return str(error.value)


@contextmanager
def claimed(plane: ControlPlane, reclaim: str) -> Iterator[tuple[str, str]]:
    """Give a bound claim and its volume, by their paths; what is left of both is removed."""
    plane.objects.apply(
        {
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "disks"},
            "provisioner": "ebs.csi.aws.com", "reclaimPolicy": reclaim,
        }
    )  # fmt: skip
    spec = {
        "storageClassName": "disks", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}},
    }  # fmt: skip
    claim = made(plane, CLAIMS, metadata={"name": "scratch"}, spec=spec)
    plane.wait(lambda: plane.objects.get(claim)["status"]["phase"] == "Bound", "the claim to be bound")
    volume = f"{VOLUMES}/{plane.objects.get(claim)['spec']['volumeName']}"
    try:
        yield claim, volume
    finally:
        for path in (claim, volume):
            plane.objects.remove(path)
            freed(plane, path)
        plane.objects.remove("/apis/storage.k8s.io/v1/storageclasses/disks")


def test_a_cluster_that_holds_nothing_is_left_at_once(props: dict[str, Any]) -> None:
    draining.release(props)


def test_a_disk_that_its_driver_does_not_let_go_is_named_and_the_next_run_goes_on(
    plane: ControlPlane, props: dict[str, Any]
) -> None:
    with claimed(plane, "Delete") as (claim, volume):
        plane.objects.patch(volume, {"metadata": HELD})
        plane.objects.remove(claim)
        said = hung(props)
        assert f"PersistentVolume {volume.rpartition('/')[2]} (its claim {OWN}/scratch is gone" in said
        assert HOLD in said, "who holds it"
        assert "persistentVolumeReclaimPolicy of its volume to Retain" in said, "how to keep it"
        freed(plane, volume)
        draining.release(props)


def test_a_claim_that_hangs_is_told_with_its_volume(plane: ControlPlane, props: dict[str, Any]) -> None:
    with claimed(plane, "Delete") as (claim, _):
        plane.objects.patch(claim, {"metadata": HELD})
        plane.objects.remove(claim)
        assert f"its claim {OWN}/scratch is ending, held by" in hung(props)
        freed(plane, claim)
        draining.release({**props, "limit_s": 600.0})


def test_a_disk_whose_claim_stays_is_named_without_waiting(
    plane: ControlPlane, props: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "STILL_S", 0.2)
    with claimed(plane, "Delete"):
        assert "nobody has asked it to go" in hung({**props, "limit_s": 600.0})


def test_a_disk_that_is_kept_holds_up_nobody(plane: ControlPlane, props: dict[str, Any]) -> None:
    with claimed(plane, "Retain") as (claim, volume):
        draining.release(props)
        plane.objects.remove(claim)
        plane.wait(
            lambda: plane.objects.get(volume)["status"]["phase"] == "Released", "the volume to be let go"
        )
        draining.release(props)


def test_a_load_balancer_is_waited_for_and_named_after_the_limit(
    plane: ControlPlane, props: dict[str, Any]
) -> None:
    port = {"port": 80}
    web = made(
        plane, SERVICES, metadata={"name": "web", **HELD}, spec={"type": "LoadBalancer", "ports": [port]}
    )
    made(plane, SERVICES, metadata={"name": "inside"}, spec={"ports": [port]})
    plane.objects.remove(web)
    said = hung(props)
    assert f"Service {OWN}/web (finalizers {HOLD})" in said and "inside" not in said
    assert "the controller that holds its finalizer runs" in said and "run this again" in said
    freed(plane, web)
    draining.release(props)


def test_an_ingress_is_waited_for_and_a_kind_that_the_cluster_lacks_is_not(
    plane: ControlPlane, props: dict[str, Any]
) -> None:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    ingress = made(plane, INGRESSES, metadata={"name": "web", **HELD}, spec={"defaultBackend": backend})
    plane.objects.remove(ingress)
    assert plane.objects.find(draining.GATEWAYS) is None, "nothing of the gateway API is installed here"
    assert f"Ingress {OWN}/web (finalizers {HOLD})" in hung(props)
    freed(plane, ingress)
    draining.release(props)


def test_nodes_of_the_stack_s_pools_are_waited_for_beyond_those_that_stay(
    plane: ControlPlane, props: dict[str, Any]
) -> None:
    labels = {**LABELS, "groundplan-cluster": "train", "groundplan-pool": "gpu"}
    theirs = {**labels, "groundplan-stack": "team-bob"}
    plane.add_nodes(2, prefix="gpu", cpus=8, memory="16Gi", labels=labels)
    plane.add_nodes(1, prefix="theirs", cpus=8, memory="16Gi", labels=theirs)
    said = hung(props)
    assert "Node gpu-1 (pool train/gpu), Node gpu-2 (pool train/gpu)" in said and "theirs" not in said
    draining.release({**props, "kept_nodes": {"train/gpu": 2.0}})
    plane.remove_node("gpu-1")
    plane.remove_node("gpu-2")
    draining.release(props)


def test_what_is_let_go_while_it_is_waited_for_ends_the_wait(
    plane: ControlPlane, props: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = {"type": "LoadBalancer", "ports": [{"port": 80}]}
    web = made(plane, SERVICES, metadata={"name": "web", **HELD}, spec=spec)
    plane.objects.remove(web)
    told: list[str] = []

    def let_go(text: str) -> None:
        told.append(text)
        freed(plane, web)

    monkeypatch.setattr(pulumi.log, "info", let_go)
    draining.release({**props, "limit_s": 600.0})
    (said,) = told
    assert said.startswith("draining: waiting for 1 Service to go, ") and f"Service {OWN}/web" in said
