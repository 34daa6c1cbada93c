"""One stack at hand: its folders, its plan, its engine, and the checks that come before any engine run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from stacks import paths
from stacks.backend import (
    backend_url,
    default_backend_url,
    file_backend_folder,
    judge_lock,
    read_locks,
    remove_cut_attributes,
)
from stacks.cli.console import console
from stacks.cli.failures import CommandError, Refused
from stacks.driver import Driver
from stacks.leftovers import RUN_MARK, end_orphans
from stacks.passphrase import ensure_passphrase
from stacks.paths import NO_BYTECODE, UserFolders, checked_stack_name, private_folder, user_folders
from stacks.state import Deployment

PLAN_KEY = "groundplan:plan"
PROJECT = "groundplan"
"""The project's name in Pulumi.yaml; the state of a stack lies under it."""

LISTS_NOTHING = {"PIP_PATH": "/nonexistent", "PIP_USER": "0", "PIP_LOCAL": "0"}
"""With which `pip list`, asked by the engine for SDKs, ends at once; beside a path it takes none of the others."""
RARELY = "400"
"""How far the engine's memory may grow before it looks for garbage, in percent: a fifth of its time was that, since it
writes the whole state after each step."""

Unlocking = Literal["made", "given", "unused"]


@dataclass(frozen=True, kw_only=True)
class Session:
    """What every command that touches a stack starts from.

    Attributes:
        stack: the stack's name.
        folders: the folders of this user.
        project_root: the folder of `Pulumi.yaml`.
        backend: the address of the backend.
        may_build: whether an engine may be downloaded or built when there is none.
        wants_plugins: whether the engine fetches the providers' plugins that it lacks. It looks for one of every SDK
            that is installed, whatever the plan needs: hundreds of megabytes, or seconds of waiting without a network.
    """

    stack: str
    folders: UserFolders
    project_root: Path
    backend: str
    may_build: bool
    wants_plugins: bool = True

    @property
    def state_folder(self) -> Path:
        """Return the state folder of the stack."""
        return self.folders.stack(self.stack)

    @property
    def configuration_file(self) -> Path:
        """Return the stack's configuration file, which need not exist."""
        return self.project_root / "stacks" / "config" / f"Pulumi.{self.stack}.yaml"

    @cached_property
    def driver(self) -> Driver:
        """Return the engine, found or made ready when it is first needed.

        Raises:
            Refused: there is no engine and none may be built.
            Failed: no engine could be had.
        """
        if self.backend == default_backend_url(self.folders):
            private_folder(self.folders.backend)  # the engine refuses a file backend whose folder is missing
        return Driver(
            stack=self.stack,
            project_root=self.project_root,
            environment=engine_variables(self),
            stack_folder=self.state_folder,
            logs=self.folders.logs(self.stack),
        )


def open_session(stack: str, *, may_build: bool = True) -> Session:
    """Return the session of a stack; nothing is started and nothing is looked up before it is needed.

    Raises:
        Refused: the name is not allowed.
    """
    folders = user_folders()
    return Session(
        stack=checked_stack_name(stack),
        folders=folders,
        project_root=paths.PROJECT_ROOT,
        backend=backend_url(folders),
        may_build=may_build,
    )


def exported_variables(folders: UserFolders, url: str) -> dict[str, str]:
    """Return what `groundplan env` exports so that a plain `pulumi` works on the same state."""
    return {"PULUMI_BACKEND_URL": url, "PULUMI_CONFIG_PASSPHRASE_FILE": str(folders.passphrase)}


def engine_variables(session: Session) -> Mapping[str, str]:
    """Return the whole environment of an engine run."""
    from stacks.engine.environment import engine_environment
    from stacks.engine.gocryptfs import find_gocryptfs
    from stacks.engine.locate import ensure_engine, find_engine
    from stacks.engine.progress import ConsoleProgress

    variables = {**os.environ, **exported_variables(session.folders, session.backend)}
    # The engine would prefer it to the file, and a stack has one passphrase.
    variables.pop("PULUMI_CONFIG_PASSPHRASE", None)
    variables.pop(NO_BYTECODE, None)
    variables[RUN_MARK] = str(session.state_folder)
    if not session.wants_plugins:
        variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
        variables |= LISTS_NOTHING
        # Not where there are providers: they inherit it, and theirs are hundreds of megabytes.
        variables.setdefault("GOGC", RARELY)
    engine = find_engine()
    if engine is None and session.may_build:
        with ConsoleProgress() as progress:
            engine = ensure_engine(progress=progress)
    if session.may_build and find_gocryptfs() is None:
        _build_gocryptfs()
    return {**variables, **engine_environment(engine)}


