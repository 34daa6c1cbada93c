"""`groundplan submit --queued`: a job with a Ray cluster of its own, made when the queue has room and gone at its end.

Its cluster is the one that runs, copied from what the API server has, so that it is what `up` made and not what the
plan says by now. The operator hands the job to its head over HTTP; the code lies in a ConfigMap.
"""

import contextlib
import copy
import json
import secrets
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stacks.cli.console import console, print_plain_command
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place
from stacks.jobs import EndedJob, follow, without_log
from stacks.reaching.code import ARCHIVE, FOLDER, bring_code, code_mount, code_volume, give_owner
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
from stacks.reaching.reach import reach_inside
from stacks.reaching.way_in import open_way, require_right, told
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

OF_THE_STANDING_CLUSTER = ("gcsFaultToleranceOptions", "suspend", "upgradeStrategy", "managedBy")
"""What a cluster that lives as long as one job has no use for."""
QUEUE_ANNOTATION = "kueue.x-k8s.io/elastic-job"
KEPT_SECONDS = 600
"""How long the finished job's cluster stays, for who looks at its dashboard."""
DEADLINES = {"preRunningDeadlineSeconds": 86_400, "activeDeadlineSeconds": 7 * 86_400}
"""From being admitted to running, and to the end; KubeRay does not count the time in the queue.

A day, in which someone makes room, and a week, in which what hangs gives its machines back.
"""
LONGEST_NAME = 40
"""KubeRay refuses a RayJob's name beyond 47 characters, since it makes longer ones of it; six are the random end."""
POLL_SECONDS = 1.0

ENDED = {"Complete": None, "Failed": "FAILED", "ValidationFailed": "FAILED"}
"""Where a RayJob has ended, and how its job did where Ray says nothing of it."""


def run_queued(session: Session, cluster: Cluster, entrypoint: Sequence[str], *, to_stderr: bool) -> EndedJob:
    """Run a job on a Ray cluster of its own, and return how it ended.

    Raises:
        Refused: the stack is not on Kubernetes, or its cluster refuses.
        Failed: the way to the job's cluster was lost.
    """
    place = cluster.place
    if place is None:
        raise Refused(
            "--queued: only a stack on Kubernetes has queues; leave it out, the job starts at once on this machine"
        )
    access = open_way(session, place.identity)
    require_right(access, place.namespace, "create", "rayjobs.ray.io", "to queue a job")
    for verb in ("create", "patch"):
        require_right(access, place.namespace, verb, "configmaps", "to bring the job its code")
    with told():
        live = read_resource(access, place.kind, place.namespace, place.resource)
        if live is None or place.kind != "RayCluster":
            raise Refused(f"cluster {cluster.name} is no training cluster that is there; run `groundplan up`")
        name = f"{cluster.name[: LONGEST_NAME - 7]}-job-{secrets.token_hex(2)}"
        _make(access, place.namespace, job_of(live, name, entrypoint), session.project_root)
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


KIND = {"apiVersion": "ray.io/v1", "kind": "RayJob"}


def _make(access: "Access", namespace: str, job: Manifest, project_root: Path) -> None:
    """Make the code and then the job that needs it; of what cannot be made whole nothing stays. Raises NoCluster."""
    from components.kubernetes.access import NoCluster

    name = job["metadata"]["name"]
    code = f"{name}-code"
    try:
        bring_code(access, code, namespace, job, project_root)
        made = access.request("POST", ray_path("RayJob", namespace), body=job)
        give_owner(access, code, namespace, {**made, **KIND})
    except (NoCluster, KeyboardInterrupt):
        # A request whose answer was lost may have been done.
        for path in (
            ray_path("RayJob", namespace, name),
            f"/api/v1/namespaces/{namespace}/configmaps/{code}",
        ):
            with contextlib.suppress(NoCluster):
                access.request("DELETE", path, propagationPolicy="Background")
        raise


def job_of(live: Manifest, name: str, entrypoint: Sequence[str]) -> dict[str, Any]:
    """Return the RayJob that runs a command on a copy of a RayCluster.

    Args:
        live: the RayCluster as the API server has it.
        name: the job's name.
        entrypoint: the command.
    """
    spec = {
        key: value
        for key, value in copy.deepcopy(dict(live["spec"])).items()
        if key not in OF_THE_STANDING_CLUSTER
    }
    for group in (spec["headGroupSpec"], *spec.get("workerGroupSpecs", ())):
        _see_code(group["template"]["spec"], f"{name}-code")
        if group.get("minReplicas") is not None and group.get("minReplicas") != group.get("maxReplicas"):
            group.pop("replicas", None)  # what the autoscaler made of the one that stands
    found = live["metadata"]
    annotations = {
        key: value for key, value in (found.get("annotations") or {}).items() if key == QUEUE_ANNOTATION
    }
    return {
        **KIND,
        "metadata": {
            "name": name,
            "namespace": found["namespace"],
            "labels": dict(found.get("labels") or {}),
            "annotations": annotations,
        },
        "spec": {
            "entrypoint": shlex.join(entrypoint),
            "submissionMode": "HTTPMode",
            "runtimeEnvYAML": json.dumps({"py_modules": [f"file://{FOLDER}/{ARCHIVE}"]}),
            "shutdownAfterJobFinishes": True,
            "ttlSecondsAfterFinished": KEPT_SECONDS,
            "backoffLimit": 0,
            **DEADLINES,
            "rayClusterSpec": spec,
        },
    }


def _see_code(pod: dict[str, Any], name: str) -> None:
    """Let a pod's Ray container see the code."""
    pod.setdefault("volumes", []).append(code_volume(name))
    pod["containers"][0].setdefault("volumeMounts", []).append(code_mount())


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
    own = status["rayClusterName"]
    there = replace(
        place, kind="RayCluster", resource=own, head_service=f"{own}-head-svc", serve_service=None
    )
    try:
        with reach_inside(access, replace(cluster, name=own, place=there), there) as reached:
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
