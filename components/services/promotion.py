"""The Job that promotes a model: a pod beside the serving cluster, with the rights of promotion alone. Pure.

It runs the program of the workload in the runtime image, reads versions from the registry through its server, and
writes them into the models store, which the pods of its namespace otherwise only read. What lets it is its label: the
network policies and the admission policy of `isolation` know it by that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components import workload_code
from components.containers import HOME, POD_SECURITY, SECURITY, mount, scratch, variable
from components.objects import Manifest
from components.services.isolation.places import (
    REGISTRY_CLIENT_SECRET,
    ROLE,
    promotion_secret_name,
    store_object_name,
)
from components.topology.model import PROMOTION
from components.topology.names import namespace_name

DEADLINE_S = 1800
"""A model of tens of gigabytes is copied in minutes; who is held up longer waits for something that does not come."""
KEPT_S = 600
"""How long a Job that nobody read to its end stays, for its log."""
CPUS, MEMORY = "1", "1Gi"
"""What `isolation` has room for in the namespace's quota: MLflow's client holds 300 MiB."""

STORES = "/groundplan/stores"
CONTAINER = "promotion"
FILESYSTEM = "filesystem"


@dataclass(frozen=True, kw_only=True)
class WrittenStore:
    """A store that promotion writes: `kind` is `filesystem` (a claim) or `object` (an endpoint and a Secret)."""

    name: str
    holds: str
    kind: str = FILESYSTEM
    endpoint: str | None = None


@dataclass(frozen=True, kw_only=True)
class PromotionJob:
    """What to run and where: `code` is the ConfigMap with the workloads' code.

    `image` is the runtime image by its digest; `arguments` follow `python -m workloads.registry.promote`.
    """

    plan: str
    namespace: str
    name: str
    labels: Mapping[str, str]
    image: str
    arguments: Sequence[str]
    stores: Sequence[WrittenStore]
    code: str


def promotion_manifest(job: PromotionJob) -> Manifest:
    """Return the Job: one pod, tried once, since a refusal is an answer and not a failure."""
    labels = {**job.labels, ROLE: PROMOTION}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": job.name, "namespace": job.namespace, "labels": labels},
        "spec": {
            "backoffLimit": 0,
            "completions": 1,
            "parallelism": 1,
            "activeDeadlineSeconds": DEADLINE_S,
            "ttlSecondsAfterFinished": KEPT_S,
            "template": {"metadata": {"labels": labels}, "spec": _pod(job)},
        },
    }


def _pod(job: PromotionJob) -> dict[str, Any]:
    return {
        "serviceAccountName": PROMOTION,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "restartPolicy": "Never",
        "priorityClassName": namespace_name(job.plan, PROMOTION),
        # The user of the runtime image, so that files in the models store stay readable for serving.
        "securityContext": POD_SECURITY,
        "containers": [_container(job)],
        "volumes": list(_volumes(job)),
    }


def _container(job: PromotionJob) -> dict[str, Any]:
    resources = {"cpu": CPUS, "memory": MEMORY}
    return {
        "name": CONTAINER,
        "image": job.image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["python", "-m", "workloads.registry.promote", *job.arguments],
        # Python imports from the archive as it is, so no copy of the code is ever made.
        "env": [
            variable("PYTHONPATH", workload_code.PATH),
            variable("HOME", HOME),
            variable("GROUNDPLAN_STORES", json.dumps(_told(job), sort_keys=True)),
        ],
        "envFrom": list(_sources(job)),
        "resources": {"requests": resources, "limits": dict(resources)},
        "securityContext": SECURITY,
        # What the program says last is what the command says: the pod keeps it even where logs cannot be read.
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "volumeMounts": [
            mount("tmp", HOME),
            workload_code.mount(),
            *(mount(store_object_name(store.name), f"{STORES}/{store.name}") for store in _claimed(job)),
        ],
    }


def _volumes(job: PromotionJob) -> Iterator[dict[str, Any]]:
    yield scratch("tmp", "10Gi")
    yield workload_code.volume(job.code)
    for store in _claimed(job):
        claim = store_object_name(store.name)
        yield {"name": claim, "persistentVolumeClaim": {"claimName": claim}}


def _sources(job: PromotionJob) -> Iterator[dict[str, Any]]:
    """The registry's address and password; the keys of object stores by prefix, and plain where there is one."""
    yield {"secretRef": {"name": REGISTRY_CLIENT_SECRET}}
    objects = [store for store in job.stores if store.kind != FILESYSTEM]
    for store in objects:
        yield {"prefix": _prefix(store), "secretRef": {"name": promotion_secret_name(store.name)}}
    if len(objects) == 1:
        yield {"secretRef": {"name": promotion_secret_name(objects[0].name)}}


def _told(job: PromotionJob) -> dict[str, dict[str, str]]:
    """What the workload knows of its stores; the registry is none of them, it is asked through its server."""
    found = {}
    for store in job.stores:
        told = {"holds": store.holds, "access": "write"}
        if store.kind == FILESYSTEM:
            told["path"] = f"{STORES}/{store.name}"
        else:
            told |= {"uri": f"s3://{store.name}", "environment": _prefix(store)}
            told |= {"endpoint": store.endpoint} if store.endpoint else {}
        found[store.name] = told
    return found


def _claimed(job: PromotionJob) -> list[WrittenStore]:
    return [store for store in job.stores if store.kind == FILESYSTEM]


def _prefix(store: WrittenStore) -> str:
    return f"GROUNDPLAN_STORE_{store.name.upper().replace('-', '_')}_"
