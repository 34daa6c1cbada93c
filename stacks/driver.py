"""Runs the real engine for one stack: its environment, its progress, its end.

Secrets never become arguments: the passphrase travels as the name of a file. The module is not named after
the engine, since the program's folder comes first on the import path and would hide the engine's SDK.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from components.holding import GIVEN_UP
from stacks.cli.console import console, print_plain_command
from stacks.cli.failures import Failed, PolicyRefused, Refused
from stacks.drifted import Drifted
from stacks.events import (
    GENERIC_ERRORS,
    MANDATORY,
    PROGRAM_REFUSED,
    Diagnostic,
    Event,
    EventLog,
    ResourceChange,
    Summary,
    Violation,
    clear_sentence,
    event_log_beside,
    parse_event,
)
from stacks.interrupts import Interrupts
from stacks.leftovers import end_orphans
from stacks.paths import private_folder
from stacks.progress import QUIET_OPERATIONS, Progress
from stacks.state import Deployment, parse_deployment

POLL_SECONDS = 0.1
"""How often the event log is read: quicker than a person notices, slower than a core does."""


@dataclass
class Outcome:
    """How an engine run ended.

    Attributes:
        return_code: the engine's own; negative when a signal ended it.
        errors: what went wrong, each one clear text.
        violations: what the policies did not allow.
        changes: how many resources each operation touched, as the engine's last summary says.
        planned: what a preview would do to which resource, each told once and without what stays.
        drifted: what a refresh within a preview found otherwise than the state has it.
        warnings: what the engine, the program or a provider warns of.
        log: the engine's full output.
    """

    return_code: int = 0
    errors: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    changes: Mapping[str, int] = field(default_factory=dict)
    planned: list[ResourceChange] = field(default_factory=list)
    drifted: list[Drifted] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    log: Path = Path()

    def raise_if_failed(self, what: str) -> None:
        """Raise what the run ended with, if it did not end well.

        Raises:
            Refused: the program refused the plan before anything was created.
            PolicyRefused: a mandatory policy was violated.
            Failed: anything else went wrong.
        """
        if self.return_code == 0:
            return
        refused = [violation for violation in self.violations if violation.level == MANDATORY]
        if refused:
            lines = [f"{told.policy}: {told.resource}: {told.message}" for told in refused]
            raise PolicyRefused("\n  ".join([f"{what} was refused by policy:", *dict.fromkeys(lines)]))
        true_reasons = [error for error in self.errors if not error.startswith(GENERIC_ERRORS)]
        reasons = list(dict.fromkeys(true_reasons or self.errors))
        if true_reasons and any(error.startswith(PROGRAM_REFUSED) for error in self.errors):
            raise Refused("\n".join(reasons))
        if self.return_code < 0:
            reasons.append(f"the engine was killed by signal {-self.return_code}; run the same command again")
        if not reasons:
            reasons = [last_lines(self.log) or f"the engine ended with {self.return_code} and without a word"]
        raise Failed("\n  ".join([f"{what} failed:", *reasons, f"the engine's full output: {self.log}"]))


@dataclass(frozen=True, kw_only=True)
class Driver:
    """The engine, aimed at one stack of one project.

    Attributes:
        stack: the stack's name.
        project_root: the folder of `Pulumi.yaml`.
        environment: the whole environment of the engine, with `RUN_MARK`.
        stack_folder: the state folder of the stack, by which leftovers are recognised.
        logs: where the output of each run is kept.
    """

    stack: str
    project_root: Path
    environment: Mapping[str, str]
    stack_folder: Path
    logs: Path

    def capture(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a short engine command and return its output, whatever its exit code."""
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.project_root,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def require(self, *arguments: str, shown: bool = False) -> str:
        """Run a short engine command and return what it printed.

        Raises:
            Failed: it did not succeed.
        """
        if shown:
            print_plain_command(["pulumi", *arguments])
        done = self.capture(*arguments)
        if done.returncode != 0:
            said = clear_sentence(done.stderr or done.stdout)
            raise Failed(f"`pulumi {' '.join(arguments)}` failed: {said}")
        return done.stdout

    def read_state(self) -> Deployment | None:
        """Return the recorded state, or None when there is no such stack.

        Raises:
            Failed: the state is there and cannot be read.
        """
        done = self.capture("stack", "export", "--stack", self.stack)
        if done.returncode == 0:
            return parse_deployment(json.loads(done.stdout))
        said = clear_sentence(done.stderr)
        if "no stack named" in said or "no previous deployment" in said:
            return None
        raise Failed(f"the state of stack {self.stack} cannot be read: {said}")

    def drive(self, title: str, *arguments: str, is_quiet: bool = False, is_told: bool = True) -> Outcome:
        """Run a long engine command with progress, and return how it ended.

        Where it `is_told`, what the engine says is shown as it says it; else whoever asked tells it.

        An interrupt is handed on to the engine, which stops between two resources; then `KeyboardInterrupt`
        is raised. What a killed engine leaves running is ended.
        """
        shown = ["pulumi", *arguments, "--stack", self.stack]
        given_up = self.environment.get(GIVEN_UP)
        print_plain_command(shown, {GIVEN_UP: given_up} if given_up else {})
        # In UTC, and with the process, so that two runs never share a log.
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        outcome = Outcome(log=private_folder(self.logs) / f"{moment}-{arguments[0]}-{os.getpid()}.log")
        with event_log_beside(outcome.log) as event_log:
            command = [*shown, "--non-interactive", "--color", "never", "--event-log", str(event_log)]
            with Progress(title, is_quiet=is_quiet, shows_plan=arguments[0] == "preview") as progress:
                interrupted = self._run(command, event_log, outcome, progress if is_told else None)
        if outcome.return_code < 0:
            for line in end_orphans(self.stack_folder):
                console.print(f"  ended what the killed engine left: {line}", markup=False)
        if interrupted:
            raise KeyboardInterrupt
        return outcome

    def _run(
        self, command: Sequence[str], event_log: Path, outcome: Outcome, progress: Progress | None
    ) -> bool:
        """Start the engine and follow it to its end; return whether it was asked to stop."""
        with (
            outcome.log.open("w", encoding="utf-8") as output,
            # Before the engine starts: what starts with SIGINT ignored, as a shell starts `groundplan up &`, hands that
            # down to its plugins, and the engine, which ends them by SIGINT, waits 5 s for each in vain.
            Interrupts() as interrupts,
            # A session of its own: Ctrl-C reaches the engine once, through us.
            subprocess.Popen(
                command,
                cwd=self.project_root,
                env={**self.environment, "PULUMI_DEBUG_COMMANDS": "true"},  # else --event-log is unknown
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ) as engine,
        ):
            interrupts.hand_to(engine)
            events = EventLog(event_log)
            is_over = False
            while not is_over:
                with suppress(subprocess.TimeoutExpired):
                    engine.wait(timeout=POLL_SECONDS)
                    is_over = True
                _show_events(events.read(), outcome, progress)
        outcome.return_code = engine.returncode
        return bool(interrupts.received)


