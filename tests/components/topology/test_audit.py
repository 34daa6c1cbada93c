"""What is left of a stack is what is its own, once, and does not go by itself."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.audit import Audit, Found, Owner, audited

CLUSTER = {"kubernetes.io/cluster/atlas-prod": "owned", "eks:cluster-name": "atlas-prod"}
OWNER = Owner(plan="atlas", stack="prod-1a", cluster="atlas-prod", by_cluster=CLUSTER)
OURS = {"groundplan-plan": "atlas", "groundplan-stack": "prod-1a"}


def found(name: str = "one", kind: str = "disk", **more: object) -> Found:
    return Found(**{"kind": kind, "name": name, "location": "here", "labels": OURS} | more)  # type: ignore[arg-type]


def audit(*things: Found, owner: Owner = OWNER) -> Audit:
    return audited(things, owner, place="here")


@pytest.mark.parametrize(
    ("labels", "is_ours", "reason"),
    [
        (OURS, True, "the stack's label is ours"),
        ({**OURS, "groundplan-plan": "renamed"}, True, "whatever the plan was called then"),
        ({**OURS, "groundplan-stack": "prod-2b"}, False, "another stack has a plan of this name"),
        ({"groundplan-plan": "atlas"}, True, "machines carry no stack's label"),
        ({"groundplan-plan": "atlas", "eks:cluster-name": "atlas-prod"}, True, "machines of our cluster"),
        (
            {"groundplan-plan": "atlas", "eks:cluster-name": "atlas-dev"},
            False,
            "machines of another's cluster",
        ),
        ({"groundplan-plan": "other"}, False, "another plan"),
        ({"eks:cluster-name": "atlas-prod"}, True, "made for our cluster, by whoever"),
        ({"kubernetes.io/cluster/atlas-prod": "owned"}, True, "a volume of a claim"),
        ({"kubernetes.io/cluster/atlas-prod": "shared"}, False, "a subnet that the cluster only uses"),
        ({"kubernetes.io/cluster/atlas-dev": "owned"}, False, "a volume of another cluster's claim"),
        ({}, False, "nothing says that it is ours"),
    ],
)
def test_whose_something_is_its_labels_say(labels: dict[str, str], is_ours: bool, reason: str) -> None:
    assert OWNER.owns(labels) is is_ours, reason
    assert bool(audit(found(labels=labels)).left) is is_ours


def test_of_a_stack_without_an_id_all_of_the_plan_counts() -> None:
    owner = Owner(plan="atlas")
    assert audit(found(labels={**OURS, "groundplan-stack": "anybody"}), owner=owner).left


def test_what_takes_no_labels_counts_by_its_name() -> None:
    assert audit(found(labels={}, is_named=True)).left


def test_what_goes_by_itself_is_told_apart_and_is_not_left() -> None:
    seen = audit(found("key", going="pending deletion"), found("disk"))
    assert [each.name for each in seen.left] == ["disk"] and [each.name for each in seen.going] == ["key"]


def test_what_is_listed_twice_counts_once() -> None:
    made = datetime(2026, 11, 27, tzinfo=UTC)
    assert audit(found(made=made), found(made=made)).left == (found(made=made),)


LABELS = st.dictionaries(
    st.sampled_from(["groundplan-plan", "groundplan-stack", *CLUSTER]),
    st.sampled_from(["atlas", "prod-1a", "atlas-prod", "owned", "other"]),
)
THINGS = st.lists(
    st.builds(
        Found,
        kind=st.sampled_from(["disk", "key"]), name=st.sampled_from("abcdef"), labels=LABELS,
        location=st.sampled_from(["here", "there"]), going=st.sampled_from([None, "deleting"]), is_named=st.booleans(),
    )
)  # fmt: skip


@given(things=THINGS, stack=st.sampled_from([None, "prod-1a"]))
def test_nothing_of_ours_is_lost_and_nothing_of_others_is_taken(
    things: list[Found], stack: str | None
) -> None:
    owner = Owner(plan="atlas", stack=stack, cluster="atlas-prod", by_cluster=CLUSTER)
    seen = audit(*things, owner=owner)
    told = [*seen.left, *seen.going]
    assert all(each.is_named or owner.owns(each.labels) for each in told), "nothing of another's"
    ours = {each.identity for each in things if each.is_named or owner.owns(each.labels)}
    assert sorted(each.identity for each in told) == sorted(ours), "all of ours, each once"
    assert all(each.going is None for each in seen.left) and all(each.going for each in seen.going)
    assert list(seen.left) == sorted(seen.left, key=lambda each: each.identity), (
        "sorted, so that two looks compare"
    )
