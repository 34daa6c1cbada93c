"""The whole line on a real control plane: up, no-op, drift, a changed pool, a lost node, down, and killed in between.

Real: the command line, the engine, the API server with admission, the scheduler, KubeRay, Kueue. Simulated: the
Kubernetes provider (the official one cannot be had), the nodes, the volumes, and the HTTP of Ray's heads.
"""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.ray.manifests.job import BatchJob, job_manifest
from stacks.access_keys import KEY
from stacks.reaching.queued import RAY_CLUSTER
from stacks.state import parse_deployment
from tests.control_plane.cluster import ControlPlane
from tests.end_to_end.kubernetes_world import KEYS, KubernetesWorld, kubernetes_world
from tests.end_to_end.world import kill_with_all_below, wait_until, wait_while_it_runs

pytestmark = [pytest.mark.kubernetes, pytest.mark.engine]

CERTIFICATES = {"tls.crt", "ca.crt", "trusted.crt"}
PUBLIC = CERTIFICATES | {"MLFLOW_TRACKING_URI", "MLFLOW_TRACKING_SERVER_CERT_PATH", "AWS_ENDPOINT_URL"}
"""What stands in Secrets beside secrets, and is none: addresses and certificates."""
HEAD = Path(__file__).parents[1] / "components" / "ray" / "simulated_ray_head.py"


@pytest.fixture(scope="module")
def here(engine_folder: object, clean_control_plane: ControlPlane) -> Iterator[KubernetesWorld]:
    """A stack of the example plan; the operators run as soon as it declares them."""
    plane = clean_control_plane
    plane.start("kuberay", arguments=("--use-kubernetes-proxy",))
    plane.start("kueue")
    plane.start("volumes")
    head = plane.run_inside([sys.executable, str(HEAD)])
    try:
        with kubernetes_world(plane) as world:
            yield world
    finally:
        head.terminate()
        head.wait()


@pytest.fixture(scope="module")
def up(here: KubernetesWorld) -> KubernetesWorld:
    """The stack, up after a first `up` that was killed in the middle."""
    killed = here.start("up", "--plan", str(here.plan), "--yes")
    wait_while_it_runs(killed, lambda: len(here.namespaces()) > 0, "the first namespaces stand")
    kill_with_all_below(killed)
    here.run("up", "--plan", str(here.plan), "--yes")
    return here


def pods_by_node(world: KubernetesWorld, cluster: str) -> dict[str, list[str]]:
    """The pool of every Ray pod of a cluster, by node."""
    namespace = f"{world.name}-{cluster}"
    found = json.loads(
        world.control_plane.kubectl("get", "pods", "-n", namespace, "-l", "ray.io/node-type", "-o", "json")
    )
    nodes: dict[str, list[str]] = {}
    for pod in found["items"]:
        nodes.setdefault(pod["spec"].get("nodeName", ""), []).append(
            pod["metadata"]["labels"]["groundplan-pool"]
        )
    return nodes


def test_keys_in_plain_text_or_of_another_form_are_refused_before_anything_is_made(
    here: KubernetesWorld,
) -> None:
    text = json.dumps(KEYS)
    try:
        here.plain("config", "set", "--plaintext", KEY, "--stack", here.stack, given=text)
        told = here.run("up", "--plan", str(here.plan), "--yes", expected=2)
        plain = here.refused_plainly("up", "--yes", "--stack", here.stack)
        here.plain("config", "set", "--secret", KEY, "--stack", here.stack, given=text[:-2])
        broken = here.refused_plainly("up", "--yes", "--stack", here.stack)
    finally:
        here.plain("config", "set", "--secret", KEY, "--stack", here.stack, given=text)
    assert "lies in plain text in the stack's configuration" in told.stderr, told.stderr
    assert f"pulumi config set --secret {KEY} --stack {here.stack} <" in plain, plain
    assert f"{KEY} is not JSON" in broken, broken
    everything = told.stdout + told.stderr + plain + broken
    assert "Traceback" not in everything and KEYS["datasets"]["read"]["secret"] not in everything
    assert here.objects() == [], "no namespace, no label of a node"


