"""What the plan's words for buying mean on AWS."""

import pytest

from components.aws.capacity import NODE_GROUP_TYPES, Capacity, capacity


@pytest.mark.parametrize(
    ("word", "means", "kind"),
    [
        ("on-demand", Capacity(kind="on-demand"), "ON_DEMAND"),
        ("spot", Capacity(kind="spot"), "SPOT"),
        ("reservation:cr-0abc", Capacity(kind="reservation", reservation="cr-0abc"), "ON_DEMAND"),
        ("reservation:block/cr-0abc", Capacity(kind="block", reservation="cr-0abc"), "CAPACITY_BLOCK"),
    ],
)
def test_each_word_is_a_type_of_node_group(word: str, means: Capacity, kind: str) -> None:
    assert capacity(word) == means and NODE_GROUP_TYPES[means.kind] == kind


@pytest.mark.parametrize("word", ["reservation:projects/p", "reservation:cr-XYZ", "reservation:", "cheap"])
def test_a_word_of_another_cloud_means_nothing(word: str) -> None:
    assert capacity(word) is None
