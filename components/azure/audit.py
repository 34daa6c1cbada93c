"""Lists what of a stack is still in a subscription of Azure: by tags, and all that is in its resource groups.

It asks Resource Graph, and Key Vault of vaults that were deleted and can be brought back. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from components.azure.account import Account, open_account
from components.azure.names import group_name, node_group_name
from components.topology.asking import CannotAsk
from components.topology.audit import Audit, Found, Owner, Request, audited
from components.topology.labels import PLAN, STACK
from components.topology.names import label_value

GRAPH = "/providers/Microsoft.ResourceGraph/resources"
GRAPH_VERSION = "2024-04-01"
VAULTS_VERSION = "2023-07-01"
GROUP = "microsoft.resources/subscriptions/resourcegroups"
PAGE = 1000
"""The most that one page may have."""
GOING = frozenset({"deleting"})
MADE = ("timeCreated", "creationTime", "createdTime", "creationDate")
"""What the kinds of resources call the moment at which they were made; of others it is not known."""
FOLLOWS = "Resource Graph is minutes late: it may list what was just deleted, and not list what was just made"
NOT_LISTED = (
    "assignments of roles outside the stack's resource groups were not looked at: those of identities that are gone "
    "give nobody anything; `az role assignment list --all` shows them"
)


def audit(request: Request) -> Audit:
    """Return what is left of a stack in its subscription. Raises CannotAsk, NoCredentials."""
    return audit_of(open_account(request.configured), request)


def audit_of(account: Account, request: Request) -> Audit:
    """Return what is left of a stack in a subscription. Raises CannotAsk, NoCredentials."""
    owner = Owner(plan=label_value(request.plan), stack=request.stack_id)
    named = {group_name(request.plan, request.stack), node_group_name(request.plan, request.stack)}
    notes = [NOT_LISTED, FOLLOWS]
    groups = [read(row, frozenset()) for row in _rows(account, groups_query(owner, named))]
    ours = frozenset(
        each.name.lower() for each in groups if owner.owns(each.labels) or _is_unlabelled(each, named)
    )
    found = [replace(each, is_named=each.name.lower() in ours) for each in groups]
    found += [read(row, ours) for row in _rows(account, resources_query(owner, ours))]
    found += _deleted_vaults(account, notes)
    return audited(found, owner, place=f"subscription {account.subscription}", notes=notes)


def groups_query(owner: Owner, named: Iterable[str]) -> str:
    """Return the question for resource groups that carry an owner's tags or are named as its are."""
    return (
        f"resourcecontainers | where type =~ '{GROUP}' "
        f"| where {_tagged(owner)} or name in~ ({_listed(named)}) {_COLUMNS}"
    )


def resources_query(owner: Owner, groups: Iterable[str]) -> str:
    """Return the question for resources that carry an owner's tags or lie in its groups."""
    inside = f" or resourceGroup in~ ({_listed(groups)})" if groups else ""
    return f"resources | where {_tagged(owner)}{inside} {_COLUMNS}"


def read(row: Mapping[str, Any], groups: frozenset[str]) -> Found:
    """Return what one row says; `groups` are the stack's own, in small letters: what is in them is the stack's."""
    state, group = str(row.get("state") or ""), str(row.get("resourceGroup") or "")
    kind, name = str(row["type"]).lower(), str(row["name"])
    return Found(
        kind=kind,
        name=name if kind == GROUP or not group else f"{group}/{name}",
        location=str(row.get("location") or "global"),
        labels=row.get("tags") or {},
        made=_moment(str(row.get("made") or "")),
        going=state if state.lower() in GOING else None,
        is_named=group.lower() in groups,
    )


def read_vault(item: Mapping[str, Any]) -> Found:
    """Return what is said of a vault that was deleted: it and its keys go on a day that is known."""
    facts = item["properties"]
    day = str(facts.get("scheduledPurgeDate", ""))[:10]
    return Found(
        kind="microsoft.keyvault/vaults",
        name=str(item["name"]),
        location=str(facts.get("location", "global")),
        labels=facts.get("tags") or {},
        going=f"deleted, and gone for good on {day}" if day else "deleted",
    )


_COLUMNS = (
    "| extend state = tostring(properties.provisioningState), made = coalesce("
    + ", ".join(f"tostring(properties.{name})" for name in MADE)
    + ") | project id, name, type, location, resourceGroup, tags, state, made | order by id asc"
)


def _moment(text: str) -> datetime | None:
    """Return the moment that a kind of resource tells, in a form of its own; None where it tells none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rows(account: Account, query: str) -> Iterator[dict[str, Any]]:
    options: dict[str, Any] = {"resultFormat": "objectArray", "$top": PAGE}
    while True:
        body = {"subscriptions": [account.subscription], "query": query, "options": options}
        page = account.manager.post(GRAPH, body, **{"api-version": GRAPH_VERSION})
        yield from page.get("data") or ()
        if not (token := page.get("$skipToken")):
            return
        options = {**options, "$skipToken": token}


def _deleted_vaults(account: Account, notes: list[str]) -> list[Found]:
    path = f"/subscriptions/{account.subscription}/providers/Microsoft.KeyVault/deletedVaults"
    listed = account.manager.by_link(path, "value", **{"api-version": VAULTS_VERSION})
    try:
        return [read_vault(item) for item in listed]
    except CannotAsk as error:
        notes.append(f"vaults that were deleted and wait to be purged could not be listed: {error}")
        return []


def _is_unlabelled(group: Found, named: Iterable[str]) -> bool:
    """Return whether a group is named as the stack's and nothing says that it is another's."""
    return group.name.lower() in map(str.lower, named) and not {PLAN, STACK} & group.labels.keys()


def _tagged(owner: Owner) -> str:
    asked = {PLAN: owner.plan, STACK: owner.stack}
    return " or ".join(
        f"tostring(tags['{key}']) == {_quoted(value)}" for key, value in asked.items() if value
    )


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(_quoted, sorted(values)))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