def test_an_up_that_was_killed_is_finished_by_the_next_one(up: KubernetesWorld) -> None:
    document = up.status()
    assert {cluster["name"] for cluster in document["clusters"]} == {"train", "serve"}, (
        "both clusters are told"
    )


def test_head_data_and_gpu_workers_run_on_their_pools_and_nowhere_else(up: KubernetesWorld) -> None:
    assert pods_by_node(up, "train") == {
        "cpu-1": ["head"],
        "cpu-2": ["data"],
        "gpu-1": ["gpu"],
        "gpu-2": ["gpu"],
    }
    assert pods_by_node(up, "serve") == {"cpu-3": ["head"], "cpu-4": ["replicas"]}


def test_no_secret_lies_in_any_file_of_the_user_in_plain_text(up: KubernetesWorld) -> None:
    listed = up.control_plane.kubectl(
        "get", "secrets", "--all-namespaces", "-l", f"groundplan-plan={up.name}", "-o", "json"
    )
    data = [item for secret in json.loads(listed)["items"] for item in secret.get("data", {}).items()]
    encoded = [value for key, value in data if key not in PUBLIC]
    decoded = [base64.b64decode(value) for value in encoded]
    secrets = [value for value in [*(text.encode() for text in encoded), *decoded] if len(value) >= 32]
    assert len(secrets) > 10, "tokens, passwords and keys are there to be looked for"
    files = {path: path.read_bytes() for path in up.folder.rglob("*") if path.is_file()}
    leaks = [path for path, content in files.items() for value in secrets if value in content]
    assert leaks == [], "state and logs hold no secret, neither as it is nor as base64"


def test_a_cluster_takes_the_queued_job_that_is_made_of_the_stack_s_state(up: KubernetesWorld) -> None:
    state = parse_deployment(json.loads(up.plain("stack", "export", "--stack", up.stack)))
    [train] = [each.inputs for each in state.of_kind(RAY_CLUSTER)]
    job = job_manifest(train, BatchJob(name="train-job-1", entrypoint="true", code="train-job-1-code"))
    told = up.control_plane.kubectl(
        "create", "--dry-run=server", "--validate=strict", "-f", "-", input=json.dumps(job)
    )
    assert "rayjob.ray.io/train-job-1" in told, (
        "the API server, KubeRay's kinds and admission have nothing against it"
    )


def test_an_up_without_a_change_changes_nothing(up: KubernetesWorld) -> None:
    changes = json.loads(up.run("preview", "--plan", str(up.plan), "--json").stdout)["changes"]
    assert set(changes) == {"same"}, "what is as the plan says stays as it is"


def test_another_stack_with_a_plan_of_the_same_name_is_refused_and_takes_nothing(up: KubernetesWorld) -> None:
    before = up.objects()
    other = KubernetesWorld(control_plane=up.control_plane, provider=up.provider)
    try:
        named = other.plan.read_text(encoding="utf-8").replace(other.name, up.name)
        other.plan.write_text(named, encoding="utf-8")
        refused = other.run("up", "--plan", str(other.plan), "--yes", expected=2).stderr
        assert f"belong to a plan {up.name} of stack {up.stack}-" in refused, (
            "whose it is, before anything is made"
        )
    finally:
        other.remove()
    assert up.objects() == before, "nor does its `down` touch anything"


def test_a_label_that_a_hand_took_from_a_node_is_put_back(up: KubernetesWorld) -> None:
    up.control_plane.kubectl("label", "node", "gpu-1", "groundplan-pool-")
    preview = up.run("preview", "--plan", str(up.plan))
    assert "nodes-train-gpu" in preview.stderr, "the preview shows whose nodes differ"
    up.run("up", "--yes")
    node = json.loads(up.control_plane.kubectl("get", "node", "gpu-1", "-o", "json"))
    assert node["metadata"]["labels"]["groundplan-pool"] == "gpu"


