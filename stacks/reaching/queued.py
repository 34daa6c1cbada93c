"""`groundplan submit --queued`: a job with a Ray cluster of its own, made when the queue has room and gone at its end.

Its cluster is the one that `up` declared, as the stack's state has it, and not what the plan says by now. The operator
hands the job to its head over HTTP; the code lies in a ConfigMap.
"""

import contextlib
import secrets
import shlex
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.ray.manifests.job import KIND, BatchJob, head_budget, job_manifest, job_name
from components.topology.queues import QUEUE_LABEL
from stacks.cli.console import console, print_plain_command
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place
from stacks.jobs import EndedJob, follow, without_log
from stacks.reaching.code import bring_code, give_owner, reference
from stacks.reaching.pods import (
    Manifest,
    NoHead,
    is_admitted,
    queue_of,
    ray_path,
    read_resource,
    waits_for,
    workload_of,
)
from stacks.reaching.reach import reach_made
from stacks.reaching.way_in import open_way, require_right, told
from stacks.session import Session, read_state

if TYPE_CHECKING:
    from components.kubernetes.access import Access

RAY_CLUSTER = "ray.io/v1:RayCluster"
"""How the type of a RayCluster ends in the state."""
POLL_SECONDS = 1.0

ENDED = {"Complete": None, "Failed": "FAILED", "ValidationFailed": "FAILED"}
"""Where a RayJob has ended, and how its job did where Ray says nothing of it."""


def run_queued(session: Session, cluster: Cluster, entrypoint: Sequence[str], *, to_stderr: bool) -> EndedJob:
    """Run a job on a Ray cluster of its own, and return how it ended.

    Raises:
        Refused: the stack is not on Kubernetes, the cluster has no queue, or Kubernetes refuses.
        Failed: the way to the job's cluster was lost.
    """
    place = cluster.place
    if place is None:
        raise Refused(
            "--queued: only a stack on Kubernetes has queues; leave it out, the job starts at once on this machine"
        )
    declared = declared_cluster(session, cluster, place)
    require_queue(cluster, declared)
    access = open_way(session, place.identity)
    require_right(access, place.namespace, "create", "rayjobs.ray.io", "to queue a job")
    for verb in ("create", "patch"):
        require_right(access, place.namespace, verb, "configmaps", "to bring the job its code")
    require_right(
        access, place.namespace, "create", "poddisruptionbudgets.policy", "to keep its head from drains"
    )
    with told():
        name = job_name(cluster.name, secrets.token_hex(2))
        asked = BatchJob(name=name, entrypoint=shlex.join(entrypoint), code=f"{name}-code")
        job = job_manifest(declared, asked)
        _make(access, job, asked.code, session.project_root)
    print_plain_command(
        ["kubectl", "--context", access.context, "--namespace", place.namespace, "get", "rayjob", name]
    )
    console.print(f"job {name} waits for a cluster of its own", markup=False)
    try:
        return _follow(access, cluster, place, name, to_stderr=to_stderr)
    except KeyboardInterrupt:
        console.print(
            f"the job goes on; `kubectl --namespace {place.namespace} delete rayjob {name}` ends it",
            markup=False,
        )
        raise


def declared_cluster(session: Session, cluster: Cluster, place: Place) -> Manifest:
    """Return the RayCluster as the last `up` declared it.

    Raises:
        Refused: the state has none.
    """
    deployment = read_state(session)
    for resource in deployment.of_kind(RAY_CLUSTER) if deployment is not None else ():
        found = resource.inputs["metadata"]
        if (found["namespace"], found["name"]) == (place.namespace, place.resource):
            return resource.inputs
    raise Refused(f"cluster {cluster.name} is no training cluster that is recorded; run `groundplan up`")


