"""The passphrase that encrypts every secret of every stack: made once, never replaced, never shown.

Losing it loses the volumes, since their keys are encrypted with it; so a missing one is never silently
made anew.
"""

import os
import secrets
import stat
import tempfile
from pathlib import Path

from stacks.cli.failures import Refused
from stacks.paths import private_folder

PASSPHRASE_BYTES = 32
"""256 bits, the key length of the AES-256-GCM that Pulumi's passphrase provider uses."""

SHARED_MODE_BITS = stat.S_IRWXG | stat.S_IRWXO


def ensure_passphrase(file: Path, *, stack_exists: bool) -> Path:
    """Return the passphrase file, made once with random content and mode 0600.

    Args:
        file: where the passphrase lies.
        stack_exists: whether the stack at hand already exists, so that a fresh passphrase could not open it.

    Raises:
        Refused: the file is missing while a stack exists, is not a private regular file, or is empty.
    """
    if not file.exists() and not file.is_symlink():
        if stack_exists:
            raise Refused(
                f"{file} is missing, but the stack exists and its volume keys are encrypted with that "
                "passphrase; put the file back from your backup (losing it loses the volumes)"
            )
        _make(file)
    return checked_passphrase(file)


def checked_passphrase(file: Path) -> Path:
    """Return the file unchanged.

    Raises:
        Refused: the file is missing, not a regular file, readable by others, or empty.
    """
    try:
        state = file.stat()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}; run `groundplan up` to make it") from error
    if not stat.S_ISREG(state.st_mode):
        raise Refused(f"{file} is not a regular file; the passphrase must be one, with mode 0600")
    if state.st_mode & SHARED_MODE_BITS:
        mode = stat.S_IMODE(state.st_mode)
        raise Refused(
            f"{file} has mode {mode:04o}: others can read it; allowed: 0600; run `chmod 600 {file}`"
        )
    if state.st_size == 0:
        raise Refused(f"{file} is empty; put it back from your backup (losing it loses the volumes)")
    return file


def _make(file: Path) -> None:
    """Write a random passphrase; when two commands race, one of them wins and both read the same file."""
    private_folder(file.parent)
    descriptor, written = tempfile.mkstemp(prefix=".passphrase-", dir=file.parent)  # mode 0600 from its birth
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(PASSPHRASE_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(written, file)  # unlike a rename it never replaces the winner's file
        except FileExistsError:
            return
    finally:
        Path(written).unlink()
