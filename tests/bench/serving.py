"""Compares requests a second with uvicorn: `python -m tests.bench.serving [--repeats 5] [--seconds 5] [--record]`.

Both answer the same requests with the same model, read and checked by the same code, in batches, from one process with
one compute thread, over the same kept-alive connections. Measured in turns; the order alternates.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from components.ray.on_hosts import SERVING_INGRESS
from tests.bench.load import Load, post, send_for
from tests.bench.results import Comparison, busy, record, section
from tests.workloads.private_ray import wait_until
from tests.workloads.serving import free_ports, promote, served_digits
from workloads.digits.network import DigitNetwork
from workloads.folder_store import FolderStore
from workloads.provenance import sha256_of_file
from workloads.registry.model import MODEL_FILE, ModelVersion, Provenance
from workloads.serve_digits.examples import held_out_examples

TITLE = "Serving"
EXPLANATION = """
`workloads/serve_digits` on Ray Serve, one replica, against uvicorn with one worker: the same model, the same reading
and checking of a request, both batching up to 64 images, one compute thread each. Answers in a second over
{connections} kept-alive connections; the client runs on the same machine. The first row is Serve as our clusters start
it (HAProxy in front of the replicas, `RAY_SERVE_THROUGHPUT_OPTIMIZED`), the second is Serve as Ray starts it.
"""
CONNECTIONS = 64
WARM_UP_SECONDS = 2.0
Measure = Callable[[], float]


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.serving")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one measurement")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting = busy()
    rows = [
        compare("requests/s, our ingress", "0.35 or more", SERVING_INGRESS, given.repeats, given.seconds),
        compare("requests/s, Ray's default ingress", "reported", {}, given.repeats, given.seconds),
    ]
    text = section(TITLE, EXPLANATION.format(connections=CONNECTIONS), rows, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


def compare(what: str, goal: str, ingress: dict[str, str], repeats: int, seconds: float) -> Comparison:
    """Measure Serve behind that ingress and uvicorn in turns, each kept running while the other is measured."""
    requests = [
        post("/predict", json.dumps({"image": example.image}).encode()) for example in held_out_examples(100)
    ]
    found: dict[str, list[float]] = {"ours": [], "theirs": []}
    with promoted_model(), served_digits(1, ingress) as ours, served_by_uvicorn() as theirs:
        ports = {"ours": ours, "theirs": theirs}
        for port in ports.values():
            send_for(WARM_UP_SECONDS, port, requests, CONNECTIONS)
        for repeat in range(repeats):
            for name in ("ours", "theirs") if repeat % 2 == 0 else ("theirs", "ours"):
                load = send_for(seconds, ports[name], requests, CONNECTIONS)
                found[name].append(without_failures(what, load).requests_per_second)
            sys.stderr.write(f"{what} {repeat}: {found['ours'][-1]:.0f} and {found['theirs'][-1]:.0f}\n")
    return Comparison(what=what, unit="requests/s", ours=found["ours"], theirs=found["theirs"], goal=goal)


def without_failures(what: str, load: Load) -> Load:
    """The load, where every request was answered; a fast refusal must not count as speed."""
    if load.failures:
        raise SystemExit(
            f"{what}: {load.failures} requests failed: {load.statuses}, {load.broken_connections} broken"
        )
    return load


@contextmanager
def served_by_uvicorn() -> Iterator[int]:
    """The port of one uvicorn worker with the same model."""
    (port,) = free_ports(1)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "tests.bench.plain_serving:application"),
            *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-access-log"),
        ],
        # Ray gives a replica with one CPU one thread.
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    try:
        wait_until(lambda: _answers(port), "uvicorn's first answer")
        yield port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def promoted_model() -> Iterator[Path]:
    """A models store with an untrained network: how well it reads changes nothing about how fast."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registered" / MODEL_FILE
        path.parent.mkdir()
        torch.manual_seed(0)
        torch.save(DigitNetwork().state_dict(), path)
        made = Provenance(code_sha256="", data_sha256="", lock={}, parameters={}, metrics={})
        version = ModelVersion(
            version=1,
            run_name="bench",
            run_id="bench",
            accuracy=0.0,
            promoted=True,
            created_at_ms=0,
            folder=path.parent,
            files={MODEL_FILE: sha256_of_file(path)},
            provenance=made,
        )
        models = Path(folder) / "models"
        promote(version, FolderStore(name="models", holds="models", path=models, access="write"))
        os.environ["GROUNDPLAN_STORES"] = json.dumps(
            {"models": {"holds": "models", "path": str(models), "access": "read"}}
        )
        yield models


def _answers(port: int) -> bool:
    try:
        return send_for(0.01, port, [post("/predict", b"{}")], 1).statuses.get(422, 0) > 0
    except OSError:
        return False


if __name__ == "__main__":
    main()
