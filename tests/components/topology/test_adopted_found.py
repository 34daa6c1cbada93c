"""Subnets of a network that exists are what its cloud tells, whatever a stack's configuration says of them."""

from dataclasses import replace
from typing import Any

import pytest

from components.catalog.loading import load_catalog
from components.topology.adopted_found import Adopted, FoundSubnet, judged
from components.topology.offered import Places
from components.topology.resolve import resolve
from tests.components.topology.clouds import asked, cloud_plan

POOLS = (asked("head"), asked("data", count="0..4"))
TOPOLOGY = resolve(
    cloud_plan("aws", *POOLS, network={"cidr": "10.20.0.0/16", "zones": 1}), None, catalog=load_catalog()
)
SUBNET = FoundSubnet(network="vpc-1", cidr="10.0.0.0/18", zone="1", free=16000)
TOLD = Adopted(
    where="here", network_id="vpc-1", cidr="10.0.0.0/16", others={"control": "of-all"},
    subnet_ids={"training": {"1": "of-training"}, "serving": {"1": "of-serving"}},
    told={"training": {"1": "10.0.0.0/18"}},
)  # fmt: skip
FOUND = {"of-training": SUBNET, "of-serving": SUBNET, "of-all": SUBNET}


def said(**changed: FoundSubnet | None) -> Places:
    """Return what is said where subnets are otherwise, or not there."""
    found = FOUND | {name.replace("_", "-"): each for name, each in changed.items()}
    return judged(TOPOLOGY, TOLD, {name: each for name, each in found.items() if each is not None})


def test_what_is_as_it_is_told_is_let_through() -> None:
    assert said() == Places()


@pytest.mark.parametrize(
    ("subnet", "words"),
    [
        (None, "the account has no such subnet there"),
        (FoundSubnet(network="vpc-2", cidr="10.0.0.0/18", zone="1"), "it lies in vpc-2; name a subnet of vpc-1"),
        (FoundSubnet(network="vpc-1", cidr="10.0.0.0/18", zone="2"), "it lies in 2; name it as 2, or another for 1"),
        (FoundSubnet(network="vpc-1", cidr="10.0.0.0/20", zone="1"), "its range is 10.0.0.0/20"),
        (FoundSubnet(network="vpc-1", cidr="10.1.0.0/18", zone="1"), "10.1.0.0/18 lies outside of 10.0.0.0/16"),
    ],
)  # fmt: skip
def test_a_subnet_that_is_otherwise_is_refused_by_its_place(subnet: Any, words: str) -> None:
    told = [str(each) for each in said(of_training=subnet).errors]
    assert any(each.startswith("here.subnets.training.1") and words in each for each in told), told


def test_a_subnet_of_no_zone_is_asked_for_as_well() -> None:
    (error,) = said(of_all=None).errors
    assert error.path == "here.control"


def test_a_region_s_subnet_lies_in_every_zone() -> None:
    assert said(of_serving=FoundSubnet(network="vpc-1", cidr="10.0.64.0/18")) == Places()


def test_a_subnet_that_is_too_small_is_refused_and_one_that_others_fill_is_told() -> None:
    small = FoundSubnet(network="vpc-1", cidr="10.0.64.0/28", zone="1")
    told = replace(TOLD, told={})
    (error,) = judged(TOPOLOGY, told, {**FOUND, "of-training": small}).errors
    assert "10.0.64.0/28, has 11" in error.allowed and "of of-training" in error.asked
    full = said(of_training=replace(SUBNET, free=1))
    assert full.errors == [] and "and 1 are free there now" in full.notes[0]
