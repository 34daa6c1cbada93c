"""Looks for what is left of a stack, each target in its own way. It changes nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING

from components.topology.asking import CannotAsk
from components.topology.audit import Audit, Found, Owner, Request, audited
from components.topology.names import label_value
from stacks.cli.failures import Refused
from stacks.clusters import KUBERNETES
from stacks.configuration import configured, plain_value
from stacks.leftovers import orphans_of
from stacks.session import Session
from stacks.stack_id import STACK_ID_KEY
from stacks.teardown import ON_THIS_MACHINE

if TYPE_CHECKING:
    from components.plan.model import Plan

NAMELESS = (
    "the stack's configuration has no groundplan:stack-id, so all of the plan counts, whichever stack made it"
)


def audit_stack(session: Session, plan: "Plan") -> Audit:
    """Return what is left of a stack where its plan puts it.

    Raises:
        Refused: the target is not built, or nobody there can be asked.
    """
    if plan.target == ON_THIS_MACHINE:
        return _on_this_machine(session, plan)
    if plan.target == KUBERNETES:
        from stacks.auditing.cluster import audit_cluster

        return audit_cluster(session, plan)
    return _in_a_cloud(session, plan)


def _on_this_machine(session: Session, plan: "Plan") -> Audit:
    """Look for what `down` would sweep: here a stack is told by its folder, not by its plan."""
    from components.hosts.remains import HERE, remains

    orphans = orphans_of(session.state_folder)
    plugins = [
        Found(kind="plugin", name=f"{process} ({command})", location=HERE, is_named=True)
        for process, command in orphans.items()
    ]
    found = [*remains(session.stack), *plugins]
    return audited(found, Owner(plan=label_value(plan.name)), place=HERE)


def _in_a_cloud(session: Session, plan: "Plan") -> Audit:
    from components.targets import UnknownTarget, target_part

    stack_id = configured(session, STACK_ID_KEY)
    request = Request(
        plan=plan.name,
        location=plan.location,
        stack=session.stack,
        stack_id=stack_id,
        configured=lambda key: plain_value(session, key),
    )
    try:
        found = target_part(plan.target, "audit").audit(request)
    except (CannotAsk, UnknownTarget) as error:
        raise Refused(str(error)) from error
    return found if stack_id else replace(found, notes=(NAMELESS, *found.notes))