def _show_events(lines: Sequence[str], outcome: Outcome, progress: Progress | None) -> None:
    """Show what the lines of the event log say, and note what is planned and what went wrong."""
    for event in filter(None, map(parse_event, lines)):
        _note(event, outcome)
        if progress is not None:
            progress.show(event)
    if progress is not None:
        progress.tick()


def _note(event: Event, outcome: Outcome) -> None:
    """Keep of an event what is told of the run at its end."""
    match event:
        case Violation():
            outcome.violations.append(event)
        case Diagnostic(severity="error"):
            outcome.errors.append(event.told)
        case Diagnostic(severity="warning"):
            outcome.warnings.append(event.told)
        case Summary():
            outcome.changes = event.changes
        case Drifted():
            outcome.drifted.append(event)
        case ResourceChange() if _is_new_in_plan(event, outcome):
            outcome.planned.append(event)
        case _:
            pass


def _is_new_in_plan(event: ResourceChange, outcome: Outcome) -> bool:
    """Return whether an event tells of a planned change for the first time: the engine tells of it twice."""
    is_change = event.stage == "planned" and event.operation not in QUIET_OPERATIONS
    return is_change and event not in outcome.planned


def last_lines(log: Path, count: int = 5) -> str:
    """Return the last lines of a log that say something."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    return "\n  ".join([line for line in lines if line and not line.startswith("@")][-count:])
