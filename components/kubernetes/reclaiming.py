"""Whether volumes outlive their claims: set on those that are there, since a class says it of new ones alone.

A volume takes the policy of its class when it is made, and keeps it whatever the class says later (Kubernetes,
"Persistent Volumes", "Reclaiming").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from components.kubernetes.access import Access
from components.kubernetes.definitions import access_to
from components.kubernetes.hanging import GIVEN_UP
from components.kubernetes.patching import patch_under_version
from components.kubernetes.stored import VOLUMES

KEPT, DELETED = "Retain", "Delete"


def apply(props: Mapping[str, Any]) -> None:
    """Let volumes that are to be kept outlive their claims; others are as their class made them."""
    if props["is_kept"]:
        _set(props)


def change(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Set it on every volume where it changes, or where it is to be kept."""
    if old["is_kept"] or new["is_kept"]:
        _set(new)


def release(_props: Mapping[str, Any]) -> None:
    """Change nothing: each volume stays or goes with its claim, as it is said of it."""


def differences(props: Mapping[str, Any]) -> list[str]:
    """Return one sentence for every volume that would go with its claim and is to be kept, sorted."""
    if not props["is_kept"]:
        return []
    found = _wrong(access_to(props), props)
    return sorted(
        f"volume {volume['metadata']['name']} goes with its claim {_claim(volume)}" for volume in found
    )


def _set(props: Mapping[str, Any]) -> None:
    access = access_to(props)
    for volume in list(_wrong(access, props)):
        path = f"{VOLUMES}/{volume['metadata']['name']}"
        patch_under_version(access, path, volume, partial(_change_of, props=props))


def _change_of(volume: Mapping[str, Any], props: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a volume needs; one whose claim goes meanwhile is left as it is."""
    policy = {"persistentVolumeReclaimPolicy": _wanted(props)}
    return {"spec": policy} if _is_wrong(volume, props) else None


def _wrong(access: Access, props: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (volume for volume in access.listed(VOLUMES) if _is_wrong(volume, props))


def _is_wrong(volume: Mapping[str, Any], props: Mapping[str, Any]) -> bool:
    """Return whether a volume is one of these that a claim has, and would not do as it is to."""
    spec = volume["spec"]
    return (
        spec.get("storageClassName") in props["classes"]
        and (spec.get("claimRef") or {}).get("namespace") in props["namespaces"]
        and (volume.get("status") or {}).get("phase") not in GIVEN_UP
        and spec.get("persistentVolumeReclaimPolicy") != _wanted(props)
    )


def _wanted(props: Mapping[str, Any]) -> str:
    return KEPT if props["is_kept"] else DELETED


def _claim(volume: Mapping[str, Any]) -> str:
    claim = volume["spec"]["claimRef"]
    return f"{claim['namespace']}/{claim['name']}"
