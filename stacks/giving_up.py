"""Before production data is destroyed, its providers are told to let it go: they refuse by what the state says."""

from collections.abc import Sequence
from dataclasses import replace

from components.holding import GIVEN_UP, holds
from stacks.cli.failures import Failed, Refused
from stacks.session import Session
from stacks.state import Deployment


def give_up(session: Session, deployment: Deployment, plan: str, *, is_quiet: bool) -> None:
    """Let whatever holds its data in a cloud be deleted, by an `up` of just that.

    The program of today makes it, so what else its plan says of these resources by now is made as well.

    Args:
        session: the stack at hand.
        deployment: its recorded state.
        plan: the name of its plan, which `--destroy-data` named.
        is_quiet: whether the engine's steps go untold.

    Raises:
        Failed: something still holds its data; nothing is destroyed yet.
    """
    held = held_by(deployment)
    if not held:
        return
    way_out = (
        f"nothing was destroyed; bring the stack to its plan first (`groundplan up --stack {session.stack}`), then run "
        "`down` again"
    )
    driver = replace(session.driver, environment={**session.driver.environment, GIVEN_UP: plan})
    arguments = ["up", "--yes", "--skip-preview", *(part for urn in held for part in ("--target", urn))]
    outcome = driver.drive(f"letting go what stack {session.stack} holds", *arguments, is_quiet=is_quiet)
    try:
        outcome.raise_if_failed("down")
    except (Failed, Refused) as error:
        raise Failed(f"{error}\n  {way_out}") from error
    if still := held_by(session.driver.read_state()):
        names = ", ".join(urn.rpartition("::")[2] for urn in still)
        raise Failed(
            f"down failed: {names} would not be deleted, since its plan is no more named {plan}; {way_out}"
        )


def held_by(deployment: Deployment | None) -> Sequence[str]:
    """Return the URNs of what its provider would not delete."""
    return [each.urn for each in deployment.resources if holds(each.kind, each.inputs)] if deployment else []
