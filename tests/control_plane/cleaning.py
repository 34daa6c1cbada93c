"""Brings a control plane back to how it was at its start, so that tests can share one."""

from collections.abc import Iterable
from typing import Any

import httpx

from tests.control_plane.api import Api, Kind, Refused

KEPT_KINDS = {
    # Made and removed by the API server or its controllers on their own.
    *("ComponentStatus", "Event", "Lease", "LeaseCandidate", "IPAddress", "ServiceCIDR", "CSINode"),
    *("Endpoints", "EndpointSlice", "ControllerRevision"),
}
SYSTEM_NAMESPACES = {"kube-system", "kube-public", "kube-node-lease"}
SYSTEM_KINDS = {"Role", "RoleBinding", "Service", "Deployment", "DaemonSet", "StatefulSet", "Job", "Pod", "Secret",
                "ResourceQuota", "LimitRange"}  # fmt: skip
"""What tests may make in the system's own namespaces; all else there comes from controllers."""
BUILT_IN = {
    ("labels", "kubernetes.io/bootstrapping"),
    ("labels", "kube-aggregator.kubernetes.io/automanaged"),
    ("annotations", "apf.kubernetes.io/autoupdate-spec"),
}
"""Marks of objects that the API server itself makes, some of them later."""


def _first(version: str, *names: str) -> list[Kind]:
    verbs = frozenset({"list", "delete"})
    return [Kind(version=version, name=name, plural=f"{name.lower()}s", namespaced=False, verbs=verbs)
            for name in names]  # fmt: skip


FIRST = (
    *_first("apiregistration.k8s.io/v1", "APIService"),
    *_first("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
    *_first("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    *_first("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding"),
)
"""Whoever answers for these has been ended, so nothing else can be changed, or even listed, while they are there."""
LAST = ("Namespace", "CustomResourceDefinition")
"""Each alone and empty: the controller of namespaces waits long for pods, and begins anew when kinds go meanwhile."""
OF_EVERY_NAMESPACE = {("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")}
"""Controllers make them again as long as the namespace is there."""


class Cleaner:
    """Remembers what there is, and removes what has come since."""

    def __init__(self, api: Api) -> None:
        """Remember what there is now."""
        self._api = api
        self.left: list[str] = []
        self._kept: frozenset[str] = frozenset()
        self._kept = frozenset(path for _, path, _ in self._strangers(api.kinds()))

    def clean(self) -> bool:
        """Ask for the removal of everything that is new; returns whether nothing was left to ask for."""
        try:
            strangers = self._strangers(FIRST) or self._strangers(self._api.kinds())
        except Refused as error:
            if error.status == httpx.codes.INTERNAL_SERVER_ERROR:
                self._stop_converting()
            return False  # else the kind has just been changed or is going away
        self.left = [path for _, path, _ in strangers]
        turn = min((turn for turn, _, _ in strangers), default=0)
        for _, path, entry in [each for each in strangers if each[0] == turn]:
            try:
                self._remove(path, entry)
            except Refused:
                continue  # the next turn sees whether it is still there
        return not strangers

    def _stop_converting(self) -> None:
        """Let kinds be read whose versions a webhook converts: who answered it has been ended."""
        path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        for entry in self._api.get(path)["items"]:
            if entry["spec"].get("conversion", {}).get("strategy") == "Webhook":
                change = {"spec": {"conversion": {"strategy": "None", "webhook": None}}}
                self._api.patch(f"{path}/{entry['metadata']['name']}", change)

    def _remove(self, path: str, entry: dict[str, Any]) -> None:
        metadata = entry["metadata"]
        if "deletionTimestamp" not in metadata:
            self._api.remove(path)
        elif metadata.get("finalizers") and not path.startswith("/apis/apiextensions.k8s.io"):
            # Whoever would have taken them away has been ended.
            self._api.patch(path, {"metadata": {"finalizers": None}})

    def _strangers(self, kinds: Iterable[Kind]) -> list[tuple[int, str, dict[str, Any]]]:
        """Return (turn, path, object) for everything that a test may have made; a later turn waits for an earlier."""
        found = []
        for kind in kinds:
            if kind.name in KEPT_KINDS or not {"list", "delete"} <= kind.verbs:
                continue
            listed = self._api.find(kind.path())
            for entry in listed["items"] if listed else []:
                metadata = entry["metadata"]
                path = kind.path(metadata.get("namespace"), metadata["name"])
                if path not in self._kept and not _is_of_the_system(kind, metadata):
                    found.append((_turn(kind), path, entry))
        return found


def _is_of_the_system(kind: Kind, metadata: dict[str, Any]) -> bool:
    if metadata.get("namespace") in SYSTEM_NAMESPACES and kind.name not in SYSTEM_KINDS:
        return True
    if (kind.name, metadata["name"]) in OF_EVERY_NAMESPACE:
        return True
    return any(mark in metadata.get(where, {}) for where, mark in BUILT_IN)


def _turn(kind: Kind) -> int:
    return 2 if kind.name in LAST else 1
