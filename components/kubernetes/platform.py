"""The Kubernetes target: asks a cluster what it is, refuses what it cannot be, and hands it over.

It makes nothing in the cluster but the membership of the inventory's nodes; services and Ray declare the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from components.contract import KubernetesPlatform, StorageDriver
from components.kubernetes import checks, gathering, gpu_checks, pools, services
from components.kubernetes.access import NoCluster, connect
from components.kubernetes.gathering import Inventory
from components.kubernetes.keeping import kept
from components.kubernetes.kinds import defined
from components.kubernetes.providers import PoolNodes
from components.kubernetes.scraping import monitor_labels
from components.kubernetes.spare import spare
from components.kubernetes.stored import stored
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from components.topology.names import bounded

PROJECT = "groundplan"


def gather(_stack: str) -> Inventory:
    """Ask the cluster that the stack's configuration names. Raises pulumi.RunError with one sentence."""
    config = pulumi.Config(PROJECT)
    try:
        access = connect(config.get("kubeconfig"), config.get("context"))
        elsewhere = config.get("operators-elsewhere")
        return gathering.ask_cluster(access, dns=config.get("dns"), elsewhere=elsewhere)
    except NoCluster as error:
        raise pulumi.RunError(str(error)) from error


def provision(topology: Topology, inventory: Inventory, _stack: str) -> KubernetesPlatform:
    """Return the platform. Raises TopologyErrors with every reason why the cluster cannot be it."""
    present = services.services_of(inventory, topology.made_by)
    if errors := checks.cluster_errors(topology, inventory, present):
        raise TopologyErrors(errors)
    _tell(topology, inventory)
    storage = inventory.storage
    return KubernetesPlatform(
        kubeconfig=pulumi.Output.secret(inventory.access.kubeconfig),
        identity=inventory.identity,
        version=inventory.version,
        placements=pools.placements(topology),
        storage_classes={},
        own_class=bounded(f"{topology.name}-clusters"),
        storage=StorageDriver(name=storage.driver, parameters=storage.parameters) if storage else None,
        stored=stored(topology, inventory.stored),
        keep=lambda is_kept, classes, namespaces, options: kept(
            is_kept, classes, namespaces, _where(inventory), _by_itself(options)
        ),
        inside=lambda options: members(topology, inventory, options),
        define=lambda operator, manifests, options: defined(
            operator, manifests, _where(inventory), _by_itself(options)
        ),
        present=present,
        gpu_software=gpu_checks.brought(inventory, topology.made_by),
        spare=spare(topology, inventory),
        monitor_labels=monitor_labels(topology, inventory),
        api_server=inventory.api_server,
        dns=inventory.dns,
    )


def _tell(topology: Topology, inventory: Inventory) -> None:
    for note in (*checks.notes(topology, inventory), checks.version_note(inventory.version)):
        if note:
            pulumi.log.warn(note)  # who brings a stack up sees warnings, and no more than these


def members(
    topology: Topology, inventory: Inventory, options: pulumi.ResourceOptions
) -> Sequence[pulumi.Resource]:
    """Make the nodes of the inventory members of their pools."""
    where, made = _where(inventory), []
    divides = gpu_checks.divides(inventory, topology.made_by)
    for pool in [pool for cluster in topology.clusters for pool in cluster.pools if pool.inventory]:
        props = {
            **where, "pool": f"{pool.cluster}/{pool.name}",
            "nodes": {node.name: pools.node_labels(pool, node, topology.made_by, divides=divides)
                      for node in pool.inventory},
            "taints": pools.node_taints(pool),
        }  # fmt: skip
        made.append(PoolNodes(f"nodes-{pool.cluster}-{pool.name}", props, _by_itself(options)))
    return made


def _by_itself(options: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """Return options without the stack's provider for Kubernetes, for what finds its cluster by itself."""
    return pulumi.ResourceOptions(parent=options.parent, depends_on=options.depends_on)


def _where(inventory: Inventory) -> dict[str, Any]:
    """Return how what the target makes itself finds the cluster again, and knows it."""
    return {
        "kubeconfig": pulumi.Config(PROJECT).get("kubeconfig"), "context": inventory.access.context,
        "identity": inventory.identity,
    }  # fmt: skip
