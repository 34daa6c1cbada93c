"""A network that exists: used, and nothing of it made."""

from components.aws.addresses import CONTROL_PLANE
from components.aws.adopted import AwsAdoptedNetwork
from components.aws.adopted_subnets import AdoptedSubnets
from tests.components.aws import recorded

ZONES = {"us-east-1a": "subnet-a", "us-east-1b": "subnet-b"}


def test_nothing_of_it_is_made_so_nothing_can_be_destroyed() -> None:
    seen = {}

    def program() -> None:
        args = AdoptedSubnets(
            network_id="vpc-1", cidr="10.0.0.0/16", route_table_ids={},
            subnet_ids=dict.fromkeys(("training", "serving", "control"), ZONES),
        )  # fmt: skip
        made = AwsAdoptedNetwork("network", args)
        seen.update({segment: sorted(zones) for segment, zones in made.subnet_ids.items()})

    resources = recorded.made(program)
    assert [each.type for each in resources.values()] == ["groundplan:aws:AdoptedNetwork"]
    assert seen == dict.fromkeys(("training", "serving", "control", CONTROL_PLANE), sorted(ZONES))
