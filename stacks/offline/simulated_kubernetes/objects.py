"""Objects of a cluster as the API server has them: found, listed, applied server-side, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from stacks.offline.simulated_kubernetes.cluster import ApiRefusal, Cluster
from stacks.offline.simulated_kubernetes.discovery import Discovery, NotServed
from stacks.offline.simulated_kubernetes.manifest import Identity, Manifest
from stacks.offline.simulated_kubernetes.tasks import Task

APPLY = "application/apply-patch+yaml"
"""The content type of server-side apply; JSON is YAML."""

Propagation = Literal["Foreground", "Background", "Orphan"]


@dataclass(frozen=True)
class Objects:
    """The objects of one cluster, seen by one operation."""

    cluster: Cluster
    discovery: Discovery
    task: Task

    def get(self, identity: Identity) -> dict[str, Any] | None:
        """Return the live object, or None where it is not there or its kind is not served."""
        try:
            return self.cluster.request("GET", self.discovery.path(identity, self.task), self.task)
        except NotServed:
            return None
        except ApiRefusal as refusal:
            if refusal.is_not_found:
                return None
            raise

    def find(self, api_version: str, kind: str, name: str, namespace: str = "") -> Manifest | None:
        """Return an object, or None where there is none."""
        return self.get(Identity(api_version=api_version, kind=kind, name=name, namespace=namespace))

    def list_of(
        self, api_version: str, kind: str, namespace: str, query: Mapping[str, str]
    ) -> Sequence[Manifest]:
        """Return the objects of a kind that a selector in the query finds."""
        identity = Identity(api_version=api_version, kind=kind, name="", namespace=namespace)
        try:
            path = self.discovery.path(identity, self.task)
            return self.cluster.request("GET", path, self.task, query=query).get("items") or []
        except NotServed:
            return []

    def apply(
        self, identity: Identity, manifest: Manifest, manager: str, *, force: bool, dry_run: bool = False
    ) -> dict[str, Any]:
        """Apply the fields of a manifest as one manager, strictly validated, and return the object that comes of it."""
        query = {
            "fieldManager": manager,
            "fieldValidation": "Strict",
            "force": "true" if force else "false",
            **({"dryRun": "All"} if dry_run else {}),
        }
        path = self.discovery.path(identity, self.task)
        return self.cluster.request("PATCH", path, self.task, query=query, body=manifest, content_type=APPLY)

    def relinquish(self, identity: Identity, manager: str) -> None:
        """Give up the fields that a manager has, on an object that stays.

        The uid goes with it, so that an object that went away meanwhile is not made anew.
        """
        live = self.get(identity)
        if live is None:
            return
        metadata = {"name": identity.name, "uid": live["metadata"]["uid"]}
        if identity.namespace:
            metadata["namespace"] = identity.namespace
        empty = {"apiVersion": identity.api_version, "kind": identity.kind, "metadata": metadata}
        self.apply(identity, empty, manager, force=False)

    def delete(self, identity: Identity, propagation: Propagation) -> bool:
        """Ask for the deletion of an object; return whether something of it is still there."""
        try:
            path = self.discovery.path(identity, self.task)
            body = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": propagation}
            answer = self.cluster.request("DELETE", path, self.task, body=body)
        except NotServed:
            return False
        except ApiRefusal as refusal:
            if refusal.is_not_found:
                return False
            raise
        return answer.get("kind") != "Status"
