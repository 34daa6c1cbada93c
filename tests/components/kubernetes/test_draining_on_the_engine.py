"""A plain `pulumi destroy` of the real engine on a real cluster: what holds disks, then the drain, then the rest."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes import definitions
from tests.components.kubernetes.cluster_objects import LABELS, OWN
from tests.components.kubernetes.test_definitions_real import definition
from tests.control_plane.cluster import ControlPlane
from tests.stacks.offline.simulated_kubernetes.declared_program import DeclaredProgram, make_program

pytestmark = pytest.mark.kubernetes

HOLD = "example.com/holds"
SERVICES = f"/api/v1/namespaces/{OWN}/services"
KIND = f"{definitions.DEFINITIONS}/widgets.example.com"
DESTROY = ("destroy", "--yes", "--skip-preview")


@pytest.fixture
def plane() -> Iterator[ControlPlane]:
    """Give a control plane with a node for the pool, and a load balancer that does not go."""
    with ControlPlane() as running:
        running.add_nodes(1, prefix="gpu", cpus=8, memory="16Gi")
        objects = running.objects
        objects.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": OWN}})
        spec = {"type": "LoadBalancer", "ports": [{"port": 80}]}
        metadata = {"name": "web", "finalizers": [HOLD]}
        objects.request("POST", SERVICES, {"metadata": metadata, "spec": spec})
        objects.remove(f"{SERVICES}/web")
        yield running


@pytest.fixture
def program(plane: ControlPlane, engine_folder: Path, tmp_path: Path) -> DeclaredProgram:
    """Return the program of the folder `drained`, aimed at the control plane."""
    made = make_program(tmp_path, engine_folder, {})
    text = (Path(__file__).parent / "drained" / "__main__.py").read_text(encoding="utf-8")
    (made.folder / "project" / "__main__.py").write_text(text, encoding="utf-8")
    where = {
        "kubeconfig": str(plane.kubeconfig), "context": "control-plane",
        "identity": plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"],
    }  # fmt: skip
    kinds = [definition("widgets")]
    nodes = {"gpu-1": {**LABELS, "groundplan-cluster": "train", "groundplan-pool": "gpu"}}
    made.declare(
        pool={**where, "pool": "train/gpu", "nodes": nodes, "taints": []},
        drain={
            "kubeconfig": plane.kubeconfig.read_text(encoding="utf-8"), "identity": "the-cluster", "plan": "atlas",
            "whose": LABELS, "namespaces": [OWN], "kept_nodes": {"train/gpu": 1}, "limit_s": 2.0,
        },
        kinds={
            **where, "operator": "widgets", "kinds": definitions.digests(kinds), "packed": definitions.pack(kinds),
        },
    )  # fmt: skip
    return made


def labels(plane: ControlPlane) -> dict[str, Any]:
    return plane.objects.get("/api/v1/nodes/gpu-1")["metadata"]["labels"]


def state(program: DeclaredProgram) -> str:
    """Return the state as the backend has it."""
    files = (program.folder / "state").rglob("*.json")
    return "".join(file.read_text(encoding="utf-8") for file in files if "stacks" in file.parts)


def test_a_destroy_that_hangs_names_what_holds_it_keeps_the_rest_and_goes_on(
    program: DeclaredProgram, plane: ControlPlane
) -> None:
    program.up()
    assert "4 unchanged" in program.up(), "a drain is no reason to change anything"
    secret = json.loads(plane.kubeconfig.read_text(encoding="utf-8"))["users"][0]["user"]
    assert not any(str(value) in state(program) for value in secret.values()), "the way in is kept encrypted"

    refused = program.refused(*DESTROY)
    assert f"Service {OWN}/web (finalizers {HOLD})" in refused and "then run this again" in refused, refused
    assert "draining: waiting for 1 Service to go" in refused, "what is waited for is told meanwhile"
    assert 'File "' not in refused, f"one sentence: {refused}"
    assert plane.objects.find(KIND) is None, "what stood on the drain went before it"
    assert labels(plane)["groundplan-pool"] == "gpu", "what it stands on stays until it is over"

    plane.objects.patch(f"{SERVICES}/web", {"metadata": {"finalizers": None}})
    program.run(*DESTROY)
    assert "groundplan-pool" not in labels(plane), "the next run goes on, to the end"


def test_what_is_kept_keeps_the_drain_and_all_below_it(program: DeclaredProgram, plane: ControlPlane) -> None:
    program.up()
    (kinds,) = [word for word in state(program).split('"') if word.endswith("::kinds")][:1]
    done = program.run(*DESTROY, "--exclude", kinds)
    assert "draining" not in done, "with --keep-data nothing is waited for: the claims keep their cluster"
    assert plane.objects.find(KIND) is not None and labels(plane)["groundplan-pool"] == "gpu"
    plane.objects.patch(f"{SERVICES}/web", {"metadata": {"finalizers": None}})
    program.run(*DESTROY)
