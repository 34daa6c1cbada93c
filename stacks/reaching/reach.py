"""`reach`: a Ray cluster with addresses and a token that this machine can use, for as long as a command runs."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from components.ray.manifests.naming import head_service
from components.topology.ports import standard
from stacks.cli.console import print_plain_command
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place
from stacks.reaching.forwarding import LOOPBACK, Forwarding, Way
from stacks.reaching.pods import NoHead, ready_pod
from stacks.reaching.resuming import resume, wait_for_head
from stacks.reaching.way_in import get_if_there, open_way, require_right, told
from stacks.serving import SERVE_PORT
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

JOB_PORT = standard().job_api
"""Ray's own, which every head has."""


@contextmanager
def reach(
    session: Session, cluster: Cluster, *, may_resume: bool = False, only_serve: bool = False
) -> Iterator[Cluster]:
    """Give a cluster whose job API and Serve answer on this machine's loopback.

    Args:
        session: the stack at hand.
        cluster: one of its clusters; one on this machine is given as it is.
        may_resume: whether a cluster that was stopped when it was idle is started again.
        only_serve: whether requests are all that it is for: then nobody needs the token.

    Raises:
        Refused: there is no way in, it leads to another cluster, or no head is ready.
    """
    if cluster.place is None:
        yield cluster
        return
    access = open_way(session, cluster.place.identity)
    if only_serve:
        with reach_serve(access, cluster, cluster.place) as reached:
            yield reached
        return
    with reach_inside(access, cluster, cluster.place, may_resume=may_resume) as reached:
        yield reached


@contextmanager
def reach_serve(access: "Access", cluster: Cluster, place: Place) -> Iterator[Cluster]:
    """Give a serving cluster that takes requests on this machine's loopback, and nothing else."""
    if place.serve_service is None:
        raise Refused(f"cluster {cluster.name} does not serve; name a serving cluster with --cluster")
    require_right(access, place.namespace, "get", "pods/portforward", f"to reach cluster {cluster.name}")
    ready_pod(access, cluster, place, place.serve_service)
    with _forwarding(access) as forwarding:
        yield replace(
            cluster, serve=_open(forwarding, access, cluster, place, place.serve_service, SERVE_PORT)
        )


@contextmanager
def reach_inside(
    access: "Access", cluster: Cluster, place: Place, *, may_resume: bool = False
) -> Iterator[Cluster]:
    """Give a cluster of a Kubernetes cluster that was recognised already, as `reach` does."""
    require_right(access, place.namespace, "get", "pods/portforward", f"to reach cluster {cluster.name}")
    token = read_token(access, cluster, place)
    try:
        ready_pod(access, cluster, place, place.head_service)
    except NoHead as refusal:
        if not (may_resume and refusal.is_stopped):
            raise
        resume(access, cluster, place)
        wait_for_head(access, cluster, place)
    with _forwarding(access) as forwarding:
        job_api = _open(forwarding, access, cluster, place, place.head_service, JOB_PORT)
        serve = place.serve_service and _open(
            forwarding, access, cluster, place, place.serve_service, SERVE_PORT
        )
        yield replace(cluster, job_api=job_api, serve=serve, token=token)


@contextmanager
def reach_made(access: "Access", cluster: Cluster, place: Place, name: str) -> Iterator[Cluster]:
    """Give the RayCluster `name` that an operator made for a job or a service of a cluster, as `reach` does."""
    there = replace(
        place, kind="RayCluster", resource=name, head_service=head_service(name), serve_service=None
    )
    with reach_inside(access, replace(cluster, name=name, place=there), there) as reached:
        yield reached


@contextmanager
def _forwarding(access: "Access") -> Iterator[Forwarding]:
    """Give what carries connections, and add to a failure why the way was blocked, if it was."""
    forwarding = Forwarding(access.kubeconfig)
    try:
        yield forwarding
    except Failed as error:
        if forwarding.problem is None:
            raise
        raise Failed(f"{error} (on the way: {forwarding.problem})") from error
    finally:
        forwarding.close()


def _open(
    forwarding: Forwarding, access: "Access", cluster: Cluster, place: Place, service: str, port: int
) -> str:
    """Open a way to a service's ready pod, show the plain command, and return the address on this machine."""

    def find_pod() -> str:
        return ready_pod(access, cluster, place, service)

    opened = forwarding.open(Way(namespace=place.namespace, find_pod=find_pod, port=port))
    context = ("--context", access.context, "--namespace", place.namespace)
    print_plain_command(["kubectl", *context, "port-forward", f"service/{service}", f"{opened}:{port}"])
    return f"http://{LOOPBACK}:{opened}"


def read_token(access: "Access", cluster: Cluster, place: Place) -> str:
    """Return the cluster's token; it stays in memory.

    Raises:
        Refused: we may not read it, or it is not there.
    """
    require_right(access, place.namespace, "get", "secrets", f"to read the token of cluster {cluster.name}")
    with told():
        found = get_if_there(access, f"/api/v1/namespaces/{place.namespace}/secrets/{place.secret}")
    encoded = ((found or {}).get("data") or {}).get(place.secret_key, "")
    try:
        token = base64.b64decode(encoded, validate=True).decode("utf-8").strip()
    except (binascii.Error, UnicodeDecodeError):
        token = ""
    if not token:
        raise Refused(
            f"the token of cluster {cluster.name} is not in Secret {place.secret} of namespace {place.namespace} "
            f"(key {place.secret_key}); run `groundplan up`"
        )
    return token
