"""Starting a Ray cluster that was stopped when it was idle."""

import time
from typing import TYPE_CHECKING

from components.kubernetes.media_types import MERGE_PATCH
from stacks.cli.console import console
from stacks.cli.failures import Failed
from stacks.clusters import Cluster, Place
from stacks.reaching.pods import NoHead, ray_path, read_resource, ready_pod, workload_of, workload_path
from stacks.reaching.way_in import told

if TYPE_CHECKING:
    from components.kubernetes.access import Access

START_SECONDS = 900.0
"""A node that has to be made takes minutes, and so does an image that it has never seen."""
POLL_SECONDS = 1.0


def resume(access: "Access", cluster: Cluster, place: Place) -> None:
    """Let a stopped cluster start: it is Kueue's to do so where Kueue holds it. Raises Refused."""
    console.print(f"cluster {cluster.name} was stopped; starting it again", markup=False)
    with told():
        found = read_resource(access, place.kind, place.namespace, place.resource)
        workload = workload_of(access, place.namespace, found["metadata"]["uid"]) if found else None
        if workload is None:
            path, change = ray_path(place.kind, place.namespace, place.resource), {"spec": {"suspend": False}}
        else:
            path = workload_path(workload)
            change = {"spec": {"active": True}}
        access.request("PATCH", path, body=change, content=MERGE_PATCH)


def wait_for_head(access: "Access", cluster: Cluster, place: Place) -> None:
    """Wait until a cluster that was resumed takes jobs.

    Raises:
        Failed: it does not in time; the message says what it waits for.
    """
    deadline = time.monotonic() + START_SECONDS
    with console.status(f"waiting for the head of cluster {cluster.name}"):
        while True:
            try:
                ready_pod(access, cluster, place, place.head_service)
                return
            except NoHead as waiting:
                if time.monotonic() > deadline:
                    raise Failed(f"after {START_SECONDS:.0f} s: {waiting}") from waiting
            time.sleep(POLL_SECONDS)
