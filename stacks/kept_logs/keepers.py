"""The way to the logs of a cluster, on whatever target it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stacks import this_machine
from stacks.cli.console import print_plain_command
from stacks.clusters import find_cluster
from stacks.kept_logs.folder import FolderKeeper
from stacks.kept_logs.kept import Keeper
from stacks.session import Session


@contextmanager
def keeper_of(session: Session, outputs: Mapping[str, Any], name: str) -> Iterator[Keeper]:
    """Give what keeps the logs of one cluster of a stack, for as long as a command runs.

    Raises:
        Refused: there is no way to it.
    """
    cluster = find_cluster(outputs, name, "")
    if cluster.place is None:
        entry = next(each for each in outputs["clusters"] if each["name"] == name)
        nodes = [str(node["node"]) for node in entry.get("nodes") or () if "node" in node]
        folder, starts = this_machine.log_files(session.stack, name, nodes)
        print_plain_command(["ls", "-lR", f"{folder}/session_latest/logs"])
        yield FolderKeeper(cluster=name, session=folder, starts=starts)
        return
    from stacks.reaching.collected_logs import collected_logs

    with collected_logs(session, cluster, cluster.place) as keeper:
        yield keeper
