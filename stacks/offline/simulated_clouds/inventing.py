"""Outputs and ids that nobody gave: plausible, the same for the same resource, and visibly simulated. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from pulumi._types import is_output_type, unwrap_type

from stacks.offline.simulated_clouds.sdk import Declared, output_types
from stacks.offline.simulated_kubernetes.values import UNKNOWN

ACCOUNT = "000000000000"
PROJECT = "simulated-project"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"

PREFIXES = {
    "Vpc": "vpc", "Subnet": "subnet", "SecurityGroup": "sg", "RouteTable": "rtb", "InternetGateway": "igw",
    "NatGateway": "nat", "Eip": "eipalloc", "VpcEndpoint": "vpce", "LaunchTemplate": "lt", "FlowLog": "fl",
    "NetworkAcl": "acl", "VpcPeeringConnection": "pcx", "FileSystem": "fs", "LustreFileSystem": "fs",
    "SecurityGroupIngressRule": "sgr", "SecurityGroupEgressRule": "sgr", "RouteTableAssociation": "rtbassoc",
}  # fmt: skip
"""Types of EC2 and its like -> what their ids begin with (docs.aws.amazon.com, "Resource IDs")."""

DEEPEST = 6
"""Nested outputs may hold themselves; no program reads deeper."""


def digest(text: str) -> str:
    """Return 12 hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def name_of(urn: str) -> str:
    """Return the logical name of a resource."""
    return urn.rpartition("::")[2]


def physical_name(urn: str, inputs: Mapping[str, Any]) -> str:
    """Return the name that a resource has at its provider: the given one, else one as the engine would make it."""
    for key in (
        "name",
        "bucket",
        "resourceName",
        "accountName",
        "virtualNetworkName",
        "vaultName",
        "repositoryId",
    ):
        if isinstance(given := inputs.get(key), str):
            return given
    return f"{name_of(urn).lower()}-simulated"


def id_of(token: str, urn: str, inputs: Mapping[str, Any]) -> str:
    """Return the id of a new resource."""
    package, kind = token.partition(":")[0], token.rpartition(":")[2]
    name = physical_name(urn, inputs)
    if package == "azure-native":
        return azure_id(token, name, inputs)
    if package == "gcp":
        return f"projects/{PROJECT}/{kind[0].lower()}{kind[1:]}s/{name}"
    if kind in PREFIXES:
        return f"{PREFIXES[kind]}-simulated{digest(urn)}"
    return name


def azure_id(token: str, name: str, inputs: Mapping[str, Any]) -> str:
    """Return the path of an Azure resource: its group, its provider, its type."""
    module, kind = token.split(":")[1].partition("/")[0], token.rpartition(":")[2]
    if kind == "ResourceGroup":
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{inputs.get('resourceGroupName', name)}"
    group = inputs.get("resourceGroupName")
    within = f"/resourceGroups/{group}" if isinstance(group, str) else ""
    types = f"{kind[0].lower()}{kind[1:]}s"
    return f"/subscriptions/{SUBSCRIPTION}{within}/providers/Microsoft.{module.capitalize()}/{types}/{name}"


def outputs(
    token: str, urn: str, inputs: Mapping[str, Any], of: Declared, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a resource has once it is made: its inputs, and what only the provider can know."""
    made = {key: told(value, of.outputs.get(key)) for key, value in inputs.items()}
    name, before = physical_name(urn, inputs), {**_named(token, urn, inputs), **(known or {})}
    for key, kind in of.computed.items():
        made[key] = before[key] if key in before else invented(key, kind, token, urn, name)
    if "name" in of.outputs and "name" not in made:
        made["name"] = before.get("name", name)
    if "arn" in of.outputs and "arn" not in made:
        made["arn"] = arn(token, name)
    return made


def _named(token: str, urn: str, inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the name that Azure tells of a resource, by the input that its type ends with: `keyName` of a `Key`.

    Where none is given it is one that every type takes: it stands in inputs of others, whose forms are judged.
    """
    if not token.startswith("azure-native:"):
        return {}
    kind, ends = (
        token.rpartition(":")[2],
        [key.removesuffix("Name") for key in inputs if key.endswith("Name")],
    )
    own = max(
        (each for each in ends if each and kind.endswith(each[0].upper() + each[1:])), key=len, default=""
    )
    given = inputs.get(f"{own}Name") if own else None
    return {"name": given if isinstance(given, str) else f"sim{digest(urn)[:9]}"}


def told(value: Any, of: Any) -> Any:
    """Return an input as the provider tells it: Azure takes a list of identities and tells what it knows of each."""
    of = unwrap_type(of) if of is not None else None
    origin = get_origin(of)
    if isinstance(value, list) and origin is not None and issubclass(origin, Mapping):
        return {each: {} for each in value} if all(isinstance(each, str) for each in value) else UNKNOWN
    if isinstance(value, Mapping) and isinstance(of, type) and is_output_type(of):
        inner = output_types(of)
        return {key: told(each, inner.get(key)) for key, each in value.items()}
    return value


def arn(token: str, name: str) -> str:
    """Return the ARN of a simulated resource of AWS."""
    service, kind = token.split(":")[1].partition("/")[0], token.rpartition(":")[2].lower()
    if service == "s3":
        return f"arn:aws:s3:::{name}"
    region = "" if service == "iam" else "us-east-1"
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{kind}/simulated-{name}"


def invented(key: str, of: Any, token: str, urn: str, name: str, depth: int = 0) -> Any:
    """Return a value of a type for a property that only the provider knows; nested ones have one entry each."""
    of = unwrap_type(of)
    origin = get_origin(of)
    if depth > DEEPEST:
        return None
    if isinstance(of, type) and is_output_type(of):
        return {
            inner: invented(inner, kind, token, urn, name, depth + 1)
            for inner, kind in output_types(of).items()
        }
    if origin is not None and issubclass(origin, Mapping):
        return {}
    if origin is not None and issubclass(origin, Sequence):
        entry = invented(key, get_args(of)[0], token, urn, name, depth + 1)
        return [] if entry is None else [entry]
    if of in (bool, int, float):
        return of()
    return text(key, token, urn, name) if of is str else None


def text(key: str, token: str, urn: str, name: str) -> str:
    """Return a text for a property by what its name says."""
    lower = key.lower()
    if lower == "arn":
        return arn(token, name)
    if lower == "selflink":
        return f"https://www.googleapis.com/compute/v1/{id_of(token, urn, {'name': name})}"
    if lower == "issuer" or lower.endswith(("url", "uri", "endpoint", "issuerurl")):
        return f"https://simulated-{digest(urn)}.example.com"
    if lower.endswith(("certificate", "cacertificate", "data")):
        return "c2ltdWxhdGVk"
    if "cidr" in lower:
        return "192.0.2.0/24"
    if "ipaddress" in lower or lower.endswith("ip"):
        return "192.0.2.1"
    return f"simulated-{key}-{digest(urn)}"
