"""Lists what of a stack is still in a project of Google Cloud, by labels, and by names where nothing can be labelled.

It asks Cloud Asset Inventory, and of keys Cloud KMS. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from components.gcp import names
from components.gcp.account import Account, open_account
from components.topology.asking import CannotAsk
from components.topology.audit import Audit, Found, Owner, Request, audited
from components.topology.labels import PLAN, STACK, labels
from components.topology.names import label_value

PAGE = "500"
"""The most that one page may have."""
CLUSTER = "goog-k8s-cluster-name"
"""The label that GKE gives to the machines, disks and addresses of a cluster."""
KEY = "cloudkms.googleapis.com/CryptoKey"
GOING = frozenset({"DELETING", "DELETE_REQUESTED", "PENDING_DELETE"})
GOING_OF = {
    "container.googleapis.com/Cluster": frozenset({"STOPPING"}),
    "container.googleapis.com/NodePool": frozenset({"STOPPING"}),
}
"""Elsewhere the same word is of a machine that may start again."""
DESTROYED = frozenset({"DESTROYED", "DESTROY_SCHEDULED"})
FOLLOWS = "Cloud Asset Inventory is minutes late: it may list what was just deleted, and not list what was just made"
NOT_LISTED = (
    "grants on what is not the stack's own were not looked at: without identities they give nobody anything"
)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Whose resources are meant, and the plan and the stack's label by which names are told."""

    owner: Owner
    plan: str
    made_by: Mapping[str, str]

    @property
    def queries(self) -> tuple[str, ...]:
        """Return what is asked of Cloud Asset Inventory; each finds too much rather than too little."""
        owner = self.owner
        asked = {PLAN: owner.plan, STACK: owner.stack, **owner.by_cluster}
        of_labels = [f'labels.{key}="{value}"' for key, value in asked.items() if value]
        return (*of_labels, names.stack_digits(self.made_by))


def audit(request: Request) -> Audit:
    """Return what is left of a stack in its project. Raises CannotAsk, NoCredentials."""
    return audit_of(open_account(request.configured), request)


def audit_of(account: Account, request: Request) -> Audit:
    """Return what is left of a stack in a project. Raises CannotAsk."""
    sought, notes = sought_by(request), [NOT_LISTED, FOLLOWS]
    found = [each for each in _listed(account, sought) if each.is_named or sought.owner.owns(each.labels)]
    return audited(
        _settled(account, found, notes), sought.owner, place=f"project {account.project}", notes=notes
    )


def sought_by(request: Request) -> Sought:
    """Return what to look for."""
    made_by = labels(stack=request.stack_id)
    cluster = names.own_of(request.plan, made_by, limit=names.CLUSTER_LIMIT)
    owner = Owner(
        plan=label_value(request.plan),
        stack=request.stack_id,
        cluster=cluster,
        by_cluster={CLUSTER: cluster},
    )
    return Sought(owner=owner, plan=request.plan, made_by=made_by)


def read(result: Mapping[str, Any], sought: Sought) -> Found:
    """Return what one result of a search says."""
    kind, state = str(result["assetType"]), str(result.get("state", ""))
    account = str((result.get("additionalAttributes") or {}).get("email", "")).partition("@")[0]
    called = {result["name"].rpartition("/")[2], result.get("displayName", ""), account}
    goes = state in GOING | GOING_OF.get(kind, frozenset())
    return Found(
        kind=kind,
        name=_short(result["name"]),
        location=str(result.get("location", "global")),
        labels=result.get("labels") or {},
        made=datetime.fromisoformat(result["createTime"]) if result.get("createTime") else None,
        going=state if goes else None,
        is_named=any(names.is_own(name, sought.plan, sought.made_by) for name in called),
    )


def key_going(states: Iterable[str]) -> str | None:
    """Return why a key is no matter any more, from the states of its versions; None where one can still be used.

    Google Cloud has no way to delete a key: what ends is its versions, and without any it costs nothing.
    """
    known = set(states)
    if known <= {"DESTROYED"}:
        return "no version of it is left; Google Cloud keeps its name for ever"
    return "its versions are going to be destroyed" if known <= DESTROYED else None


def _listed(account: Account, sought: Sought) -> Iterator[Found]:
    assets = account.service("cloudasset")
    for query in sought.queries:
        path = f"/v1/projects/{account.project}:searchAllResources"
        for result in assets.by_token(path, "results", query=query, pageSize=PAGE):
            yield read(result, sought)


def _settled(account: Account, found: Iterable[Found], notes: list[str]) -> Iterator[Found]:
    """Yield what was found, keys with what became of their versions."""
    keys = account.service("cloudkms")
    for each in found:
        if each.kind != KEY:
            yield each
            continue
        path = f"/v1/projects/{account.project}/{each.name}/cryptoKeyVersions"
        try:
            states = [str(version.get("state")) for version in keys.by_token(path, "cryptoKeyVersions")]
        except CannotAsk as error:
            notes.append(
                f"whether {each.name} still has versions is not known, so it counts as left: {error}"
            )
            yield each
            continue
        yield replace(each, going=key_going(states))


def _short(full: str) -> str:
    """Return a resource's name without its service and its project.

    >>> _short("//compute.googleapis.com/projects/atlas/zones/us-central1-a/disks/pvc-1")
    'zones/us-central1-a/disks/pvc-1'
    >>> _short("//storage.googleapis.com/digits-models-1a2b3c")
    'digits-models-1a2b3c'
    """
    rest = full.removeprefix("//").partition("/")[2]
    return rest.split("/", 2)[2] if rest.startswith("projects/") and rest.count("/") > 1 else rest
