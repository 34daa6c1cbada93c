"""What the provider reads from a declared object: which object it is, and what the annotations `pulumi.com/…` ask."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stacks.offline.simulated_kubernetes.values import UNKNOWN, revealed

Manifest = Mapping[str, Any]
"""A Kubernetes object, as declared or as it lives."""

SERVER_METADATA = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
"""What only the API server writes in `metadata`."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Which object of a cluster is meant; `namespace` is empty where none is given or the kind has none."""

    api_version: str
    kind: str
    name: str
    namespace: str = ""

    @property
    def id(self) -> str:
        """Return the id of the resource in the engine's state."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def __str__(self) -> str:
        """Return how a message names the object."""
        return f"{self.kind} {self.id}"


def identity_of(manifest: Manifest) -> Identity:
    """Return which object a manifest without unknown identity is about."""
    metadata = manifest["metadata"]
    return Identity(
        api_version=manifest["apiVersion"],
        kind=manifest["kind"],
        name=metadata["name"],
        namespace=metadata.get("namespace") or "",
    )


def token_of_urn(urn: str) -> str:
    """Return the resource type in a URN.

    >>> token_of_urn("urn:pulumi:dev::p::a:b:C$kubernetes:core/v1:NodePatch::name")
    'kubernetes:core/v1:NodePatch'
    """
    return urn.split("::")[2].rpartition("$")[2]


def type_of_token(token: str) -> tuple[str, str]:
    """Return the API version and the kind that a resource type stands for; a patch stands for what it patches.

    >>> type_of_token("kubernetes:core/v1:NodePatch")
    ('v1', 'Node')
    """
    _, version, kind = token.split(":")
    return version.removeprefix("core/"), kind.removesuffix("Patch")


def is_patch(token: str) -> bool:
    """Return whether the resource type changes some fields of an object that is there anyway."""
    return token.endswith("Patch")


def faults(token: str, manifest: Manifest) -> list[tuple[str, str]]:
    """Return (property, reason) for everything that keeps a declared object from being one."""
    found = []
    for key, expected in zip(("apiVersion", "kind"), type_of_token(token), strict=True):
        given = manifest.get(key)
        if given != expected:
            found.append((key, f"is {given!r}, and the resource type {token} needs {expected!r}"))
    metadata = manifest.get("metadata")
    if not isinstance(metadata, Mapping):
        return [*found, ("metadata", "is missing; give at least metadata.name")]
    name = metadata.get("name")
    if name is not UNKNOWN and not (isinstance(name, str) and name):
        found.append(("metadata.name", "is missing; the simulated provider makes up no names"))
    found += [
        (f"metadata.{key}", "is written by the API server alone; leave it out")
        for key in SERVER_METADATA
        if key in metadata
    ]
    if "status" in manifest and not is_patch(token):
        found.append(("status", "is written by controllers; leave it out"))
    return found


def annotation(manifest: Manifest, name: str) -> str:
    """Return the value of the annotation `pulumi.com/<name>`, or an empty text."""
    annotations = manifest.get("metadata", {}).get("annotations") or {}
    value = revealed(annotations).get(f"pulumi.com/{name}")
    return value if isinstance(value, str) else ""


def asks(manifest: Manifest, name: str) -> bool:
    """Return whether the annotation `pulumi.com/<name>` is `true`."""
    return annotation(manifest, name).lower() == "true"


def field_manager(urn: str, manifest: Manifest, state: Manifest) -> str:
    """Return under which name the fields of a resource are owned: by annotation, as before, or from its URN.

    From the URN and not by chance, so that a run knows again what a killed one has created.
    """
    remembered = state.get("__fieldManager")
    chosen = annotation(manifest, "patchFieldManager") or (remembered if isinstance(remembered, str) else "")
    return chosen or f"pulumi-kubernetes-{hashlib.sha256(urn.encode()).hexdigest()[:8]}"


def wait_limit_s(manifest: Manifest, custom_timeout_s: float, default_s: float) -> float:
    """Return for how long an operation waits: the resource option, the annotation, else the default of the kind."""
    if custom_timeout_s > 0:
        return custom_timeout_s
    asked = annotation(manifest, "timeoutSeconds")
    return float(asked) if asked.isdecimal() else default_s


def outputs_of(live: Manifest) -> dict[str, Any]:
    """Return what the state keeps of a live object: neither the bookkeeping of fields nor schemas of many kilobytes.

    The engine writes its whole state after every step, so each kilobyte counts once for every resource.
    """
    outputs = dict(live)
    outputs["metadata"] = {key: value for key, value in live["metadata"].items() if key != "managedFields"}
    if live.get("kind") == "CustomResourceDefinition":
        versions = [
            {key: value for key, value in version.items() if key != "schema"}
            for version in live.get("spec", {}).get("versions", [])
        ]
        outputs["spec"] = {**live.get("spec", {}), "versions": versions}
    return outputs


def inputs_of_live(live: Manifest) -> dict[str, Any]:
    """Return a live object as somebody would declare it, for an import."""
    metadata = {key: value for key, value in live["metadata"].items() if key not in SERVER_METADATA}
    return {**{key: value for key, value in live.items() if key != "status"}, "metadata": metadata}
