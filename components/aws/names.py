"""Names within AWS's lengths and characters, and labels as tags. Pure.

What AWS names itself gets a prefix, to which it appends what tells one from another: so two stacks may have one plan,
and what is replaced can be made before its predecessor goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from components.topology.model import Topology
from components.topology.names import DIGEST_LENGTH, bounded, digest

UNIQUE_CHARACTERS = 26
"""What the provider appends to a prefix (terraform-plugin-sdk, id.PrefixedUniqueId)."""
BUCKET_LIMIT = 63
ROLE_LIMIT = 64
NODE_GROUP_LIMIT = 63
CLUSTER_LIMIT = 100
ALIAS_LIMIT = 256
LOG_GROUP_LIMIT = 512
GROUP_LIMIT = 255
TEMPLATE_LIMIT = 128


def partition(location: str) -> str:
    """Return the partition of a region: the second part of every ARN in it."""
    for start, name in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")):
        if location.startswith(start):
            return name
    return "aws"


def prefix(*parts: str, limit: int) -> str:
    """Return a prefix of names that may have `limit` characters, with the dash that ends it."""
    return bounded("-".join(parts), limit - UNIQUE_CHARACTERS - 1) + "-"


def bucket_name(plan: str, store: str, owner: str) -> str:
    """Return the name of a bucket, which is one for all accounts of AWS: `owner` tells account, region and stack."""
    return f"{bounded(f'{plan}-{store}', BUCKET_LIMIT - DIGEST_LENGTH - 1)}-{digest(owner)[:DIGEST_LENGTH]}"


def cluster_name(plan: str, stack: str) -> str:
    """Return the name of the Kubernetes cluster, which AWS wants whole; two stacks of one plan have two."""
    return bounded(re.sub(r"[^A-Za-z0-9_-]", "-", f"{plan}-{stack}"), CLUSTER_LIMIT)


def log_group(cluster: str) -> str:
    """Return the name of the log group that the control plane of a cluster writes, which AWS wants so."""
    return f"/aws/eks/{cluster}/cluster"


def tags(topology: Topology, name: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the labels of a resource as tags, with the name that AWS's console shows."""
    return {"Name": f"{topology.name}-{name}", **topology.labels, **topology.made_by, **(more or {})}


def template_tags(topology: Topology, name: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the tags of machines that a template makes, without the stack's: with one label more, all go anew."""
    return {"Name": f"{topology.name}-{name}", **topology.labels, **(more or {})}