def require_queue(cluster: Cluster, declared: Manifest) -> None:
    """Go on only where Kueue holds a job back: else its cluster starts beside the standing one, in a namespace that has
    room for one, and waits for machines that it never gets.

    Raises:
        Refused: the cluster has no queue.
    """
    if QUEUE_LABEL not in (declared["metadata"].get("labels") or {}):
        raise Refused(
            f"--queued: cluster {cluster.name} has no queue, so nothing would hold the job back until there is room "
            "for a second cluster; give the cluster a `queue` in the plan and run `groundplan up`, or leave "
            "--queued out: the job starts at once on the cluster that is there"
        )


def _make(access: "Access", job: Manifest, code: str, project_root: Path) -> None:
    """Make the code, the job that needs it, and what keeps its head from drains; both go away with the job.

    Of what cannot be made whole nothing stays. Raises NoCluster.
    """
    from components.kubernetes.access import NoCluster

    name, namespace = job["metadata"]["name"], job["metadata"]["namespace"]
    try:
        bring_code(access, code, namespace, job, project_root)
        made = access.request("POST", ray_path("RayJob", namespace), body=job)
        give_owner(access, code, namespace, {**made, **KIND})
        kept = head_budget(job)
        kept["metadata"]["ownerReferences"] = [reference({**made, **KIND})]
        access.request("POST", f"/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets", body=kept)
    except (NoCluster, KeyboardInterrupt):
        # A request whose answer was lost may have been done.
        for path in (
            ray_path("RayJob", namespace, name),
            f"/api/v1/namespaces/{namespace}/configmaps/{code}",
        ):
            with contextlib.suppress(NoCluster):
                access.request("DELETE", path, propagationPolicy="Background")
        raise


def _follow(access: "Access", cluster: Cluster, place: Place, name: str, *, to_stderr: bool) -> EndedJob:
    """Tell every state that the job goes through, and its log while it runs."""
    state, is_followed = "", False
    while True:
        with told():
            job = read_resource(access, "RayJob", place.namespace, name)
            if job is None:
                raise Failed(f"job {name} was removed by somebody else before it ended")
            workload = workload_of(access, place.namespace, job["metadata"]["uid"])
        if (now := state_of(job, workload)) != state:
            state = now
            console.print(f"job {name}: {state}", markup=False)
        status = job.get("status") or {}
        if not is_followed and (status.get("jobStatus") in ("RUNNING", "SUCCEEDED", "FAILED", "STOPPED")):
            is_followed = True
            _write_log(access, cluster, place, status, to_stderr=to_stderr)
            continue
        if status.get("jobDeploymentStatus") in ENDED:
            return ending_of(name, status)
        time.sleep(POLL_SECONDS)


def _write_log(
    access: "Access", cluster: Cluster, place: Place, status: Mapping[str, Any], *, to_stderr: bool
) -> None:
    """Write the log of the job while it runs; where its head is lost the operator knows how it ended."""
    try:
        with reach_made(access, cluster, place, status["rayClusterName"]) as reached:
            follow(reached, status["jobId"], to_stderr=to_stderr)
    except (Failed, NoHead) as error:
        console.print(f"the log cannot be followed: {error}", markup=False)


def state_of(job: Manifest, workload: Manifest | None) -> str:
    """Return in words where a job is."""
    status = job.get("status") or {}
    deployment = status.get("jobDeploymentStatus") or "New"
    if workload is not None and not is_admitted(workload) and deployment not in ENDED:
        return f"queued in {queue_of(job)}: {waits_for(workload)}"
    if deployment in ("New", "Initializing", "Suspended", "Suspending"):
        return "admitted: its cluster is being made" if workload is not None else "its cluster is being made"
    if deployment in ("Waiting", "Retrying"):
        return deployment.lower()
    return (status.get("jobStatus") or deployment).lower()


def ending_of(name: str, status: Mapping[str, Any]) -> EndedJob:
    """Return how a RayJob ended, in Ray's words."""
    deployment = str(status["jobDeploymentStatus"])
    ended = ENDED[deployment] or str(status.get("jobStatus") or "FAILED")
    message = without_log(str(status.get("message") or status.get("reason") or ""))
    return EndedJob(job=name, status=ended, message=message)
