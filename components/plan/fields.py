"""Kinds of fields that are no quantities: names, address ranges, zones, days, and the words that a field may hold.

Each refuses with `NotAQuantity`, so that every message says what is allowed and what to do.
"""

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal

from components.plan.forms import Matching, Parsed
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
        "a name",
        NAME_PATTERN,
        f"at most {MAX_NAME_CHARACTERS} of a-z, 0-9 and -, the first a letter, the last no -",
        "rename it, and what refers to it",
    ),
]
Namespace = Annotated[
    str,
    Matching(
        "a namespace of Kubernetes",
        r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
        "a name as `kubectl get namespaces` shows it",
        "write the namespace of the pods that ask",
    ),
]
Line = Annotated[
    str,
    Matching(
        "one line of text",
        r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?",
        "1 to 200 characters on one line",
        "shorten it to one line",
    ),
]
Location = Annotated[
    str,
    Matching(
        "a location",
        r"[a-z][a-z0-9-]{1,62}",
        "a region's name, such as us-east-1",
        "write the region's name",
    ),
]
Endpoint = Annotated[
    str,
    Matching(
        "an endpoint",
        r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?",
        "https://<host> or https://<host>:<port>, without a path",
        "write the address of the S3-compatible service; http is refused, since it would carry data in the clear",
    ),
]
Image = Annotated[
    str,
    Matching(
        "a pinned image",
        r"[a-z0-9][a-z0-9._/:-]{0,254}@(?:sha256:[0-9a-f]{64}|placeholder-[a-z0-9-]{1,60})",
        "<registry>/<name>@sha256:<64 hexadecimal digits>",
        "pin the image by its digest; a tag can come to mean another image",
    ),
]
MachineType = Annotated[
    str,
    Matching(
        "a machine type",
        r"[A-Za-z][A-Za-z0-9._-]{1,62}",
        "a type of the target, such as p5.48xlarge",
        "write the type exactly as the target names it",
    ),
]
Capacity = Annotated[
    str,
    Matching(
        "a capacity",
        r"on-demand|spot|reservation:[A-Za-z0-9][A-Za-z0-9._/-]{0,127}",
        "on-demand, spot, reservation:<id>",
        "list the capacities in the order in which they are tried",
        ("on-demand", "spot"),
    ),
]


def parse_cidr(given: object) -> IpNetwork:
    """Return the address range written as `given`; raise `ValueError` with the remedy, /0 included."""
    if isinstance(given, ipaddress.IPv4Network | ipaddress.IPv6Network):
        return given
    text = given if isinstance(given, str) else ""
    one_host = re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", text, re.ASCII)
    if one_host:
        raise ValueError(f'add the length of the prefix; for this one host "{text}/32"')
    try:
        network = ipaddress.ip_network(text if "/" in text else "", strict=False)
    except ValueError:
        raise ValueError("write <address>/<length of the prefix>") from None
    if network.prefixlen == 0:
        raise NotAQuantity(
            "all addresses there are", ADDRESS_RANGE, "name the ranges that are meant; /0 is refused"
        )
    if ipaddress.ip_address(text.split("/")[0]) != network.network_address:
        raise NotAQuantity("an address inside a range", ADDRESS_RANGE, f'write the range itself: "{network}"')
    return network


def parse_zones(given: object) -> int | tuple[str, ...]:
    """Return a number of zones or their names; raise `ValueError` with the remedy for anything else."""
    if type(given) is int and 1 <= given <= MAX_ZONES:
        return given
    names = tuple(given) if isinstance(given, list | tuple) else ()
    if not names or not all(isinstance(name, str) and re.fullmatch(ZONE_PATTERN, name) for name in names):
        raise ValueError("write for example 3, or [us-east-1a, us-east-1b]")
    if len(set(names)) < len(names):
        raise ValueError("name every zone once")
    return names


def parse_date(given: object) -> date:
    """Return the day written as YYYY-MM-DD; raise `ValueError` with the remedy for anything else."""
    if type(given) is date:
        return given
    text = given if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII) else ""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("write for example 2027-03-31") from None


def parse_rate(given: object) -> float:
    """Return a rate above 0 and below `MAX_RATE`; raise `ValueError` with the remedy for anything else."""
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < MAX_RATE:
        return float(given)
    raise ValueError("write for example 40")


ADDRESS_RANGE = "an address range such as 10.20.0.0/16"
ZONE_PATTERN = r"[a-z0-9][a-z0-9-]{0,62}"
MAX_RATE = 1_000_000
"""Requests per second: far above what one served model was ever asked for, so a slip of the hand."""

Zone = Annotated[
    str,
    Matching(
        "a zone", ZONE_PATTERN, "a zone of the network, such as us-east-1a", "write one of network.zones"
    ),
]
Cidr = Annotated[
    IpNetwork,
    Parsed("an address range", ADDRESS_RANGE, parse_cidr, {"type": "string", "examples": ["10.20.0.0/16"]}),
]
ZONE_NAMES = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"type": "string", "pattern": ZONE_PATTERN},
}
Zones = Annotated[
    int | tuple[str, ...],
    Parsed(
        "zones",
        f"a number from 1 to {MAX_ZONES}, or a list of different zones' names",
        parse_zones,
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_ZONES}, ZONE_NAMES]},
    ),
]
Day = Annotated[
    date,
    Parsed("a day", "a day of the calendar as YYYY-MM-DD", parse_date, {"type": "string", "format": "date"}),
]
Rate = Annotated[
    float,
    Parsed(
        "a rate",
        f"a number above 0 and below {MAX_RATE}",
        parse_rate,
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": MAX_RATE},
    ),
]
Target = Literal["local", "hosts", "kubernetes", "aws", "gcp", "azure"]
Environment = Literal["development", "staging", "production"]
Purpose = Literal["training", "serving"]
Holds = Literal["datasets", "checkpoints", "registry", "models", "scratch"]
StoreKind = Literal["object", "filesystem"]
Precision = Literal["fp32", "bf16", "fp16", "fp8", "int8", "int4"]
