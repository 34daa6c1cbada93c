"""The Kubernetes cluster that a stack was made on: found, recognised, and asked in one sentence where it refuses."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from stacks.cli.failures import Refused
from stacks.configuration import configured
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

KUBECONFIG_KEY = "groundplan:kubeconfig"
CONTEXT_KEY = "groundplan:context"
HOME_OF_IDENTITY = "kube-system"
"""The namespace that every cluster has and that nobody makes anew."""
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""How a cluster that exists is known; one that a stack made in a cloud has the name that its provider gave it."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what the way into a cluster says into the end of a command.

    Raises:
        Refused: the cluster cannot be reached, does not let us in, or lacks what was asked for.
    """
    from components.kubernetes.access import NoCluster

    try:
        yield
    except NoCluster as error:
        raise Refused(str(error)) from error


def open_way(session: Session, identity: str | None) -> "Access":
    """Return the access to the cluster of a stack.

    Args:
        session: the stack at hand; its configuration may name a kubeconfig and a context.
        identity: the UID of the cluster's namespace kube-system when the stack was made; None asks for no recognition.
            A cluster that the stack made itself needs none: the way to it is in the stack's state.

    Raises:
        Refused: there is no way in, or it leads to another cluster.
    """
    from components.kubernetes.access import connect

    if identity and not UID.fullmatch(identity):
        return _own_way(session)
    with told():
        access = connect(configured(session, KUBECONFIG_KEY), configured(session, CONTEXT_KEY))
        found = identity_of(access)
    if identity and found != identity:
        raise Refused(
            f"context {access.context} leads to another cluster than the one that stack {session.stack} was made on; "
            f"choose the right one: `pulumi config set {CONTEXT_KEY} NAME --stack {session.stack}`, or KUBECONFIG"
        )
    return access


def _own_way(session: Session) -> "Access":
    """Return the access to the cluster that a stack made. Raises Refused."""
    from components.kubernetes.access import connect_by
    from stacks.reaching.own_kubeconfig import kubeconfig_of

    kubeconfig = kubeconfig_of(session)
    if kubeconfig is None:
        raise Refused(
            f"the state of stack {session.stack} has no kubeconfig of its cluster; run `groundplan up --stack "
            f"{session.stack}`"
        )
    with told():
        return connect_by(kubeconfig)


def identity_of(access: "Access") -> str:
    """Return by what a cluster is recognised. Raises NoCluster."""
    return str(access.get(f"/api/v1/namespaces/{HOME_OF_IDENTITY}")["metadata"]["uid"])


def get_if_there(access: "Access", path: str, **query: str) -> dict[str, Any] | None:
    """Return what the API server has at a path, or None where there is nothing. Raises NoCluster."""
    from components.kubernetes.access import Missing

    try:
        return access.get(path, **query)
    except Missing:
        return None


def require_right(access: "Access", namespace: str, verb: str, resource: str, why: str) -> None:
    """Ask the API server whether we may do something before it is tried.

    Args:
        access: the way in.
        namespace: where.
        verb: such as "get".
        resource: such as "secrets", "pods/portforward" or "rayjobs.ray.io".
        why: what it is needed for, in words.

    Raises:
        Refused: we may not.
    """
    from components.kubernetes.rights import may

    with told():
        is_allowed = may(access, verb, resource, namespace)
    if not is_allowed:
        raise Refused(
            f"the credential of context {access.context} may not {verb} {resource} in namespace {namespace}, which is "
            f"needed {why}; ask the cluster's owner for it"
        )
