"""In a cluster is left what carries the stack's id; what is held, though it ends, is left as well."""

from pathlib import Path

import pytest

from components.plan.model import Plan
from stacks.auditing import cluster
from stacks.auditing.cluster import audit_cluster
from stacks.auditing.looking import NAMELESS
from stacks.cli.failures import Refused
from stacks.paths import UserFolders
from stacks.plan_choice import load_valid_plan
from stacks.session import Session
from tests.components.topology.test_resolve_cloud_examples import with_digest
from tests.stacks.reaching.simulated_cluster import OURS, THEIRS, SimulatedCluster

MADE = "2026-11-20T10:00:00Z"


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> SimulatedCluster:
    found = SimulatedCluster()
    monkeypatch.setattr(cluster, "open_way", lambda _session, _identity: found)
    return found


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "stacks" / "config").mkdir(parents=True)
    folders = UserFolders(state=tmp_path, configuration=tmp_path, cache=tmp_path)
    made = Session(
        stack="team", folders=folders, project_root=tmp_path, backend=f"file://{tmp_path}", may_build=False
    )
    made.configuration_file.write_text("config:\n  groundplan:stack-id: team-ada\n")
    return made


def plan(folder: Path) -> Plan:
    file = with_digest("kubernetes-small", folder)
    text = file.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith("name: "))
    file.write_text(text.replace(first, "name: atlas"), encoding="utf-8")
    return load_valid_plan(file)


def test_what_carries_the_stack_s_id_is_left_and_another_s_is_not(
    simulated: SimulatedCluster, session: Session, tmp_path: Path
) -> None:
    simulated.add("/api/v1/configmaps", "ours", "atlas-train", creationTimestamp=MADE)
    simulated.add("/api/v1/configmaps", "theirs", "atlas-train", labels=THEIRS)
    simulated.add("/api/v1/nodes", "n1")
    found = audit_cluster(session, plan(tmp_path))
    assert [(each.kind, each.location, each.name) for each in found.left] == [
        ("ConfigMap", "atlas-train", "ours"), ("Node", "", "n1"),
    ]  # fmt: skip
    made = found.left[0].made
    assert made is not None and made.isoformat() == "2026-11-20T10:00:00+00:00"
    assert found.place == "the cluster of context here" and found.notes == ()


def test_of_a_stack_without_an_id_all_of_the_plan_is_left(
    simulated: SimulatedCluster, session: Session, tmp_path: Path
) -> None:
    session.configuration_file.unlink()
    simulated.add("/api/v1/configmaps", "ours", "atlas-train")
    simulated.add("/api/v1/configmaps", "theirs", "atlas-train", labels=THEIRS)
    simulated.add("/api/v1/nodes", "n1", labels={**OURS, "groundplan-plan": "other"})
    found = audit_cluster(session, plan(tmp_path))
    assert [each.name for each in found.left] == ["ours", "theirs"] and found.notes == (NAMELESS,)


def test_what_ends_is_told_apart_unless_somebody_holds_it(
    simulated: SimulatedCluster, session: Session, tmp_path: Path
) -> None:
    ending = {"deletionTimestamp": MADE}
    simulated.add("/apis/batch/v1/jobs", "ends", "atlas-train", **ending)
    simulated.add("/apis/ray.io/v1/rayclusters", "held", "atlas-train", finalizers=["ray.io/x"], **ending)
    simulated.add("/api/v1/namespaces", "atlas-train", **ending)
    found = audit_cluster(session, plan(tmp_path))
    assert [(each.name, each.going) for each in found.going] == [("ends", "it is ending")]
    assert [each.name for each in found.left] == [
        "atlas-train (held by what is in it)", "held (held by ray.io/x)",
    ], "it may be held for ever"  # fmt: skip


def test_a_volume_outlives_its_claim_without_a_label_of_ours_and_is_left(
    simulated: SimulatedCluster, session: Session, tmp_path: Path
) -> None:
    def volume(name: str, namespace: str) -> None:
        claim = {"claimRef": {"namespace": namespace, "name": "models"}}
        simulated.add("/api/v1/persistentvolumes", name, labels={}, spec=claim)

    part = plan(tmp_path).clusters[0].name
    volume("pvc-1", f"atlas-{part}")
    volume("pvc-2", "atlas-registry")
    volume("pvc-3", "somebody-s")
    simulated.add("/api/v1/namespaces", "atlas-registry", labels=THEIRS)
    found = audit_cluster(session, plan(tmp_path))
    assert [each.name for each in found.left] == [f"pvc-1 (of claim atlas-{part}/models)"], (
        "the registry's namespace is another stack's by now"
    )


def test_what_could_not_be_looked_at_is_no_proof(
    simulated: SimulatedCluster, session: Session, tmp_path: Path
) -> None:
    simulated.blind.add("/apis/ray.io/v1/rayjobs")
    with pytest.raises(Refused, match="whether anything of plan atlas is left in the cluster cannot be told"):
        audit_cluster(session, plan(tmp_path))
    simulated.add("/api/v1/nodes", "n1")
    found = audit_cluster(session, plan(tmp_path))
    assert len(found.left) == 1 and "not looked at: /apis/ray.io/v1/rayjobs" in found.notes[0]
