"""Under which path of the API server an object of a kind lies; asked once for each group and version."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from stacks.offline.simulated_kubernetes.cluster import ApiRefusal, Cluster
from stacks.offline.simulated_kubernetes.manifest import Identity
from stacks.offline.simulated_kubernetes.tasks import Task


class NotServed(Exception):
    """The cluster does not know the kind."""


@dataclass(frozen=True)
class Served:
    """How a kind is served."""

    plural: str
    is_namespaced: bool


@dataclass(frozen=True)
class Discovery:
    """Remembers what is served. What is not served is asked for again: its definition may be on its way."""

    cluster: Cluster
    _known: dict[str, Mapping[str, Served]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def served(self, api_version: str, kind: str, task: Task) -> Served:
        """Return how a kind is served. Raises NotServed where it is not."""
        kinds = self._known.get(api_version, {})
        if kind not in kinds:
            with self._lock:  # else every thread asks the same question at the start
                kinds = self._known.get(api_version, {})
                if kind not in kinds:
                    kinds = self._known[api_version] = self._ask(api_version, task)
        if kind not in kinds:
            raise NotServed(
                f"the cluster does not serve {kind} of {api_version}: its CustomResourceDefinition or its operator is "
                "not installed, or comes without being waited for"
            )
        return kinds[kind]

    def forget(self, api_version: str) -> None:
        """Ask again the next time; its definition may have come or gone."""
        self._known.pop(api_version, None)

    def completed(self, identity: Identity, task: Task) -> Identity:
        """Return the identity with its true namespace: `default` where none is given, none where the kind has none."""
        is_namespaced = self.served(identity.api_version, identity.kind, task).is_namespaced
        namespace = (identity.namespace or "default") if is_namespaced else ""
        return Identity(
            api_version=identity.api_version, kind=identity.kind, name=identity.name, namespace=namespace
        )

    def path(self, identity: Identity, task: Task) -> str:
        """Return the path of an object; without a name that of all objects of its kind."""
        served = self.served(identity.api_version, identity.kind, task)
        within = f"/namespaces/{identity.namespace or 'default'}" if served.is_namespaced else ""
        name = f"/{identity.name}" if identity.name else ""
        return f"{_root(identity.api_version)}{within}/{served.plural}{name}"

    def _ask(self, api_version: str, task: Task) -> Mapping[str, Served]:
        try:
            answer = self.cluster.request("GET", _root(api_version), task)
        except ApiRefusal as refusal:
            if refusal.is_not_found:
                return {}
            raise
        return {
            resource["kind"]: Served(resource["name"], resource["namespaced"])
            for resource in answer["resources"]
            if "/" not in resource["name"]
        }


def _root(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
