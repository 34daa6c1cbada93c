"""What is left in a subscription carries the stack's tags or lies in its groups; vaults that can be brought back go."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from components import rest
from components.azure import audit
from components.azure.account import Account
from components.topology.asking import CannotAsk
from components.topology.audit import Audit, Request
from tests.components.simulated_api import TOKEN, Question, SimulatedApi, simulated_api

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
VAULTS = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.KeyVault/deletedVaults"
OURS = {"groundplan-plan": "digits", "groundplan-stack": "prod-1a"}
THEIRS = {**OURS, "groundplan-stack": "prod-2b"}
GROUP, NODES = "digits-prod", "digits-prod-nodes"


class SimulatedGraph:
    """Groups and resources, answered two a page: just those that a question's words select."""

    def __init__(self) -> None:
        self.groups: list[dict[str, Any]] = []
        self.resources: list[dict[str, Any]] = []

    def add_group(self, name: str, tags: dict[str, str] | None, **more: Any) -> None:
        """Add a resource group."""
        kind = "microsoft.resources/subscriptions/resourcegroups"
        self.groups.append(_row(name, kind, resourceGroup=name, tags=tags, **more))

    def add(self, name: str, tags: dict[str, str] | None, group: str = "elsewhere", **more: Any) -> None:
        """Add a resource, a disk unless another kind is given."""
        self.resources.append(
            _row(name, **{"kind": "microsoft.compute/disks", "resourceGroup": group, "tags": tags, **more})
        )

    def answer(self, question: Question) -> dict[str, Any]:
        """Answer as Resource Graph does."""
        query, options = question.body["query"], question.body["options"]
        assert question.body["subscriptions"] == [SUBSCRIPTION] and options["resultFormat"] == "objectArray"
        is_groups = query.startswith("resourcecontainers")
        key, rows = ("name", self.groups) if is_groups else ("resourceGroup", self.resources)
        found = [row for row in rows if _selects(query, row, key)]
        start = int(options.get("$skipToken", 0))
        more = {"$skipToken": str(start + 2)} if start + 2 < len(found) else {}
        return {"totalRecords": len(found), "data": found[start : start + 2], **more}


def _row(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"/x/{name}",
        "name": name,
        "type": kind,
        "location": "eastus",
        "state": "Succeeded",
        "made": "",
        **more,
    }


def _selects(query: str, row: dict[str, Any], key: str) -> bool:
    wanted = re.findall(r"tostring\(tags\['([^']+)'\]\) == '([^']+)'", query)
    groups = re.search(r"in~ \(([^)]*)\)", query)
    named = [each.strip(" '").lower() for each in groups[1].split(",")] if groups else []
    tags = row["tags"] or {}
    return any(tags.get(tag) == value for tag, value in wanted) or row[key].lower() in named


@pytest.fixture
def graph() -> SimulatedGraph:
    return SimulatedGraph()


@pytest.fixture
def api(graph: SimulatedGraph, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedApi]:
    monkeypatch.setattr(rest, "BACKOFF_S", 0.001)
    with simulated_api() as running:
        running.replies[audit.GRAPH] = graph.answer
        running.replies[VAULTS] = lambda _: {"value": []}
        yield running


def looked(api: SimulatedApi, stack_id: str | None = "prod-1a") -> Audit:
    account = Account(subscription=SUBSCRIPTION, token=lambda: TOKEN, address=api.address)
    request = Request(plan="digits", location="eastus", stack="prod", stack_id=stack_id, configured={}.get)
    return audit.audit_of(account, request)


def names(found: Audit) -> list[str]:
    return [each.name for each in found.left]


def test_what_carries_the_tags_is_left_and_another_stack_s_is_not(
    api: SimulatedApi, graph: SimulatedGraph
) -> None:
    graph.add("ours", OURS, made="2026-11-20T10:00:00.1234567Z")
    graph.add("theirs", THEIRS)
    graph.add("nobodys", None)
    found = looked(api)
    assert names(found) == ["elsewhere/ours"] and found.place == f"subscription {SUBSCRIPTION}"
    made = found.left[0].made
    assert made is not None and made.year == 2026
    assert sorted(names(looked(api, stack_id=None))) == ["elsewhere/ours", "elsewhere/theirs"]


