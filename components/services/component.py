"""Declares every service of a plan on a Kubernetes platform, in the order in which they need each other.

It renders nothing itself; each service says in its own folder what it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi

from components.contract import KubernetesPlatform
from components.passwords import Password
from components.services.bundle_items import has_registry
from components.services.gpu.component import GpuStack, GpuStackArgs
from components.services.isolation.component import Isolation, IsolationArgs, refusals
from components.services.isolation.endpoints import EndpointRanges
from components.services.isolation.object_stores import AccessKeys
from components.services.isolation.storage import keyed_stores, storage_classes
from components.services.observability import component as observability
from components.services.observability.component import Observability, ObservabilityArgs
from components.services.observability.receiver import AlertReceiver
from components.services.observability.spending import Spending
from components.services.operators.component import Operators, OperatorsArgs
from components.services.queueing.component import Queueing, QueueingArgs
from components.services.queueing.flavors import FlavorsAlike
from components.services.queueing.queues import queueing_manifests
from components.services.registry import database
from components.services.registry.component import Registry, RegistryArgs
from components.services.registry.credentials import RegistryPasswords, server_address
from components.services.registry.encryption import database_names, server_names
from components.services.registry.resources import RegistryAuthority
from components.services.room import room_refusals
from components.services.storing import declare_storage
from components.services.volumes import (
    ServiceVolume,
    needs_key,
    volume_class,
    volume_manifests,
    volume_refusals,
)
from components.topology.errors import TopologyErrors
from components.topology.model import Store, Topology
from components.topology.places import observability_namespace, own_namespaces
from components.topology.queues import queueing_errors

CLUSTERS = "clusters"
"""The part of a plan whose volumes belong to its Ray clusters themselves: kept logs, the store of a head's state."""

UNTOLD = (
    "groundplan:alert-webhook is set, and the cluster has a Prometheus of its own, whose Alertmanager decides who is "
    "told of alerts; remove it (`pulumi config rm groundplan:alert-webhook`), and have that one told of the webhook"
)


class ServicesRefused(Exception):
    """Every reason why a plan cannot have its services on a cluster, one line each; nothing was declared."""


@dataclass(frozen=True, kw_only=True)
class ServicesArgs:
    """The plan, its platform, what its machines cost, and what the stack alone knows: the addresses and keys of object
    stores, and where alerts are told.
    """

    topology: Topology
    platform: KubernetesPlatform
    endpoint_ranges: EndpointRanges = field(default_factory=dict)
    access_keys: AccessKeys = field(default_factory=dict)
    pinned_images: bool = True
    spending: Spending = field(default_factory=Spending)
    alerts: AlertReceiver | None = None


def require_services(args: ServicesArgs) -> None:
    """Raise ServicesRefused, or TopologyErrors for queues, with every reason why a plan cannot have its services.

    Nothing is declared, so that who declares more than services may ask before all of it.
    """
    topology, platform = args.topology, args.platform
    keyed = {store.name: "" for store in keyed_stores(topology, platform)}
    refused = refusals(
        IsolationArgs(
            topology=topology, platform=platform, endpoint_ranges=args.endpoint_ranges,
            access_keys=args.access_keys, volume_keys=keyed,
        )
    )  # fmt: skip
    own = [
        refusal
        for volume in service_volumes(topology, platform).values()
        for refusal in volume_refusals(topology, platform, volume)
    ]
    untold = [UNTOLD] if args.alerts is not None and "prometheus" in platform.present else []
    own += room_refusals(topology, platform)
    if refused or own or untold:
        raise ServicesRefused("\n".join([*refused, *own, *untold]))
    try:
        queueing_manifests(topology, platform)
    except FlavorsAlike as alike:
        raise ServicesRefused(str(alike)) from alike
    if errors := queueing_errors(topology, platform.present):
        raise TopologyErrors(errors)


def service_volumes(topology: Topology, platform: KubernetesPlatform) -> Mapping[str, ServiceVolume]:
    """Return the volumes that no store of the plan names, without their keys, by what their keys are called after."""
    # Observability's namespace is there whatever clusters come and go, and only the driver reads the key.
    of_clusters = ServiceVolume(part=CLUSTERS, namespace=observability_namespace(topology))
    found = {CLUSTERS: of_clusters}
    if "prometheus" not in platform.present:
        found["observability"] = observability.volume_of(topology)
    if has_registry(topology):
        found["registry"] = database.volume_of(topology)
    return found


