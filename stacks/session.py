"""One stack at hand: its folders, its plan, its engine, and the checks that come before any engine run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stacks import paths
from stacks.backend import backend_url, file_backend_folder, judge_lock, read_locks
from stacks.cli.console import console
from stacks.cli.failures import Refused
from stacks.driver import Driver
from stacks.leftovers import RUN_MARK, end_orphans
from stacks.passphrase import ensure_passphrase
from stacks.paths import UserFolders, checked_stack_name, private_folder, user_folders
from stacks.state import Deployment

PLAN_KEY = "groundplan:plan"
PROJECT = "groundplan"
"""The project's name in Pulumi.yaml; the state of a stack lies under it."""

POLICY_PACK = "policies/security"


@dataclass(frozen=True, kw_only=True)
class Session:
    """What every command that touches a stack starts from."""

    stack: str
    folders: UserFolders
    project_root: Path
    driver: Driver
    backend: str

    @property
    def state_folder(self) -> Path:
        """Return the state folder of the stack."""
        return self.folders.stack(self.stack)

    @property
    def configuration_file(self) -> Path:
        """Return the stack's configuration file, which need not exist."""
        return self.project_root / "stacks" / "config" / f"Pulumi.{self.stack}.yaml"


def open_session(stack: str, *, may_build: bool = True) -> Session:
    """Return the session of a stack.

    Args:
        stack: the stack's name.
        may_build: whether an engine may be downloaded or built when there is none.

    Raises:
        Refused: the name is not allowed, or there is no engine and none may be built.
        Failed: no engine could be had.
    """
    folders = user_folders()
    checked_stack_name(stack)
    url = backend_url(folders)
    driver = Driver(
        stack=stack,
        project_root=paths.PROJECT_ROOT,
        environment=engine_variables(folders, stack, url, may_build=may_build),
        stack_folder=folders.stack(stack),
        logs=folders.logs(stack),
    )
    return Session(stack=stack, folders=folders, project_root=paths.PROJECT_ROOT, driver=driver, backend=url)


def exported_variables(folders: UserFolders, url: str) -> dict[str, str]:
    """Return what `groundplan env` exports so that a plain `pulumi` works on the same state."""
    return {"PULUMI_BACKEND_URL": url, "PULUMI_CONFIG_PASSPHRASE_FILE": str(folders.passphrase)}


def engine_variables(folders: UserFolders, stack: str, url: str, *, may_build: bool) -> Mapping[str, str]:
    """Return the whole environment of an engine run."""
    from stacks.engine.environment import engine_environment
    from stacks.engine.locate import ensure_engine, find_engine
    from stacks.engine.progress import ConsoleProgress

    variables = {**os.environ, **exported_variables(folders, url)}
    # The engine would prefer it to the file, and a stack has one passphrase.
    variables.pop("PULUMI_CONFIG_PASSPHRASE", None)
    variables[RUN_MARK] = str(folders.stack(stack))
    engine = find_engine()
    if engine is None and may_build:
        with ConsoleProgress() as progress:
            engine = ensure_engine(progress=progress)
    return {**variables, **engine_environment(engine)}


def prepare(session: Session) -> Deployment | None:
    """Make an engine run possible: backend folder, passphrase, no stale lock; return the recorded state.

    Raises:
        Refused: another engine holds the stack, or the passphrase of an existing stack is missing.
    """
    if (folder := file_backend_folder(session.backend)) is not None:
        private_folder(folder)
    has_configuration = "encryptionsalt:" in _text(session.configuration_file)
    exists = has_configuration or _has_state_file(session)
    ensure_passphrase(session.folders.passphrase, stack_exists=exists)
    clear_stale_locks(session)
    return session.driver.read_state()


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


def _has_state_file(session: Session) -> bool:
    """Return whether a file backend knows the stack; other backends are asked by the engine itself."""
    folder = file_backend_folder(session.backend)
    if folder is None:
        return False
    return any((folder / ".pulumi" / "stacks" / PROJECT).glob(f"{session.stack}.json*"))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
