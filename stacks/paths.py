"""Where Groundplan keeps things: this checkout, and one folder per user for state, configuration and cache.

It makes no decision about content; it only names places, after the XDG base directory specification.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stacks.cli.failures import Refused

PROJECT_ROOT = Path(__file__).resolve().parents[1]
"""The checkout: the folder of `Pulumi.yaml`."""

PRIVATE_FOLDER_MODE = 0o700
"""State holds keys in encrypted form, tokens and logs: nobody else lists them."""

NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Many images set it. An engine starts a program, a pack and providers, and each would compile the SDK of a cloud anew:
17 MB of source for AWS, half a minute of a core."""

STACK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
"""Pulumi's own rule (letters, digits, hyphen, underscore, period; at most 100), and safe as a folder."""


@dataclass(frozen=True)
class UserFolders:
    """The folders of one user, each absolute.

    Attributes:
        state: the file backend, the volumes, the tokens and the logs.
        configuration: the passphrase.
        cache: what can be made again, such as the engine.
    """

    state: Path
    configuration: Path
    cache: Path

    @property
    def backend(self) -> Path:
        """Return the folder of the file backend of Pulumi."""
        return self.state / "backend"

    @property
    def passphrase(self) -> Path:
        """Return the file with the passphrase that encrypts the secrets of every stack."""
        return self.configuration / "passphrase"

    def stack(self, stack: str) -> Path:
        """Return the state folder of one stack.

        Raises:
            Refused: the name cannot be the name of a stack.
        """
        return self.state / "stacks" / checked_stack_name(stack)

    def token(self, stack: str, cluster: str) -> Path:
        """Return the file with the token of one Ray cluster."""
        return self.stack(stack) / "tokens" / cluster

    def logs(self, stack: str) -> Path:
        """Return the folder with the full output of every engine run of one stack."""
        return self.state / "logs" / checked_stack_name(stack)


def user_folders(environment: Mapping[str, str] = os.environ) -> UserFolders:
    """Return the folders of the user whose environment this is; a relative XDG value counts as absent."""
    return UserFolders(
        state=user_folder(environment, "XDG_STATE_HOME", ".local/state"),
        configuration=user_folder(environment, "XDG_CONFIG_HOME", ".config"),
        cache=user_folder(environment, "XDG_CACHE_HOME", ".cache"),
    )


def user_folder(environment: Mapping[str, str], variable: str, default: str) -> Path:
    """Return Groundplan's folder below the one that an XDG variable names, or below `default` of the user's home."""
    home = Path(environment.get("HOME") or Path.home())
    chosen = Path(environment.get(variable, ""))
    return (chosen if chosen.is_absolute() else home / default) / "groundplan"


def checked_stack_name(stack: str) -> str:
    """Return the name unchanged.

    Raises:
        Refused: the name is not allowed.
    """
    if not STACK_NAME.fullmatch(stack):
        raise Refused(
            f"--stack: {stack!r} is not a stack's name; allowed: letters, digits, '-', '_' and '.', starting "
            "with a letter or a digit, 100 at most"
        )
    return stack


def private_folder(folder: Path) -> Path:
    """Make a folder (and what it needs above) that only this user can list, and return it."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER_MODE)
    return folder
