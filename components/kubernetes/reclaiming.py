"""Whether volumes outlive their claims: set on those that are there, since a class says it of new ones alone.

A volume takes the policy of its class when it is made, and keeps it whatever the class says later (Kubernetes,
"Persistent Volumes", "Reclaiming").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.kubernetes.access import Access, Conflict, Missing, connect_by
from components.kubernetes.hanging import GIVEN_UP
from components.kubernetes.media_types import MERGE_PATCH
from components.kubernetes.members import MANAGER, access_of
from components.kubernetes.providers import HANDED_OVER
from components.kubernetes.stored import VOLUMES

ATTEMPTS = 10
"""The controller of volumes writes one a few times while it is bound, and then no more."""
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
    found = _wrong(_access(props), props)
    return sorted(
        f"volume {volume['metadata']['name']} goes with its claim {_claim(volume)}" for volume in found
    )


def _set(props: Mapping[str, Any]) -> None:
    access = _access(props)
    for volume in list(_wrong(access, props)):
        _change(access, volume, props)


def _change(access: Access, volume: Mapping[str, Any], props: Mapping[str, Any]) -> None:
    """Change one volume under the version that was judged: one whose claim goes meanwhile is left as it is."""
    path = f"{VOLUMES}/{volume['metadata']['name']}"
    for attempt in range(ATTEMPTS):
        version = volume["metadata"]["resourceVersion"]
        policy = {"persistentVolumeReclaimPolicy": _wanted(props)}
        body = {"metadata": {"resourceVersion": version}, "spec": policy}
        try:
            access.request("PATCH", path, body=body, content=MERGE_PATCH, fieldManager=MANAGER)
            return
        except Missing:
            return
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
        try:
            volume = access.get(path)
        except Missing:
            return
        if not _is_wrong(volume, props):
            return


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


def _access(props: Mapping[str, Any]) -> Access:
    text = props.get(HANDED_OVER)
    return access_of(props) if text is None else connect_by(text)
