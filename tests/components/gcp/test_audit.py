"""What is left in a project carries the stack's labels or its name; keys without a version that works do not count."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import rest
from components.gcp import audit, names
from components.gcp.account import Account
from components.topology.asking import CannotAsk
from components.topology.audit import Audit, Request
from components.topology.labels import labels
from tests.components.simulated_api import TOKEN, Question, SimulatedApi, paged, simulated_api

PROJECT = "atlas-project"
MADE_BY = labels(stack="prod-1a")
DIGITS = names.stack_digits(MADE_BY)
OURS = {"groundplan-plan": "digits", "groundplan-stack": "prod-1a"}
SEARCH = f"/v1/projects/{PROJECT}:searchAllResources"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedApi]:
    monkeypatch.setattr(rest, "BACKOFF_S", 0.001)
    with simulated_api() as running:
        running.replies[SEARCH] = lambda _: {}
        yield running


def request(stack_id: str | None = "prod-1a") -> Request:
    return Request(plan="digits", location="us-central1", stack="prod", stack_id=stack_id, configured={}.get)


def account(api: SimulatedApi) -> Account:
    return Account(
        project=PROJECT, token=lambda: TOKEN, addresses={"cloudasset": api.address, "cloudkms": api.address}
    )


def looked(api: SimulatedApi) -> Audit:
    return audit.audit_of(account(api), request())


def asset(path: str, kind: str, **more: Any) -> dict[str, Any]:
    """Return a result of a search, as Cloud Asset Inventory writes one."""
    service = kind.partition("/")[0]
    return {
        "name": f"//{service}/projects/{PROJECT}/{path}", "assetType": kind, "project": "projects/123",
        "location": "us-central1", "labels": OURS, "createTime": "2026-11-20T10:00:00Z", **more,
    }  # fmt: skip


DISK = asset("zones/us-central1-a/disks/pvc-1", "compute.googleapis.com/Disk", location="us-central1-a")
KEY_PATH = "locations/us-central1/keyRings/keys-ring-1/cryptoKeys/disks"
KEY = asset(KEY_PATH, audit.KEY)


def test_what_carries_the_labels_is_left_once_though_several_searches_find_it(api: SimulatedApi) -> None:
    theirs = {**DISK, "name": DISK["name"] + "2", "labels": {**OURS, "groundplan-stack": "prod-2b"}}
    api.replies[SEARCH] = lambda _: {"results": [DISK, theirs]}
    found = looked(api)
    (left,) = found.left
    assert (left.kind, left.name) == ("compute.googleapis.com/Disk", "zones/us-central1-a/disks/pvc-1")
    assert left.location == "us-central1-a" and left.made is not None and left.made.year == 2026
    assert found.place == f"project {PROJECT}"


def test_it_is_searched_by_plan_stack_cluster_and_digits(api: SimulatedApi) -> None:
    looked(api)
    assert [each.query["query"] for each in api.asked] == [
        'labels.groundplan-plan="digits"', 'labels.groundplan-stack="prod-1a"',
        f'labels.goog-k8s-cluster-name="digits-{DIGITS}"', DIGITS,
    ]  # fmt: skip
    assert {each.query["pageSize"] for each in api.asked} == {"500"}


def test_every_page_is_read(api: SimulatedApi) -> None:
    disks = [{**DISK, "name": f"{DISK['name']}-{number}"} for number in range(5)]
    api.replies[SEARCH] = paged("results", [disks[:2], disks[2:4], disks[4:]])
    assert len(looked(api).left) == 5


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        (f"digits-train-{DIGITS}", True), (f"digits-{DIGITS}", True),
        ("digits-train-000000", False), (f"other-{DIGITS}", False),
    ],
)  # fmt: skip
def test_what_takes_no_labels_is_told_by_its_name(api: SimulatedApi, name: str, is_ours: bool) -> None:
    network = asset(f"global/networks/{name}", "compute.googleapis.com/Network", labels={}, location="global")
    api.replies[SEARCH] = lambda _: {"results": [network]}
    assert bool(looked(api).left) is is_ours


def test_an_account_of_a_service_is_told_by_its_address(api: SimulatedApi) -> None:
    email = f"digits-nodes-train-{DIGITS}@{PROJECT}.iam.gserviceaccount.com"
    found = asset(
        "serviceAccounts/1234567890", "iam.googleapis.com/ServiceAccount", labels={}, location="global",
        additionalAttributes={"email": email},
    )  # fmt: skip
    api.replies[SEARCH] = lambda _: {"results": [found]}
    assert [each.kind for each in looked(api).left] == ["iam.googleapis.com/ServiceAccount"]


@pytest.mark.parametrize(
    ("states", "is_left"),
    [
        (["DESTROYED", "DESTROY_SCHEDULED"], False), (["DESTROYED"], False), ([], False), (["ENABLED"], True),
        (["DISABLED"], True), (["DESTROYED", "ENABLED"], True), (["PENDING_GENERATION"], True),
    ],
)  # fmt: skip
def test_a_key_cannot_be_deleted_and_counts_while_a_version_of_it_works(
    api: SimulatedApi, states: list[str], is_left: bool
) -> None:
    api.replies[SEARCH] = lambda _: {"results": [KEY]}
    api.replies[f"/v1/projects/{PROJECT}/{KEY_PATH}/cryptoKeyVersions"] = paged(
        "cryptoKeyVersions", [[{"state": state}] for state in states] or [[]]
    )
    found = looked(api)
    assert (len(found.left), len(found.going)) == ((1, 0) if is_left else (0, 1))


@given(st.lists(st.sampled_from(["DESTROYED", "DESTROY_SCHEDULED", "ENABLED", "DISABLED"])))
def test_a_key_goes_exactly_when_none_of_its_versions_can_come_to_use(states: list[str]) -> None:
    assert (audit.key_going(states) is None) is bool({"ENABLED", "DISABLED"} & set(states))


def test_a_key_whose_versions_nobody_may_see_is_left_and_said(api: SimulatedApi) -> None:
    api.replies[SEARCH] = lambda _: {"results": [KEY]}
    found = looked(api)
    assert len(found.left) == 1 and "so it counts as left" in found.notes[-1]


@pytest.mark.parametrize(
    ("kind", "state", "goes"),
    [
        ("logging.googleapis.com/LogBucket", "DELETE_REQUESTED", True),
        ("file.googleapis.com/Instance", "DELETING", True),
        ("container.googleapis.com/Cluster", "STOPPING", True),
        ("container.googleapis.com/Cluster", "RUNNING", False),
        ("compute.googleapis.com/Instance", "STOPPING", False),
        ("compute.googleapis.com/Instance", "TERMINATED", False),
    ],
)
def test_only_what_is_being_deleted_goes(api: SimulatedApi, kind: str, state: str, goes: bool) -> None:
    api.replies[SEARCH] = lambda _: {"results": [asset("things/one", kind, state=state)]}
    assert bool(looked(api).going) is goes, "a machine that stands still costs its disk"


def test_who_is_told_to_wait_asks_again(api: SimulatedApi) -> None:
    api.first = [(429, {"Retry-After": "0"}), (503, {})]
    api.replies[SEARCH] = lambda _: {"results": [DISK]}
    assert len(looked(api).left) == 1


def test_a_service_that_is_off_is_a_sentence_with_the_command_that_switches_it_on(api: SimulatedApi) -> None:
    said = {"error": {"code": 403, "message": "Cloud Asset API has not been used in project 123"}}
    api.replies[SEARCH] = lambda _: (403, said)
    with pytest.raises(
        CannotAsk, match=r"has not been used.*gcloud services enable cloudasset\.googleapis\.com"
    ):
        looked(api)


def test_of_a_stack_without_an_id_all_of_the_plan_is_left(api: SimulatedApi) -> None:
    def by_plan(question: Question) -> dict[str, Any]:
        return {"results": [DISK] if "groundplan-plan" in question.query["query"] else []}

    api.replies[SEARCH] = by_plan
    assert len(audit.audit_of(account(api), request(None)).left) == 1


@given(
    plan=st.from_regex(r"[a-z][a-z0-9-]{0,60}[a-z0-9]", fullmatch=True),
    part=st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True),
    limit=st.sampled_from([names.ACCOUNT_LIMIT, names.CLUSTER_LIMIT, names.NETWORK_LIMIT]),
)
def test_every_name_of_a_stack_s_own_is_told_as_its_own(plan: str, part: str, limit: int) -> None:
    name = names.own_of(plan, MADE_BY, part, limit=limit)
    assert names.is_own(name, plan, MADE_BY) and not names.is_own(name, plan, labels(stack="prod-2b"))
