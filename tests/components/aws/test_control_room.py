"""The subnets of private endpoints and of the system's machines have room for both."""

from dataclasses import replace

import pytest

from components.aws import limits
from tests.components.aws import recorded
from tests.components.topology import plans

HEADS = [
    {"name": name, "purpose": purpose, "pools": [plans.pool("head", cpu=4, memory="8GiB")]}
    for name, purpose in (("train", "training"), ("serve", "serving"))
]
"""Machines so few that their own subnets have room in every network here."""


def refusals(prefix: int, zones: int, production: bool = False) -> list[str]:
    network = {"cidr": f"10.20.0.0/{prefix}", "zones": zones}
    topology = replace(recorded.topology(network=network, clusters=HEADS), deletion_protection=production)
    return [str(error) for error in limits.errors(topology)]


def test_a_network_too_small_for_endpoints_and_the_system_is_refused_with_the_one_that_would_do() -> None:
    (said,) = refusals(21, 1)
    assert "9 private endpoints and 4 machines" in said and "take 53 addresses in zone 1" in said
    assert "has 27; give a network of /20" in said


@pytest.mark.parametrize(("zones", "production"), [(1, False), (1, True), (2, False), (3, True)])
def test_the_network_that_a_refusal_proposes_is_taken(zones: int, production: bool) -> None:
    proposed = 21
    for _ in range(3):
        if not (said := refusals(proposed, zones, production)):
            break
        proposed = int(said[0].rpartition("/")[2])
    assert refusals(proposed, zones, production) == [] and proposed < 21, "the way out leads out"
