"""What is kept of a cluster's logs, wherever it lies: files, each of one node."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

SESSION_LOGS = ".logs."
"""What parts the folder of Ray's session from the file in it, in the name of a collected file."""


@dataclass(frozen=True, kw_only=True)
class LogFile:
    """One file of kept logs.

    Attributes:
        cluster: the cluster's name in the plan.
        node: who wrote it: a pod, or on this machine a node or a session of Ray.
        name: the file's name in Ray's folder of logs.
        size_bytes: how long it is now.
        written: when it was last written, in seconds since 1970 (UTC).
        key: by what its keeper knows it.
    """

    cluster: str
    node: str
    name: str
    size_bytes: int
    written: float
    key: str


class Keeper(Protocol):
    """Where the logs of one cluster are kept."""

    def files(self) -> Sequence[LogFile]:
        """Return every file that is kept now. Raises Failed where the keeper does not answer."""
        ...

    def read(self, file: LogFile, start: int) -> Iterator[bytes]:
        """Yield a file from a byte on, to where it ends now; nothing of one that is gone by now."""
        ...


def collected_file(cluster: str, key: str, size_bytes: int, written: float) -> LogFile:
    """Return a file by the name that the collector gave it: the pod, then the path with dots for slashes.

    >>> collected_file("train", "train-head-x.tmp.ray.session_latest.logs.raylet.out", 0, 0.0).name
    'raylet.out'
    """
    node, _, path = key.partition(".")
    name = path.partition(SESSION_LOGS)[2] or path or key
    return LogFile(cluster=cluster, node=node, name=name, size_bytes=size_bytes, written=written, key=key)