def test_what_lies_in_the_stack_s_groups_is_left_though_it_has_no_tag(
    api: SimulatedApi, graph: SimulatedGraph
) -> None:
    graph.add_group(GROUP, OURS)
    graph.add_group(NODES.upper(), None)
    graph.add("pvc-1", None, group=NODES)
    graph.add("endpoint-card", None, group=GROUP, kind="microsoft.network/networkinterfaces")
    graph.add("foreign", None, group="others")
    assert sorted(names(looked(api))) == sorted(
        [GROUP, NODES.upper(), f"{GROUP}/endpoint-card", f"{NODES}/pvc-1"]
    )


def test_a_group_of_our_name_that_is_another_stack_s_is_left_alone(
    api: SimulatedApi, graph: SimulatedGraph
) -> None:
    graph.add_group(GROUP, THEIRS)
    graph.add("theirs", None, group=GROUP)
    assert names(looked(api)) == []


def test_two_of_one_name_in_two_groups_are_two(api: SimulatedApi, graph: SimulatedGraph) -> None:
    graph.add("disk", OURS, group="one")
    graph.add("disk", OURS, group="two")
    assert names(looked(api)) == ["one/disk", "two/disk"]


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00+00:00"), ("2026-11-20T10:00:00", "2026-11-20T10:00:00+00:00"),
        ("11/20/2026 10:00:00 AM", None), ("", None),
    ],
)  # fmt: skip
def test_a_moment_in_a_form_of_its_own_is_unknown(
    api: SimulatedApi, graph: SimulatedGraph, made: str, shown: str | None
) -> None:
    graph.add("disk", OURS, made=made)
    found = looked(api).left[0].made
    assert (found.isoformat() if found else None) == shown


def test_every_page_is_read(api: SimulatedApi, graph: SimulatedGraph) -> None:
    for number in range(7):
        graph.add(f"disk-{number}", OURS)
    assert len(names(looked(api))) == 7


def test_what_is_being_deleted_is_told_apart(api: SimulatedApi, graph: SimulatedGraph) -> None:
    graph.add("going", OURS, state="Deleting")
    graph.add("failed", OURS, state="Failed")
    found = looked(api)
    assert names(found) == ["elsewhere/failed"]
    assert [each.name for each in found.going] == ["elsewhere/going"]


def test_a_vault_that_was_deleted_goes_on_its_day_and_is_not_left(api: SimulatedApi) -> None:
    def vault(name: str, tags: dict[str, str]) -> dict[str, Any]:
        facts = {"location": "eastus", "tags": tags, "scheduledPurgeDate": "2027-02-25T11:00:00Z"}
        return {"name": name, "properties": facts}

    more = f"{api.address}{VAULTS}2"
    api.replies[VAULTS] = lambda _: {"value": [vault("theirs", THEIRS)], "nextLink": more}
    api.replies[f"{VAULTS}2"] = lambda _: {"value": [vault("ours", OURS)]}
    found = looked(api)
    assert names(found) == [] and [(each.name, each.going) for each in found.going] == [
        ("ours", "deleted, and gone for good on 2027-02-25")
    ]


def test_vaults_that_nobody_may_list_are_said(api: SimulatedApi) -> None:
    api.replies[VAULTS] = lambda _: (403, {"error": {"message": "no right"}})
    assert "could not be listed: Azure answers 403" in looked(api).notes[-1]


def test_who_is_told_to_wait_asks_again(api: SimulatedApi, graph: SimulatedGraph) -> None:
    graph.add("ours", OURS)
    api.first = [(429, {"Retry-After": "0"}), (503, {})]
    assert names(looked(api)) == ["elsewhere/ours"]


def test_no_right_to_ask_is_a_sentence_with_what_to_do(api: SimulatedApi) -> None:
    api.replies[audit.GRAPH] = lambda _: (403, {"error": {"message": "AuthorizationFailed"}})
    with pytest.raises(CannotAsk, match=f"AuthorizationFailed; log in .*read subscription {SUBSCRIPTION}"):
        looked(api)


def test_a_name_never_ends_the_word_that_it_is_asked_by() -> None:
    from components.topology.audit import Owner

    query = audit.groups_query(Owner(plan="o'clock\\"), ["it's"])
    assert r"== 'o\'clock\\'" in query and r"in~ ('it\'s')" in query, json.dumps(query)
