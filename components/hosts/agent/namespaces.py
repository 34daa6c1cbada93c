"""The namespaces of a stack: one in which its volumes are mounted, and a sandbox below it for each identity.

    host ── storage namespace (user, mount): every volume mounted once, by gocryptfs
              ├── sandbox train      (user, mount, pid, net, ipc): its stores, loopback, its raylets
              ├── sandbox serve      the same; models read-only
              └── sandbox promotion  registry and models

Volumes are mounted above the sandboxes for three reasons: two mounts of one encrypted folder would not share file locks
(SQLite needs them), a process in a sandbox cannot see or trace the gocryptfs that holds the key, and a mount inherited
from a more privileged namespace is locked: a sandbox cannot make its read-only store writable (mount_namespaces(7)).
The first process of a PID namespace takes everything in it along when it ends, mounts included.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from components.hosts.agent import mounts, records, sessions, spawning
from components.hosts.agent.records import HostError

START_TIMEOUT_S = 30.0
STORAGE = "storage-namespace"
UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]
UNSHARE_SANDBOX = [*UNSHARE, "--pid", "--net", "--ipc", "--fork", "--kill-child=KILL"]


def start_storage(payload: dict[str, Any]) -> dict[str, Any]:
    """Starts the storage namespace of the stack in `folder`; `isolation` "none" only notes that there is none."""
    folder, isolation = payload["folder"], payload["isolation"]
    existing = records.read_record(folder, STORAGE)
    if observe(payload | {"identity": STORAGE})["alive"] and existing and existing["isolation"] == isolation:
        return existing
    stop({"folder": folder, "identity": STORAGE})
    # A namespace inherits the host's mounts locked: what lay mounted there without isolation must go first.
    mounts.release(str(Path(folder) / "volumes"))
    record = records.announce(folder, STORAGE, "StorageNamespace", isolation=isolation)
    if isolation == "none":
        return record
    log = Path(folder) / "logs" / f"{STORAGE}.log"
    command = [*UNSHARE, "--", *spawning.agent_command("first-process")]
    process = spawning.start_detached(
        command,
        spawning.agent_environment(folder, STORAGE),
        log,
        payload={
            "role": "storage",
            "folder": folder,
            "identity": STORAGE,
            "incarnation": record["incarnation"],
        },
    )
    return spawning.wait_for_record(folder, STORAGE, process, log, START_TIMEOUT_S)


def start_sandbox(payload: dict[str, Any]) -> dict[str, Any]:
    """Starts the sandbox of an identity.

    `payload`: folder, identity, mounts [{store, holds, access, path}], visible (read-only paths), session (a folder of
    the host for Ray's sockets and logs), token (secret) and token_path, where the identity has one. Raises HostError.
    """
    folder, identity = payload["folder"], payload["identity"]
    storage = records.read_record(folder, STORAGE)
    if not records.stands(storage):
        raise HostError(
            f"the storage namespace of {folder} does not run; run `groundplan up` again, it starts it first"
        )
    stop({"folder": folder, "identity": identity})
    record = records.announce(
        folder, identity, "Sandbox", isolation=storage["isolation"], token_path=payload.get("token_path"),
        session=payload["session"],
        stores=stores_inside(payload, storage["isolation"]),
    )  # fmt: skip
    sessions.make(payload["session"])
    (Path(folder) / "sandboxes" / identity).mkdir(parents=True, exist_ok=True, mode=0o700)
    write_token(payload)
    if storage["isolation"] == "none":
        return record
    log = Path(folder) / "logs" / f"{identity}.log"
    first_process = spawning.agent_command("first-process")
    command = [*spawning.enter_command(storage), *UNSHARE_SANDBOX, "--", *first_process]
    hidden = {key: value for key, value in payload.items() if key != "token"}
    orders = hidden | {"role": "sandbox", "incarnation": record["incarnation"]}
    process = spawning.start_detached(
        command, spawning.agent_environment(folder, identity), log, payload=orders
    )
    return spawning.wait_for_record(folder, identity, process, log, START_TIMEOUT_S)


def stores_inside(payload: dict[str, Any], isolation: str) -> dict[str, dict[str, str]]:
    """What GROUNDPLAN_STORES tells a workload: {store: {holds, path, access}}, paths as its process sees them."""
    inside = isolation != "none"
    return {
        mount["store"]: {
            "holds": mount["holds"], "access": mount["access"],
            "path": f"/groundplan/stores/{mount['store']}" if inside else mount["path"],
        }
        for mount in payload["mounts"]
    }  # fmt: skip


def write_token(payload: dict[str, Any]) -> None:
    """Puts the token where Ray and the owner's commands read it. Ray's own token file would be mode 0644."""
    if not payload.get("token"):
        return
    path = Path(payload["token_path"])
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(payload["token"])


def observe(payload: dict[str, Any]) -> dict[str, Any]:
    """Whether what the record `identity` names still runs, and its incarnation."""
    record = records.read_record(payload["folder"], payload["identity"])
    if record is None:
        return {"alive": False, "incarnation": None, "present": False}
    alive = records.is_alive(record) if record.get("isolation") != "none" else True
    return {"alive": alive, "incarnation": record["incarnation"], "present": True}


def stop(payload: dict[str, Any]) -> dict[str, Any]:
    """Ends a namespace: its first process, and with it all in it. Its folders and token go too."""
    folder, identity = payload["folder"], payload["identity"]
    ended = records.end(folder, identity)
    record = records.read_record(folder, identity)
    token = (record or {}).get("token_path")
    if token:
        Path(token).unlink(missing_ok=True)
    sessions.remove(record)
    shutil.rmtree(Path(folder) / "sandboxes" / identity, ignore_errors=True)
    records.forget(folder, identity)
    return {"ended": ended}
