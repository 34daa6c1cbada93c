"""Before production data is destroyed, its providers are told to let it go: they refuse by what the state says."""

from dataclasses import replace

from components.holding import GIVEN_UP, holds
from stacks.session import Session
from stacks.state import Deployment


def give_up(session: Session, deployment: Deployment, plan: str, *, is_quiet: bool) -> None:
    """Let whatever holds its data in a cloud be deleted, by an `up` of just that; nothing else is changed.

    Args:
        session: the stack at hand.
        deployment: its recorded state.
        plan: the name of its plan, which `--destroy-data` named.
        is_quiet: whether the engine's steps go untold.

    Raises:
        Failed, Refused: the `up` did not succeed; nothing is destroyed yet.
    """
    held = [each.urn for each in deployment.resources if holds(each.kind, each.inputs)]
    if not held:
        return
    driver = replace(session.driver, environment={**session.driver.environment, GIVEN_UP: plan})
    arguments = ["up", "--yes", "--skip-preview", *(part for urn in held for part in ("--target", urn))]
    outcome = driver.drive(f"letting go what stack {session.stack} holds", *arguments, is_quiet=is_quiet)
    outcome.raise_if_failed("down")
