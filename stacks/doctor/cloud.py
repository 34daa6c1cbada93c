"""Looks at what a plan for a cloud needs of this machine and of an account; changes nothing, decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from components.plan.loading import load_plan
from components.targets import EXTRAS, target_module, target_part
from components.topology.asking import CannotAsk
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from stacks.cli.failures import CommandError
from stacks.configuration import configured, plain_value, plain_values
from stacks.doctor.facts import CloudFacts, PlanFacts
from stacks.doctor.plan import measured
from stacks.kubernetes_version import kubernetes_version
from stacks.outdated_keys import BY_HAND, outdated_keys
from stacks.pinned_images import lacking
from stacks.session import Session, is_unrecorded, open_session, read_state
from stacks.stack_id import STACK_ID_KEY, new_stack_id

OF_KUBERNETES = ("pulumi_kubernetes", "kubernetes")
UNPINNED = "groundplan:allow-unpinned-images"


def gather_cloud(file: Path, stack: str) -> tuple[PlanFacts, CloudFacts]:
    """Return what the cloud needs and has, and whether the plan fits it; the plan has to be readable.

    Raises:
        Refused: the stack's configuration is not what the engine writes.
    """
    session, plan = open_session(stack, may_build=False), load_plan(file)
    account, problem = _account(session, plan.target, plan.location or "")
    part, missing = target_part(plan.target, "account"), _lacking(plan.target)
    there = session.configuration_file
    found = {
        "target": plan.target,
        "lacking": missing,
        "program": (part.PROGRAM, part.PROGRAM_FROM),
        "has_program": which(part.PROGRAM) is not None,
        "configuration": str(there.relative_to(session.project_root)) if there.is_file() else None,
        "account": account,
        "account_problem": problem,
        "ranges": tuple(str(each) for each in plan.network.allowed_cidrs),
        "keys": _keys(session, plan.target) if account is not None else (),
    }
    topology = measured(file, stack, None, configured(session, STACK_ID_KEY) or new_stack_id(stack))
    if isinstance(topology, PlanFacts):
        return topology, CloudFacts(**found)
    if missing:
        return PlanFacts(file=str(file), notes=topology.notes, is_judged=False), CloudFacts(**found)
    refused = PlanFacts(file=str(file), errors=_refusals(session, topology, stack), notes=topology.notes)
    asked = _asked(session, topology) if account is not None else {}
    return refused, CloudFacts(**found, images=_images(session, topology), **asked)


def _lacking(target: str) -> tuple[str, ...]:
    """Return the targets of the Makefile that install what is missing."""
    own = [] if find_spec(EXTRAS[target]) else [f"extra-{target}"]
    return (*own, *([] if all(map(find_spec, OF_KUBERNETES)) else ["extra-kubernetes"]))


def _reading(session: Session) -> Callable[[str], Any]:
    return lambda key: plain_value(session, key)


def _account(session: Session, target: str, location: str) -> tuple[str | None, str | None]:
    """Return whose account answers, or why none does."""
    try:
        return target_part(target, "account").whose(_reading(session), location), None
    except CannotAsk as error:
        return None, str(error)


def _keys(session: Session, target: str) -> tuple[str, ...]:
    """Return whose key has a newer version; nothing where there is no state, or nobody can read it."""
    if target not in BY_HAND or is_unrecorded(session):
        return ()
    try:
        return outdated_keys(session, read_state(session)).sentences
    except CommandError:
        return ()


def _asked(session: Session, topology: Topology) -> dict[str, Any]:
    """Return what the account has no room for, and what to know of it besides."""
    from stacks.quotas import asked

    answer = asked(topology, _reading(session))
    return {"quota": tuple(map(str, answer.errors)), "notes": tuple(answer.notes)}


def _refusals(session: Session, topology: Topology, stack: str) -> tuple[str, ...]:
    """Return what the target would refuse, as the program of `up` asks it; nobody else is asked."""
    import pulumi
    from pulumi.runtime import set_all_config

    # What the engine hands a program; what is encrypted stays so, and no limit turns on it.
    set_all_config(plain_values(session), [])
    target = target_module(topology.target)
    try:
        return tuple(map(str, target.refusals(topology, target.gather(stack))))
    except TopologyErrors as errors:
        return tuple(map(str, errors.errors))
    except pulumi.RunError as error:
        return (str(error),)
    finally:
        set_all_config({}, [])


def _images(session: Session, topology: Topology) -> tuple[str, ...] | None:
    """Return what is not pinned or not there of what the plan runs, a sentence each.

    None where the version of Kubernetes is none that a cluster can have: the target tells that itself.
    """
    software = target_part(topology.target, "software")
    try:
        images = software.images(topology, kubernetes_version(session))
        allowed = str(plain_value(session, UNPINNED)).lower() == "true"
    except CannotAsk as error:
        return (str(error),)
    except TopologyErrors:
        return None
    return tuple((lacking(topology, software.PRESENT, images, allows_unpinned=allowed) or "").splitlines())
