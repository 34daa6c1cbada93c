"""A plan's isolation on a real API server, without Pulumi between, and pods to try it with."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.services.isolation.claims import claims
from components.services.isolation.component import IsolationArgs, closing, refusals, secrets
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.isolation.object_stores import AccessKey
from components.services.isolation.priorities import priorities
from components.services.isolation.storage import storage_classes
from components.topology.model import Topology
from tests.components.services.isolation.topologies import GIBIBYTE, IMAGE, OBJECTS, platform, store, topology
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

PLAN = topology(
    stores=[
        store("datasets", endpoint=f"https://{OBJECTS}"), store("checkpoints"), store("scratch"),
        store("models"), store("weights", holds="models", endpoint=f"https://{OBJECTS}"), store("registry"),
    ]
)  # fmt: skip
"""Both kinds of stores on both sides."""
PAIR = AccessKey(key_id="simulated id", secret="simulated secret")
SECURE = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def arguments(plan: Topology = PLAN) -> IsolationArgs:
    keys = {(each.name, access): PAIR for each in plan.stores for access in ("read", "write")}
    return IsolationArgs(topology=plan, platform=platform(), access_keys=keys)  # pyright: ignore[reportArgumentType]


def everything(plan: Topology = PLAN) -> Iterable[Mapping[str, Any]]:
    """Return all that the component declares, in its order."""
    args = arguments(plan)
    assert not refusals(args), "the plan of these tests is a sound one"
    yield from namespaces(plan, args.platform)
    yield from priorities(plan, args.platform)
    yield from storage_classes(plan, args.platform)
    yield from closing(args)
    yield from service_accounts(plan, args.platform)
    yield from secrets(args)
    yield from claims(plan, args.platform)


def isolate(control_plane: ControlPlane, plan: Topology = PLAN) -> None:
    """Apply it all, and return when the API server counts by the quotas and judges by the policies."""
    for manifest in everything(plan):
        control_plane.objects.apply(manifest)
    for each in plan.clusters:
        quota = f"/api/v1/namespaces/{plan.name}-{each.name}/resourcequotas/{each.name}"
        control_plane.wait(
            lambda quota=quota: control_plane.objects.get(quota).get("status", {}).get("hard"), "the quota"
        )
        unpinned = pod(f"{plan.name}-{each.name}", image="ray:latest")
        control_plane.wait(
            functools.partial(refusal, control_plane, unpinned), "the policy on images to be in force"
        )
    if any(each.purpose == "serving" for each in plan.clusters):
        bad = pod(f"{plan.name}-serve", volumes=[{"name": "it", "csi": {"driver": "csi.example.com"}}])
        control_plane.wait(
            functools.partial(refusal, control_plane, bad), "the policy on storage to be in force"
        )


def refusal(control_plane: ControlPlane, manifest: Mapping[str, Any]) -> str:
    """Return why the API server would refuse an object, in its own words; "" where it would take it."""
    path = control_plane.objects.path_of(manifest).rpartition("/")[0]
    try:
        control_plane.objects.request("POST", f"{path}?dryRun=All&fieldValidation=Strict", manifest)
    except Refused as refused:
        return str(refused)
    return ""


def pod(
    namespace: str,
    *,
    name: str = "tried",
    image: str = IMAGE,
    volumes: Sequence[Mapping[str, Any]] = (),
    read_only: bool | None = None,
    labels: Mapping[str, str] | None = None,
    container: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return a pod that Pod Security takes; `read_only` mounts its volumes so or not, None mounts none of them."""
    mounts = [
        {"name": each["name"], "mountPath": f"/{each['name']}", "readOnly": read_only} for each in volumes
    ]
    spec = {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": "it", "image": image, "securityContext": SECURE,
                "volumeMounts": mounts if read_only is not None else [], **(container or {}),
            }
        ],
        "volumes": list(volumes),
    }  # fmt: skip
    metadata = {"name": name, "namespace": namespace, "labels": dict(labels or {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {**spec, **more}}


def claimed(claim: str, *, read_only: bool = False) -> dict[str, Any]:
    """Return a volume from a claim."""
    return {"name": claim, "persistentVolumeClaim": {"claimName": claim, "readOnly": read_only}}


def sized(cpus: int, memory_gib: int) -> dict[str, Any]:
    """Return the resources of a container."""
    amounts = {"cpu": str(cpus), "memory": str(memory_gib * GIBIBYTE)}
    return {"resources": {"requests": amounts, "limits": amounts}}
