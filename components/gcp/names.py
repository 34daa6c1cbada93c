"""Names within Google Cloud's lengths and characters, and labels. Pure.

Most names are a project's, and those of buckets the world's, so each ends in digits of its stack: two stacks may have
one plan. They are told, not left to chance, so that `gcloud` finds what the plan calls by name.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.topology.model import Topology
from components.topology.names import DIGEST_LENGTH, bounded, digest

NETWORK_LIMIT = 63
"""Of whatever Compute Engine names (RFC 1035): networks, subnets, routers, firewall rules, routes, addresses."""
CLUSTER_LIMIT = 40
NODE_POOL_LIMIT = 40
ACCOUNT_LIMIT = 30
"""Of the part before the @ of a service account, at least `ACCOUNT_MINIMUM` characters."""
ACCOUNT_MINIMUM = 6
BUCKET_LIMIT = 63
LUSTRE_LIMIT = 8
"""Of the name by which a client mounts a Lustre file system: letters and numbers alone."""
SHARE_LIMIT = 16
LABEL_LIMIT = 64
"""Labels of one resource."""
STACK_DIGITS = 6
BUCKET_DIGITS = 10
"""Of the digest of project, stack, plan and store: names of buckets are one space for all of Google's customers, and
two of ten million are equal with a chance of 1 in 50 among 2**40.
"""


def own(topology: Topology, *parts: str, limit: int = NETWORK_LIMIT) -> str:
    """Return a name of a stack's own in its project: the plan's, the parts, and digits of the stack."""
    return own_of(topology.name, topology.made_by, *parts, limit=limit)


def own_of(plan: str, made_by: Mapping[str, str], *parts: str, limit: int = NETWORK_LIMIT) -> str:
    """Return such a name where there is no topology; `made_by` is the label of the stack."""
    start = bounded("-".join((plan, *parts)), limit - STACK_DIGITS - 1)
    return f"{start}-{stack_digits(made_by)}"


def stack_digits(made_by: Mapping[str, str]) -> str:
    """Return the digits in which the names of a stack end."""
    return digest(",".join(f"{key}={value}" for key, value in sorted(made_by.items())))[:STACK_DIGITS]


def is_own(name: str, plan: str, made_by: Mapping[str, str]) -> bool:
    """Return whether a name is a stack's own, however short it had to be: what takes no labels is told by it."""
    kept = ACCOUNT_LIMIT - STACK_DIGITS - 1 - DIGEST_LENGTH - 1
    return name.startswith(plan[:kept].rstrip("-_.")) and name.endswith(f"-{stack_digits(made_by)}")


def bucket(topology: Topology, project: str, store: str) -> str:
    """Return the name of a store's bucket, which nobody else in the world has."""
    told = "/".join((project, *sorted(topology.made_by.values()), topology.name, store))
    start = bounded(f"{topology.name}-{store}", BUCKET_LIMIT - BUCKET_DIGITS - 1)
    return f"{start}-{digest(told)[:BUCKET_DIGITS]}"


def account(topology: Topology, *parts: str) -> str:
    """Return the id of a service account."""
    return own(topology, *parts, limit=ACCOUNT_LIMIT)


def account_email(account_id: str, project: str) -> str:
    """Return the address of a service account; a project of a domain ("example.com:atlas") is written the other way
    round.

    >>> account_email("atlas-nodes", "example.com:atlas")
    'atlas-nodes@atlas.example.com.iam.gserviceaccount.com'
    """
    domain = ".".join(reversed(project.split(":")))
    return f"{account_id}@{domain}.iam.gserviceaccount.com"


def node_pool(cluster: str, pool: str, *parts: str) -> str:
    """Return the name of a node pool, which is its cluster's own."""
    return bounded("-".join((cluster, pool, *parts)), NODE_POOL_LIMIT)


def lustre(store: str) -> str:
    """Return the name by which a Lustre file system is mounted.

    >>> lustre("scratch"), len(lustre("very-long-scratch"))
    ('scratch', 8)
    """
    plain = store.replace("-", "").replace("_", "")
    return plain if plain == store and len(plain) <= LUSTRE_LIMIT else f"g{digest(store)[: LUSTRE_LIMIT - 1]}"


def labels(topology: Topology, **more: str) -> dict[str, str]:
    """Return the labels of a resource: the topology's, the stack's, and those of what it is for."""
    return {**topology.labels, **topology.made_by, **more}
