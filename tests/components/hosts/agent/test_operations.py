"""Operations that are killed in the middle: the next start or a sweep leaves neither half a thing nor two."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.hosts.agent import namespaces, records, spawning
from components.hosts.agent.operations import OPERATIONS
from components.hosts.sweep import sweep
from tests.components.hosts.real_stack import RealStack, free_port, wait_until

NAMES = {
    "storage.start": namespaces.STORAGE,
    "volume.start": "volume-datasets",
    "sandbox.start": "sandbox-train",
    "raylet.start": "node",
    "forward.start": "forward",
}
ORDER = list(NAMES)
PROCESSES = {"storage.start": 1, "volume.start": 1, "sandbox.start": 2, "raylet.start": 3, "forward.start": 1}
"""How many processes a thing has: a sandbox and a node have one that only holds the namespace's first or keeper."""

PORT = free_port()
DELAYS_S = [0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4, 0.6]
"""From the moment the agent has begun to the moment the slowest of these operations is done, on a quiet machine."""


def payload(stack: RealStack, operation: str) -> dict[str, Any]:
    """Return what an operation takes in these tests."""
    own: dict[str, dict[str, Any]] = {
        "storage.start": {"identity": namespaces.STORAGE, "isolation": stack.isolation},
        "volume.start": stack.volume_payload("datasets"),
        "sandbox.start": stack.sandbox_payload("train", datasets="write"),
        "raylet.start": stack.node_payload("train", "node", port=PORT),
        "forward.start": {
            "identity": "forward", "sandbox": "sandbox-train", "listen_port": PORT, "target_port": PORT
        },
    }  # fmt: skip
    return {"folder": stack.folder, **own[operation]}


def run_until(stack: RealStack, operation: str, ripe: Callable[[], object], what: str) -> None:
    """Run an operation in a process of its own and kill that process as soon as the time is ripe."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": spawning.CODE_ROOT}
    process = subprocess.Popen(
        [sys.executable, "-S", "-P", "-m", "components.hosts.agent", operation],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    )  # fmt: skip
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(payload(stack, operation)).encode())
        process.stdin.close()
        wait_until(lambda: ripe() or process.poll() is not None, what)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def after(delay_s: float) -> Callable[[], object]:
    """Return a condition that comes true some time after it was first asked."""
    begun: list[float] = []

    def ripe() -> bool:
        begun.append(os.times().elapsed)
        return begun[-1] - begun[0] >= delay_s

    return ripe


def stand_on(stack: RealStack, operation: str) -> None:
    """Start all that the thing of an operation stands on."""
    for earlier in ORDER[: ORDER.index(operation)]:
        OPERATIONS[earlier](payload(stack, earlier))


def assert_one(stack: RealStack, operation: str) -> None:
    """Start the thing again and see exactly one of it."""
    OPERATIONS[operation](payload(stack, operation))
    kind = {"storage": "namespace", "sandbox": "namespace"}.get(
        operation.split(".")[0], operation.split(".")[0]
    )
    observed = stack.call(f"{kind}.observe", NAMES[operation], store="datasets")
    assert observed["alive"], f"{operation} does not heal what a killed start left"
    found = stack.processes(NAMES[operation])
    assert len(found) == PROCESSES[operation], (
        f"{operation} left another process of the killed start: {found}"
    )


@pytest.mark.cluster
@pytest.mark.parametrize("operation", ORDER)
@pytest.mark.parametrize("point", ["announced", "spawned", "done"])
def test_a_start_that_was_killed_is_started_again_once(stack: RealStack, operation: str, point: str) -> None:
    stand_on(stack, operation)
    name = NAMES[operation]
    ripe = {
        "announced": lambda: records.read_record(stack.folder, name),
        "spawned": lambda: stack.processes(name),
        "done": lambda: (records.read_record(stack.folder, name) or {}).get("pid"),
    }[point]
    run_until(stack, operation, ripe, f"{operation} is {point}")
    assert_one(stack, operation)


@pytest.mark.cluster
@pytest.mark.parametrize("delay_s", DELAYS_S)
def test_a_whole_stack_heals_when_every_start_was_killed_once(stack: RealStack, delay_s: float) -> None:
    for operation in ORDER:
        run_until(stack, operation, after(delay_s), f"{delay_s} s have passed")
        assert_one(stack, operation)


@pytest.mark.cluster
@pytest.mark.parametrize("operation", ORDER)
def test_a_sweep_leaves_nothing_of_a_start_that_was_killed(stack: RealStack, operation: str) -> None:
    stand_on(stack, operation)
    run_until(
        stack, operation, lambda: stack.processes(NAMES[operation]), f"{operation} has started a process"
    )
    sweep("test", keep_data=False)
    assert list(records.processes_of(stack.folder)) == [], "a process of the killed start is left"
    assert not Path(stack.folder).exists(), "a file of the killed start is left"


def test_what_outlives_the_command_starts_nothing_when_its_orders_never_came(tmp_path: Path) -> None:
    for operation in ("first-process", "keeper", "forward"):
        done = subprocess.run(
            [sys.executable, "-S", "-P", "-m", "components.hosts.agent", operation],
            input=b"", capture_output=True, env={"PYTHONPATH": spawning.CODE_ROOT},
        )  # fmt: skip
        assert done.returncode != 0, f"{operation} runs without orders"


@pytest.mark.parametrize(
    "operation", [name for name in OPERATIONS if name.endswith((".start", ".stop", ".delete"))]
)
def test_what_changes_a_thing_does_so_alone(
    operation: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    class Taken(Exception):
        pass

    def alone(_folder: str, identity: str) -> Any:
        taken.append(identity)
        raise Taken

    monkeypatch.setattr(records, "alone", alone)
    with pytest.raises(Taken):
        OPERATIONS[operation]({"folder": folder, "identity": "thing"})
    assert taken == ["thing"], "two of these would get into each other's way"
