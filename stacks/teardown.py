"""Taking a stack down: who may be destroyed, who stays with `--keep-data`, and what a killed run left over."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.cli.console import console
from stacks.cli.failures import Refused
from stacks.session import Session
from stacks.state import Deployment, Resource

VOLUME = "hosts:Volume"
SECRET = "hosts:Secret"  # noqa: S105 - a type's name

VOLUME_KEY_PURPOSE = "volume"
"""How the purpose of a secret that opens a volume begins; tokens of clusters have other purposes."""

PRODUCTION = "production"


def kept_resources(deployment: Deployment) -> tuple[Resource, ...]:
    """Return the resources that `--keep-data` keeps: the volumes and the secrets that open them."""
    keys = [
        secret
        for secret in deployment.of_kind(SECRET)
        if str(secret.inputs.get("purpose", "")).startswith(VOLUME_KEY_PURPOSE)
    ]
    return (*deployment.of_kind(VOLUME), *keys)


def require_permission_to_destroy(
    stack: str, outputs: Mapping[str, Any], deployment: Deployment, destroy_data: str | None
) -> None:
    """Let production data be destroyed only when its owner spells its name.

    Args:
        stack: the stack's name; it stands for the plan's when no output names the plan.
        outputs: the outputs of the stack: `environment` and `plan` (the plan's name).
        deployment: the recorded state; a protected volume is production's too.
        destroy_data: what `--destroy-data` gave.

    Raises:
        Refused: the stack is in production and its plan was not named, or another plan was named.
    """
    expected = str(outputs.get("plan") or stack)
    if destroy_data is not None and destroy_data != expected:
        raise Refused(f"--destroy-data: {destroy_data!r} is not the name of this stack's plan, {expected!r}")
    is_production = outputs.get("environment") == PRODUCTION or any(
        volume.is_protected or volume.inputs.get("protect") for volume in deployment.of_kind(VOLUME)
    )
    if is_production and destroy_data is None:
        raise Refused(
            f"stack {stack} is in production; its stores are destroyed only with --destroy-data {expected}, "
            "or kept with --keep-data"
        )


def destroy(session: Session, deployment: Deployment, *, keep_data: bool, is_quiet: bool) -> bool:
    """Destroy the resources of a stack, and the stack's record when nothing is left.

    Returns:
        Whether the record is gone.

    Raises:
        Failed: the engine could not destroy everything.
    """
    excluded = [resource.urn for resource in kept_resources(deployment)] if keep_data else []
    if not excluded:
        _unprotect(session, [resource for resource in deployment.resources if resource.is_protected])
    arguments = ["destroy", "--yes", "--skip-preview"]
    arguments += [part for urn in excluded for part in ("--exclude", urn)]
    outcome = session.driver.drive(f"taking down stack {session.stack}", *arguments, is_quiet=is_quiet)
    outcome.raise_if_failed("down")
    left = session.driver.read_state()
    if left is None or any(
        resource.is_custom and "providers" not in resource.kind for resource in left.resources
    ):
        return left is None
    remove_record(session)
    return True


def remove_record(session: Session) -> None:
    """Remove the stack from the backend; its configuration goes with it when `up` had made it.

    An operation that a killed run left open does not keep it: the sweep takes what that operation made.
    """
    arguments = ["stack", "rm", "--yes", "--force", "--remove-backups", "--stack", session.stack]
    if not is_made_by_up(session.stack):
        arguments.append("--preserve-config")
    session.driver.require(*arguments, shown=True)


def is_made_by_up(stack: str) -> bool:
    """Return whether the configuration of a stack is made by `up` (and ignored by git), not written by people."""
    return stack == "local" or stack.startswith("local-")


def _unprotect(session: Session, protected: Sequence[Resource]) -> None:
    for resource in protected:
        console.print(f"  giving up the protection of {resource.urn.rpartition('::')[2]}", markup=False)
        session.driver.require("state", "unprotect", resource.urn, "--yes", "--stack", session.stack)