def test_a_serving_pod_that_asks_for_training_storage_is_refused_with_the_reason(up: KubernetesWorld) -> None:
    pod = json.loads(
        up.control_plane.kubectl(
            "get", "pods", "-n", f"{up.name}-serve", "-l", "ray.io/node-type=worker", "-o", "json"
        )
    )["items"][0]
    claim = {"name": "stolen", "persistentVolumeClaim": {"claimName": "store-checkpoints"}}
    pod["spec"]["volumes"].append(claim)
    pod["spec"].pop("nodeName")
    pod["metadata"] = {"name": "thief", "namespace": f"{up.name}-serve", "labels": pod["metadata"]["labels"]}
    refused = up.control_plane.refused("create", "-f", "-", input=json.dumps(pod | {"status": {}}))
    assert "checkpoints" in refused, refused


def test_a_lost_node_leaves_its_worker_waiting_until_it_returns(up: KubernetesWorld) -> None:
    up.control_plane.remove_node("gpu-2")
    wait_until(lambda: pods_by_node(up, "train").get("") == ["gpu"], "the worker that waits for a node")
    up.control_plane.add_nodes(
        1, prefix="gpu", first=2, cpus=96, memory="1Ti", gpus=8, gpu_product="NVIDIA-H100-80GB-HBM3", zone="a"
    )
    up.run("up", "--yes")
    wait_until(
        lambda: pods_by_node(up, "train").get("gpu-2") == ["gpu"], "the worker on the node that returned"
    )


def test_a_job_outlives_another_owner_and_is_ended_by_no_change_unasked(up: KubernetesWorld) -> None:
    def head(field: str) -> list[str]:
        selected = ("-n", f"{up.name}-train", "-l", "ray.io/node-type=head")
        return up.control_plane.kubectl(
            "get", "pods", *selected, "-o", f"jsonpath={{.items[*]{field}}}"
        ).split()

    def change(old: str, new: str) -> None:
        up.plan.write_text(up.plan.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    submit = "import sys, httpx; httpx.post(sys.argv[1], content=sys.argv[2], headers={'Authorization': 'x'})"
    job = {"submission_id": "raysubmit_1", "entrypoint": "python -m workloads.train_digits"}
    first = head(".metadata.uid")
    # Where a port-forward into a simulated pod ends.
    call = [sys.executable, "-c", submit, "http://127.0.0.1:8265/api/jobs/", json.dumps(job)]
    assert up.control_plane.run_inside(call).wait() == 0, "the simulated head has a job"
    change("ml-platform@", "ml-research@")
    up.run("up", "--yes")
    assert head(".metadata.uid") == first, "an address that was corrected makes no pod anew"
    change("{name: data, machine: {cpu: 8,", "{name: data, machine: {cpu: 7,")
    refused = up.run("up", "--yes", expected=2).stderr
    assert "ends 1 job: raysubmit_1 (python -m workloads.train_digits)" in refused, (
        "which job, of which cluster"
    )
    assert head(".metadata.uid") == first, "nothing was changed"
    up.run("up", "--yes", "--end-jobs")
    wait_until(lambda: head(".metadata.uid") not in ([], first), "the cluster's pods to be made anew")


def test_down_leaves_no_object_also_after_it_was_killed(up: KubernetesWorld) -> None:
    killed = up.start("down", "--yes")
    wait_until(
        lambda: f"{up.name}-serve" not in pods_by_node(up, "serve") and not pods_by_node(up, "serve"),
        "Ray's end",
    )
    kill_with_all_below(killed)
    up.run("down", "--yes")
    assert up.objects() == [], "nothing of the plan is left"
    assert not any(map(_labels_of_ours, up.nodes())), "nodes are given back as they were"


def test_down_gives_back_nodes_that_an_up_killed_at_its_first_step_had_taken(here: KubernetesWorld) -> None:
    # A stack of its own: the `down` before took the configuration of the other with it.
    world = KubernetesWorld(control_plane=here.control_plane, provider=here.provider)
    try:
        killed = world.start("up", "--plan", str(world.plan), "--yes")
        wait_while_it_runs(
            killed, lambda: any(map(_labels_of_ours, world.nodes())), "the first node is taken"
        )
        kill_with_all_below(killed)
        world.run("down", "--yes")
        assert not any(map(_labels_of_ours, world.nodes())), "whether the state knows of them or not"
        assert world.objects() == [], "nor is anything else left"
    finally:
        world.remove()


def _labels_of_ours(node: dict[str, Any]) -> list[str]:
    return [key for key in node["metadata"]["labels"] if key.startswith("groundplan-")]
