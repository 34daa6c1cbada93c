"""Kinds of fields that are no quantities: names, address ranges, zones, days, and the words that a field may hold.

Each refuses with `NotAQuantity`, so that every message says what is allowed and what to do.
"""

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from components.plan.forms import Matching
from components.plan.text_quantity import NotAQuantity

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_NAME_CHARACTERS = 24
"""KubeRay names a pod `<cluster>-<pool>-worker-<5 characters>`: 24 + 1 + 24 + 13 = 62 of a DNS label's 63."""

MAX_ZONES = 6
"""The most availability zones that any region of the three clouds has."""

NAME_PATTERN = rf"[a-z](?:[a-z0-9-]{{0,{MAX_NAME_CHARACTERS - 2}}}[a-z0-9])?"

Name = Annotated[
    str,
    Matching(
        NAME_PATTERN,
        "not a name",
        f"at most {MAX_NAME_CHARACTERS} of a-z, 0-9 and -, the first a letter, the last no -",
        "rename it, and what refers to it",
    ),
]
Line = Annotated[
    str,
    Matching(
        r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?",
        "not one line of text",
        "1 to 200 characters on one line",
        "shorten it to one line",
    ),
]
Location = Annotated[
    str,
    Matching(
        r"[a-z][a-z0-9-]{1,62}",
        "not a location",
        "a region's name, such as us-east-1",
        "write the region's name",
    ),
]
Endpoint = Annotated[
    str,
    Matching(
        r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?",
        "not an endpoint",
        "https://<host> or https://<host>:<port>, without a path",
        "write the address of the S3-compatible service; http is refused, since it would carry data in the clear",
    ),
]
Image = Annotated[
    str,
    Matching(
        r"[a-z0-9][a-z0-9._/:-]{0,254}@sha256:[0-9a-f]{64}",
        "not a pinned image",
        "<registry>/<name>@sha256:<64 hexadecimal digits>",
        "pin the image by its digest; a tag can come to mean another image",
    ),
]
MachineType = Annotated[
    str,
    Matching(
        r"[A-Za-z][A-Za-z0-9._-]{1,62}",
        "not a machine type",
        "a type of the target, such as p5.48xlarge",
        "write the type exactly as the target names it",
    ),
]
Capacity = Annotated[
    str,
    Matching(
        r"on-demand|spot|reservation:[A-Za-z0-9][A-Za-z0-9._/-]{0,127}",
        "not a capacity",
        "on-demand, spot, reservation:<id>",
        "list the capacities in the order in which they are tried",
    ),
]


def parse_cidr(given: object) -> IpNetwork:
    """Return the address range written as `given`; raise `NotAQuantity` for anything else and for a /0."""
    allowed = "an address range such as 10.20.0.0/16"
    if isinstance(given, ipaddress.IPv4Network | ipaddress.IPv6Network):
        return given
    try:
        network = ipaddress.ip_network(given if isinstance(given, str) and "/" in given else "", strict=False)
    except ValueError:
        remedy = "write address/prefix length" + (f", for one host {given}/32" if _is_address(given) else "")
        raise NotAQuantity("not an address range", allowed, remedy) from None
    if network.prefixlen == 0:
        raise NotAQuantity(
            "the whole internet", allowed, "name the ranges that are meant; /0 is never accepted"
        )
    if str(network).lower() != str(given).lower() and str(given).split("/", 1)[0] != str(
        network.network_address
    ):
        raise NotAQuantity("host bits are set", allowed, f'write "{network}"')
    return network


def _is_address(given: object) -> bool:
    return (
        isinstance(given, str) and re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", given, re.ASCII) is not None
    )


def parse_zones(given: object) -> int | tuple[str, ...]:
    """Return a number of zones or their names; raise `NotAQuantity` for anything else."""
    if type(given) is int and 1 <= given <= MAX_ZONES:
        return given
    names = given if isinstance(given, list | tuple) else ()
    if names and all(isinstance(name, str) and re.fullmatch(r"[a-z0-9-]{1,63}", name) for name in names):
        if len(set(names)) == len(names):
            return tuple(str(name) for name in names)
        raise NotAQuantity("a zone named twice", "different zones", "name every zone once")
    allowed = f"a number from 1 to {MAX_ZONES}, or the zones' names in a list"
    raise NotAQuantity("not zones", allowed, "write for example 3, or [us-east-1a, us-east-1b]")


def parse_date(given: object) -> date:
    """Return the day written as YYYY-MM-DD; raise `NotAQuantity` for anything else."""
    if type(given) is date:
        return given
    text = given if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII) else ""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAQuantity(
            "not a day", "a day of the calendar as YYYY-MM-DD", "write for example 2027-03-31"
        ) from None


def parse_rate(given: object) -> float:
    """Return a rate above 0 and below a million; raise `NotAQuantity` for anything else."""
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < 1_000_000:
        return float(given)
    raise NotAQuantity("not a rate", "a number above 0 and below 1000000", "write for example 40")


Cidr = Annotated[
    IpNetwork,
    PlainValidator(parse_cidr),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["10.20.0.0/16"]}),
]
ZONE_NAMES_SCHEMA = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
Zones = Annotated[
    int | tuple[str, ...],
    PlainValidator(parse_zones),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_ZONES}, ZONE_NAMES_SCHEMA]}),
]
Day = Annotated[date, PlainValidator(parse_date), WithJsonSchema({"type": "string", "format": "date"})]
Rate = Annotated[
    float,
    PlainValidator(parse_rate),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1_000_000}),
]
Target = Literal["local", "hosts", "kubernetes", "aws", "gcp", "azure"]
Environment = Literal["development", "staging", "production"]
Purpose = Literal["training", "serving"]
Holds = Literal["datasets", "checkpoints", "registry", "models", "scratch"]
StoreKind = Literal["object", "filesystem"]
Precision = Literal["fp32", "bf16", "fp16", "fp8", "int8", "int4"]
