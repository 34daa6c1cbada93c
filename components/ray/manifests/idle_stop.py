"""Stop a whole cluster that nobody uses: neither Ray nor KubeRay does, their autoscaler keeps the head and the minimum.

Every five minutes a small pod asks the head whether a job runs, and sets `suspend` on this one RayCluster when none ran
for as long as the plan says; KubeRay then removes head and workers. The fault-tolerance store and the kept logs stay.
`groundplan submit` sets it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.containers import (
    HOME,
    POD_SECURITY,
    READABLE_BY_GROUP,
    SECURITY,
    mount,
    scratch,
    variable,
)
from components.objects import Manifest
from components.ray.manifests import encryption, shares
from components.ray.manifests.naming import (
    TOKEN_KEY,
    head_service,
    host,
    labels_of,
    metadata,
    part_name,
    token_secret,
)
from components.ray.manifests.placement import placed
from components.ray.manifests.pods import ACCOUNT, account_volume
from components.ray.manifests.setting import Setting
from components.ray.programs import FOLDER as PROGRAMS
from components.topology.errors import TopologyError
from components.topology.labels import CLUSTER, ROLE
from components.topology.model import Cluster
from components.topology.places import IDLE_STOP, namespace_of, priority_class_name

SCHEDULE = "*/5 * * * *"
LONGEST_S = 120
TOKEN_FOLDER = "/groundplan/token"  # noqa: S105 - where it is mounted, not a token


def idle_stop_errors(cluster: Cluster) -> Iterator[TopologyError]:
    """Yield why a cluster cannot be stopped when idle."""
    if cluster.idle_stop_s is None:
        return
    if cluster.purpose == "serving":
        yield _error(
            cluster, "a serving cluster waits for requests, which start no job that could tell it is used"
        )
    elif cluster.queue:
        yield _error(cluster, "Kueue would start it again at once: what it admitted runs until it is done")


def idle_stop_manifests(setting: Setting) -> tuple[Manifest, ...]:
    """Return the account, its right and the timer; nothing where the plan gives no `idle_stop`."""
    topology, cluster = setting.topology, setting.cluster
    if cluster.idle_stop_s is None:
        return ()
    name, namespace = part_name(cluster, IDLE_STOP), namespace_of(topology, cluster)
    rule = {
        "apiGroups": ["ray.io"], "resources": ["rayclusters"], "resourceNames": [cluster.name],
        "verbs": ["get", "patch"],
    }  # fmt: skip
    access = "rbac.authorization.k8s.io"
    return (
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(topology, cluster, name),
         "automountServiceAccountToken": False},
        {"apiVersion": f"{access}/v1", "kind": "Role", "metadata": metadata(topology, cluster, name), "rules": [rule]},
        {"apiVersion": f"{access}/v1", "kind": "RoleBinding", "metadata": metadata(topology, cluster, name),
         "roleRef": {"apiGroup": access, "kind": "Role", "name": name},
         "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}]},
        _timer(setting, name),
    )  # fmt: skip


def _error(cluster: Cluster, why: str) -> TopologyError:
    return TopologyError(
        path=f"clusters[{cluster.name}].idle_stop",
        asked=f"the plan stops it after {cluster.idle_stop_s} s without work",
        allowed=why,
        remedy="remove idle_stop; pools with a range give idle nodes back all the same",
    )


def _timer(setting: Setting, name: str) -> Manifest:
    topology, cluster = setting.topology, setting.cluster
    labels = {CLUSTER: cluster.name, ROLE: IDLE_STOP}
    secret = {"secretName": token_secret(cluster), "defaultMode": READABLE_BY_GROUP}
    pod = {
        "serviceAccountName": name, "automountServiceAccountToken": False, "enableServiceLinks": False,
        "priorityClassName": priority_class_name(topology, cluster), "securityContext": POD_SECURITY,
        **placed(cluster, cluster.head, setting.placement(cluster.head)),
        "restartPolicy": "Never", "containers": [_asking(setting)],
        "volumes": [
            encryption.program_volume(cluster), account_volume(), scratch("tmp", "16Mi"),
            {"name": "token", "secret": secret},
        ],
    }  # fmt: skip
    job = {
        "backoffLimit": 0, "activeDeadlineSeconds": LONGEST_S, "ttlSecondsAfterFinished": 3600,
        "template": {"metadata": {"labels": {**labels_of(topology, cluster), **labels}}, "spec": pod},
    }  # fmt: skip
    spec = {
        "schedule": SCHEDULE, "concurrencyPolicy": "Forbid", "startingDeadlineSeconds": LONGEST_S,
        "successfulJobsHistoryLimit": 1, "failedJobsHistoryLimit": 1, "jobTemplate": {"spec": job},
    }  # fmt: skip
    found = metadata(topology, cluster, name, labels=labels)
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": found, "spec": spec}


def _asking(setting: Setting) -> dict[str, Any]:
    topology, cluster = setting.topology, setting.cluster
    job_api = f"http://{host(topology, cluster, head_service(cluster.name))}:{cluster.ports.job_api}"
    environment = {
        "GROUNDPLAN_NAMESPACE": namespace_of(topology, cluster), "GROUNDPLAN_RAY_CLUSTER": cluster.name,
        "GROUNDPLAN_JOB_API": job_api, "GROUNDPLAN_TOKEN_FILE": f"{TOKEN_FOLDER}/{TOKEN_KEY}",
        "GROUNDPLAN_IDLE_S": str(cluster.idle_stop_s), "HOME": HOME,
    }  # fmt: skip
    return {
        "name": "idle-stop", "image": setting.image, "imagePullPolicy": "IfNotPresent",
        "command": ["python", f"{PROGRAMS}/stop_when_idle.py"],
        "env": [variable(key, value) for key, value in sorted(environment.items())],
        "resources": shares.IDLE_STOP.resources(), "securityContext": SECURITY,
        "volumeMounts": [
            mount("programs", PROGRAMS, read_only=True), mount("account", ACCOUNT, read_only=True),
            mount("token", TOKEN_FOLDER, read_only=True), mount("tmp", HOME),
        ],
    }  # fmt: skip
