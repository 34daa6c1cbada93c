"""Data on a real control plane outlives a changed default class and the step from development to production.

Real: the command line, the engine, the API server, its controllers of volumes, KubeRay, Kueue. Simulated: the
Kubernetes provider (the official one cannot be had), the nodes, the volumes, and the HTTP of Ray's heads.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.gathering import DEFAULT_CLASS
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.unpinned import LAST_DAY
from tests.end_to_end.kubernetes_world import DRIVER, KubernetesWorld, kubernetes_world

pytestmark = [pytest.mark.kubernetes, pytest.mark.engine, pytest.mark.long]

HEAD = Path(__file__).parents[1] / "components" / "ray" / "simulated_ray_head.py"
OTHER_DRIVER = "cephfs.csi.ceph.com"
"""One that encrypts and shares as well, and takes no key from us."""
ONE_REPLICA = f"""\
  - {{{{rule: require-serving-replicas-in-plan, resource: serve, reason: "the example has so many nodes",
     owner: tests@example.com, expires: {LAST_DAY}}}}}
  - {{{{rule: require-several-replicas-of-serving, resource: {{plan}}, reason: "the example has so many nodes",
     owner: tests@example.com, expires: {LAST_DAY}}}}}
"""
"""What production asks more, among the waivers of the plan."""


@pytest.fixture(scope="module")
def up(engine_folder: object, clean_control_plane: ControlPlane) -> Iterator[KubernetesWorld]:
    """A stack of the example plan in development, up."""
    plane = clean_control_plane
    plane.start("kuberay", arguments=("--use-kubernetes-proxy",))
    plane.start("kueue")
    plane.start("volumes")
    head = plane.run_inside([sys.executable, str(HEAD)])
    try:
        with kubernetes_world(plane) as world:
            world.run("up", "--plan", str(world.plan), "--yes")
            yield world
    finally:
        head.terminate()
        head.wait()


def listed(world: KubernetesWorld, kind: str) -> dict[str, dict[str, Any]]:
    """Return the objects of a kind by place, those of the plan's namespaces or label."""
    found = json.loads(world.control_plane.kubectl("get", kind, "--all-namespaces", "-o", "json"))["items"]
    return {
        f"{each['metadata'].get('namespace', '')}/{each['metadata']['name']}": each
        for each in found
        if each["metadata"].get("namespace", each["metadata"]["name"]).startswith(world.name)
    }


def claims(world: KubernetesWorld) -> dict[str, str]:
    """Return the UID of every claim of the plan, and of its services, by place."""
    return {place: each["metadata"]["uid"] for place, each in listed(world, "persistentvolumeclaims").items()}


def keys(world: KubernetesWorld) -> dict[str, tuple[str, str]]:
    """Return UID and contents of every key of a volume, by place."""
    return {
        place: (each["metadata"]["uid"], each["data"]["CRYPTO_KEY_VALUE"])
        for place, each in listed(world, "secrets").items()
        if each["metadata"]["name"].startswith("key-")
    }


def policies(world: KubernetesWorld) -> dict[str, str]:
    """Return the policy of every volume that a claim of the plan has, by the claim."""
    found = json.loads(world.control_plane.kubectl("get", "persistentvolumes", "-o", "json"))["items"]
    volumes = [each["spec"] for each in found]
    return {
        f"{each['claimRef']['namespace']}/{each['claimRef']['name']}": each["persistentVolumeReclaimPolicy"]
        for each in volumes
        if each["claimRef"]["namespace"].startswith(world.name)
    }


def test_a_newer_default_class_of_another_driver_changes_nothing(up: KubernetesWorld) -> None:
    before = claims(up), keys(up)
    assert len(before[1]) >= 4 and f"{up.name}-train/key-store-checkpoints" in before[1], (
        "the first driver asks for keys"
    )
    other = {
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": OTHER_DRIVER,
        "metadata": {"name": "newer", "annotations": {DEFAULT_CLASS[0]: "true"}},
    }  # fmt: skip
    up.control_plane.kubectl("annotate", "storageclass", "default", f"{DEFAULT_CLASS[0]}-")
    up.control_plane.kubectl("apply", "--filename", "-", input=json.dumps(other))
    changes = json.loads(up.run("preview", "--plan", str(up.plan), "--json").stdout)["changes"]
    assert set(changes) == {"same"}, "neither a class nor a key nor a claim"
    up.run("up", "--plan", str(up.plan), "--yes")
    assert (claims(up), keys(up)) == before
    assert {each["provisioner"] for each in listed(up, "storageclasses").values()} == {DRIVER}


def test_development_becomes_production_with_the_data_that_it_has(up: KubernetesWorld) -> None:
    before = claims(up), keys(up)
    assert set(policies(up).values()) == {"Delete"}, "a trial leaves nothing behind"
    plan = up.plan.read_text(encoding="utf-8")
    production = plan.replace("environment: development", "environment: production")
    up.plan.write_text(production + ONE_REPLICA.format(plan=up.name), encoding="utf-8")
    up.run("up", "--plan", str(up.plan), "--yes")
    assert (claims(up), keys(up)) == before, "the very claims, and what opens their volumes"
    assert {each["reclaimPolicy"] for each in listed(up, "storageclasses").values()} == {"Retain"}
    assert set(policies(up).values()) == {"Retain"} and policies(up).keys() >= before[0].keys(), (
        "volumes that were there before are kept as well"
    )
    changes = json.loads(up.run("preview", "--plan", str(up.plan), "--json").stdout)["changes"]
    assert set(changes) == {"same"}, "once is enough"


def test_a_volume_that_a_hand_gave_up_is_kept_again(up: KubernetesWorld) -> None:
    given_up = next(
        each["metadata"]["name"]
        for each in json.loads(up.control_plane.kubectl("get", "persistentvolumes", "-o", "json"))["items"]
        if each["spec"]["claimRef"]["namespace"] == f"{up.name}-train"
    )
    patch = '-p={"spec": {"persistentVolumeReclaimPolicy": "Delete"}}'
    up.control_plane.kubectl("patch", "persistentvolume", given_up, "--type=merge", patch)
    up.run("up", "--plan", str(up.plan), "--yes")
    assert set(policies(up).values()) == {"Retain"}


def test_production_goes_down_where_its_name_is_spelled_and_its_volumes_stay(up: KubernetesWorld) -> None:
    volumes = policies(up)
    refused = up.run("down", "--yes", expected=2).stderr
    assert "--destroy-data" in refused
    up.run("down", "--yes", "--destroy-data", up.name)
    assert up.objects() == [], "nothing of the plan is left in the cluster"
    assert policies(up) == volumes, "but the volumes, for their owner to remove"
