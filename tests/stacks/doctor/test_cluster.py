"""The doctor asks a real cluster what it is."""

from pathlib import Path

import pytest

from stacks.doctor.cluster import gather_cluster
from stacks.doctor.cluster_checks import judge_cluster
from stacks.doctor.plan import target_of
from tests.control_plane.cluster import ControlPlane
from tests.stacks.conftest import PLAN

ON_KUBERNETES = """\
name: atlas
target: kubernetes
runtime: {image: "registry.example.com/ray@sha256:%s"}
storage:
  - {name: checkpoints, holds: checkpoints, size: 1GiB, kind: object, endpoint: "https://objects.example.com"}
  - {name: registry, holds: registry, size: 1GiB, kind: object, endpoint: "https://objects.example.com"}
clusters:
  - name: train
    purpose: training
    pools:
      - {name: head, machine: {cpu: 2, memory: 8GiB}, count: 1}
inventory:
  - {pool: train/head, nodes: [cpu-1]}
""" % ("0" * 64)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.yaml"
    file.write_text(ON_KUBERNETES)
    return file


def test_only_a_plan_for_kubernetes_is_measured_against_a_cluster(plan: Path) -> None:
    assert target_of(plan) == "kubernetes", "it names the target"
    plan.write_text(PLAN)
    assert target_of(plan) == "local", "another one is measured against this machine"
    plan.write_text("name: [")
    assert target_of(plan) is None, "what is wrong with it is told by who loads it"


def test_a_missing_kubeconfig_is_one_sentence(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "nothing"))
    _measured, cluster = gather_cluster(plan, "team")
    [check] = judge_cluster(cluster)
    assert "there is no kubeconfig" in check.found and check.state == "refused", "before anything is asked"


@pytest.mark.kubernetes
def test_a_real_cluster_tells_what_it_is(
    clean_control_plane: ControlPlane, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_control_plane.add_nodes(2, prefix="cpu", cpus=8, memory="32Gi")
    monkeypatch.setenv("KUBECONFIG", str(clean_control_plane.kubeconfig))
    measured, cluster = gather_cluster(plan, "team")
    (lack,) = measured.errors
    assert "no default storage class" in lack, "the plan fits but for its volumes"
    assert cluster.nodes == (2, 2) and cluster.missing_rights == (), "all of it may be used"
    states = {check.name: check.state for check in judge_cluster(cluster)}
    assert states == {"cluster": "ok", "nodes": "ok", "rights": "ok", "services": "ok", "storage": "note"}, (
        "only a storage class is missing"
    )
