"""Declares what keeps the parts of a plan apart in a cluster: namespaces and what closes them before what they hold.

It renders nothing itself and makes no pod.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.contract import KubernetesPlatform
from components.objects import KubernetesObject, Manifest, declare
from components.services.isolation.admission import admission
from components.services.isolation.claims import claims
from components.services.isolation.endpoints import EndpointRanges, endpoint_refusals
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.isolation.network_policies import network_policies
from components.services.isolation.object_stores import (
    AccessKeys,
    bucket_addresses,
    missing_buckets,
    missing_keys,
    object_stores,
)
from components.services.isolation.priorities import priorities
from components.services.isolation.quotas import quotas
from components.services.isolation.storage import (
    keyed_stores,
    storage_classes,
    storage_refusals,
    volume_keys,
)
from components.services.storing import options_of
from components.topology.model import Topology
from components.topology.places import name_refusals, own_namespaces


class IsolationRefused(ValueError):
    """Every reason why a plan cannot be isolated on a cluster, one line each; nothing was declared."""


@dataclass(frozen=True, kw_only=True)
class IsolationArgs:
    """The topology, its platform, and what only a look at the cluster or the stack's secrets tells.

    `endpoint_ranges` and `access_keys` belong to object stores; `volume_keys` are by store, for drivers that take the
    key of a volume from a Secret. `pinned_images` is false only where nodes run nothing.
    """

    topology: Topology
    platform: KubernetesPlatform
    endpoint_ranges: EndpointRanges = field(default_factory=dict)
    access_keys: AccessKeys = field(default_factory=dict)
    volume_keys: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    pinned_images: bool = True


class Isolation(pulumi.ComponentResource):
    """Namespaces, quotas, priorities, network policies, admission policies, storage and the keys of object stores."""

    namespaces: pulumi.Output[list[str]]

    def __init__(self, name: str, args: IsolationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        refused = refusals(args)
        if refused:
            raise IsolationRefused("\n".join(refused))
        super().__init__("groundplan:services:Isolation", name, None, opts)
        self._topology = args.topology
        below = pulumi.ResourceOptions(parent=self)
        kept = pulumi.ResourceOptions(parent=self, protect=args.topology.deletion_protection)
        secret = pulumi.ResourceOptions(parent=self, additional_secret_outputs=["data", "stringData"])
        topology, platform = args.topology, args.platform
        spaces = _after([], namespaces(topology, platform), kept)
        there = [
            *spaces,
            *_after([], priorities(topology, platform), below),
            *self._store([], storage_classes(topology, platform)),
        ]
        there += _after(spaces, closing(args), below)
        _after(there, service_accounts(topology, platform), below)
        self._store(there, key_secrets(args))
        _after(there, object_stores(topology, args.access_keys), secret)
        _after(there, bucket_addresses(topology, platform.buckets), below)
        self._store(there, claims(topology, platform))
        self.namespaces = pulumi.Output.from_input(list(own_namespaces(topology)))
        self.register_outputs({"namespaces": self.namespaces})

    def _store(self, earlier: Sequence[Made], manifests: Sequence[Manifest]) -> list[Made]:
        below = pulumi.ResourceOptions(parent=self)
        return [
            made
            for manifest in manifests
            for made in _after(earlier, [manifest], options_of(manifest, self._topology, below))
        ]


Made = tuple[Manifest, KubernetesObject]


def _after(
    earlier: Sequence[Made], manifests: Sequence[Manifest], opts: pulumi.ResourceOptions
) -> list[Made]:
    """Declare each for when all that concerns it is there: what has no namespace, its own, and what closes that."""
    made: list[Made] = []
    for manifest in manifests:
        waits = pulumi.ResourceOptions(depends_on=[it for other, it in earlier if concerns(other, manifest)])
        (it,) = declare([manifest], pulumi.ResourceOptions.merge(opts, waits))
        made.append((manifest, it))
    return made


def concerns(earlier: Manifest, manifest: Manifest) -> bool:
    """Return whether an object has to be there before another; one without a namespace waits for all.

    >>> space = {"kind": "Namespace", "metadata": {"name": "a"}}
    >>> [concerns(space, {"kind": "Secret", "metadata": {"name": "s", "namespace": each}}) for each in ("a", "b")]
    [True, False]
    """
    place = manifest["metadata"].get("namespace")
    found = earlier["metadata"]
    about = found["name"] if earlier["kind"] == "Namespace" else found.get("namespace")
    return place is None or about is None or place == about


def refusals(args: IsolationArgs) -> tuple[str, ...]:
    """Return every reason against a plan, one sentence each, without making anything."""
    keyless = [
        f"storage[{store.name}]: its driver takes the key of the volume from a Secret, and there is no key; give one"
        for store in keyed_stores(args.topology, args.platform)
        if store.name not in args.volume_keys
    ]
    return (
        *name_refusals(args.topology),
        *storage_refusals(args.topology, args.platform),
        *keyless,
        *endpoint_refusals(args.topology, args.endpoint_ranges),
        *missing_keys(args.topology, args.access_keys),
        *missing_buckets(args.topology, args.platform.buckets),
    )


def closing(args: IsolationArgs) -> tuple[Manifest, ...]:
    """Return what limits a namespace and so must be there before anything else is in it."""
    topology, platform = args.topology, args.platform
    return (
        *network_policies(topology, platform, args.endpoint_ranges),
        *quotas(topology, platform),
        *admission(topology, platform, pinned_images=args.pinned_images),
    )


def key_secrets(args: IsolationArgs) -> tuple[Manifest, ...]:
    """Return the keys of volumes, for drivers that take them from a Secret."""
    keyed = {store.name for store in keyed_stores(args.topology, args.platform)}
    return volume_keys(args.topology, {name: key for name, key in args.volume_keys.items() if name in keyed})


def secrets(args: IsolationArgs) -> tuple[Manifest, ...]:
    """Return the keys of stores."""
    return (*key_secrets(args), *object_stores(args.topology, args.access_keys))
