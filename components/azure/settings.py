"""What the stack's configuration says of the account, `groundplan:azure`: who administers, what is adopted. Pure.

Nothing of it is capacity: that is the plan's. It holds no secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.topology import adoption
from components.topology.cluster_version import ON_CLOUDS
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.peers import Peer
from components.topology.said import matches, unknown, wrong

WHERE = "groundplan:azure"
GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
NETWORK_ID = r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+"
SUBNET_ID = NETWORK_ID + r"/subnets/[^/]+"
DNS_ZONE_ID = r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/privateDnsZones/[^/]+"
REGISTRY_ID = (
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/[^/]+"
)
LOGINS = ("azurecli", "workloadidentity", "spn", "msi", "devicecode", "interactive", "azd")
"""How kubelogin may get its token ("kubelogin get-token --login")."""
RESOURCE = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
"""What a device plugin may call its devices ("Extended resources", kubernetes.io)."""


@dataclass(frozen=True, kw_only=True)
class AdoptedNetwork:
    """A network that exists: its range, its subnets by segment and zone, those of no zone by use, its DNS zones.

    `subnet_cidrs` are the ranges of those subnets of zones whose range is told; DNS zones are by service.
    """

    network_id: str
    cidr: str
    subnet_ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    regional_ids: Mapping[str, str] = field(default_factory=dict)
    dns_zone_ids: Mapping[str, str] = field(default_factory=dict)
    subnet_cidrs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the stack's configuration says of the account, with what holds where it says nothing.

    `admin_groups` are object ids of Entra groups; `network_watcher` is the watcher's group and name, by default the one
    that Azure makes itself in every region; `peers` and `kubernetes_version` are read apart, as on every cloud;
    `infiniband` is what NVIDIA's network operator calls that of a machine.
    """

    admin_groups: tuple[str, ...] = ()
    peers: tuple[Peer, ...] = ()
    registry_id: str | None = None
    network_watcher: str | None = None
    login: str = "azurecli"
    kubernetes_version: str = ON_CLOUDS
    infiniband: str | None = None
    adopted: AdoptedNetwork | None = None


KEYS = (
    "admin-groups", "registry-id", "network-watcher", "login", "infiniband", "network",
)  # fmt: skip
NETWORK_KEYS = ("id", "cidr", "subnets", "regional-subnets", "dns-zones")


SUBNETS = adoption.Form(segments=("training", "serving"), pattern=SUBNET_ID, words="the id of a subnet")


def read(given: object) -> Settings:
    """Return the settings of a stack's configuration, None where it has none. Raises TopologyErrors."""
    if given is None:
        return Settings()
    if not isinstance(given, dict):
        raise TopologyErrors([wrong(WHERE, given, f"a mapping with {', '.join(KEYS)}")])
    errors = [*unknown(WHERE, given, KEYS), *_of_values(given)]
    network = given.get("network")
    errors += _of_network(network) if network is not None else []
    if errors:
        raise TopologyErrors(errors)
    return Settings(
        admin_groups=tuple(sorted(given.get("admin-groups", ()))),
        registry_id=given.get("registry-id"),
        network_watcher=given.get("network-watcher"),
        login=given.get("login", Settings.login),
        infiniband=given.get("infiniband"),
        adopted=_adopted(network) if network is not None else None,
    )


def _adopted(given: Mapping[str, Any]) -> AdoptedNetwork:
    return AdoptedNetwork(
        network_id=given["id"],
        cidr=given["cidr"],
        subnet_ids=adoption.ids(given.get("subnets", {})),
        regional_ids=dict(given.get("regional-subnets", {})),
        dns_zone_ids=dict(given.get("dns-zones", {})),
        subnet_cidrs=adoption.cidrs(given.get("subnets", {})),
    )


def _of_values(given: Mapping[str, Any]) -> Iterator[TopologyError]:
    yield from _list_of(given, "admin-groups", GUID, "object ids of Entra groups")
    yield from _matching(given, "registry-id", REGISTRY_ID, "the id of a container registry")
    yield from _matching(given, "network-watcher", r"[^/]+/[^/]+", "<resource group>/<network watcher>")
    yield from _matching(given, "login", "|".join(LOGINS), f"one of {', '.join(LOGINS)}")
    yield from _matching(given, "infiniband", RESOURCE, "a resource such as rdma/hca_shared_devices_a")


def _of_network(given: object) -> Iterator[TopologyError]:
    where = f"{WHERE}.network"
    if not isinstance(given, dict):
        yield wrong(where, given, f"a mapping with {', '.join(NETWORK_KEYS)}")
        return
    yield from unknown(where, given, NETWORK_KEYS)
    yield from _matching({"id": "", **given}, "id", NETWORK_ID, "the id of a virtual network", where)
    if not adoption.is_range(given.get("cidr")):
        yield wrong(f"{where}.cidr", given.get("cidr"), adoption.RANGE)
    yield from adoption.form_errors(f"{where}.subnets", given.get("subnets", {}), SUBNETS)
    for key, pattern in (("regional-subnets", SUBNET_ID), ("dns-zones", DNS_ZONE_ID)):
        ids = given.get(key, {})
        if not isinstance(ids, dict):
            yield wrong(f"{where}.{key}", ids, "a mapping to ids")
            continue
        for use in ids:
            yield from _matching(ids, use, pattern, "its id", f"{where}.{key}")


def _list_of(given: Mapping[str, Any], key: str, pattern: str, words: str) -> Iterator[TopologyError]:
    listed = given.get(key, [])
    if not isinstance(listed, list) or not all(matches(one, pattern) for one in listed):
        yield wrong(f"{WHERE}.{key}", listed, f"a list of {words}")


def _matching(
    given: Mapping[str, Any], key: str, pattern: str, words: str, where: str = WHERE
) -> Iterator[TopologyError]:
    if key in given and not matches(given[key], pattern):
        yield wrong(f"{where}.{key}", given[key], words)
