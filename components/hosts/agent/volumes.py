"""Encrypted volumes: a gocryptfs folder a store, or a plain folder that lies on an encrypted device already."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from components.hosts.agent import devices, mounts, namespaces, records, spawning
from components.hosts.agent.records import HostError

MOUNT_TIMEOUT_S = 30.0
OPTIONS = ["-q", "-nosyslog"]


def volume_folder(folder: str, store: str) -> Path:
    """Where the volume of `store` lies; `cipher/` holds what is encrypted, `mount/` is where it is mounted."""
    return Path(folder) / "volumes" / store


def mount_point(folder: str, store: str) -> str:
    """The path that a sandbox binds from, seen from the storage namespace."""
    return str(volume_folder(folder, store) / "mount")


def start(payload: dict[str, Any]) -> dict[str, Any]:
    """Makes the volume if it is not there, and mounts it in the storage namespace.

    `payload`: folder, identity, store, encryption ("gocryptfs" | "encrypted-device"), key (secret). Raises HostError; a
    volume that is there and does not open with this key is never touched.
    """
    folder, identity, store = payload["folder"], payload["identity"], payload["store"]
    place = volume_folder(folder, store)
    unmount(payload)
    (place / "mount").mkdir(parents=True, exist_ok=True, mode=0o700)
    storage = running_storage(folder)
    record = records.announce(
        folder, identity, "Volume",
        store=store, encryption=payload["encryption"], storage=storage["incarnation"],
    )  # fmt: skip
    if payload["encryption"] == "encrypted-device":
        evidence = devices.encryption_of(str(place))
        if evidence is None:
            raise HostError(
                f"store {store}: {place} lies on no encrypted device any more; nothing was written there."
                " Move it to one, or install gocryptfs"
            )
        return record | {"evidence": evidence}
    environment = spawning.agent_environment(folder, identity)
    initialise(place, payload["key"], environment)
    mount(payload, place, storage, environment)
    return record | {"evidence": "gocryptfs"}


def running_storage(folder: str) -> dict[str, Any]:
    """The record of the storage namespace. Raises HostError where it does not run."""
    storage = records.read_record(folder, namespaces.STORAGE)
    if not records.stands(storage):
        raise HostError("the storage namespace does not run; run `groundplan up` again, it starts it first")
    return storage


def gocryptfs() -> str:
    """The gocryptfs command. Raises HostError with the remedy."""
    path = shutil.which("gocryptfs")
    if path is None:
        raise HostError(
            "gocryptfs is not on PATH, and nothing is stored unencrypted: run `groundplan engine`, which builds it,"
            " or install the package gocryptfs"
        )
    return path


def initialise(place: Path, key: str, environment: dict[str, str]) -> None:
    """Makes the encrypted folder, whole or not at all: in a draft that is renamed when it is complete.

    `environment` marks gocryptfs, so that one whose start was killed is ended before another draft is begun.
    """
    cipher, draft = place / "cipher", place / "cipher.draft"
    if cipher.exists():
        return
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    # The key is 256 random bits, so the costly password hash protects nothing: the smallest scrypt work factor will do.
    command = [gocryptfs(), *OPTIONS, "-init", "-scryptn", "10", str(draft)]
    run(command, key, f"make the volume {place}", environment)
    os.rename(draft, cipher)


def mount(payload: dict[str, Any], place: Path, storage: dict[str, Any], environment: dict[str, str]) -> None:
    """Mounts the volume where the sandboxes find it."""
    command = [gocryptfs(), *OPTIONS, str(place / "cipher"), str(place / "mount")]
    run(spawning.enter_command(storage) + command, payload["key"], f"mount the volume {place}", environment)


def run(command: list[str], key: str, purpose: str, environment: dict[str, str]) -> None:
    """Runs gocryptfs with the key on its standard input. Raises HostError with what it said.

    Its output goes to a file: once mounted it stays in the background and would hold a pipe open for ever.
    """
    with tempfile.TemporaryFile("w+") as said:
        try:
            done = subprocess.run(
                command,
                input=key + "\n",
                text=True,
                stdout=said,
                stderr=said,
                timeout=MOUNT_TIMEOUT_S,
                env=environment,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as error:
            raise HostError(
                f"could not {purpose}: gocryptfs gave no answer within {MOUNT_TIMEOUT_S:.0f} s"
            ) from error
        said.seek(0)
        lines = said.read().strip().splitlines()
    if done.returncode != 0:
        raise HostError(f"could not {purpose}: {lines[-1] if lines else f'exit code {done.returncode}'}")


def observe(payload: dict[str, Any]) -> dict[str, Any]:
    """Whether the volume is mounted: its gocryptfs runs in this incarnation of the storage namespace."""
    folder, identity = payload["folder"], payload["identity"]
    record = records.read_record(folder, identity)
    if record is None:
        return {
            "alive": False,
            "incarnation": None,
            "present": volume_folder(folder, payload["store"]).exists(),
        }
    storage = records.read_record(folder, namespaces.STORAGE) or {}
    grounded = record.get("storage") == storage.get("incarnation")
    mounted = record["encryption"] == "encrypted-device" or any(records.processes_of(folder, identity))
    return {"alive": grounded and mounted, "incarnation": record["incarnation"], "present": True}


def unmount(payload: dict[str, Any]) -> None:
    """Takes the mount away, a dead one too; the encrypted data stays. Raises HostError if something holds it."""
    folder, identity = payload["folder"], payload["identity"]
    target = mounts.real(mount_point(folder, payload["store"]))
    detach(folder, target)
    records.end(folder, identity)
    detach(folder, target)  # what a killed start left mounting a moment ago
    records.forget(folder, identity)


def detach(folder: str, target: str) -> None:
    """Unmounts `target` on the host, where there is no isolation, and in the storage namespace."""
    while mounts.is_mounted(target):
        mounts.unmount(target)
    storage = records.read_record(folder, namespaces.STORAGE)
    if storage is None or not records.is_alive(storage):
        return
    while mounts.is_mounted(target, str(storage["pid"])):
        mounts.unmount(target, (*spawning.enter_command(storage), "umount", "-l"))


def delete(payload: dict[str, Any]) -> dict[str, Any]:
    """Unmounts the volume and removes its data."""
    unmount(payload)
    place = volume_folder(payload["folder"], payload["store"])
    mounts.refuse_foreign(str(place))
    if place.exists():
        shutil.rmtree(place)
    return {"removed": str(place)}
