"""What every container and pod of ours has: Pod Security `restricted`, and the words that their fields are written in.

Pure. Pods of images of others say their own user and what they write where; the rest is the same.
"""

from __future__ import annotations

from typing import Any

USER = 1000
"""The user of the runtime image; pods of other images take the same one, for what they share is theirs by group."""

SECURITY = {
    "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "privileged": False,
    "readOnlyRootFilesystem": True, "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"},
}  # fmt: skip

READABLE_BY_GROUP = 0o440
"""Files of a Secret belong to root and the pod's group."""
EVERY_INTERFACE = "0.0.0.0"  # noqa: S104 - of a pod, to which network policies let in whom the plan says
HOME = "/tmp"  # noqa: S108 - a volume of the pod alone; the root file system is read-only


def pod_security(user: int) -> dict[str, Any]:
    """Return the security context of a pod whose processes and volumes belong to one user who is not root."""
    return {
        "runAsNonRoot": True, "runAsUser": user, "runAsGroup": user, "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": {"type": "RuntimeDefault"},
    }  # fmt: skip


POD_SECURITY = pod_security(USER)


def mount(volume: str, path: str, *, read_only: bool = False) -> dict[str, Any]:
    """Return a mount of a volume of the pod."""
    return {"name": volume, "mountPath": path, **({"readOnly": True} if read_only else {})}


def scratch(name: str, size: str, *, memory: bool = False) -> dict[str, Any]:
    """Return a volume that lives as long as its pod, of a bounded size."""
    return {"name": name, "emptyDir": {"sizeLimit": size, **({"medium": "Memory"} if memory else {})}}


def variable(name: str, value: str) -> dict[str, Any]:
    """Return a variable of the environment."""
    return {"name": name, "value": value}


def from_field(name: str, path: str) -> dict[str, Any]:
    """Return a variable that holds a field of the pod."""
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def from_secret(name: str, secret: str, key: str) -> dict[str, Any]:
    """Return a variable that holds a value of a Secret."""
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}
