"""A batch job that brings its own Ray cluster, waits in the queue of its cluster and gives everything back at its end.

The operator submits it over HTTP with the cluster's token: no further pod holds the token, and the command goes through
no second shell. A job whose cluster fails is tried again on a new one, so its control plane needs no memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from components.objects import Manifest
from components.ray.manifests.cluster import refuse_impossible
from components.ray.manifests.naming import metadata
from components.ray.manifests.ray import ray_cluster_spec
from components.ray.manifests.setting import Setting
from components.topology.queues import elastic_annotation, queue_label

KEPT_S = 600
"""How long the finished cluster stays, for who looks at its dashboard; the logs are kept longer elsewhere."""
LONGEST_NAME = 47
"""KubeRay adds six characters for the cluster, and ten for its service, to a DNS label's 63."""


@dataclass(frozen=True, kw_only=True)
class BatchJob:
    """What to run: `entrypoint` in the image, with a runtime environment, tried `retries` times more, within
    `deadline_s` of its start. `metadata` is kept with the job, such as who asked for it.
    """

    name: str
    entrypoint: str
    runtime_environment: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    retries: int = 0
    deadline_s: int | None = None
    kept_s: int = KEPT_S


def job_manifest(setting: Setting, job: BatchJob) -> Manifest:
    """Return the RayJob. Raises TopologyErrors, or ValueError where the name cannot be one."""
    refuse_impossible(setting)
    if not 0 < len(job.name) <= LONGEST_NAME:
        raise ValueError(
            f"the name of a job has 1 to {LONGEST_NAME} characters, {job.name!r} has {len(job.name)}"
        )
    cluster = setting.cluster
    spec: dict[str, Any] = {
        "entrypoint": job.entrypoint,
        "submissionMode": "HTTPMode",
        "shutdownAfterJobFinishes": True,
        "ttlSecondsAfterFinished": job.kept_s,
        "backoffLimit": job.retries,
        "rayClusterSpec": ray_cluster_spec(setting, fault_tolerant=False),
    }
    if job.runtime_environment:
        spec["runtimeEnvYAML"] = json.dumps(job.runtime_environment, sort_keys=True)
    if job.metadata:
        spec["metadata"] = dict(job.metadata)
    if job.deadline_s is not None:
        spec["activeDeadlineSeconds"] = job.deadline_s
    found = metadata(
        setting.topology,
        cluster,
        job.name,
        labels=queue_label(cluster),
        annotations=elastic_annotation(cluster),
    )
    return {"apiVersion": "ray.io/v1", "kind": "RayJob", "metadata": found, "spec": spec}
