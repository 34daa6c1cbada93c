"""From a plan to predictions: what `make quickstart` does, with the plain tools beside ours."""

import json
import re
import subprocess
import sys
import threading

import httpx
import pytest

from stacks.paths import PROJECT_ROOT
from tests.end_to_end.world import World, wait_until

pytestmark = pytest.mark.cluster

TRAIN_NODES = {"train-head-0", "train-workers-0", "train-workers-1"}
SERVE_NODES = {"serve-head-0", "serve-replicas-0"}


def test_up_makes_both_clusters_and_every_node_runs(world: World) -> None:
    status = world.status()
    assert {cluster["purpose"] for cluster in status["clusters"]} == {"training", "serving"}
    assert world.node_states() == dict.fromkeys(TRAIN_NODES | SERVE_NODES, "running")
    assert status["registry"]["store"] == "registry", "the registry is a store of the plan"


def test_every_store_says_by_what_it_is_encrypted(world: World) -> None:
    stores = {store["name"]: store["encryption"] for store in world.status()["stores"]}
    assert stores == dict.fromkeys(("checkpoints", "datasets", "models", "registry"), "gocryptfs")


def test_a_second_up_changes_nothing(world: World) -> None:
    before = world.incarnations()
    told = world.run("up", "--yes").stderr
    [summary] = [line.strip() for line in told.splitlines() if line.strip().startswith("done:")]
    assert re.fullmatch(r"done: \d+ same \(.*\)", summary), f"every resource is the same:\n{told}"
    assert world.incarnations() == before, "every process is the one that ran before"


def test_the_plain_tools_do_the_same_work(world: World) -> None:
    pulumi = world.shell(
        f"pulumi preview --stack {world.stack} --expect-no-changes --policy-pack policies/all --non-interactive"
    )
    assert pulumi.returncode == 0, pulumi.stdout + pulumi.stderr
    ray = world.shell(
        "ray job submit -- python -c 'import ray; ray.init(); print(\"nodes:\", len(ray.nodes()))'"
    )
    assert "nodes: 3" in ray.stdout, ray.stdout + ray.stderr


def test_no_token_or_key_is_in_a_state_file_a_log_or_an_argument_list(world: World) -> None:
    tokens = [path.read_text(encoding="ascii") for path in (world.state_folder / "tokens").iterdir()]
    assert len(tokens) == 2, "one token a cluster"
    assert len(set(tokens)) == 2, "each cluster has a token of its own"
    for path in (world.state_folder / "tokens").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, f"{path} is for its owner alone"
    readable = [path for path in world.folder.rglob("*") if path.is_file() and path.parent.name != "tokens"]
    for path in readable:
        content = path.read_bytes()
        assert not any(token.encode() in content for token in tokens), f"{path} holds a token in plain text"
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert not any(token in listed for token in tokens), "an argument list holds a token"


def test_a_model_is_trained_promoted_and_served(served: World) -> None:
    told = served.run("predict").stdout
    correct = re.search(r"(\d+)/10 correct", told)
    assert correct, told
    assert int(correct[1]) >= 9, f"97 % of held-out digits are right, so nine of ten at least:\n{told}"
    assert told.count("truth") == 10, told


def test_what_a_job_said_and_how_it_ended_is_kept(trained: World) -> None:
    def ended() -> list[str]:
        jobs = json.loads(trained.run("logs", "--cluster", "train", "--json").stdout)["jobs"]
        return [job["job"] for job in jobs if job["status"] == "SUCCEEDED" and job["ended"]]

    wait_until(lambda: len(ended()) > 0, "the end of the training job to be told")
    said = [trained.run("logs", "--job", job) for job in ended()]
    assert any("accuracy" in each.stdout for each in said), [each.stdout for each in said]
    assert all("ended as SUCCEEDED" in each.stderr for each in said), "in Ray's word"
    raylets = trained.run("logs", "--node", "session_*", "--file", "raylet*.out").stdout
    assert "==> train session_" in raylets and "==> serve session_" in raylets, "of both clusters"
    assert (
        "no log of cluster train is of job 'none'"
        in trained.run("logs", "--cluster", "train", "--job", "none", expected=2).stderr
    )


def test_serve_deploy_puts_the_application_there_as_well(served: World) -> None:
    (configuration,) = (served.state_folder / "serve").glob("*.json")
    done = served.shell(f"serve deploy {configuration} && serve status", cluster="serve")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "RUNNING" in done.stdout, done.stdout


def test_a_version_below_the_gate_is_refused_and_nothing_moves(trained: World) -> None:
    refused = trained.run("promote", "1", "--minimum-accuracy", "1.0", expected=3)
    assert "1.0" in refused.stderr, refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_second_version_reaches_the_replicas_without_a_failed_request(served: World) -> None:
    served.run("submit", "train_digits", "--", "--seed", "7")
    command = [sys.executable, "-m", "workloads.serve_digits.examples", "--json"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    image = json.loads(done.stdout)[0]["image"]
    address = served.cluster("serve")["serve"] + "/predict"
    versions: list[int] = []
    failures: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(timeout=30) as client:
            while not stop.is_set():
                try:
                    reply = client.post(address, json={"image": image})
                except httpx.HTTPError as error:
                    failures.append(repr(error))
                    continue
                if reply.status_code != 200:
                    failures.append(f"{reply.status_code} {reply.text}")
                else:
                    versions.append(reply.json()["model_version"])

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    try:
        served.run("promote", "2")
        wait_until(lambda: len(versions) > 50 and set(versions[-50:]) == {2}, "version 2 in every answer")
    finally:
        stop.set()
        for asker in askers:
            asker.join()
    assert failures == [], "no request failed while the version changed"
    assert versions[0] == 1, "the load began on version 1"
