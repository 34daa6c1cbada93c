"""What stands on a platform: Ray clusters on hosts; on Kubernetes the services too, by the stack's one provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pulumi

from components.contract import HostsPlatform, KubernetesPlatform
from components.topology.model import Topology
from stacks.access_keys import PROJECT, access_keys
from stacks.address_ranges import are_ranges, looked_up
from stacks.alert_receiver import alert_receiver
from stacks.pinned_images import lacking


def layers_above(topology: Topology, platform: HostsPlatform | KubernetesPlatform) -> Mapping[str, Any]:
    """Make everything above a platform; what the stack says of it. Raises pulumi.RunError where that cannot be."""
    if isinstance(platform, HostsPlatform):
        from components.ray.on_hosts import clusters_on_hosts

        return {"clusters": clusters_on_hosts(topology.clusters, platform)}
    return _on_kubernetes(topology, platform)


def _on_kubernetes(topology: Topology, platform: KubernetesPlatform) -> Mapping[str, Any]:
    from components.kubernetes.drain import drains
    from components.kubernetes.kinds import with_packed_kinds
    from components.ray.on_kubernetes import clusters_on_kubernetes, require_possible
    from components.services.component import Services, ServicesArgs, ServicesRefused, require_services
    from stacks.spending import spending_of

    platform = with_packed_kinds(platform)
    for less in (each for each in platform.capabilities if not each.supported):
        pulumi.log.warn(f"{less.name}: {less.reason}; {less.remedy}")
    allowed = pulumi.Config(PROJECT).get_bool("allow-unpinned-images") or False
    _require_images(topology, platform, allowed=allowed)
    require_possible(topology, platform)
    args = ServicesArgs(
        topology=topology,
        platform=platform,
        endpoint_ranges=endpoint_ranges(topology),
        access_keys=access_keys(),
        pinned_images=not allowed,
        spending=spending_of(topology),
        alerts=alert_receiver(topology.target),
    )
    try:
        require_services(args)
    except ServicesRefused as refused:
        raise pulumi.RunError(str(refused)) from refused
    provider = _provider(platform)
    members = list(platform.inside(pulumi.ResourceOptions(provider=provider)))
    # What the target makes lets volumes and nodes go, so it outlives the drain; all else goes before.
    members += drains(topology, platform, pulumi.ResourceOptions(depends_on=list(members)))
    services = Services("services", args, pulumi.ResourceOptions(providers=[provider], depends_on=members))
    above = pulumi.ResourceOptions(providers=[provider], depends_on=[*members, *services.grounds])
    clusters = clusters_on_kubernetes(topology, platform, above, services=[services])
    return {**services.outputs(), "clusters": clusters}


def _provider(platform: KubernetesPlatform) -> pulumi.ProviderResource:
    from pulumi_kubernetes import Provider

    return Provider(
        "kubernetes",
        kubeconfig=platform.kubeconfig,
        # A renewed credential is no other cluster: without this, everything would be replaced with it.
        cluster_identifier=platform.identity,
        enable_server_side_apply=True,
        # An `up` that was killed has made objects that no state knows: the next one takes them over. Names carry the
        # plan's, and a namespace or an operator that is not the plan's is refused or left alone before this.
        upsert_existing_objects=True,
        enable_patch_force=True,
        enable_secret_mutable=True,
        enable_config_map_mutable=True,
    )


def _require_images(topology: Topology, platform: KubernetesPlatform, *, allowed: bool) -> None:
    """Refuse images that are not pinned and charts that are not there, before anything is made; tests on nodes that run
    nothing may allow the first.
    """
    if said := lacking(topology, platform.present, platform.images, allows_unpinned=allowed):
        raise pulumi.RunError(said)


def endpoint_ranges(topology: Topology) -> Mapping[str, tuple[str, ...]]:
    """Return the address ranges behind the endpoint of each store.

    `groundplan:endpoint-ranges` ({store: [range]}) decides, since a service behind a name may move; else the name is
    looked up. A name that nobody knows has no ranges. Raises pulumi.RunError where it has another form.
    """
    given = pulumi.Config(PROJECT).get_object("endpoint-ranges") or {}
    if not isinstance(given, dict) or not all(map(are_ranges, given.values())):
        raise pulumi.RunError(
            f"{PROJECT}:endpoint-ranges is not of the form "
            '{"STORE": ["203.0.113.0/24", ...]}; docs/how-to/use-a-kubernetes-cluster.md has an example'
        )
    hosts = {store.name: urlsplit(store.endpoint).hostname for store in topology.stores if store.endpoint}
    return {name: tuple(given.get(name) or looked_up(host or "")) for name, host in hosts.items()}
