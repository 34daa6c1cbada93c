"""Where Pulumi keeps the state, and who holds the lock of a stack there.

The lock of a file backend has no lease: it stays after `kill -9`. Here it is read and judged; only the engine
(`pulumi cancel`) takes it away. What keeps a killed engine's files from being read is removed here.
"""

import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from stacks.paths import UserFolders

Judgement = Literal["stale", "held", "elsewhere"]


@dataclass(frozen=True, kw_only=True)
class Lock:
    """One lock of a stack, as the engine wrote it.

    Attributes:
        process: the process id of the engine that took it.
        host: the machine on which that process ran.
        user: whose process it was.
        since: when it was taken, in the engine's own words (RFC 3339, UTC).
    """

    process: int
    host: str
    user: str
    since: str

    def holder(self) -> str:
        """Return who holds the lock, for a message."""
        return f"process {self.process} of {self.user} on {self.host}, since {self.since}"


def backend_url(folders: UserFolders, environment: Mapping[str, str] = os.environ) -> str:
    """Return the backend's address: the environment's, else what `pulumi login` chose, else our folder."""
    if chosen := environment.get("PULUMI_BACKEND_URL"):
        return chosen
    home = environment.get("PULUMI_CREDENTIALS_PATH") or environment.get("PULUMI_HOME")
    credentials = Path(home or Path(environment.get("HOME") or Path.home()) / ".pulumi") / "credentials.json"
    try:
        document = json.loads(credentials.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        document = {}
    current = document.get("current") if isinstance(document, dict) else None
    return current or default_backend_url(folders)


def default_backend_url(folders: UserFolders) -> str:
    """Return the address of the file backend in this user's state folder."""
    return folder_url(folders.backend)


def folder_url(folder: Path) -> str:
    """Return the address of a file backend by which the engine writes no file of attributes beside each of its files.

    Nobody reads them, a digest of the whole state is computed for each, and a kill while one is written cuts it.
    """
    return f"file://{folder}?metadata=skip"


def file_backend_folder(url: str) -> Path | None:
    """Return the folder of a file backend (which holds `.pulumi`), or None for any other backend."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    path = unquote(parts.netloc + parts.path)
    folder = Path(path).expanduser()
    return folder if folder.is_absolute() else None


def read_locks(url: str, project: str, stack: str) -> list[Lock]:
    """Return the locks of one stack in a file backend; other backends answer for their own locks."""
    folder = file_backend_folder(url)
    if folder is None:
        return []
    locks = []
    # "organization" is the one organisation that every self-managed backend has.
    for file in sorted((folder / ".pulumi" / "locks" / "organization" / project / stack).glob("*.json")):
        try:
            written = json.loads(file.read_text(encoding="utf-8"))
            process, host = int(written["pid"]), str(written["hostname"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # taken away while we looked, or half written by an engine that lives
        user, since = str(written.get("username", "?")), str(written.get("timestamp", "?"))
        locks.append(Lock(process=process, host=host, user=user, since=since))
    return locks


def remove_cut_attributes(url: str, project: str, stack: str) -> list[Path]:
    """Remove what a killed engine left half written beside its files; return what was removed.

    The engine replaces a file at one blow, but first empties and rewrites a small file of attributes beside it
    (`gocloud.dev/blob/fileblob`, `setAttrs`). Killed in between, it can never read its own state again: "failed to
    load checkpoint: EOF". A missing file of attributes means no attributes, and a living engine writes it anew. In our
    own folder the engine writes none (`folder_url`), but reads those of an earlier version; other folders have them.
    """
    folder = file_backend_folder(url)
    if folder is None:
        return []
    base = folder / ".pulumi"
    own = [
        base / "meta.yaml.attrs",
        *(base / "stacks" / project).glob(f"{stack}.*.attrs"),
        *(base / "locks" / "organization" / project / stack).glob("*.attrs"),
        *(base / "history" / project / stack).glob("*.attrs"),
        *(base / "backups" / project / stack).glob("*.attrs"),
    ]
    removed = []
    for file in own:
        with suppress(FileNotFoundError):  # whoever wrote it, or another command, was here meanwhile
            if file.stat().st_size == 0:
                file.unlink()
                removed.append(file)
    return removed


def judge_lock(lock: Lock) -> Judgement:
    """Return whether the holder is dead ("stale"), alive ("held") or on another host ("elsewhere")."""
    if lock.host != socket.gethostname():
        return "elsewhere"
    return "held" if _is_engine_alive(lock.process) else "stale"


def _is_engine_alive(process: int) -> bool:
    """Return whether this process is a living engine; a number reused by another program does not count."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, and is another user's
    try:
        name = Path(f"/proc/{process}/comm").read_text(encoding="utf-8")
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except OSError:
        return True
    is_zombie = status.rpartition(")")[2].split()[0] == "Z"
    return name.startswith("pulumi") and not is_zombie
