"""One resource as the engine declares it, and how an operation on it is refused."""

from dataclasses import dataclass

from stacks.offline.simulated_kubernetes.manifest import Manifest, annotation, asks, wait_limit_s
from stacks.offline.simulated_kubernetes.objects import Propagation
from stacks.offline.simulated_kubernetes.readiness import DEFAULT_LIMIT_S, LIMITS_S

OWNS_NOTHING = frozenset(
    {
        *("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "ServiceAccount"),
        *("ConfigMap", "Secret", "Namespace", "LimitRange", "ResourceQuota", "PriorityClass"),
        *("NetworkPolicy", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"),
    }
)
"""Kinds without dependents: for them deletion in the foreground would only wait for the garbage collector."""


class Refused(Exception):
    """The operation cannot be done; the text is for a person."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One resource as the engine knows it.

    Attributes:
        manifest: its inputs, without marks of secrets.
        manager: who owns its fields.
        is_patch: only some fields of an object that is there anyway.
        may_upsert: an object that exists already is taken over.
        forces: fields that others own are taken from them.
    """

    manifest: Manifest
    manager: str
    is_patch: bool = False
    may_upsert: bool = False
    forces: bool = False

    @property
    def force(self) -> bool:
        """Return whether fields are taken from other owners."""
        return self.forces or asks(self.manifest, "patchForce")

    def limit_s(self, custom_s: float) -> float:
        """Return for how long it may take to become ready or to go, where a resource option may say otherwise."""
        default_s = LIMITS_S.get(str(self.manifest.get("kind")), DEFAULT_LIMIT_S)
        return wait_limit_s(self.manifest, custom_s, default_s)

    @property
    def propagation(self) -> Propagation:
        """Return how dependents go: as the annotation says, else before their owner, as officially."""
        match annotation(self.manifest, "deletionPropagationPolicy").lower():
            case "orphan":
                return "Orphan"
            case "background":
                return "Background"
        return "Background" if self.manifest.get("kind") in OWNS_NOTHING else "Foreground"
