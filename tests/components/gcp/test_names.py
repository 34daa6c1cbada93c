"""Names that Google Cloud takes, and that no two things share."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from components.gcp import names
from components.topology.model import Topology
from tests.components.gcp import recorded

WORDS = st.from_regex(r"[a-z][a-z0-9-]{0,60}[a-z0-9]", fullmatch=True)
RFC_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
TOPOLOGY = recorded.topology()


def called(name: str, stack: str = "ada-laptop-local") -> Topology:
    return replace(TOPOLOGY, name=name, made_by={recorded.MADE_BY: stack})


@given(WORDS, WORDS)
def test_every_name_has_characters_and_length_that_google_takes(plan: str, part: str) -> None:
    topology = called(plan)
    for name, limit in [
        (names.own(topology, part), 63),
        (names.own(topology, part, limit=names.CLUSTER_LIMIT), 40),
        (names.account(topology, "work", part), 30),
        (names.node_pool(plan, part, "us-central1-a", "spot"), 40),
        (names.bucket(topology, recorded.PROJECT, part), 63),
    ]:
        assert len(name) <= limit and RFC_1035.fullmatch(name), name
    assert len(names.account(topology, "work", part)) >= names.ACCOUNT_MINIMUM
    assert re.fullmatch(r"[a-z0-9]{1,8}", names.lustre(part)), "a client mounts letters and numbers alone"


@given(WORDS, WORDS)
def test_stacks_and_projects_share_no_bucket(plan: str, store: str) -> None:
    one, other = called(plan), called(plan, "bob-laptop-local")
    found = {
        names.bucket(one, "a-project", store),
        names.bucket(other, "a-project", store),
        names.bucket(one, "b-project", store),
    }
    assert len(found) == 3, "names of buckets are one space for the whole world"
    assert names.own(one, "nat") != names.own(other, "nat"), "two stacks of one plan fit into one project"


def test_a_name_is_the_same_every_time() -> None:
    assert names.bucket(TOPOLOGY, "p", "models") == names.bucket(recorded.topology(), "p", "models")
    assert names.own(TOPOLOGY, "nat").startswith("digits-nat-"), "whoever looks finds the plan's own words"


def test_labels_tell_the_plan_and_the_stack() -> None:
    found = names.labels(TOPOLOGY, more="yes")
    assert found["groundplan-plan"] == "digits" and found[recorded.MADE_BY] == "ada-laptop-local"
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", key) for key in found), (
        "Google Cloud takes no other keys"
    )
