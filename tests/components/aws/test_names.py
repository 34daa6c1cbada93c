"""Names and tags that AWS takes, of whatever plan."""

import re

from hypothesis import given
from hypothesis import strategies as st

from components.aws import names
from components.plan.fields import NAME_PATTERN
from tests.components.aws import recorded

NAMES = st.from_regex(NAME_PATTERN, fullmatch=True)
TAG = re.compile(r"[\w +\-=.:/@]*", re.ASCII)


@given(plan=NAMES, part=NAMES)
def test_a_prefix_leaves_room_for_what_the_provider_appends(plan: str, part: str) -> None:
    for limit in (names.BUCKET_LIMIT, names.ROLE_LIMIT, names.NODE_GROUP_LIMIT):
        made = names.prefix(plan, part, limit=limit)
        assert len(made) + names.UNIQUE_CHARACTERS <= limit, "AWS refuses a longer name"
        assert re.fullmatch(r"[a-z][a-z0-9-]*-", made), "a bucket has no other characters"


@given(plan=NAMES, stack=NAMES)
def test_the_cluster_has_a_name_that_eks_takes(plan: str, stack: str) -> None:
    assert re.fullmatch(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}", names.cluster_name(plan, stack)), (
        "Amazon EKS, CreateCluster: name"
    )


def test_tags_are_the_labels_of_plan_and_stack() -> None:
    topology = recorded.topology()
    tags = names.tags(topology, "vpc")
    assert {**topology.labels, **topology.made_by}.items() <= tags.items(), "bills and audits find it by them"
    for key, value in tags.items():
        assert len(key) <= 128 and len(value) <= 256 and TAG.fullmatch(key + value), "AWS refuses other tags"


def test_what_a_template_makes_has_no_label_of_the_stack() -> None:
    assert recorded.MADE_BY not in names.template_tags(recorded.topology(), "node"), (
        "a stack that gets its label later would replace every machine"
    )


def test_each_partition_has_arns_of_its_own() -> None:
    found = {names.partition(region) for region in ("us-east-1", "us-gov-west-1", "cn-north-1")}
    assert found == {"aws", "aws-us-gov", "aws-cn"}, "an ARN of another partition names nothing"
