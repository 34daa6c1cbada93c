"""What a plan says of its stores, and of the keys that encrypt them."""

from typing import Annotated, Literal

from components.plan.fields import Endpoint, Holds, Name, StoreKind
from components.plan.forms import Row, Whole
from components.plan.quantities import Duration, Memory, Throughput
from components.plan.reasons import ENCRYPTED_FOLDER, OWN_KEYS, OWN_SERVICE
from components.plan.section import Section

KeyOwner = Literal["platform", "customer"]
Versions = Annotated[int, Whole(1, 1000)]


class Encryption(Section):
    """How the keys of the stores are kept. Stores are encrypted always."""

    key: Annotated[
        KeyOwner,
        Row(local="its keys are Pulumi secrets; no key service holds a customer's key", kubernetes=OWN_KEYS),
    ] = "platform"
    """Whose key encrypts: the platform's own, or the customer's in the platform's key service."""
    rotation: Annotated[
        Duration | None, Row(unit="s", local="no key service replaces its keys", kubernetes=OWN_KEYS)
    ] = None
    """How often the key is replaced."""


class Store(Section):
    """A place for data, encrypted always."""

    name: Annotated[Name, Row()]
    """Name of the store; unique among the stores."""
    holds: Annotated[Holds, Row()]
    """What it holds; this alone decides who may read and write it."""
    size: Annotated[Memory, Row(unit="bytes")]
    """How much it is to hold."""
    kind: Annotated[
        StoreKind,
        Row(
            default="filesystem on local and hosts, object elsewhere",
            local=ENCRYPTED_FOLDER,
            local_value="filesystem",
        ),
    ] = "object"
    """Objects behind an S3-like interface, or a mounted file system."""
    throughput: Annotated[
        Throughput | None,
        Row(
            unit="bytes/s",
            local="nothing can promise the speed of this machine's disk",
            kubernetes="no storage class can promise a speed",
        ),
    ] = None
    """Throughput that a file system has to give."""
    keep: Annotated[
        Duration | None,
        Row(unit="s", local="nothing there removes what has become too old", kubernetes=OWN_SERVICE),
    ] = None
    """Age after which objects are removed; never by default."""
    versions: Annotated[
        Versions | None,
        Row(unit="versions", local="nothing there keeps former versions of a file", kubernetes=OWN_SERVICE),
    ] = None
    """How many former versions of an object are kept; none by default."""
    endpoint: Annotated[
        Endpoint | None, Row(targets="kubernetes, hosts (required for objects)", local=ENCRYPTED_FOLDER)
    ] = None
    """Address of the S3-compatible service that holds the objects."""
