"""The thin provider of a pool's nodes: what of it is kept in the state, and what each method asks for."""

import base64
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import dill
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.rpc import UNKNOWN

from components.kubernetes import definitions, draining, members, reclaiming
from components.kubernetes.access import NoCluster
from components.kubernetes.providers import (
    DefinitionsProvider,
    DrainProvider,
    KeptVolumesProvider,
    MembersProvider,
)
from tests.components.hosts.recording_engine import unpatched_pickler

PROPS: dict[str, Any] = {
    "kubeconfig": None, "context": "here", "identity": "the-cluster", "pool": "train/gpu",
    "nodes": {"gpu-1": {"groundplan-pool": "gpu"}}, "taints": [],
}  # fmt: skip


@pytest.fixture(autouse=True)
def usual_tracebacks() -> Iterator[None]:
    """Undo what the provider sets for the process that the engine starts for it."""
    before = getattr(sys, "tracebacklimit", 1000)
    yield
    sys.tracebacklimit = before


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Return what is asked of the code of today."""
    found: list[tuple[str, Any]] = []
    for name in ("apply", "release", "change"):
        monkeypatch.setattr(members, name, lambda *props, name=name: found.append((name, props)))
    monkeypatch.setattr(members, "differences", lambda props: found.append(("differences", props)) or [])
    return found


def test_the_state_holds_the_name_of_the_shim_and_none_of_its_code() -> None:
    with unpatched_pickler():
        kept = base64.b64decode(serialize_provider(MembersProvider()))
    assert b"components.kubernetes.providers" in kept and b"differences" not in kept, (
        "a `down` after an upgrade runs the code of that day"
    )
    assert isinstance(dill.loads(kept), MembersProvider)  # noqa: S301 - made two lines above


def test_each_method_asks_for_its_own(asked: list[tuple[str, Any]]) -> None:
    provider = MembersProvider()
    created = provider.create(PROPS)
    assert created.id == "the-cluster/train/gpu" and created.outs == {**PROPS, "drift": []}
    updated = provider.update("id", PROPS, {**PROPS, "taints": [{}]})
    assert updated.outs == {**PROPS, "taints": [{}], "drift": []}, "what was healed is no drift any more"
    provider.delete("id", PROPS)
    assert [name for name, _ in asked] == ["apply", "change", "release"]


def test_a_refresh_tells_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "differences", lambda _: ["node gpu-1 is gone"])
    found = MembersProvider().read("id", PROPS)
    assert found.outs == {**PROPS, "drift": ["node gpu-1 is gone"]} and found.id == "id"
    assert MembersProvider().diff("id", PROPS, PROPS).changes, "the next `up` heals it"


@pytest.mark.parametrize(
    ("key", "value"),
    [("nodes", {}), ("taints", [{}]), ("context", "renamed"), ("kubeconfig", "/elsewhere")],
)
@pytest.mark.usefixtures("asked")
def test_what_is_asked_differently_is_a_change(key: str, value: Any) -> None:
    provider = MembersProvider()
    assert not provider.diff("id", PROPS, PROPS).changes
    assert provider.diff("id", PROPS, {**PROPS, key: value}).changes, (
        "a `down` goes the way that the state knows"
    )


def test_another_cluster_is_refused_and_never_a_replacement(asked: list[tuple[str, Any]]) -> None:
    found = MembersProvider().diff("id", PROPS, {**PROPS, "identity": "another"})
    assert not found.replaces, "what was made on the first cluster would be left there"
    (question,) = asked
    assert question[1]["identity"] == "the-cluster", "`differences` refuses where another one answers"


DRAIN: dict[str, Any] = {
    "kubeconfig": "simulated", "identity": "the-cluster", "plan": "atlas", "whose": {}, "namespaces": [],
    "kept_nodes": {}, "limit_s": 1800.0,
}  # fmt: skip


def test_a_drain_asks_the_cluster_only_when_it_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    released: list[Any] = []
    monkeypatch.setattr(draining, "release", released.append)
    provider = DrainProvider()
    created = provider.create(DRAIN)
    assert created.id == "the-cluster/atlas" and created.outs == {**DRAIN, "drift": []}
    assert provider.read("id", DRAIN).outs == {**DRAIN, "drift": []}, (
        "a refresh passes a cluster that is gone"
    )
    assert provider.update("id", DRAIN, {**DRAIN, "limit_s": 60.0}).outs == {
        **DRAIN,
        "limit_s": 60.0,
        "drift": [],
    }
    assert released == []
    provider.delete("id", DRAIN)
    assert released == [DRAIN]


@pytest.mark.parametrize(
    ("key", "value"), [("kubeconfig", "another"), ("limit_s", 60.0), ("kept_nodes", {"a/b": 1})]
)
def test_a_drain_learns_the_way_of_now(key: str, value: Any) -> None:
    found = DrainProvider().diff("id", DRAIN, {**DRAIN, key: value})
    assert found.changes and not found.replaces, "nothing is waited for because something is recorded"
    assert not DrainProvider().diff("id", DRAIN, DRAIN).changes


@pytest.mark.parametrize("identity", ["another", UNKNOWN])
def test_a_cluster_that_is_made_anew_is_drained_before(identity: str) -> None:
    found = DrainProvider().diff("id", DRAIN, {**DRAIN, "identity": identity})
    assert found.changes and found.replaces == ["identity"]


KINDS: dict[str, Any] = {
    "handed_over": "text",
    "identity": "the-cluster",
    "operator": "kuberay",
    "kinds": {"a": "1"},
}


@pytest.mark.parametrize("identity", ["another", UNKNOWN])
def test_kinds_of_a_cluster_that_is_made_anew_are_made_anew_in_it(identity: str) -> None:
    found = DefinitionsProvider().diff("id", KINDS, {**KINDS, "identity": identity})
    assert found.changes and found.replaces == ["identity"], (
        "and nobody is asked in a cluster that is not there yet"
    )


def test_kinds_are_compared_where_their_cluster_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(definitions, "differences", lambda props: asked.append(props) or [])
    assert not DefinitionsProvider().diff("id", KINDS, KINDS).changes and asked == [KINDS]
    assert DefinitionsProvider().diff("id", KINDS, {**KINDS, "handed_over": "renewed"}).changes
    assert DefinitionsProvider().diff("id", KINDS, {**KINDS, "handed_over": UNKNOWN}).changes
    assert len(asked) == 2, "a way in that is not known yet leads nowhere"


VOLUMES: dict[str, Any] = {
    "kubeconfig": None, "context": "here", "identity": "the-cluster", "of": "volumes", "is_kept": False,
    "classes": ["atlas-clusters"], "namespaces": ["atlas-train"],
}  # fmt: skip


def test_another_environment_changes_what_becomes_of_volumes_and_makes_nothing_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = ["volume a goes with its claim"]
    monkeypatch.setattr(reclaiming, "differences", lambda props: lost if props["is_kept"] else [])
    provider = KeptVolumesProvider()
    assert not provider.diff("id", VOLUMES, VOLUMES).changes
    found = provider.diff("id", VOLUMES, {**VOLUMES, "is_kept": True})
    assert found.changes and not found.replaces
    kept = {**VOLUMES, "is_kept": True}
    assert provider.diff("id", kept, kept).changes, "what a hand gave up is kept by the next `up`"


def test_a_failure_is_told_in_one_sentence_without_its_causes_or_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise NoCluster("the cluster of context here does not answer") from TimeoutError("read timed out")

    monkeypatch.setattr(members, "apply", fail)
    with pytest.raises(NoCluster) as raised:
        MembersProvider().create(PROPS)
    printed = "".join(traceback.format_exception(raised.value))
    assert "does not answer" in printed and "TimeoutError" not in printed, "the sentence tells the cause"
    assert sys.tracebacklimit == 0, "the engine prints what `traceback.format_exc` gives"
