"""Work on what `up` made on a real control plane: jobs, predictions and kept logs, after a killed `up`.

Real: the command line, the engine, the API server, the scheduler, KubeRay, Kueue, the program that hands out kept logs.
Simulated: the Kubernetes provider (the official one cannot be had), the nodes, the volumes, the HTTP of Ray's heads,
and the kept files themselves, since no Fluent Bit runs on a simulated node.
"""

import base64
import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from components.ray.programs import read_logs
from components.topology import pod_ports
from tests.control_plane.cluster import ControlPlane
from tests.end_to_end.kubernetes_world import KubernetesWorld, kubernetes_world
from tests.end_to_end.world import kill_with_all_below, wait_while_it_runs
from tests.stacks.kept_logs.simulated_keeper import ended, started

pytestmark = [pytest.mark.kubernetes, pytest.mark.engine]

HEAD = Path(__file__).parents[1] / "components" / "ray" / "simulated_ray_head.py"
MOMENTS = ("deployment/kuberay-operator", "statefulset/train-logs", "raycluster/train", "rayservice/serve")
"""What tells how far an `up` has come: it is killed when one of these is there, another one each time."""


@pytest.fixture(scope="module")
def up(
    engine_folder: object, clean_control_plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KubernetesWorld]:
    """A stack of the example plan, up after an `up` that was killed while the operators or Ray came."""
    plane, kept = clean_control_plane, tmp_path_factory.mktemp("kept")
    plane.start("kuberay", arguments=("--use-kubernetes-proxy",))
    plane.start("kueue")
    plane.start("volumes")
    where = {"GROUNDPLAN_LOG_FOLDER": str(kept), "GROUNDPLAN_LOG_PORT": str(pod_ports.KEPT_LOGS)}
    beside = [
        plane.run_inside([sys.executable, str(HEAD)]),
        plane.run_inside([sys.executable, str(Path(read_logs.__file__))], where),
    ]
    files = "train-job-1a2b-q8w9e-head-r4t5y.tmp.ray.session_latest.logs."
    (kept / f"{files}job-driver-train-job-1a2b-x7k2p.log").write_text("loss 0.1\n", encoding="utf-8")
    told = started("train-job-1a2b-x7k2p", 10) + ended("train-job-1a2b-x7k2p", 20, "SUCCEEDED")
    (kept / f"{files}events.event_JOBS.log").write_text(told, encoding="utf-8")
    try:
        with kubernetes_world(plane) as world:
            kill_on_its_way(world)
            world.run("up", "--plan", str(world.plan), "--yes")
            yield world
    finally:
        for program in beside:
            program.terminate()
            program.wait()


def kill_on_its_way(world: KubernetesWorld) -> None:
    """Kill an `up` with all below it, when what chance chooses is there."""
    moment = random.choice(MOMENTS)  # noqa: S311 - which moment is no secret
    killed = world.start("up", "--plan", str(world.plan), "--yes")
    wait_while_it_runs(killed, is_there(world, moment), moment)
    kill_with_all_below(killed)


def is_there(world: KubernetesWorld, what: str) -> Callable[[], bool]:
    """Return what looks whether an object of the plan is there, in any of its namespaces."""
    kind, _, name = what.partition("/")

    def look() -> bool:
        kinds = world.control_plane.kubectl("api-resources", "-o", "name").split()
        if not any(each.startswith(f"{kind}s") for each in kinds):
            return False
        found = world.control_plane.kubectl(
            "get", kind, "--all-namespaces", "-o", "name", f"--field-selector=metadata.name={name}"
        )
        return bool(found.strip())

    return look


def owner_of(workload: Mapping[str, Any]) -> str:
    """Return the name of what a workload of Kueue stands for."""
    return workload["metadata"]["ownerReferences"][0]["name"]


def test_a_job_reaches_the_head_with_the_token_that_up_made(up: KubernetesWorld) -> None:
    ended_job = json.loads(up.run("submit", "train_digits", "--json").stdout)
    secret = up.control_plane.kubectl(
        "get", "secret", "train-token", "-n", f"{up.name}-train", "-o", "jsonpath={.data.auth_token}"
    )
    assert ended_job["status"] == "SUCCEEDED", ended_job
    assert ended_job["message"] == hashlib.sha256(base64.b64decode(secret)).hexdigest(), (
        "the head got this token"
    )


def test_a_prediction_comes_through_the_service_that_up_made(up: KubernetesWorld) -> None:
    told = json.loads(up.run("predict", "--json").stdout)
    assert told["total"] == 10, told
    assert {each["digit"] for each in told["predictions"]} == {3}, "as the simulated proxy answers"


def test_an_application_is_deployed_through_the_operator_that_up_made(up: KubernetesWorld) -> None:
    told = json.loads(up.run("serve", "serve_digits", "--json").stdout)
    assert (told["application"], told["cluster"]) == ("serve_digits", "serve"), told
    asked = up.control_plane.kubectl(
        "get", "rayservice", "serve", "-n", f"{up.name}-serve", "-o", "jsonpath={.spec.serveConfigV2}"
    )
    assert "workloads.serve_digits" in asked, "KubeRay keeps what is deployed"
    assert json.loads(up.run("predict", "--json").stdout)["total"] == 10, "and it serves on"


def test_queued_work_takes_the_place_of_a_stopped_cluster_which_a_job_starts_again(
    up: KubernetesWorld,
) -> None:
    plane, where = up.control_plane, ("--namespace", f"{up.name}-train")
    # As docs/how-to/run-jobs-on-kubernetes.md says it, since the queue's share holds but one of them.
    workloads = json.loads(plane.kubectl("get", "workloads", *where, "--output", "json"))["items"]
    (name,) = (one["metadata"]["name"] for one in workloads if owner_of(one) == "train")
    inactive = '{"spec": {"active": false}}'
    plane.kubectl("patch", "workload", name, *where, "--type", "merge", "--patch", inactive)
    ran = up.run("submit", "train_digits", "--queued", "--json")
    ended_job = json.loads(ran.stdout)
    assert ended_job["status"] == "SUCCEEDED", ended_job
    assert "its cluster is being made" in ran.stderr, "Kueue let it in, and KubeRay made its cluster"
    again = up.run("submit", "train_digits", "--json")
    assert json.loads(again.stdout)["status"] == "SUCCEEDED", "on the standing cluster"
    assert "starting it again" in again.stderr, again.stderr


def test_kept_logs_come_through_the_collector_that_up_made(up: KubernetesWorld) -> None:
    read = up.run("logs", "--cluster", "train", "--job", "train-job-1a2b")
    assert read.stdout == "loss 0.1\n", "of a queued job whose cluster is gone"
    assert "ended as SUCCEEDED" in read.stderr, "and how it ended"
    document = json.loads(up.run("logs", "--json").stdout)
    assert sorted(document["clusters"]) == ["serve", "train"], "each has a collector"
