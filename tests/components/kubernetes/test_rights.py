"""A right is asked for by what it is done to, and everything of it reaches the API server."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.access import Access
from components.kubernetes.needed_rights import EVERY, MAKES
from components.kubernetes.rights import REVIEW, RULES_REVIEW, Right, is_granted, may, missing_rights, written
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer


class SimulatedAccess:
    """Answers every review, and keeps what it was asked."""

    def __init__(self, *, allowed: bool | None) -> None:
        self.allowed = allowed
        self.asked: list[tuple[str, str, Any]] = []

    def request(self, method: str, path: str, *, body: Any) -> dict[str, Any]:
        """Answer as the API server does."""
        self.asked.append((method, path, body))
        return {"status": {} if self.allowed is None else {"allowed": self.allowed}}


@pytest.mark.parametrize(
    ("right", "namespace", "asked"),
    [
        ("secrets", "atlas-train", {"resource": "secrets", "namespace": "atlas-train"}),
        ("pods/portforward", "", {"resource": "pods", "subresource": "portforward"}),
        ("rayjobs.ray.io", "", {"resource": "rayjobs", "group": "ray.io"}),
        ("jobs/status.batch", "", {"resource": "jobs", "subresource": "status", "group": "batch"}),
    ],
)
def test_what_is_asked_is_what_is_meant(right: str, namespace: str, asked: dict[str, str]) -> None:
    access: Any = SimulatedAccess(allowed=True)
    assert may(access, "get", right, namespace)
    [(method, path, body)] = access.asked
    assert (method, path) == ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
    told = {key: value for key, value in body["spec"]["resourceAttributes"].items() if value}
    assert told == {"verb": "get", **asked}, "an empty field is one that nobody asks about"


@pytest.mark.parametrize("answer", [False, None])
def test_an_api_server_that_does_not_say_yes_says_no(answer: bool | None) -> None:
    access: Any = SimulatedAccess(allowed=answer)
    assert not may(access, "get", "secrets")


def test_one_question_is_enough_for_who_may_do_everything(
    simulated: SimulatedApiServer, access: Access
) -> None:
    assert missing_rights(access, EVERY) == frozenset()
    assert [each.path for each in simulated.asked] == [RULES_REVIEW], "two hundred rights at once"
    namespace = simulated.asked[0].body["spec"]["namespace"]
    assert re.fullmatch(r"[a-z0-9-]{1,63}", namespace), (
        "the API server takes it, and no role of it is counted"
    )


def test_what_no_role_tells_is_asked_right_by_right(simulated: SimulatedApiServer, access: Access) -> None:
    simulated.denied = {"escalate clusterroles.rbac.authorization.k8s.io"}
    assert missing_rights(access, EVERY) == {("escalate", "rbac.authorization.k8s.io", "clusterroles")}, (
        "a webhook may grant what no rule says"
    )
    asked = [each.body["spec"]["resourceAttributes"] for each in simulated.asked if each.path == REVIEW]
    named = {(each["verb"], each["group"], (each["resource"], each["subresource"])) for each in asked}
    wanted = {(verb, group, tuple((f"{name}/").split("/")[:2])) for verb, group, name in EVERY}
    assert named == wanted, "each in its group"
    assert len(asked) == len(EVERY)


@pytest.mark.parametrize(
    ("rule", "is_enough"),
    [
        ({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}, True),
        ({"verbs": ["get", "create"], "apiGroups": [""], "resources": ["pods", "secrets"]}, True),
        ({"verbs": ["create"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["one"]}, False),
        ({"verbs": ["create"], "apiGroups": ["apps"], "resources": ["secrets"]}, False),
        ({"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]}, False),
        ({"verbs": ["create"], "apiGroups": [""], "resources": ["secrets/status"]}, False),
        ({"verbs": ["create"], "nonResourceURLs": ["*"]}, False),
    ],
)
def test_a_rule_grants_what_the_api_server_grants_by_it(rule: dict[str, Any], is_enough: bool) -> None:
    assert is_granted([rule], ("create", "", "secrets")) is is_enough


@given(st.lists(st.sampled_from(EVERY), unique=True))
def test_missing_rights_are_written_once_a_resource_whatever_their_order(rights: list[Right]) -> None:
    texts = written(rights)
    assert texts == written(reversed(rights)), "two runs say the same"
    read = set()
    for text in texts:
        verbs, _, resource = text.partition(" ")
        name, _, group = resource.partition(".")
        read |= {(verb, group, name) for verb in verbs.split("/")}
    assert read == set(rights) and len(texts) == len({right[1:] for right in rights})


def test_all_verbs_of_a_resource_read_in_the_order_of_its_life() -> None:
    assert written((verb, "apps", "deployments") for verb in reversed(MAKES)) == (
        "get/list/watch/create/patch/delete deployments.apps",
    )
