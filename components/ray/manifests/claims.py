"""Devices that pods claim by Kubernetes' dynamic resource allocation, such as the interfaces of a fabric. Pure."""

from __future__ import annotations

from typing import Any

from components.contract import Placement
from components.objects import Manifest
from components.ray.manifests.naming import metadata, part_name
from components.ray.manifests.setting import Setting
from components.topology.model import Cluster, Pool

API = "resource.k8s.io/v1"


def claim_manifests(setting: Setting) -> tuple[Manifest, ...]:
    """Return the templates of a cluster's claims: each pod gets all devices of a class that its machine has."""
    return tuple(
        {
            "apiVersion": API,
            "kind": "ResourceClaimTemplate",
            "metadata": metadata(
                setting.topology, setting.cluster, _template(setting.cluster, pool, name), labels=pool.labels
            ),
            "spec": {"spec": {"devices": {"requests": [_all_of(name, device_class)]}}},
        }
        for pool in setting.cluster.pools
        for name, device_class in sorted(setting.placement(pool).claims.items())
    )


def claimed(cluster: Cluster, pool: Pool, placement: Placement) -> dict[str, Any]:
    """Return the field of a pod's specification by which it gets its claims, if it has any."""
    claims = [
        {"name": name, "resourceClaimTemplateName": _template(cluster, pool, name)}
        for name in sorted(placement.claims)
    ]
    return {"resourceClaims": claims} if claims else {}


def used(placement: Placement) -> dict[str, Any]:
    """Return the field of a container's resources by which it uses the claims of its pod, if it has any."""
    claims = [{"name": name} for name in sorted(placement.claims)]
    return {"claims": claims} if claims else {}


def _template(cluster: Cluster, pool: Pool, name: str) -> str:
    return part_name(cluster, f"{pool.name}-{name}")


def _all_of(name: str, device_class: str) -> dict[str, Any]:
    return {"name": name, "exactly": {"deviceClassName": device_class, "allocationMode": "All"}}
