"""The end of what stands in a cluster, as a resource: deleted when nothing of it holds disks, balancers or nodes.

Nothing is made. When it is deleted, after all objects that stand on it and before the cluster, it asks the API server
until what these objects held at the cloud is gone; `hanging.py` says what counts, `patience.py` how long.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.kubernetes import patience
from components.kubernetes.access import Access, Missing, NoAnswer, NoCluster, connect_by
from components.kubernetes.hanging import Hanging, Seen, Whose, hanging
from components.kubernetes.patience import Verdict, Waited

LIMIT_S = 1800.0
"""An autoscaler calls a node unneeded after 10 minutes and gives its pods up to 10 more (cluster-autoscaler's FAQ,
--scale-down-unneeded-time and --max-graceful-termination-sec; GKE and AKS keep to it), and a cloud takes minutes to
take back a machine or a load balancer: half again of both."""
POLL_S = 5.0
SAID_EVERY_S = 60.0
"""How often an unchanged wait is told: somebody reads it in a log."""
SAYS = "draining: "
"""How every line of progress begins; by it a command tells them from other words of the engine."""

VOLUMES = "/api/v1/persistentvolumes"
CLAIMS = "/api/v1/persistentvolumeclaims"
SERVICES = "/api/v1/services"
INGRESSES = "/apis/networking.k8s.io/v1/ingresses"
GATEWAYS = "/apis/gateway.networking.k8s.io/v1/gateways"
NODES = "/api/v1/nodes"
PODS = "/api/v1/pods"


@dataclass
class _Wait:
    """What is known so far: when it began, when something was going and when the API server was heard last."""

    limit_s: float
    began: float = field(default_factory=time.monotonic)
    moved: float = field(default_factory=time.monotonic)
    heard: float = field(default_factory=time.monotonic)
    said: float = float("-inf")
    found: tuple[Hanging, ...] | None = None

    def waited(self) -> Waited:
        now = time.monotonic()
        return Waited(all_s=now - self.began, still_s=now - self.moved, silent_s=now - self.heard)

    def hear(self, found: tuple[Hanging, ...]) -> None:
        self.heard = time.monotonic()
        if found != self.found or any(each.is_going for each in found):
            self.moved = self.heard
        if found and (found != self.found or self.heard - self.said >= SAID_EVERY_S):
            self.said = self.heard
            pulumi.log.info(SAYS + patience.progress(found, self.waited(), self.limit_s))
        self.found = found


def apply(_props: Mapping[str, Any]) -> None:
    """Make nothing: what is recorded is the way to the cluster, by which its end is seen."""


def change(_old: Mapping[str, Any], _new: Mapping[str, Any]) -> None:
    """Change nothing but the record."""


def differences(_props: Mapping[str, Any]) -> list[str]:
    """Return none: there is nothing of it in a cluster."""
    return []


def release(props: Mapping[str, Any]) -> None:
    """Return when nothing of a cluster holds disks, load balancers or nodes beyond those that its pools keep.

    Raises NoCluster with one sentence, after the limit or as soon as waiting is vain; called again it goes on.
    """
    try:
        access = connect_by(props["kubeconfig"])
    except NoCluster as closed:
        if not is_told_gone():
            raise
        # Who gave the credential may be gone with the cluster.
        pulumi.log.warn(patience.gone(str(closed), None))
        return
    whose = Whose(
        labels=props["whose"],
        namespaces=frozenset(props["namespaces"]),
        kept_nodes={pool: int(count) for pool, count in props["kept_nodes"].items()},
    )
    wait = _Wait(float(props["limit_s"]))
    while _turn(access, whose, wait) is Verdict.WAIT:
        time.sleep(min(POLL_S, wait.limit_s))


def _turn(access: Access, whose: Whose, wait: _Wait) -> Verdict:
    """Look once, and return what follows from it. Raises NoCluster where that is the end of patience."""
    try:
        wait.hear(hanging(_seen(access), whose))
    except NoAnswer as unheard:
        return _of_silence(unheard, wait)
    found, waited = wait.found or (), wait.waited()
    verdict = patience.of_look(found, waited, wait.limit_s)
    if verdict is Verdict.HANGS:
        raise NoCluster(patience.hangs(access.context, found, waited))
    return verdict


def _of_silence(unheard: NoAnswer, wait: _Wait) -> Verdict:
    waited = wait.waited()
    verdict = patience.of_silence(waited, wait.limit_s, is_told_gone=is_told_gone())
    if verdict is Verdict.SILENT:
        raise NoCluster(patience.silent(str(unheard), waited)) from unheard
    if verdict is Verdict.GONE:
        pulumi.log.warn(patience.gone(str(unheard), wait.found))
    return verdict


def is_told_gone() -> bool:
    """Return whether the user has said that a cluster which nobody reaches is gone."""
    return os.environ.get(patience.GONE_VARIABLE, "").lower() in ("1", "t", "true")


def _seen(access: Access) -> Seen:
    nodes = [_essence(node) for node in access.listed(NODES)]
    return Seen(
        volumes=list(access.listed(VOLUMES)),
        claims=list(access.listed(CLAIMS)),
        services=list(access.listed(SERVICES)),
        ingresses=list(_where_known(access, INGRESSES)),
        gateways=list(_where_known(access, GATEWAYS)),
        nodes=nodes,
        pods=list(access.listed(PODS)) if nodes else (),
    )


def _where_known(access: Access, path: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a kind that a cluster may lack."""
    try:
        yield from access.listed(path)
    except Missing:
        return


def _essence(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a node without its list of images and the rest: a thousand of them are held at once."""
    return {"metadata": node["metadata"]}
