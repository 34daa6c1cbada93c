"""All manifests of one cluster: a RayCluster for training, a RayService for serving, and what stands beside them."""

from __future__ import annotations

from typing import Any

from components.objects import WAIT_FOR, Manifest
from components.ray.manifests import claims, encryption, fault_tolerance, idle_stop, logs, serving
from components.ray.manifests.budget import budget
from components.ray.manifests.deployment import FIELD
from components.ray.manifests.naming import TOKEN_KEY, metadata, part_name, token_secret
from components.ray.manifests.placement import placement_errors
from components.ray.manifests.ray import ray_cluster_spec
from components.ray.manifests.setting import Credentials, Setting
from components.ray.manifests.shares import machine_errors
from components.topology.errors import TopologyErrors
from components.topology.labels import CLUSTER, JOB, NODE_TYPE
from components.topology.model import Cluster
from components.topology.queues import ELASTIC_ANNOTATION, elastic_annotation, queue_label

API = "ray.io/v1"
FORCE = {"pulumi.com/patchForce": "true"}
"""The autoscaler writes into the same list of groups; where `up` changes a cluster, what the plan says holds."""
IN_BACKGROUND = {"pulumi.com/deletionPropagationPolicy": "background"}
"""KubeRay makes clusters for a RayService as long as it is there, also while it waits for its clusters to be gone."""
RAY_KINDS = frozenset({"RayCluster", "RayService"})


def cluster_manifests(setting: Setting, credentials: Credentials) -> tuple[Manifest, ...]:
    """Return every object of a cluster, in the order in which they can be made; Ray itself is the last.

    Raises TopologyErrors with every reason why the cluster cannot be.
    """
    refuse_impossible(setting)
    serves = setting.cluster.purpose == "serving"
    return (
        _token(setting, credentials),
        encryption.authority_secret(setting, credentials),
        encryption.programs(setting),
        *([serving.waiting_program(setting)] if serves else []),
        *fault_tolerance.fault_tolerance_manifests(setting, credentials),
        *logs.log_manifests(setting, credentials),
        *idle_stop.idle_stop_manifests(setting),
        *disruption_budgets(setting),
        *claims.claim_manifests(setting),
        ray_service(setting) if serves else ray_cluster(setting),
    )


def refuse_impossible(setting: Setting) -> None:
    """Return where pods can be made of the cluster. Raises TopologyErrors with every reason why not."""
    errors = [*machine_errors(setting.cluster), *idle_stop.idle_stop_errors(setting.cluster)]
    for pool in setting.cluster.pools:
        errors += placement_errors(setting.cluster, pool, setting.placement(pool))
    if errors:
        raise TopologyErrors(errors)


def ray_cluster(setting: Setting) -> Manifest:
    """Return the RayCluster. `up` waits until it is ready where nothing may hold it back: no queue, no suspension.

    `suspend` is nobody's field here: Kueue, the idle stop and `groundplan submit` set it. A change of anything else
    makes all pods anew (Recreate), for KubeRay would otherwise apply it to later pods alone and call that done.
    """
    cluster = setting.cluster
    waits = cluster.queue is None and cluster.idle_stop_s is None
    annotations = {
        **elastic_annotation(cluster), **FORCE, **({WAIT_FOR: "jsonpath={.status.state}=ready"} if waits else {}),
    }  # fmt: skip
    spec = {**ray_cluster_spec(setting, fault_tolerant=True), "upgradeStrategy": {"type": "Recreate"}}
    if ELASTIC_ANNOTATION in annotations:
        _gate(spec)
    found = metadata(
        setting.topology, cluster, cluster.name, labels=queue_label(cluster), annotations=annotations
    )
    return {"apiVersion": API, "kind": "RayCluster", "metadata": found, "spec": spec}


def _gate(spec: dict[str, Any]) -> None:
    """Say what Kueue adds to an elastic cluster when it is made, for it refuses a change of one that does not say so:
    its pods wait until their part of the quota is admitted.
    """
    for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"]):
        group["template"]["spec"]["schedulingGates"] = [{"name": ELASTIC_ANNOTATION}]


def ray_service(setting: Setting) -> Manifest:
    """Return the RayService; it is ready when a proxy answers, which the application that waits is enough for."""
    cluster = setting.cluster
    spec = {
        "upgradeStrategy": {"type": "NewCluster"},
        "excludeHeadPodFromServeSvc": not serving.head_serves(cluster),
        FIELD: serving.waiting_configuration(cluster),
        "rayClusterConfig": ray_cluster_spec(setting, fault_tolerant=True),
    }
    found = metadata(
        setting.topology, cluster, cluster.name, annotations={WAIT_FOR: "condition=Ready", **IN_BACKGROUND}
    )
    return {"apiVersion": API, "kind": "RayService", "metadata": found, "spec": spec}


def disruption_budgets(setting: Setting) -> tuple[Manifest, ...]:
    """Return what a node's drain may not take: the head, whose drivers die with it, and more than one serving worker.

    A drain waits then, until a person deletes the head's pod; the cluster survives that. A queued job's head has a
    budget of its own, for of two heads that one budget keeps either may go; and `maxUnavailable` asks pods of a kind
    that says how many it has (`scale`), which KubeRay's do not (Kubernetes, "Specifying a Disruption Budget").
    """
    cluster = setting.cluster
    found = [_budget(setting, "head", 1)]
    workers = sum(pool.count for pool in cluster.pools if pool.role == "worker")
    if cluster.purpose == "serving" and workers > 1:
        found.append(_budget(setting, "worker", workers - 1))
    return tuple(found)


def room_for_upgrade(cluster: Cluster) -> str | None:
    """Return what to know before a serving cluster is changed, where its nodes are counted and hold it but once."""
    short = [pool.name for pool in cluster.pools if pool.inventory and len(pool.inventory) < 2 * pool.count]
    if cluster.purpose != "serving" or not short:
        return None
    return (
        f"cluster {cluster.name}: a change of it starts a second one beside the first, and the nodes of "
        f"{', '.join(short)} have room for one; the first serves on until the second has room"
    )


def _token(setting: Setting, credentials: Credentials) -> Manifest:
    """A Secret of ours: KubeRay's own would be another one for every cluster that a RayService makes."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(setting.topology, setting.cluster, token_secret(setting.cluster)),
        "stringData": {TOKEN_KEY: credentials.token},
    }


def _budget(setting: Setting, node_type: str, least: int) -> Manifest:
    cluster = setting.cluster
    selector = {
        "matchLabels": {CLUSTER: cluster.name, NODE_TYPE: node_type},
        "matchExpressions": [{"key": JOB, "operator": "DoesNotExist"}],
    }
    found = metadata(setting.topology, cluster, part_name(cluster, node_type))
    return budget(found, selector, least)
