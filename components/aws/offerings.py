"""In which zones an account of AWS has the machines of a plan: letters of zones are by account. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.aws.account import asking, open_account
from components.aws.addresses import zone_name
from components.topology.model import Topology
from components.topology.offered import Offered, Places, wanted
from components.topology.offered import places as places_of

ACCESS = "ask AWS by `aws support create-case` for access to it"
FILTER_AT_MOST = 200
"""Values of a filter (Amazon EC2, "List and filter your resources"): far more than a plan has machines."""


def places(configured: Callable[[str], Any], topology: Topology) -> Places:
    """Return what has no place in the account of a stack. Raises CannotAsk, NoCredentials."""
    location = topology.location or ""
    asked = wanted(topology, lambda zone: zone_name(location, zone))
    if not asked:
        return Places()
    client = open_account(configured, location).client("ec2")
    return places_of(asked, offered(client, {each.machine for each in asked}), location, ACCESS)


def offered(client: Any, machines: set[str]) -> Offered:
    """Return the zones that have each of `machines`. Raises CannotAsk."""
    found: dict[str, set[str]] = {}
    query = [{"Name": "instance-type", "Values": sorted(machines)[:FILTER_AT_MOST]}]
    with asking("which machines its zones have"):
        pages = client.get_paginator("describe_instance_type_offerings")
        for page in pages.paginate(LocationType="availability-zone", Filters=query):
            for each in page["InstanceTypeOfferings"]:
                found.setdefault(each["InstanceType"], set()).add(each["Location"])
    return {machine: frozenset(zones) for machine, zones in found.items()}
