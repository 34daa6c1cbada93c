"""A cluster of this machine has its logs in a folder, and one on Kubernetes in its collector."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacks.clusters import Cluster, Place
from stacks.kept_logs.keepers import keeper_of
from stacks.reaching import collected_logs
from stacks.session import Session
from tests.stacks.reaching.conftest import session

__all__ = ["session"]

HERE = {
    "name": "train", "purpose": "training", "job_api": "http://127.0.0.1:1", "token_file": "/none",
    "nodes": [{"pool": "head", "node": "train-head-0", "state": "running"}],
}  # fmt: skip
ELSEWHERE = {
    "name": "train", "purpose": "training", "job_api": "http://train", "namespace": "atlas-train", "kind": "RayCluster",
    "services": {"head": "train-head-svc"}, "token_secret": {"name": "train-token", "key": "auth_token"},
}  # fmt: skip


def test_a_cluster_of_this_machine_has_its_logs_in_the_folder_of_its_stack(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = tmp_path / "groundplan" / "stacks" / session.stack
    for file in (
        "sessions/train/session_1/logs/raylet.out",
        "logs/train-head-0.log",
        "logs/serve-head-0.log",
    ):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("a line\n", encoding="utf-8")
    with keeper_of(session, {"clusters": [HERE]}, "train") as keeper:
        found = [(file.cluster, file.node, file.name) for file in keeper.files()]
    assert found == [("train", "session_1", "raylet.out"), ("train", "train-head-0", "train-head-0.log")], (
        "and nothing of another cluster"
    )
    assert f"$ ls -lR {folder}/sessions/train/session_latest/logs" in capsys.readouterr().err, "the plain way"


def test_a_cluster_on_kubernetes_has_them_in_its_collector(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    @contextlib.contextmanager
    def collected(_session: Session, cluster: Cluster, place: Place) -> Iterator[Any]:
        asked.append((cluster.name, place.namespace))
        yield "its keeper"

    monkeypatch.setattr(collected_logs, "collected_logs", collected)
    with keeper_of(session, {"clusters": [ELSEWHERE], "kubernetes": {"identity": "1"}}, "train") as keeper:
        assert keeper == "its keeper", "as long as it is used"
    assert asked == [("train", "atlas-train")], "in the cluster's namespace"