def _build_gocryptfs() -> None:
    """Build what encrypts volumes; where that fails, the target judges whether the disk is encrypted already."""
    from stacks.engine.gocryptfs import ensure_gocryptfs
    from stacks.engine.progress import ConsoleProgress

    try:
        with ConsoleProgress() as progress:
            ensure_gocryptfs(progress=progress)
    except CommandError as error:
        console.print(str(error), markup=False)


def prepare(session: Session, *, unlocking: Unlocking = "made") -> Deployment | None:
    """Make an engine run possible: a passphrase, no stale lock; return the recorded state.

    Args:
        session: the stack at hand.
        unlocking: "made" when a missing passphrase may be made, "given" when the state's secrets will be opened
            with the one that is there, "unused" when they stay closed.

    Raises:
        Refused: another engine holds the stack, or the passphrase of an existing stack is missing.
    """
    if unlocking == "made":
        ensure_passphrase(session.folders.passphrase, stack_exists=_seems_to_exist(session))
    clear_stale_locks(session)
    deployment = read_state(session)
    if unlocking == "given" and deployment is not None:
        ensure_passphrase(session.folders.passphrase, stack_exists=True)
    return deployment


def read_state(session: Session) -> Deployment | None:
    """Return the recorded state, or None when there is no such stack, also after an engine died while it wrote.

    Raises:
        Failed: the state is there and cannot be read.
    """
    remove_cut_attributes(session.backend, PROJECT, session.stack)
    return session.driver.read_state()


def is_unrecorded(session: Session) -> bool:
    """Return whether the backend surely knows nothing of the stack, told without an engine.

    Only a folder can be looked into; any other backend may know the stack, so the engine must ask it.
    """
    if file_backend_folder(session.backend) is None:
        return False
    return not _has_state_file(session) and not read_locks(session.backend, PROJECT, session.stack)


def is_passphrase_lost(session: Session) -> bool:
    """Return whether the stack exists and its passphrase does not."""
    return not session.folders.passphrase.exists() and _seems_to_exist(session)


def clear_stale_locks(session: Session) -> None:
    """Take away the lock of a dead engine and end what it left running.

    Raises:
        Refused: the holder lives, or runs where we cannot see it; a live lock is never broken.
    """
    locks = read_locks(session.backend, PROJECT, session.stack)
    for lock in locks:
        match judge_lock(lock):
            case "held":
                raise Refused(
                    f"stack {session.stack} is being changed by {lock.holder()}; wait for it to end, or "
                    f"ask it to stop with `kill -INT {lock.process}`"
                )
            case "elsewhere":
                raise Refused(
                    f"stack {session.stack} is locked by {lock.holder()}; if that engine is dead, run "
                    f"`pulumi cancel --stack {session.stack}` there or here"
                )
    if locks:
        remove_cut_attributes(session.backend, PROJECT, session.stack)  # else the engine cannot even cancel
        console.print(f"taking away the lock of a dead engine ({locks[0].holder()})", markup=False)
        session.driver.require("cancel", "--yes", "--stack", session.stack, shown=True)
        for line in end_orphans(session.state_folder):
            console.print(f"  ended what it left running: {line}", markup=False)


def clear_interrupted(session: Session, deployment: Deployment | None) -> None:
    """Let the state forget operations that a killed engine left open; the providers adopt what they find."""
    if deployment is None or not deployment.pending:
        return
    count = len(deployment.pending)
    console.print(f"an earlier run was killed in the middle of {count} operation(s)", markup=False)
    outcome = session.driver.drive(
        "looking at what is really there", "refresh", "--clear-pending-creates", "--yes", "--skip-preview"
    )
    outcome.raise_if_failed("refresh")


def _seems_to_exist(session: Session) -> bool:
    """Return whether a passphrase was used for this stack: its configuration has a salt, or a state file lies here.

    Backends other than a file are not asked: their stacks were configured here, or have no local passphrase.
    """
    try:
        has_salt = "encryptionsalt:" in session.configuration_file.read_text(encoding="utf-8")
    except FileNotFoundError:
        has_salt = False
    return has_salt or _has_state_file(session)


def _has_state_file(session: Session) -> bool:
    """Return whether the state of the stack lies in the folder of a file backend."""
    folder = file_backend_folder(session.backend)
    states = folder / ".pulumi" / "stacks" / PROJECT if folder is not None else None
    names = (f"{session.stack}.json", f"{session.stack}.json.gz")
    return states is not None and any((states / name).exists() for name in names)
