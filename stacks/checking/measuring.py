"""Asks the engine, offline, what a plan would change of its base and what the packs say of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from stacks.checking.changes import holds_data, told_changes
from stacks.checking.finding import of_packs, of_refusal, unjudged
from stacks.checking.protected import NOT_ALL, of_protected
from stacks.checking.reading import Side
from stacks.checking.report import Measured
from stacks.checking.throw_away_stack import ThrowAwayStack, throw_away_stack
from stacks.cli.failures import CommandError, Failed, PolicyRefused, Refused
from stacks.policies_at_hand import judged_by
from stacks.session import Session

WRITES_ONCE = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""The engine's variables by which it writes its state at the end of a run, and not after each of hundreds of steps."""

LOG = "\n  the engine's full output"
"""How the sentence begins that names a log, which goes with the throw-away folder."""

ALL_NEW = "the plan of the base is refused by the program of today: all is told as if it were new"


def measured(name: str, now: Side, base: Side | None) -> Measured:
    """Return what a plan would change of its base, all of it where there is none, and what the packs say of it.

    Raises:
        Failed: the engine could not do it.
    """
    with compared(name, now, base) as (session, notes):
        outcome = session.driver.drive(
            f"previewing {name}, offline",
            "preview",
            *judged_by(session.project_root),
            is_quiet=True,
            is_told=False,
        )
        findings = tuple(of_packs(outcome.violations))
        try:
            outcome.raise_if_failed("check")
        except PolicyRefused:
            pass  # the findings tell it
        except Refused as refused:
            findings += tuple(of_refusal(str(refused)))
        except Failed as failed:
            stopped = of_protected(outcome.errors)
            if not stopped:
                raise without_log(failed) from None
            findings, notes = (*findings, *stopped), (NOT_ALL, *notes)
        return Measured(
            changes=told_changes(outcome.planned, holds_data),
            findings=findings,
            unjudged=unjudged(outcome.violations),
            warnings=tuple(dict.fromkeys(outcome.warnings)),
            notes=notes,
        )


@contextmanager
def compared(name: str, now: Side, base: Side | None) -> Iterator[tuple[Session, tuple[str, ...]]]:
    """Give a throw-away session that is what a base says, if there is one, and follows `now` from here on.

    Beside it stands what is to be noted: what nobody asked, and whether the base could not be made.

    Raises:
        Failed: the engine could not make the base.
    """
    refused: tuple[str, ...] = ()
    if base is not None:
        with throw_away_stack(base) as stack:
            try:
                _make(stack, name, base)
            except Refused:
                refused = (ALL_NEW,)
            else:
                yield _following(stack, now)
                return
    with throw_away_stack(now) as stack:
        session, notes = _following(stack, now)
        yield session, (*refused, *notes)


def _following(stack: ThrowAwayStack, now: Side) -> tuple[Session, tuple[str, ...]]:
    stack.follow(now)
    return stack.session, stack.assumed(now)


def _make(stack: ThrowAwayStack, name: str, base: Side) -> None:
    """Let the throw-away stack be what the base says; the packs judge what is new, not what is there."""
    stack.follow(base)
    driver = stack.session.driver
    quick = replace(driver, environment={**driver.environment, **WRITES_ONCE})
    title = f"applying the base of {name}, offline"
    outcome = quick.drive(title, "up", "--yes", "--skip-preview", is_quiet=True, is_told=False)
    try:
        outcome.raise_if_failed("the base")
    except Failed as failed:
        raise without_log(failed) from None


def without_log(failed: CommandError) -> Failed:
    """Return a failure without the file of the engine's output, which goes with the throw-away folder."""
    return Failed(str(failed).partition(LOG)[0])
