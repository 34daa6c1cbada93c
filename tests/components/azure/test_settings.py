"""What the stack's configuration says of the account: read whole, or refused in a sentence for each mistake."""

from typing import Any

import pytest

from components.azure import settings
from components.topology.errors import TopologyErrors
from tests.components.azure import recorded

NETWORK = f"{recorded.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
WHOLE = {"id": NETWORK, "cidr": "10.40.0.0/16"}


def test_a_stack_that_says_nothing_adopts_nothing() -> None:
    assert settings.read(None) == settings.Settings()


def test_everything_that_is_said_is_read() -> None:
    read = settings.read(
        {
            "admin-groups": [recorded.ADMINS], "login": "workloadidentity",
            "infiniband": "rdma/hca_shared_devices_a",
            "network": {
                "id": NETWORK, "cidr": "10.40.0.0/16", "subnets": {"training": {
                    "1": f"{NETWORK}/subnets/t1", "2": {"id": f"{NETWORK}/subnets/t2", "cidr": "10.40.0.0/24"},
                }},
                "regional-subnets": {"system": f"{NETWORK}/subnets/system"},
            },
        }
    )  # fmt: skip
    assert (read.admin_groups, read.login) == ((recorded.ADMINS,), "workloadidentity")
    assert read.infiniband == "rdma/hca_shared_devices_a"
    assert read.adopted is not None
    assert read.adopted.cidr == "10.40.0.0/16"
    assert read.adopted.subnet_ids == {"training": {zone: f"{NETWORK}/subnets/t{zone}" for zone in "12"}}
    assert read.adopted.subnet_cidrs == {"training": {"2": "10.40.0.0/24"}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("yes", "groundplan:azure: the stack's configuration gives 'yes'"),
        ({"admin-group": [recorded.ADMINS]}, "write admin-groups"),
        ({"admin-groups": ["platform"]}, "object ids of Entra groups"),
        ({"admin-groups": recorded.ADMINS}, "a list of"),
        ({"login": "password"}, "azurecli"),
        ({"infiniband": "hca"}, "a resource such as rdma/hca_shared_devices_a"),
        ({"network": "hub"}, "a mapping with id, cidr, subnets"),
        ({"network": {**WHOLE, "id": "hub"}}, "groundplan:azure.network.id"),
        ({"network": {"id": NETWORK}}, "groundplan:azure.network.cidr"),
        ({"network": {**WHOLE, "subnets": ["a"]}}, "segments, each with zones"),
        ({"network": {**WHOLE, "subnets": {"training": {"1": "a"}}}}, "the id of a subnet"),
        ({"network": {**WHOLE, "subnets": {"trainning": {}}}}, "write training"),
        ({"network": {**WHOLE, "dns-zones": {"blob": "a"}}}, "network.dns-zones"),
        ({"network": {**WHOLE, "dns-zones": "a"}}, "a mapping to ids"),
    ],
)
def test_a_mistake_is_named_with_the_way_out(given: Any, said: str) -> None:
    with pytest.raises(TopologyErrors, match="groundplan:azure") as refused:
        settings.read(given)
    assert said in str(refused.value) and "\n" not in str(refused.value)
