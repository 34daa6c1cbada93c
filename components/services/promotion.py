"""The Job that promotes a model: a pod beside the serving cluster, with the rights of promotion alone. Pure.

It runs the program of the workload in the runtime image, reads versions from the registry through its server, and
writes them into the models store, which the pods of its namespace otherwise only read. What lets it is its label: the
network policies and the admission policy of `isolation` know it by that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components import mounted_stores, registry_client, workload_code
from components.containers import HOME, POD_SECURITY, SECURITY, mount, scratch, variable
from components.mounted_stores import FILESYSTEM, MountedStore
from components.objects import Manifest
from components.topology.labels import ROLE
from components.topology.model import PROMOTION
from components.topology.names import namespace_name
from components.topology.places import promotion_secret_name, store_object_name

DEADLINE_S = 1800
"""A model of tens of gigabytes is copied in minutes; who is held up longer waits for something that does not come."""
KEPT_S = 600
"""How long a Job that nobody read to its end stays, for its log."""
CPUS, MEMORY = "1", "1Gi"
"""What `isolation` has room for in the namespace's quota: MLflow's client holds 300 MiB."""

ROOM, ROOM_BESIDE_BUCKETS = "10Gi", "100Gi"
"""A model is fetched into its store where that is a file system, else onto the node's disk: the largest one fits."""
CONTAINER = "promotion"


@dataclass(frozen=True, kw_only=True)
class WrittenStore:
    """A store that promotion writes: `kind` is `filesystem` (a claim) or `object` (a bucket and a Secret)."""

    name: str
    holds: str
    kind: str = FILESYSTEM
    opens_by_identity: bool = False


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
        "volumes": _volumes(job),
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
            variable("GROUNDPLAN_STORES", mounted_stores.told(_stores(job))),
        ],
        "envFrom": registry_client.environment(),
        "resources": {"requests": resources, "limits": dict(resources)},
        "securityContext": SECURITY,
        # What the program says last is what the command says: the pod keeps it even where logs cannot be read.
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "volumeMounts": [
            mount("tmp", HOME),
            workload_code.mount(),
            registry_client.mount(),
            *mounted_stores.mounts(_stores(job)),
        ],
    }


def _volumes(job: PromotionJob) -> list[dict[str, Any]]:
    into_bucket = any(store.kind != FILESYSTEM for store in job.stores)
    return [
        scratch("tmp", ROOM_BESIDE_BUCKETS if into_bucket else ROOM),
        workload_code.volume(job.code),
        registry_client.volume(),
        *mounted_stores.volumes(_stores(job)),
    ]


def _stores(job: PromotionJob) -> tuple[MountedStore, ...]:
    """The stores as the program has them; the registry is none of them, it is asked through its server."""
    return tuple(
        MountedStore(
            name=store.name,
            holds=store.holds,
            kind=store.kind,
            access="write",
            object_name=_object_name(store),
            opens_by_identity=store.opens_by_identity,
        )
        for store in job.stores
    )


def _object_name(store: WrittenStore) -> str:
    keyed = store.kind != FILESYSTEM and not store.opens_by_identity
    name = promotion_secret_name if keyed else store_object_name
    return name(store.name)
