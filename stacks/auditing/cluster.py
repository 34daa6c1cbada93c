"""Looks for what is left of a stack in a Kubernetes cluster, in every kind that its API server has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from components.topology.audit import Audit, Found, audited
from components.topology.audit import Owner as Whose
from components.topology.labels import PLAN, STACK
from components.topology.names import label_value, namespace_name
from stacks.auditing.looking import NAMELESS
from stacks.cli.failures import Refused
from stacks.reaching.leaving import identity_of_cluster
from stacks.reaching.remains import Owner, Remaining, look
from stacks.reaching.way_in import open_way, told
from stacks.session import Session, is_unrecorded, read_state
from stacks.stack_id import known_stack_id

if TYPE_CHECKING:
    from components.kubernetes.access import Access
    from components.plan.model import Plan

NAMESPACE = "Namespace"
SUPPORT = ("registry", "observability")
"""The parts of a plan that have a namespace besides its clusters."""


@dataclass(frozen=True, kw_only=True)
class OfAnyStack(Owner):
    """A plan, whichever stack made it: for a stack whose id nobody knows any more."""

    @property
    def labels(self) -> dict[str, str | None]:
        """Return the plan's label alone."""
        return {PLAN: label_value(self.plan or "")}


def audit_cluster(session: Session, plan: "Plan") -> Audit:
    """Return what is left of a stack in the cluster that its configuration names.

    Raises:
        Refused: there is no way in, it leads to another cluster than the recorded one, or not all could be looked at
            and nothing was found.
    """
    deployment = None if is_unrecorded(session) else read_state(session)
    recorded = deployment.resources if deployment else ()
    stack_id = known_stack_id(session, recorded)
    owner = Owner(plan=plan.name, stack=stack_id) if stack_id else OfAnyStack(plan=plan.name, stack=None)
    access = open_way(session, identity_of_cluster(deployment) if deployment else None)
    with told():
        found = look(access, owner)
        kept = list(_kept_volumes(access, plan, stack_id))
    if found.unseen and not found.left:
        shown = "; ".join(found.unseen)
        raise Refused(f"whether anything of {owner} is left in the cluster cannot be told: {shown}")
    unnamed = () if stack_id else (NAMELESS,)
    return audited(
        [*map(_found, found.left), *kept],
        Whose(plan=label_value(plan.name), stack=stack_id),
        place=f"the cluster of context {access.context}",
        notes=(*unnamed, *(f"not looked at: {each}" for each in found.unseen)),
    )


def _kept_volumes(access: "Access", plan: "Plan", stack_id: str | None) -> Iterator[Found]:
    """Yield the volumes of the plan's claims: whoever makes them gives them none of our labels, and in production they
    outlive their claims. A namespace that is another stack's by now has claims of its own.
    """
    parts = (*(cluster.name for cluster in plan.clusters), *SUPPORT)
    spaces = {namespace_name(plan.name, part) for part in parts}
    others = f"{STACK},{STACK}!={stack_id}" if stack_id else f"{STACK},{PLAN}!={label_value(plan.name)}"
    spaces -= {each["metadata"]["name"] for each in access.listed("/api/v1/namespaces", labelSelector=others)}
    for each in access.listed("/api/v1/persistentvolumes"):
        metadata, claim = each["metadata"], each["spec"].get("claimRef") or {}
        if claim.get("namespace") in spaces and not {PLAN, STACK} & (metadata.get("labels") or {}).keys():
            made = metadata.get("creationTimestamp")
            yield Found(
                kind="PersistentVolume",
                name=f"{metadata['name']} (of claim {claim['namespace']}/{claim.get('name')})",
                location="",
                made=datetime.fromisoformat(made) if made else None,
                going="it is ending" if "deletionTimestamp" in metadata else None,
                is_named=True,
            )


def _found(each: Remaining) -> Found:
    holders = ", ".join(each.finalizers) if each.kind != NAMESPACE else "what is in it"
    is_held = each.is_ending and bool(holders)
    return Found(
        kind=each.kind,
        name=f"{each.name} (held by {holders})" if is_held else each.name,
        location=each.namespace,
        made=datetime.fromisoformat(each.made) if each.made else None,
        # What is held goes only when its holder lets it, which may be never.
        going="it is ending" if each.is_ending and not is_held else None,
        is_named=True,
    )
