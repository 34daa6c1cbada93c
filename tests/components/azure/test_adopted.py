"""A network that exists: handed over, and nothing made of it."""

from typing import Any

from components.azure.adopted import AzureAdoptedNetwork, AzureAdoptedNetworkArgs
from components.azure.settings import AdoptedNetwork
from tests.components.azure import recorded
from tests.components.hosts.recording_engine import record

NETWORK = f"{recorded.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
ADOPTED = AdoptedNetwork(
    network_id=NETWORK,
    cidr="10.40.0.0/16",
    subnet_ids={"training": {"1": f"{NETWORK}/subnets/training"}},
    regional_ids={"system": f"{NETWORK}/subnets/system"},
    dns_zone_ids={"blob": "zone"},
)


def test_an_adopted_network_is_handed_over_and_nothing_is_made() -> None:
    def program() -> Any:
        network = AzureAdoptedNetwork("network", AzureAdoptedNetworkArgs(adopted=ADOPTED))
        return {"id": network.network_id, "subnets": network.subnet_ids, "regional": network.regional_ids}

    resources, handed = record(program, answers=recorded.Answers())
    assert [each.type for each in resources.values()] == ["groundplan:azure:AdoptedNetwork"], (
        "what is made of it would be destroyed with the stack"
    )
    assert handed == {"id": NETWORK, "subnets": ADOPTED.subnet_ids, "regional": ADOPTED.regional_ids}
