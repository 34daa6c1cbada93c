"""The logs that a cluster's collector keeps on its volume, read through the Kubernetes API as `groundplan logs` runs.

Beside the list of pods it takes the right to forward a port, which `groundplan submit` has as well, and neither a
token nor the right to run a program in a pod. The way is a socket that this user alone can open.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from components.topology import pod_ports
from components.topology.labels import CLUSTER, ROLE
from components.topology.places import LOGS
from stacks.cli.console import print_plain_command
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place
from stacks.kept_logs.kept import LogFile, collected_file
from stacks.reaching.forwarding import Forwarding, Way
from stacks.reaching.pods import Manifest, describe_waiting, has_condition
from stacks.reaching.way_in import open_way, require_right, told
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

ANSWER_SECONDS = 60.0
"""Between two pieces of an answer; a list of a hundred thousand files takes seconds."""
READER = "http://reader"
"""Any name: the socket says where it leads."""
LONGEST_SOCKET = 103
"""Bytes of a Unix socket's path: macOS takes 104 with the zero at the end, Linux 108."""
SHORT_FOLDER = "/tmp"  # noqa: S108 - what is made in it is for this user alone


@contextmanager
def collected_logs(session: Session, cluster: Cluster, place: Place) -> Iterator["CollectedLogs"]:
    """Give what a cluster's collector keeps.

    Raises:
        Refused: there is no way in, it leads to another cluster, or no collector is ready.
        Failed: no socket can be made for temporary use.
    """
    access = open_way(session, place.identity)
    require_right(
        access, place.namespace, "get", "pods/portforward", f"to read the logs of cluster {cluster.name}"
    )
    pod = ready_collector(access, cluster, place)
    where = ("--context", access.context, "--namespace", place.namespace)
    print_plain_command(["kubectl", *where, "port-forward", f"pod/{pod}", str(pod_ports.KEPT_LOGS)])
    print_plain_command(["curl", f"http://127.0.0.1:{pod_ports.KEPT_LOGS}/files"])
    forwarding = Forwarding(access.kubeconfig)
    try:
        with _place_of_socket() as socket:
            way = Way(
                namespace=place.namespace, find_pod=lambda: ready_collector(access, cluster, place),
                port=pod_ports.KEPT_LOGS, pod=pod,
            )  # fmt: skip
            _open(forwarding, way, socket)
            transport = httpx.HTTPTransport(uds=str(socket))
            with httpx.Client(transport=transport, base_url=READER, timeout=ANSWER_SECONDS) as client:
                yield CollectedLogs(cluster.name, client, forwarding)
    finally:
        forwarding.close()


@contextmanager
def _place_of_socket() -> Iterator[Path]:
    """Give a path in a folder that this user alone can open, short enough for a socket wherever TMPDIR leads."""
    with contextlib.ExitStack() as folders:
        try:
            made = folders.enter_context(tempfile.TemporaryDirectory(prefix="groundplan-"))
            if len(os.fsencode(Path(made, "logs"))) > LONGEST_SOCKET:
                short = tempfile.TemporaryDirectory(prefix="groundplan-", dir=SHORT_FOLDER)
                made = folders.enter_context(short)
        except OSError as error:
            raise _no_socket(error) from error
        yield Path(made, "logs")


def _open(forwarding: Forwarding, way: Way, socket: Path) -> None:
    try:
        forwarding.open_socket(way, socket)
    except OSError as error:
        raise _no_socket(error) from error


def _no_socket(error: OSError) -> Failed:
    return Failed(
        f"the way to the logs is a socket in a folder for temporary files, which cannot be made there ({error}); name "
        "a folder with a short path that you can write to: `TMPDIR=/tmp groundplan logs …`"
    )


def ready_collector(access: "Access", cluster: Cluster, place: Place) -> str:
    """Return the pod that keeps a cluster's logs.

    Raises:
        Refused: there is none, or it is not ready; the message says why.
    """
    selector = f"{CLUSTER}={cluster.name},{ROLE}={LOGS}"
    with told():
        found = access.get(f"/api/v1/namespaces/{place.namespace}/pods", labelSelector=selector)["items"]
    pods: list[Manifest] = [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]
    for pod in pods:
        if has_condition(pod, "Ready"):
            return str(pod["metadata"]["name"])
    waiting = "; ".join(describe_waiting(pod) for pod in pods) or "there is no pod of it; run `groundplan up`"
    raise Refused(
        f"the logs of cluster {cluster.name} are kept by its collector, which does not run: {waiting}; try again in a "
        "moment, or name another cluster with --cluster"
    )


class CollectedLogs:
    """The kept logs of one cluster, as its collector's reader hands them out."""

    def __init__(self, cluster: str, client: httpx.Client, forwarding: Forwarding) -> None:
        self._cluster = cluster
        self._client = client
        self._forwarding = forwarding

    def files(self) -> Sequence[LogFile]:
        """Return every file that is kept now, sorted."""
        try:
            answer = self._client.get("/files")
            self._require_well(answer)
            found = [self._file(each) for each in answer.json()]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise self._failure(error) from error
        return sorted(found, key=lambda file: (file.node, file.name))

    def read(self, file: LogFile, start: int) -> Iterator[bytes]:
        """Yield a file from a byte on; nothing where the keeper has removed it."""
        try:
            with self._client.stream(
                "GET", f"/files/{quote(file.key, safe='')}", params={"from": start}
            ) as answer:
                if answer.status_code == httpx.codes.NOT_FOUND:
                    return
                self._require_well(answer)
                yield from answer.iter_raw()
        except httpx.HTTPError as error:
            raise self._failure(error) from error

    def _file(self, told: Mapping[str, Any]) -> LogFile:
        return collected_file(self._cluster, str(told["name"]), int(told["bytes"]), float(told["written"]))

    def _require_well(self, answer: httpx.Response) -> None:
        if answer.status_code != httpx.codes.OK:
            raise self._failure(f"it answers {answer.status_code}")

    def _failure(self, error: Exception | str) -> Failed:
        why = self._forwarding.problem or error or type(error).__name__
        return Failed(
            f"the collector of cluster {self._cluster} does not hand out its logs ({why}); one that an older "
            "Groundplan made cannot: run `groundplan up`, and look at its pod with `kubectl`"
        )
