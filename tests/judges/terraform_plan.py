"""What a plan declares on AWS and Google Cloud, as the plan that `terraform show -json` writes; pure.

In `tests/judges`, since two need it: the benchmark `tests/bench/cloud_checks.py`, which lets checkov judge the example
plans, and whoever lets it judge single resources that were broken on purpose. checkov reads `planned_values`, and for
what connects two resources the references of `configuration`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.judges.resource import Declared
from tests.judges.terraform_types import LISTS, MAPS, NULL, blocks_name, snake, terraform_type

FORMAT_VERSION = "1.2"
TERRAFORM_VERSION = "1.9.0"
"""A reader that knows the format's first number reads the file (Terraform, "JSON Output Format")."""


def terraform_plan(resources: Iterable[Declared]) -> dict[str, Any]:
    """Return the plan that makes all of the resources. Raises Untold where a table lacks one of Terraform's names."""
    known = tuple(resources)
    addresses = {each.name: address(each) for each in known}
    return {
        "format_version": FORMAT_VERSION,
        "terraform_version": TERRAFORM_VERSION,
        "planned_values": {"root_module": {"resources": [_planned(each) for each in known]}},
        "configuration": {"root_module": {"resources": [_configured(each, addresses) for each in known]}},
    }


def address(resource: Declared) -> str:
    """Return what Terraform calls a resource.

    >>> address(Declared(token="aws:ec2/vpc:Vpc", name="network-vpc"))
    'aws_vpc.network-vpc'
    """
    return f"{terraform_type(resource.token)}.{_name(resource)}"


def _name(resource: Declared) -> str:
    return resource.name.replace(".", "-")


def _identity(resource: Declared) -> dict[str, Any]:
    kind = terraform_type(resource.token)
    return {"address": address(resource), "mode": "managed", "type": kind, "name": _name(resource)}


def _planned(resource: Declared) -> dict[str, Any]:
    kind = terraform_type(resource.token)
    values: dict[str, Any] = dict.fromkeys(NULL.get(kind, ()))
    for key, value in block(resource.inputs).items():
        values[key] = [value] if (kind, key) in LISTS and not isinstance(value, list) else value
    return {**_identity(resource), "values": values}


def _configured(resource: Declared, addresses: Mapping[str, str]) -> dict[str, Any]:
    """Return from which resources the properties of one come, as Terraform tells it: the whole path and its parts.

    What comes from a resource that is left out is simply known.
    """
    expressions = {
        _property(key, resource.inputs.get(key)): {
            "references": [
                part
                for name in names
                if name in addresses
                for part in (f"{addresses[name]}.id", addresses[name])
            ]
        }
        for key, names in resource.refers_to.items()
    }
    return {**_identity(resource), "expressions": expressions}


def block(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block with Terraform's names: a block inside it is a list of one, a mapping stays what it is."""
    found = {}
    for key, value in inputs.items():
        if isinstance(value, Mapping) and key not in MAPS:
            found[snake(key)] = [block(value)]
        elif _are_blocks(value):
            found[blocks_name(key)] = [block(each) for each in value]
        else:
            found[snake(key)] = value
    return found


def _property(key: str, value: Any) -> str:
    return blocks_name(key) if _are_blocks(value) else snake(key)


def _are_blocks(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)
