"""Which plan a stack follows: what `--plan` says, else what the stack's configuration names."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from components.plan.defaults import CLOUDS
from stacks.cli.failures import Refused
from stacks.clusters import KUBERNETES
from stacks.configuration import configured
from stacks.paths import private_folder
from stacks.session import PLAN_KEY, Session
from stacks.stack_id import STACK_ID_KEY, known_stack_id, new_stack_id
from stacks.state import Deployment

if TYPE_CHECKING:
    from components.plan.model import Plan


OWN_PACKAGES = ("pulumi", "pulumi-python")
"""Packages of types that no provider's plugin makes: the engine's own, and those whose code is in the program."""


def chosen_plan(session: Session, given: Path | None) -> Path:
    """Return the file of the plan, absolute.

    Raises:
        Refused: neither the command nor the configuration names a plan, or there is no such file.
    """
    if given is not None:
        file = given.absolute()
    elif (named := configured_plan(session)) is not None:
        file = session.project_root / named
    else:
        raise Refused(
            f"stack {session.stack} has no plan yet; name one, as in groundplan up --plan stacks/plans/local-small.yaml"
        )
    if not file.is_file():
        raise Refused(f"--plan: there is no file {file}; give the path of a plan (examples: stacks/plans/)")
    return file


def configured_plan(session: Session) -> str | None:
    """Return what the stack's configuration names as its plan, relative to the project, or None.

    Raises:
        Refused: the file is not what the engine writes.
    """
    return configured(session, PLAN_KEY)


def named_in_configuration(session: Session, plan: Path) -> str:
    """Return how the configuration names a plan: relative to the project when it lies inside."""
    if plan.is_relative_to(session.project_root):
        return plan.relative_to(session.project_root).as_posix()
    return str(plan)


def missing_settings(
    session: Session, named: str, plan: "Plan", deployment: Deployment | None
) -> dict[str, str]:
    """Return what the configuration does not say and has to: the plan and, beyond this machine, the stack's id.

    Args:
        session: the stack at hand.
        named: the plan as the configuration would name it.
        plan: that plan.
        deployment: the recorded state, if there is one.
    """
    wanted = {PLAN_KEY: named}
    if plan.target in (KUBERNETES, *CLOUDS):
        recorded = deployment.resources if deployment is not None else ()
        wanted[STACK_ID_KEY] = known_stack_id(session, recorded) or new_stack_id(session.stack)
    return {key: value for key, value in wanted.items() if configured(session, key) != value}


def needs_providers(plan: "Plan", deployment: Deployment | None) -> bool:
    """Return whether what a plan asks for, or a state has still, is of providers; what machines have is our own."""
    recorded = deployment.resources if deployment is not None else ()
    return plan.target in (KUBERNETES, *CLOUDS) or any(
        each.is_custom and each.kind.partition(":")[0] not in OWN_PACKAGES for each in recorded
    )


def settings_for_preview(session: Session, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return the engine's arguments with which a preview knows some settings; the configuration stays as it is.

    The engine's own `--config` would write the configuration, so a copy of it has them. The copy stays beside the
    logs, so that the command we print can be run again.

    Args:
        session: the stack at hand, which exists.
        settings: what its configuration does not say.
    """
    if not settings:
        return ()
    # A folder for each plan, so that the previews of two plans never meet.
    named = settings.get(PLAN_KEY) or configured_plan(session) or ""
    folder = session.folders.logs(session.stack) / hashlib.sha256(named.encode()).hexdigest()[:12]
    copy = private_folder(folder) / session.configuration_file.name
    if session.configuration_file.exists():
        shutil.copyfile(session.configuration_file, copy)
    else:
        copy.unlink(missing_ok=True)
    elsewhere = ("--config-file", str(copy))
    for key, value in settings.items():
        session.driver.require("config", "set", key, value, "--stack", session.stack, *elsewhere)
    return elsewhere


def keep_settings(session: Session, settings: Mapping[str, str]) -> None:
    """Let the stack's configuration say some settings from now on."""
    for key, value in settings.items():
        session.driver.require("config", "set", key, value, "--stack", session.stack, shown=True)


def load_valid_plan(file: Path) -> "Plan":
    """Return the plan in a file.

    Raises:
        Refused: the plan has errors; the message holds all of them.
    """
    from components.plan.loading import PlanErrors, load_plan

    try:
        return load_plan(file)
    except PlanErrors as errors:
        raise Refused(str(errors)) from None
