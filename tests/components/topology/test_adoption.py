"""Subnets of a network that exists, as a stack's configuration tells them on every cloud."""

from typing import Any

import pytest

from components.topology import adoption

FORM = adoption.Form(segments=("training", "serving"), pattern=r"net-\d", words="the id of a subnet")
MIXED: dict[str, Any] = {"training": {"a": "net-1", 2: {"id": "net-2", "cidr": "10.0.1.0/24"}}, "serving": {}}


def test_ids_and_ranges_are_read_by_segment_and_zone() -> None:
    assert list(adoption.form_errors("here", MIXED, FORM)) == []
    assert adoption.ids(MIXED) == {"training": {"a": "net-1", "2": "net-2"}, "serving": {}}
    assert adoption.cidrs(MIXED) == {"training": {"2": "10.0.1.0/24"}}


@pytest.mark.parametrize(
    "given", ["10.0.0.0", "10.0.0.1/24", "10.0.0.0/33", "fd00::/8", 5, None, ["10.0.0.0/8"]]
)
def test_what_is_no_range_is_none(given: Any) -> None:
    assert not adoption.is_range(given)


def test_subnets_that_lie_in_each_other_are_refused_and_one_may_be_named_twice() -> None:
    told = {"training": {"a": "10.0.0.0/20"}, "serving": {"a": "10.0.0.0/20", "b": "10.0.8.0/24"}}
    found = [str(error) for error in adoption.range_errors("here", "10.0.0.0/16", told)]
    assert len(found) == 2 and all("no part of another subnet's" in each for each in found)
