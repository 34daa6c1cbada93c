"""Names, each of them an identity: derived from names of the plan alone, never from a position in a list."""

import hashlib
import re

LABEL_LIMIT = 63
"""Characters that a Kubernetes label value, a DNS label and a Google Cloud label may have at most."""
DIGEST_LENGTH = 8
"""32 bits: of 1,000 cut names in one plan two are equal with a chance of 1 in 8,000; `resolve` checks."""


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in hexadecimal: the same on every machine, unlike Python's own `hash`."""
    return hashlib.sha256(text.encode()).hexdigest()


def bounded(name: str, limit: int = LABEL_LIMIT) -> str:
    """Return `name`, or where it is longer than `limit` characters its start and a digest of all of it."""
    if len(name) <= limit:
        return name
    start = name[: limit - DIGEST_LENGTH - 1].rstrip("-_.")
    return f"{start}-{digest(name)[:DIGEST_LENGTH]}"


def pool_name(cluster: str, pool: str, limit: int = LABEL_LIMIT) -> str:
    """Return the name of a pool that is its own across the clusters of a plan."""
    return bounded(f"{cluster}-{pool}", limit)


def node_name(cluster: str, pool: str, ordinal: int, limit: int = LABEL_LIMIT) -> str:
    """Return the name of a pool's node number `ordinal`, from 0; it stays readable in a cut name."""
    ending = f"-{ordinal}"
    return pool_name(cluster, pool, limit - len(ending)) + ending


def namespace_name(plan: str, part: str) -> str:
    """Return the namespace of one part of a plan: of a cluster, of the registry, of observability."""
    return bounded(f"{plan}-{part}")


def label_value(text: str) -> str:
    """Return `text` as every target takes it in a label: of `[a-z0-9_-]`, at most 63 characters.

    `@` becomes `_at_`, so that an owner's address stays readable; every other foreign character becomes `-`.
    """
    plain = re.sub(r"[^a-z0-9_-]", "-", text.lower().replace("@", "_at_")).strip("-_")
    return bounded(plain)
