"""A network that exists: used, and nothing of it made."""

from typing import Any

import pulumi

from components.gcp.adopted import GcpAdoptedNetwork
from components.gcp.adopted_subnets import AdoptedSubnets
from tests.components.gcp import recorded

GIVEN = AdoptedSubnets(
    network_id="projects/p/global/networks/ours",
    cidr="10.0.0.0/16",
    subnet_ids={"training": {"us-central1-a": "projects/p/regions/us-central1/subnetworks/t"}},
    system_subnet_id="projects/p/regions/us-central1/subnetworks/s",
    system_cidr="10.0.192.0/20",
    services_cidr="10.64.0.0/20",
)


def test_nothing_is_made_of_it() -> None:
    found = recorded.made(lambda: GcpAdoptedNetwork("network", GIVEN).network_id)
    assert [each.type for each in found.values()] == ["groundplan:gcp:AdoptedNetwork"], (
        "so nothing is destroyed"
    )


def test_its_outputs_are_those_of_a_network_of_ours() -> None:
    found: list[Any] = []

    def program() -> pulumi.Output[Any]:
        made = GcpAdoptedNetwork("network", GIVEN)
        return pulumi.Output.all(made.network_id, made.subnet_ids, made.system_subnet_id).apply(found.append)

    recorded.made(program)
    assert found == [[GIVEN.network_id, GIVEN.subnet_ids, GIVEN.system_subnet_id]]
