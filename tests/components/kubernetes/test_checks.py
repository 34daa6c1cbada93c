"""A cluster that cannot be what a plan asks is refused with every reason at once, before anything is created."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import Anywhere, Port
from components.kubernetes.checks import (
    KINDS_OF_SERVICE,
    OLDEST,
    TESTED,
    cluster_errors,
    gpu_note,
    notes,
    version_note,
    version_of,
    zone_notes,
)
from components.kubernetes.stored import storage_there
from components.topology.model import InventoryNode, Purpose
from tests.components.kubernetes.clusters import OURS, THEIRS, gathered, running, topology
from tests.components.services.isolation import topologies
from tests.components.topology.cluster_nodes import cluster_of, node
from tests.components.topology.plans import pool

MISSING = {
    ("create", "", "namespaces"), ("delete", "", "namespaces"), ("patch", "", "nodes"),
    ("create", "kueue.x-k8s.io", "clusterqueues"),
}  # fmt: skip
"""Rights that a credential lacks; the small plan has no queues."""


def sentences(present: frozenset[str] = frozenset(), **changed: Any) -> list[str]:
    """Return why the small plan cannot be on a cluster."""
    return [str(error) for error in cluster_errors(topology(), gathered(**changed), present)]


def test_a_cluster_that_lacks_nothing_is_not_refused() -> None:
    assert sentences() == []


def test_a_way_that_cilium_makes_wide_is_told_with_the_narrow_one() -> None:
    wide = (Anywhere(ports=(Port(protocol="TCP", number=6443),)),)
    (told,) = [note for note in notes(topology(), gathered(api_server=wide)) if "Cilium" in note]
    assert "may reach port 6443 anywhere" in told and "policyCIDRMatchMode to nodes" in told, told
    assert not any("Cilium" in note for note in notes(topology(), gathered())), "a range says nothing new"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v1.34.1", (1, 34)),
        ("v1.34.1+k3s1", (1, 34)),
        ("v1.31.2-eks-7f9249a", (1, 31)),
        ("v1.30.5-gke.1014001", (1, 30)),
        ("v1.35.0-rc.1", (1, 35)),
        ("1.29+", (1, 29)),
        ("unknown", (0, 0)),
    ],
)
def test_a_version_is_read_as_every_distribution_writes_it(text: str, version: tuple[int, int]) -> None:
    assert version_of(text) == version


@given(st.integers(0, 9), st.integers(0, 99), st.sampled_from(["", ".0", ".1-gke.5", ".2+k3s1"]))
def test_versions_are_compared_by_number(major: int, minor: int, rest: str) -> None:
    text = f"v{major}.{minor}{rest}"
    assert version_of(text) == (major, minor)
    assert bool(sentences(version=text)) == ((major, minor) < OLDEST), "1.9 is older than 1.30"
    assert (version_note(text) is None) == ((major, minor) == TESTED), "any other one is told, not refused"


def test_versions_on_both_sides_of_the_tested_one_are_told_which_way() -> None:
    assert version_note("v1.34.9-eks-1") is None
    assert version_note("v1.31.2") == "Kubernetes v1.31.2 is older than what was tested (1.34)"
    assert version_note("v1.36.0") == "Kubernetes v1.36.0 is newer than what was tested (1.34)"


def test_a_version_that_is_too_old_is_refused_with_what_it_lacks() -> None:
    assert sentences(version="v1.28.9") == [
        "target: the cluster runs Kubernetes v1.28.9; 1.30 or newer, which has validating admission policies; "
        "upgrade the cluster"
    ]


def test_missing_rights_are_told_all_at_once_with_the_context() -> None:
    (sentence,) = sentences(missing_rights=frozenset(MISSING))
    assert "the credential of context here may not: create/delete namespaces, patch nodes;" in sentence, (
        "a right that this plan does not need is not missed"
    )


@pytest.mark.parametrize("service", KINDS_OF_SERVICE)
def test_an_operator_with_missing_kinds_is_refused_with_their_names(service: str) -> None:
    first, *others = KINDS_OF_SERVICE[service]
    (sentence,) = sentences(frozenset({service}), kinds={first: {}}, operators=running(service))
    assert f"the cluster has {service} without the kinds {', '.join(others)};" in sentence
    assert (
        sentences(
            frozenset({service}),
            kinds={kind: {} for kind in KINDS_OF_SERVICE[service]},
            operators=running(service),
        )
        == []
    )
    assert sentences(kinds={first: OURS}) == [], "what is ours is made whole by `up`"


def test_volumes_need_a_default_class_also_where_every_store_is_for_objects() -> None:
    (sentence,) = sentences(storage=None)
    assert sentence.startswith("storage: the stores kept, registry need volumes; the cluster has no default")
    objects = [
        {
            "name": name,
            "holds": name,
            "kind": "object",
            "size": "1GiB",
            "endpoint": "https://objects.example.com",
        }
        for name in ("checkpoints", "registry")
    ]
    found = [store.kind for store in topology(storage=objects).stores]
    assert set(found) == {"object"}, "nothing of it lies on a volume"
    (error,) = cluster_errors(topology(storage=objects), gathered(storage=None), frozenset())
    assert "the heads' state" in error.asked, "Ray's own logs and the services lie on volumes all the same"


def test_a_default_class_that_was_unmarked_keeps_no_stack_from_what_it_has() -> None:
    made = {"metadata": {"name": "atlas-store-kept", "labels": OURS}, "provisioner": "driver.longhorn.io"}
    assert not sentences(storage=None, stored=storage_there([made], [], [])), "its classes are its own"
    theirs = {**made, "metadata": {"name": "theirs", "labels": THEIRS}}
    assert len(sentences(storage=None, stored=storage_there([theirs], [], []))) == 1


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = sentences(
        frozenset({"kueue"}), version="v1.20.0", missing_rights=frozenset(MISSING), storage=None,
        namespaces={"atlas-train": {}},
    )  # fmt: skip
    assert len(found) == 5, "one `up` shows every reason"


def test_gpus_that_could_not_be_measured_are_told() -> None:
    bare = gathered(facts=cluster_of(node("cpu-1"), node("gpu-1")))
    note = gpu_note(topology(), bare)
    assert note is not None and "so train/gpu could not be measured" in note
    assert gpu_note(topology(), gathered()) is None, "they were"
    assert gpu_note(_without_gpus(), bare) is None, "nobody asked"


def _without_gpus() -> Any:
    clusters = [{"name": "train", "purpose": "training", "pools": [pool("head")]}]
    return topology(clusters=clusters, inventory=[{"pool": "train/head", "nodes": ["cpu-1"]}])


@pytest.mark.parametrize(
    ("zones", "environment", "purpose", "is_told"),
    [
        (("a", "a"), "production", "serving", True),
        (("a", "b"), "production", "serving", False),
        (("a", None), "production", "serving", False),
        (("a", "a"), "development", "serving", False),
        (("a", "a"), "production", "training", False),
    ],
)
def test_production_that_serves_from_one_zone_is_warned_of(
    zones: tuple[str | None, ...], environment: str, purpose: Purpose, is_told: bool
) -> None:
    nodes = tuple(
        InventoryNode(name=f"n-{number}", capacity="on-demand", zone=zone)
        for number, zone in enumerate(zones)
    )
    workers = replace(topologies.pool("one", "workers"), inventory=nodes)
    made = topologies.cluster("one", purpose, topologies.pool("one"), workers)
    plan = topologies.topology([made], environment=environment)
    told = list(zone_notes(plan))
    sentence = (
        "one/workers: all of its nodes are in zone a, and what it serves ends with that zone; "
        "add nodes of another zone to the inventory"
    )
    assert told == ([sentence] if is_told else [])
    assert set(told) <= set(notes(plan, gathered())), "the doctor and `up` tell it"
