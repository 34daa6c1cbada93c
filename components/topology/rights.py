"""Who may read and write what: a table over what stores hold, applied to a plan's identities and stores.

It decides by purpose, never by a name. Why the registry is apart from the models is told in
`docs/decisions/0002-registry-is-a-store-of-its-own.md`.
"""

from collections.abc import Iterable, Mapping

from components.topology.model import PROMOTION, REGISTRY, Access, Right, Store, Topology

SYSTEM = "system"
"""The segment of the cluster's own services, which lies in no zone."""

RIGHTS: Mapping[str, Mapping[str, Access]] = {
    "training": {"datasets": "read", "checkpoints": "write", "registry": "write", "scratch": "write"},
    "serving": {"models": "read"},
    PROMOTION: {"registry": "write", "models": "write"},
    REGISTRY: {"registry": "write"},
}
"""Purpose of an identity, to what a store holds, to the most it may do there. What is absent is denied."""


def rights(purposes: Mapping[str, str], stores: Iterable[Store]) -> tuple[Right, ...]:
    """Return the rights of every identity, sorted; `purposes` maps an identity to its purpose in `RIGHTS`."""
    granted = [
        Right(identity=identity, store=store.name, access=RIGHTS[purpose][store.holds])
        for store in stores
        for identity, purpose in purposes.items()
        if store.holds in RIGHTS[purpose]
    ]
    return tuple(sorted(granted, key=lambda right: (right.identity, right.store)))


def identity_of_registry(stores: Iterable[Store]) -> Mapping[str, str]:
    """Return the identity of the registry's server, and its purpose; none where keys or a volume open its store."""
    needs_one = any(store.holds == REGISTRY and store.opens_by_identity for store in stores)
    return {REGISTRY: REGISTRY} if needs_one else {}


def direct_rights(topology: Topology) -> tuple[Right, ...]:
    """Return the rights by which pods reach stores themselves: a registry is asked through its server, which alone
    reaches its store.
    """
    registries = {store.name for store in topology.stores if store.holds == REGISTRY}
    server = set(identity_of_registry(topology.stores))
    return tuple(
        right for right in topology.rights if (right.store in registries) == (right.identity in server)
    )


def clients_of_files(topology: Topology, store: Store) -> dict[str, Access]:
    """Return the segments whose machines mount a file system, each with the most that somebody there may do.

    Promotion runs beside serving. A registry is its one server's, which stands among the cluster's own services.
    """
    if store.holds == REGISTRY:
        return {SYSTEM: "write"}
    segments = {cluster.identity: (cluster.segment,) for cluster in topology.clusters}
    serving = tuple(cluster.segment for cluster in topology.clusters if cluster.purpose == "serving")
    reading_first = sorted(direct_rights(topology), key=lambda right: right.access)
    return {
        segment: right.access
        for right in reading_first
        if right.store == store.name
        for segment in segments.get(right.identity, serving)
    }


def segment_of_files(store: Store) -> str:
    """Return the segment whose machines alone may mount a file system, whether the plan has such machines or not.

    `RIGHTS` gives no store to training and to serving both, so none is for two.
    """
    if store.holds == REGISTRY:
        return SYSTEM
    return "serving" if store.holds in RIGHTS["serving"] else "training"


def segments_with_files(topology: Topology) -> frozenset[str]:
    """Return the segments whose machines mount some file system."""
    stores = (store for store in topology.stores if store.kind == "filesystem")
    return frozenset(segment for store in stores for segment in clients_of_files(topology, store))
