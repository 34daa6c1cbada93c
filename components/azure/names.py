"""Names within Azure's lengths and characters, and labels as tags. Pure.

Most names need be unique in their resource group only, and start with the plan's. The lengths and characters are those
of "Naming rules and restrictions for Azure resources" (learn.microsoft.com, Azure Resource Manager).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from components.topology.model import Topology
from components.topology.names import DIGEST_LENGTH, bounded, digest

NODE_GROUP_LIMIT = 80
"""Characters of the resource group in which AKS keeps the machines; Azure's other groups may have 90."""
NODE_GROUP_ENDING = "-nodes"
NETWORK_LIMIT = 64
ENDPOINT_LIMIT = 64
CLUSTER_LIMIT = 63
LINK_LIMIT = 80
PLACEMENT_LIMIT = 80
API_ZONE_LIMIT = 32
"""Characters before the first dot ("Configure a private DNS zone", AKS)."""
DNS_PREFIX_LIMIT = 54
ACCOUNT_LIMIT = 24
CONTAINER_LIMIT = 63
AGENT_POOL_LIMIT = 12
AGENT_POOL_LETTERS = 5
"""The rest of an agent pool's name is 28 bits of a digest: of 100 pools two are alike with a chance of 1 in 54,000;
`limits` checks."""

ROLE_ASSIGNMENTS = uuid.UUID("3f0c4a1e-6a55-5d0b-9a0e-2f6d3f1b7c44")
"""The namespace in which the names of role assignments are made; any constant would do, and it must stay."""


def group_name(plan: str, stack: str) -> str:
    """Return the name of the resource group; two stacks of one plan have two."""
    return bounded(f"{plan}-{stack}", NODE_GROUP_LIMIT - len(NODE_GROUP_ENDING))


def node_group_name(plan: str, stack: str) -> str:
    """Return the name of the resource group that AKS makes for the machines."""
    return group_name(plan, stack) + NODE_GROUP_ENDING


def named(topology: Topology, role: str, limit: int = CLUSTER_LIMIT) -> str:
    """Return the name of what has a role in the plan's resource group, of at most `limit` characters."""
    return bounded(f"{topology.name}-{role}", limit)


def api_zone(topology: Topology) -> str:
    """Return the private DNS zone of the API endpoint: a stack's own, since one network may be told several.

    Its form is that of "API Server VNet Integration" in AKS's page "Create a private AKS cluster".
    """
    whose = digest("/".join((topology.name, *topology.made_by.values())))[:DIGEST_LENGTH]
    start = bounded(topology.name, API_ZONE_LIMIT - DIGEST_LENGTH - 1)
    return f"{start}-{whose}.private.{topology.location}.azmk8s.io"


def account_name(topology: Topology, group: str, store: str) -> str:
    """Return the name of a storage account, which no other account in the world may have.

    Of a-z and 0-9, at most 24: the start of plan and store, and a digest of them with whose stack it is.
    """
    whose = "/".join((group, *topology.made_by.values(), topology.location or "", topology.name, store))
    letters = re.sub(r"[^a-z0-9]", "", f"{topology.name}{store}".lower())
    return letters[: ACCOUNT_LIMIT - DIGEST_LENGTH] + digest(whose)[:DIGEST_LENGTH]


def container_name(store: str) -> str:
    """Return the name of a store's container: no two dashes in a row, none at the ends, at least 3 characters."""
    plain = re.sub(r"-{2,}", "-", store).strip("-")
    return bounded(plain if len(plain) > 2 else f"{plain}-store", CONTAINER_LIMIT)


def agent_pool_name(pool: str, *identity: str) -> str:
    """Return the name of an agent pool: of a-z and 0-9, the first a letter, at most 12.

    `identity` is whatever Azure never changes of one: what gets another machine gets another name, so that the new one
    can be made before the old one goes.
    """
    letters = re.sub(r"[^a-z0-9]", "", pool)[:AGENT_POOL_LETTERS]
    return letters + digest("/".join((pool, *identity)))[: AGENT_POOL_LIMIT - len(letters)]


def role_assignment_name(scope: str, principal: str, role: str) -> str:
    """Return the GUID of a role assignment: the same for the same grant, and for no other in the tenant."""
    return str(uuid.uuid5(ROLE_ASSIGNMENTS, "/".join((scope.lower(), principal, role))))


def tags(topology: Topology, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the labels of a resource as tags."""
    return {**topology.labels, **topology.made_by, **(more or {})}
