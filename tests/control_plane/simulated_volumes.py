"""A simulated storage provisioner: it makes volumes for claims as a CSI driver would, without any storage behind."""

import threading
from pathlib import Path
from typing import Any

import httpx

from tests.control_plane.api import Api, Refused

PAUSE_S = 0.2
PROVISIONER = "volume.kubernetes.io/storage-provisioner"
"""The annotation by which the volume controller asks the driver of a storage class to make a volume."""
MAKER = "pv.kubernetes.io/provisioned-by"


class VolumeProvisioner:
    """Answers for every driver until it is closed."""

    def __init__(self, api: Api, log: Path) -> None:
        """Begin; what the API server refuses is written to `log`."""
        self._api, self._log = api, log
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated volumes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; the volumes stay."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(PAUSE_S):
            try:
                self._turn()
            except (Refused, httpx.TransportError) as error:
                # Somebody may have changed it at the same time; the next turn sees how.
                with self._log.open("a", encoding="utf-8") as log:
                    log.write(f"{error}\n")

    def _turn(self) -> None:
        volumes = self._api.get("/api/v1/persistentvolumes")["items"]
        known = {volume["metadata"]["name"] for volume in volumes}
        for claim in self._api.get("/api/v1/persistentvolumeclaims")["items"]:
            name = f"pvc-{claim['metadata']['uid']}"
            if claim["status"]["phase"] == "Pending" and _driver(claim) and name not in known:
                path = f"/apis/storage.k8s.io/v1/storageclasses/{claim['spec']['storageClassName']}"
                self._api.request(
                    "POST", "/api/v1/persistentvolumes", _volume(name, claim, self._api.get(path))
                )
        for volume in volumes:
            released = volume["status"]["phase"] == "Released"
            if released and volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete":
                self._api.remove(f"/api/v1/persistentvolumes/{volume['metadata']['name']}")


def _driver(claim: dict[str, Any]) -> str | None:
    return claim["metadata"].get("annotations", {}).get(PROVISIONER)


def _volume(name: str, claim: dict[str, Any], storage_class: dict[str, Any]) -> dict[str, Any]:
    metadata, spec = claim["metadata"], claim["spec"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {MAKER: _driver(claim)}},
        "spec": {
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            "accessModes": spec["accessModes"],
            "volumeMode": spec.get("volumeMode", "Filesystem"),
            "storageClassName": spec["storageClassName"],
            "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
            "csi": {"driver": str(_driver(claim)).replace("/", "."), "volumeHandle": name},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "namespace": metadata["namespace"],
                "name": metadata["name"],
                "uid": metadata["uid"],
            },
        },
    }
