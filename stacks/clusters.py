"""The Ray clusters of a stack as its outputs describe them, and the token of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.cli.failures import Refused
from stacks.session import Session, read_state


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One Ray cluster that a stack runs; `serve` is None for a cluster that does not serve."""

    name: str
    purpose: str
    job_api: str
    serve: str | None
    token_file: Path

    def read_token(self) -> str:
        """Return the token that the cluster asks for.

        Raises:
            Refused: the token cannot be read.
        """
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


def find_cluster(outputs: Mapping[str, Any], name: str | None, purpose: str) -> Cluster:
    """Return the cluster with a name, or the only one with a purpose when no name is given.

    Raises:
        Refused: there is none, or more than one.
    """
    clusters = [_cluster(entry) for entry in outputs.get("clusters") or ()]
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


def _cluster(entry: Mapping[str, Any]) -> Cluster:
    return Cluster(
        name=entry["name"],
        purpose=entry["purpose"],
        job_api=entry["job_api"],
        serve=entry.get("serve"),
        token_file=Path(entry["token_file"]),
    )