class Services(pulumi.ComponentResource):
    """Operators, isolation, queues, the GPU stack, the registry and observability.

    Attributes:
        grounds: what pods that no operator makes stand on, namespaces and volumes. What is to come after these alone
            need not wait until operators run.
    """

    grounds: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: ServicesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        self._args, self._name = args, name
        require_services(args)
        super().__init__("groundplan:services:Services", name, None, opts)
        self._topology, self._platform = args.topology, args.platform
        topology, platform = args.topology, args.platform
        isolation = self._isolation()
        operators = Operators(
            "operators", OperatorsArgs(topology=topology, platform=platform), self._after(isolation)
        )
        self.grounds = (isolation, *self._declare_volumes(isolation))
        if topology.queues:
            ready = self._after(operators, *operators.ready, isolation)
            Queueing("queueing", QueueingArgs(topology=topology, platform=platform), ready)
        GpuStack("gpu", GpuStackArgs(topology=topology, platform=platform), self._after(isolation))
        self._authority = self._registry(isolation)
        Observability(
            "observability",
            ObservabilityArgs(
                topology=topology, platform=platform, password=self._password("grafana"),
                volume_key=self._volume_key("observability"), spending=args.spending, receiver=args.alerts,
            ),
            self._after(isolation),
        )  # fmt: skip
        self.register_outputs({})

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=list(resources))

    def _password(self, what: str, *, is_protected: bool = False) -> pulumi.Output[str]:
        options = pulumi.ResourceOptions(parent=self, protect=is_protected)
        return Password(f"password-{what}", options).value

    def _key(self, what: str) -> pulumi.Output[str]:
        # The only other copy of what opens a volume: it goes when its claim may go.
        return self._password(what, is_protected=self._topology.deletion_protection)

    def _volume_key(self, of: str) -> pulumi.Output[str] | None:
        volume = service_volumes(self._topology, self._platform).get(of)
        if volume is None or not needs_key(self._topology, self._platform, volume):
            return None
        return self._key(f"volumes-{of}")

    def _declare_volumes(self, isolation: Isolation) -> list[pulumi.Resource]:
        """Declare the volumes of Ray clusters, and whether all volumes of the plan outlive their claims."""
        topology, platform = self._topology, self._platform
        volumes = service_volumes(topology, platform)
        of_clusters = replace(volumes[CLUSTERS], key=self._volume_key(CLUSTERS))
        made: list[pulumi.Resource] = [
            *declare_storage(
                volume_manifests(topology, platform, of_clusters), topology, self._after(isolation)
            )
        ]
        if platform.keep is not None:
            of_stores = [each["metadata"]["name"] for each in storage_classes(topology, platform)]
            classes = [*of_stores, *(volume_class(topology, volume) for volume in volumes.values())]
            after = self._after(isolation, *made)
            made.append(platform.keep(topology.deletion_protection, classes, own_namespaces(topology), after))
        return made

    def _isolation(self) -> Isolation:
        keyed = keyed_stores(self._topology, self._platform)
        args = IsolationArgs(
            topology=self._topology, platform=self._platform, endpoint_ranges=self._args.endpoint_ranges,
            access_keys=self._args.access_keys,
            volume_keys={store.name: self._key(f"volume-{store.name}") for store in keyed},
            pinned_images=self._args.pinned_images,
        )  # fmt: skip
        return Isolation("isolation", args, self._after())

    def _registry(self, isolation: Isolation) -> RegistryAuthority | None:
        """Declare the registry, if the plan has one; what signs its certificates."""
        topology = self._topology
        if not has_registry(topology):
            return None
        authority = RegistryAuthority(
            "registry-authority", server_names=server_names(topology), database_names=database_names(topology),
            opts=pulumi.ResourceOptions(parent=self),
        )  # fmt: skip
        passwords = RegistryPasswords(
            database=self._password("registry-database"),
            user=self._password("registry-user"),
            signing=self._password("registry-signing"),
        )
        args = RegistryArgs(
            topology=topology, platform=self._platform, passwords=passwords,
            certificates=authority.certificates, volume_key=self._volume_key("registry"),
        )  # fmt: skip
        Registry("registry", args, self._after(isolation))
        return authority

    def outputs(self) -> Mapping[str, Any]:
        """What the stack says of its stores and its registry."""
        stores = [
            {
                "name": store.name, "holds": store.holds, "kind": store.kind,
                "encryption": _encrypted_by(store), "opens_by_identity": store.opens_by_identity,
            }
            for store in self._topology.stores
        ]  # fmt: skip
        return {"stores": stores, "registry": self._registry_output()}

    def _registry_output(self) -> Mapping[str, Any] | None:
        if self._authority is None:
            return None
        return {"url": server_address(self._topology), "authority_ends": self._authority.ends}


def _encrypted_by(store: Store) -> str:
    if store.kind == "filesystem":
        return "storage class"
    return "the target" if store.opens_by_identity else "the service behind the endpoint"
