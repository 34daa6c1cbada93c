"""The Ray clusters of a stack as its outputs describe them, and the token of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stacks.cli.failures import Refused
from stacks.session import Session, read_state

KUBERNETES = "kubernetes"
"""The target whose clusters lie in a Kubernetes cluster that exists; and the output of every stack on Kubernetes."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a Kubernetes cluster a Ray cluster is; services and the Secret lie in its namespace.

    `identity` is the UID of the Kubernetes cluster's namespace kube-system, or what its provider calls one we made;
    `kind` is RayCluster or RayService.
    """

    identity: str
    namespace: str
    kind: str
    resource: str
    head_service: str
    serve_service: str | None
    secret: str
    secret_key: str


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One Ray cluster that a stack runs; `serve` is None for a cluster that does not serve.

    Where it has a `place`, its addresses and token are of use only inside `reach`.
    """

    name: str
    purpose: str
    job_api: str
    serve: str | None
    token_file: Path | None = None
    token: str | None = field(default=None, repr=False)
    place: Place | None = None

    @property
    def token_source(self) -> str:
        """Return where the token comes from, in words."""
        if self.place is not None:
            return f"Secret {self.place.secret} of namespace {self.place.namespace}"
        return str(self.token_file)

    def read_token(self) -> str:
        """Return the token that the cluster asks for.

        Raises:
            Refused: the token cannot be read.
        """
        if self.token is not None:
            return self.token
        if self.token_file is None:
            raise Refused(f"the token of cluster {self.name} is in {self.token_source}, which was not read")
        try:
            return self.token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Refused(
                f"the token of cluster {self.name} cannot be read from {self.token_file}: {error.strerror}; "
                "run `groundplan up`"
            ) from None


def stack_outputs(session: Session) -> Mapping[str, Any]:
    """Return the outputs of a stack that is up.

    Raises:
        Refused: there is no such stack, or it is not up.
    """
    deployment = read_state(session)
    if deployment is None or "clusters" not in deployment.outputs:
        raise Refused(f"stack {session.stack} is not up; run `groundplan up --stack {session.stack}`")
    return deployment.outputs


def recorded_clusters(outputs: Mapping[str, Any]) -> tuple[Cluster, ...]:
    """Return every cluster that a stack's outputs tell of."""
    return tuple(_cluster(entry, outputs) for entry in outputs.get("clusters") or ())


def find_cluster(outputs: Mapping[str, Any], name: str | None, purpose: str) -> Cluster:
    """Return the cluster with a name, or the only one with a purpose when no name is given.

    Raises:
        Refused: there is none, or more than one.
    """
    clusters = recorded_clusters(outputs)
    known = ", ".join(sorted(cluster.name for cluster in clusters)) or "none"
    if name is not None:
        for cluster in clusters:
            if cluster.name == name:
                return cluster
        raise Refused(f"--cluster: no cluster is named {name!r}; known: {known}")
    fitting = [cluster for cluster in clusters if cluster.purpose == purpose]
    if len(fitting) != 1:
        raise Refused(
            f"the stack has {len(fitting)} clusters for {purpose}; name one with --cluster: {known}"
        )
    return fitting[0]


def _cluster(entry: Mapping[str, Any], outputs: Mapping[str, Any]) -> Cluster:
    return Cluster(
        name=entry["name"],
        purpose=entry["purpose"],
        job_api=entry["job_api"],
        serve=entry.get("serve"),
        token_file=Path(entry["token_file"]) if "token_file" in entry else None,
        place=_place(entry, outputs) if "namespace" in entry else None,
    )


def _place(entry: Mapping[str, Any], outputs: Mapping[str, Any]) -> Place:
    secret, services = entry["token_secret"], entry["services"]
    return Place(
        identity=str((outputs.get("kubernetes") or {}).get("identity", "")),
        namespace=entry["namespace"],
        kind=entry["kind"],
        resource=entry.get("resource", entry["name"]),
        head_service=services["head"],
        serve_service=services.get("serve"),
        secret=secret["name"],
        secret_key=secret["key"],
    )
