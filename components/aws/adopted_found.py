"""Whether the subnets that a stack adopts are there, as the account tells. It asks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from components.aws import adoption_limits
from components.aws.account import asking, open_account
from components.aws.addresses import zone_name
from components.topology.adopted_found import Adopted, FoundSubnet, judged
from components.topology.model import Topology
from components.topology.offered import Places


def adopted(configured: Callable[[str], Any], topology: Topology) -> Places:
    """Return what is said of the network that a stack adopts; nothing where it adopts none.

    Raises CannotAsk, NoCredentials, and TopologyErrors where the configuration has another form.
    """
    where, location = adoption_limits.WHERE, topology.location or ""
    network = adoption_limits.read(configured(where))
    if network is None:
        return Places()
    told = Adopted(
        where=where, network_id=network.network_id, cidr=network.cidr, subnet_ids=network.subnet_ids,
        told=network.subnet_cidrs,
    )  # fmt: skip
    named = sorted({subnet for zones in network.subnet_ids.values() for subnet in zones.values()})
    found = subnets(open_account(configured, location).client("ec2"), named)
    return judged(topology, told, found, lambda zone: zone_name(location, zone))


def subnets(client: Any, named: Sequence[str]) -> dict[str, FoundSubnet]:
    """Return those subnets of `named` that there are. Raises CannotAsk."""
    found = {}
    # By a filter: asked by id, one that is not there would hide the others.
    query = [{"Name": "subnet-id", "Values": list(named)}]
    with asking("which subnets it has"):
        for page in client.get_paginator("describe_subnets").paginate(Filters=query):
            for each in page["Subnets"]:
                found[each["SubnetId"]] = FoundSubnet(
                    network=each["VpcId"], cidr=each["CidrBlock"], zone=each["AvailabilityZone"],
                    free=int(each["AvailableIpAddressCount"]),
                )  # fmt: skip
    return found
