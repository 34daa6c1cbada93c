"""Asks the engine, offline, what a plan would change of its base and what the packs say of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from stacks.checking.changes import holds_data, told_changes
from stacks.checking.finding import of_packs, of_refusal, unjudged
from stacks.checking.reading import Side
from stacks.checking.report import Measured
from stacks.cli.failures import CommandError, Failed, PolicyRefused, Refused
from stacks.policies_at_hand import judged_by
from stacks.session import Session

PLAN = "plan.yaml"
"""The plan within the throw-away project: that of the base at first, then the one under review."""

WRITES_ONCE = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""The engine's variables by which it writes its state at the end of a run, and not after each of hundreds of steps."""

LOG = "\n  the engine's full output"
"""How the sentence begins that names a log, which goes with the throw-away folder."""


def measured(name: str, now: Side, base: Side | None) -> Measured:
    """Return what a plan would change of its base, all of it where there is none, and what the packs say of it.

    Raises:
        Failed: the engine could not do it.
    """
    note = ""
    if base is not None:
        with _offline(base) as session:
            try:
                _make(session, name, base)
            except Refused:
                note = (
                    "the plan of the base is refused by the program of today: all is told as if it were new"
                )
            else:
                return _previewed(session, name, now)
    with _offline(now) as session:
        found = _previewed(session, name, now)
    return replace(found, notes=(note,)) if note else found


def _offline(first: Side) -> AbstractContextManager[Session]:
    """Return a throw-away session with the configuration of a side."""
    from stacks.offline.throw_away import throw_away_session

    target = first.read.plan.target if first.read.plan else None
    return throw_away_session(Path(PLAN), first.settings, target=target)


def _make(session: Session, name: str, base: Side) -> None:
    """Let the throw-away stack be what the base says; the packs judge what is new, not what is there."""
    (session.project_root / PLAN).write_bytes(base.read.text)
    quick = replace(session.driver, environment={**session.driver.environment, **WRITES_ONCE})
    title = f"applying the base of {name}, offline"
    try:
        quick.drive(title, "up", "--yes", "--skip-preview", is_quiet=True, is_told=False).raise_if_failed(
            "the base"
        )
    except Failed as failed:
        raise _without_log(failed) from None


def _previewed(session: Session, name: str, now: Side) -> Measured:
    from stacks.offline.throw_away import configure

    (session.project_root / PLAN).write_bytes(now.read.text)
    configure(session, Path(PLAN), now.settings)
    title = f"previewing {name}, offline"
    outcome = session.driver.drive(
        title, "preview", *judged_by(session.project_root), is_quiet=True, is_told=False
    )
    findings = tuple(of_packs(outcome.violations))
    try:
        outcome.raise_if_failed("check")
    except PolicyRefused:
        pass  # the findings tell it
    except Refused as refused:
        findings += tuple(of_refusal(str(refused)))
    except Failed as failed:
        raise _without_log(failed) from None
    return Measured(
        changes=told_changes(outcome.planned, holds_data),
        findings=findings,
        unjudged=unjudged(outcome.violations),
        warnings=tuple(dict.fromkeys(outcome.warnings)),
    )


def _without_log(failed: CommandError) -> Failed:
    return Failed(str(failed).partition(LOG)[0])
