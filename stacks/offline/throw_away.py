"""A project, a backend, a stack and a passphrase of their own in a temporary folder; nothing of it stays."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

from stacks.backend import folder_url
from stacks.offline.attachment import started_provider
from stacks.offline.programs.interpreter import write_interpreter
from stacks.offline.simulated_clouds.inventing import PROJECT, SUBSCRIPTION
from stacks.passphrase import ensure_passphrase
from stacks.paths import PROJECT_ROOT, UserFolders, private_folder, user_folders
from stacks.session import PLAN_KEY, Session

STACK = "offline"
PREFIX = "groundplan-offline-"
LINKED = ("stacks", "components", "policies")
"""What the program and the packs read of the checkout."""

AT_ONCE = "64"
"""How many resources the engine asks about at once: nobody limits a simulated provider, and most of it is waiting."""

CONFIGURATION = "config"
"""Folder of the stack's configuration in the throw-away project: the engine writes it, so it is not the checkout's."""

AZURE = "groundplan:azure"
SETTINGS = {
    "azure-native:subscriptionId": SUBSCRIPTION,
    AZURE: f'{{"admin-groups": ["{SUBSCRIPTION}"]}}',
    "gcp:project": PROJECT,
    # Nothing is pulled, and a laptop shows the whole plan also where no registry was asked for digests yet.
    "groundplan:allow-unpinned-images": "true",
}
"""What a stack's configuration says and a program asks for: the account, simulated as everything is, and images."""

REMOVAL_LIMIT_S = 60.0
PAUSE_S = 0.2
CALM_S = 2.0
"""An engine whose owner was killed writes for a moment more; the folder must stay away for so long."""


@contextmanager
def throw_away_session(
    plan: Path, settings: Mapping[str, str] | None = None, *arguments: str, target: str | None = None
) -> Iterator[Session]:
    """Give a session of a fresh stack that follows `plan`, with the simulated clouds attached.

    A relative `plan` lies in the throw-away project, where whoever asked writes it before the engine reads it.
    Its configuration has `settings` besides what the simulated accounts are; the simulated clouds get `arguments`, and
    get ready for `target`, whose programs then run in copies of one that has loaded all that they import.
    Nothing of the user's is written, and the folder goes with the context. Where this process is killed, the simulated
    provider's process outlives it by a moment and removes the folder.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        expected = ("--expects", target) if target else ()
        with started_provider("simulated_clouds", str(folder), *arguments, *expected) as ready:
            try:
                session = _session(folder)
                ensure_passphrase(session.folders.passphrase, stack_exists=False)
                configure(session, plan, settings or {})
                session.driver.require("stack", "init", STACK, "--no-select")
                own_interpreter = write_interpreter(folder) if target else {}
                yield _with_variables(session, ready() | own_interpreter)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # where not even the provider started


def with_simulated_accounts(settings: Mapping[str, str]) -> dict[str, str]:
    """Return settings with what a program asks for besides; of a mapping the entries that the settings have not."""
    found = {**SETTINGS, **settings}
    try:
        own = json.loads(settings.get(AZURE, "{}"))
    except ValueError:
        return found  # the program says in one sentence what it should be
    if isinstance(own, dict):
        found[AZURE] = json.dumps({**json.loads(SETTINGS[AZURE]), **own})
    return found


def configure(session: Session, plan: Path, settings: Mapping[str, str]) -> None:
    """Let the configuration of a throw-away stack say this besides what the simulated accounts are, and nothing else.

    The engine, which takes half a second to start, adds its salt to it; that stays.
    """
    file = session.project_root / CONFIGURATION / session.configuration_file.name
    yaml = YAML(typ="safe", pure=True)
    kept = yaml.load(file) if file.exists() else {}
    said = {**with_simulated_accounts(settings), PLAN_KEY: str(session.project_root / plan)}
    with file.open("w", encoding="utf-8") as writing:
        yaml.dump({**kept, "config": said}, writing)


def remove_folder(folder: Path) -> None:
    """Remove a folder, if it is there, that an engine may still be writing to, and see that it stays away."""
    if not folder.exists():
        return
    ends, gone_since = time.monotonic() + REMOVAL_LIMIT_S, time.monotonic()
    while time.monotonic() < ends and time.monotonic() - gone_since < CALM_S:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
            gone_since = time.monotonic()
        time.sleep(PAUSE_S)


def _session(folder: Path) -> Session:
    """Return a session whose folders all lie below `folder`, but for the cache, in which the engine is."""
    project = private_folder(folder / "project")
    for name in LINKED:
        (project / name).symlink_to(PROJECT_ROOT / name)
    settings = YAML(typ="safe", pure=True).load(PROJECT_ROOT / "Pulumi.yaml")
    with (project / "Pulumi.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({**settings, "stackConfigDir": CONFIGURATION}, file)
    private_folder(project / CONFIGURATION)
    own = UserFolders(
        state=folder / "state", configuration=folder / "passphrases", cache=user_folders().cache
    )
    made = Session(
        stack=STACK,
        folders=own,
        project_root=project,
        backend=folder_url(own.backend),
        may_build=True,
        wants_plugins=False,
    )
    own_home = str(private_folder(folder / "home"))
    return _with_variables(made, {"PULUMI_HOME": own_home, "PULUMI_PARALLEL": AT_ONCE})


def _with_variables(session: Session, more: Mapping[str, str]) -> Session:
    """Return the session, whose engine has more variables; they are in a cached property, so it keeps them."""
    environment = {**session.driver.environment, **more}
    session.__dict__["driver"] = replace(session.driver, environment=environment)
    return session
