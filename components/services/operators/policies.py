"""What closes the namespace of an operator that this plan brings, but for what it asks and who asks it. Pure.

The API server calls webhooks from machines that no selector names on every network, so webhooks answer anybody; their
certificates say who they are. The operator in turn reaches the ports of an API server wherever that is: an operator
that a network hides from its API server is a cluster that does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.isolation.needs import ways_of_needs
from components.services.isolation.ways import (
    ANYBODY,
    End,
    Way,
    answering_ways,
    deny_by_default,
    policies_of,
    way,
)
from components.topology.model import Topology
from components.topology.places import REASON, metadata

API_PORTS = frozenset({443, 6443})
"""Where the API server answers on most clusters, for a platform that does not say it: its service and the machine."""
WEBHOOK_PORT = 9443


def operator_policies(
    topology: Topology, platform: KubernetesPlatform, operator: End, *, has_webhooks: bool
) -> tuple[Manifest, ...]:
    """Return what denies by default in the namespace of `operator`, and the one policy that opens what it needs."""
    if operator.namespace is None:
        raise ValueError(f"{operator.name} is not this plan's: whoever brought it closes its namespace")
    opened = [
        policy
        for each in (*_own_ways(platform, operator, has_webhooks), *ways_of_needs(topology, platform))
        for policy in policies_of(topology, each)
        if policy["metadata"]["namespace"] == operator.namespace
    ]
    return deny_by_default(topology, operator.namespace), _together(topology, operator, opened)


def _own_ways(platform: KubernetesPlatform, operator: End, has_webhooks: bool) -> Iterator[Way]:
    yield from answering_ways(
        operator, "dns", platform.dns, "the operator finds Ray and the API server by name"
    )
    asked = {port.number for place in platform.api_server for port in place.ports} or API_PORTS
    yield way(operator, ANYBODY, "api-server", sorted(asked), "the operator watches its kinds and makes pods")
    if has_webhooks:
        yield way(
            ANYBODY, operator, "webhooks", [WEBHOOK_PORT], "the API server asks the operator's webhooks"
        )


def _together(topology: Topology, operator: End, opened: list[Manifest]) -> Manifest:
    """Return one policy with the rules of several: each object more is a step more of every `up`."""
    reasons = dict.fromkeys(policy["metadata"]["annotations"][REASON] for policy in opened)
    rules = {
        side: [rule for policy in opened for rule in policy["spec"].get(side, ())]
        for side in ("ingress", "egress")
    }
    return {
        "apiVersion": opened[0]["apiVersion"],
        "kind": opened[0]["kind"],
        "metadata": metadata(
            topology, operator.name, namespace=operator.namespace, annotations={REASON: "; ".join(reasons)}
        ),
        "spec": {"podSelector": operator.pods, "policyTypes": ["Ingress", "Egress"], **rules},
    }
