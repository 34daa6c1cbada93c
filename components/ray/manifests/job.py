"""A batch job that brings its own Ray cluster, waits in the queue of its cluster and gives everything back at its end.

Its cluster is the standing one as `up` declared it, and not as the API server has it by now: there Kueue has written
into the pods which piece of work they are of, and it starts no job whose pods are of another one; and the autoscaler
has written how many workers somebody else's work needs.

The operator submits the job over HTTP with the cluster's token: no further pod holds the token, and the command goes
through no second shell.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components import workload_code
from components.ray.manifests.budget import budget
from components.topology.labels import JOB, NODE_TYPE
from components.topology.queues import ELASTIC_ANNOTATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.objects import Manifest

KIND = {"apiVersion": "ray.io/v1", "kind": "RayJob"}
OF_THE_STANDING_CLUSTER = frozenset({"gcsFaultToleranceOptions", "upgradeStrategy"})
"""What a cluster that lives as long as one job has no use for: a job whose cluster fails has failed."""
START_WITHIN_S = 86_400
"""From being admitted to running; KubeRay does not count the time in the queue. A day, in which someone makes room."""
DEADLINE_S = 7 * 86_400
"""A week, in which what hangs gives its machines back."""
KEPT_S = 600
"""How long the finished job's cluster stays, for who looks at its dashboard; the logs are kept longer elsewhere."""
LONGEST_NAME = 40
"""KubeRay refuses a RayJob's name beyond 47 characters, since it makes longer ones of it; six are spare."""


@dataclass(frozen=True, kw_only=True)
class BatchJob:
    """What to run: `entrypoint`, a command line, with the workloads' code that the ConfigMap `code` holds.

    It is ended `start_within_s` after it was admitted where it does not run by then, and `deadline_s` after its start.
    """

    name: str
    entrypoint: str
    code: str
    start_within_s: int = START_WITHIN_S
    deadline_s: int = DEADLINE_S
    kept_s: int = KEPT_S


def job_name(cluster: str, ending: str) -> str:
    """Return the name of a cluster's job that KubeRay can lengthen; `ending` tells it from the cluster's other jobs.

    >>> job_name("train", "1a2b")
    'train-job-1a2b'
    """
    rest = f"-job-{ending}"
    return cluster[: LONGEST_NAME - len(rest)] + rest


def job_manifest(cluster: Manifest, job: BatchJob) -> dict[str, Any]:
    """Return the RayJob that runs `job` on a cluster of its own; `cluster` is the RayCluster that `up` declared."""
    found = cluster["metadata"]
    annotations = {
        key: value for key, value in found.get("annotations", {}).items() if key == ELASTIC_ANNOTATION
    }
    return {
        **KIND,
        "metadata": {
            "name": job.name, "namespace": found["namespace"], "labels": dict(found["labels"]),
            "annotations": annotations,
        },
        "spec": {
            "entrypoint": job.entrypoint,
            "submissionMode": "HTTPMode",
            "runtimeEnvYAML": json.dumps({"py_modules": [f"file://{workload_code.PATH}"]}),
            "shutdownAfterJobFinishes": True,
            "ttlSecondsAfterFinished": job.kept_s,
            "backoffLimit": 0,
            "preRunningDeadlineSeconds": job.start_within_s,
            "activeDeadlineSeconds": job.deadline_s,
            "rayClusterSpec": _own_cluster(cluster, job),
        },
    }  # fmt: skip


def head_budget(job: Mapping[str, Any]) -> dict[str, Any]:
    """Return the budget by which a drain leaves the head of a job, whose loss would be the job's."""
    found = job["metadata"]
    own = {key: found[key] for key in ("name", "namespace", "labels")}
    return budget(own, {"matchLabels": {JOB: found["name"], NODE_TYPE: "head"}}, 1)


def _own_cluster(cluster: Manifest, job: BatchJob) -> dict[str, Any]:
    declared = copy.deepcopy(dict(cluster["spec"]))
    spec = {key: value for key, value in declared.items() if key not in OF_THE_STANDING_CLUSTER}
    for group in spec["workerGroupSpecs"]:
        if "replicas" in group:
            group["replicas"] = group["minReplicas"]  # Kueue counts these, and takes one where there are none
        group.setdefault("scaleStrategy", {})
    for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"]):
        group["template"]["metadata"]["labels"][JOB] = job.name
        pod = group["template"]["spec"]
        pod["volumes"].append(workload_code.volume(job.code))
        pod["containers"][0]["volumeMounts"].append(workload_code.mount())
    return _as_kuberay_writes_it(spec)


def _as_kuberay_writes_it(value: Any) -> Any:
    """Return a specification without what KubeRay's types leave out: lists and values of variables that are empty.

    KubeRay writes the whole job anew to add its finalizer. If a field changes by that, so does the job's generation, by
    which Kueue names the workload of an elastic job; Kueue 0.16 that has not yet seen its first one then makes another,
    both get a share, and the job never starts ("unexpected combination", workloadslicing.go).
    """
    if isinstance(value, list):
        return [_as_kuberay_writes_it(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: each for key, each in value.items() if each != [] and not (key == "value" and each == "")}
    return {key: _as_kuberay_writes_it(each) for key, each in kept.items()}
