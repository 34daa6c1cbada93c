"""What of a plan is left in a real cluster, found by its labels in every kind that the API server has."""

from pathlib import Path

import pytest

from components.kubernetes.access import Access, connect
from stacks.cli.failures import Failed
from stacks.reaching import remains
from stacks.reaching.remains import Owner, listable, remaining, require_nothing_left
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

LABELS = {"groundplan-plan": "leaving", "groundplan-stack": "team-ada"}
OWNER = Owner(plan="leaving", stack="team-ada")
NEVER_MADE = Owner(plan="leaving", stack="never-made")
HELD = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "held", "namespace": "left", "labels": LABELS, "finalizers": ["example.com/holder"]},
}
PATH = "/api/v1/namespaces/left/configmaps/held"


@pytest.fixture
def access(clean_control_plane: ControlPlane) -> Access:
    return connect(str(clean_control_plane.kubeconfig))


@pytest.fixture
def with_objects(clean_control_plane: ControlPlane, access: Access) -> ControlPlane:
    api = clean_control_plane.objects
    api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "left", "labels": LABELS}})
    api.apply(HELD)
    others = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "others", "labels": {**LABELS, "groundplan-stack": "team-bob"}},
    }
    api.apply(others)
    classes = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "value": 1}
    api.apply({**classes, "metadata": {"name": "leaving-train", "labels": LABELS}})
    return clean_control_plane


def test_every_kind_is_looked_at_once(access: Access) -> None:
    kinds = [kind for _path, kind, _ in listable(access)]
    assert {"Namespace", "Secret", "PersistentVolumeClaim", "NetworkPolicy", "PriorityClass", "Node"} <= set(
        kinds
    ), "those in namespaces and those of the cluster"
    paths = [path for path, _kind, _ in listable(access)]
    assert len(paths) == len(set(paths)), "one version of each"


def test_what_carries_the_labels_is_named_and_nothing_else(
    with_objects: ControlPlane, access: Access
) -> None:
    found = [(each.kind, each.namespace, each.name) for each in remaining(access, OWNER)]
    assert found == [
        ("ConfigMap", "left", "held"), ("Namespace", "", "left"), ("PriorityClass", "", "leaving-train"),
    ], "in namespaces and beyond, and nobody else's"  # fmt: skip


def test_what_nobody_removed_is_told_at_once(with_objects: ControlPlane, access: Access) -> None:
    with pytest.raises(Failed, match=r"of plan leaving this is left in the cluster:\s+ConfigMap left/held"):
        require_nothing_left(access, OWNER)


def test_what_hangs_is_told_with_who_holds_it(
    with_objects: ControlPlane, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remains, "GONE_SECONDS", 2.0)
    for path in ("/api/v1/namespaces/left", "/apis/scheduling.k8s.io/v1/priorityclasses/leaving-train"):
        with_objects.objects.request("DELETE", path)
    with_objects.wait(
        lambda: "deletionTimestamp" in with_objects.objects.get(PATH)["metadata"],
        "the namespace to empty itself",
    )
    with pytest.raises(Failed, match=r"ConfigMap left/held \(held by example.com/holder\)"):
        require_nothing_left(access, OWNER)

    monkeypatch.setattr(remains, "GONE_SECONDS", 120.0)
    with_objects.objects.patch(PATH, {"metadata": {"finalizers": None}})
    require_nothing_left(access, OWNER)
    assert remaining(access, OWNER) == [], "when its holder lets it go, all of it goes"


def test_a_plan_without_objects_has_none(access: Access, tmp_path: Path) -> None:
    require_nothing_left(access, NEVER_MADE)
    assert remaining(access, NEVER_MADE) == [], "nothing is found where nothing was"
