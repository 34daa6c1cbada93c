"""What a stack's configuration may say of a network that exists."""

from typing import Any

import pytest

from components.gcp.settings import adopted
from components.topology.errors import TopologyErrors
from tests.components.gcp import recorded
from tests.components.gcp.test_platform import ADOPTED, SUBNET

TIGHT = {
    f"us-central1-{zone}": {"id": f"{SUBNET}/training-{zone}", "cidr": f"10.0.{number}.0/30"}
    for number, zone in enumerate("ab")
}


def test_without_configuration_the_network_is_ours() -> None:
    assert adopted(recorded.topology(), None) is None


def test_what_it_names_is_taken() -> None:
    found = adopted(recorded.topology(), {"network": ADOPTED})
    assert (
        found is not None and found.network_id == ADOPTED["id"] and found.system_subnet_id.endswith("/system")
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "ours"}, "projects/PROJECT/global/networks/NAME"),
        ({"system-subnet": SUBNET.replace("central1", "east1") + "/s"}, "name a subnet of the plan's region"),
        ({"subnets": {**ADOPTED["subnets"], "serving": {}}}, "none of serving in us-central1-a"),
        ({"subnets": "all"}, "segments, each with zones"),
        ({"subnets": {**ADOPTED["subnets"], "trainning": {}}}, "write training"),
        (
            {"subnets": {**ADOPTED["subnets"], "training": TIGHT}},
            "addresses of 10.0.0.0/30; that subnet has 0",
        ),
        ({"more": 1}, "name all of these"),
        ({"services-cidr": "10.64.0.0/99"}, "an IPv4 range such as"),
    ],
)
def test_each_refusal_names_the_way_out(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(TopologyErrors) as refused:
        adopted(recorded.topology(), {"network": {**ADOPTED, **changed}})
    assert said in str(refused.value), "a network that lacks something is refused before anything is made"


def test_a_file_system_is_refused_there() -> None:
    scratch = {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "2TiB"}
    topology = recorded.topology(storage=[*recorded.document()["storage"], scratch])
    with pytest.raises(TopologyErrors, match="write kind: object, or let the plan make its own network"):
        adopted(topology, {"network": ADOPTED})


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(TopologyErrors, match="the one key network"):
        adopted(recorded.topology(), "ours")
