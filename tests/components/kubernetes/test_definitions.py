"""How definitions of kinds are packed for the state, and how a difference to the cluster is told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes import definitions, patience
from components.kubernetes.access import Access, NoAnswer, NoCluster
from components.services.operators.kuberay import kuberay_definitions
from tests.components.services.declared import plan

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
MANIFESTS = st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=4).map(
    lambda specs: [{"metadata": {"name": name}, "spec": spec} for name, spec in specs.items()]
)


def crd(name: str = "widgets.example.com", **spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "labels": {"groundplan-plan": "atlas"}},
        "spec": {"group": "x", **spec},
    }


@given(MANIFESTS)
def test_what_was_packed_comes_back_as_it_was(manifests: list[dict[str, Any]]) -> None:
    packed = definitions.pack(manifests)
    assert list(definitions.unpack(packed).values()) == manifests, "nothing is lost on the way into the state"
    assert definitions.pack(json.loads(json.dumps(manifests))) == packed, "the same is packed the same"


def test_the_definitions_of_kuberay_are_a_hundredth_of_what_the_state_would_hold() -> None:
    found = kuberay_definitions(plan())
    written = json.dumps(found, indent=4)
    assert len(definitions.pack(found)) * 100 < len(written), "the state is written after every step"


def test_a_change_shows_in_the_digest_of_its_definition_alone() -> None:
    before = definitions.digests([crd(), crd("gadgets.example.com")])
    after = definitions.digests([crd(scope="Cluster"), crd("gadgets.example.com")])
    assert {name for name in before if before[name] != after[name]} == {"widgets.example.com"}


class SimulatedAccess:
    """Answers with one object, whatever is asked."""

    def __init__(self, live: dict[str, Any]) -> None:
        self.live = live

    def get(self, _path: str) -> dict[str, Any]:
        return self.live


def differences(monkeypatch: pytest.MonkeyPatch, declared: dict[str, Any], live: dict[str, Any]) -> list[str]:
    access: Access = SimulatedAccess(live)  # pyright: ignore[reportAssignmentType]
    monkeypatch.setattr(definitions, "access_of", lambda _props: access)
    return definitions.differences({"packed": definitions.pack([declared])})


def test_what_the_cluster_adds_of_its_own_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    live = crd(conversion={"strategy": "Webhook", "webhook": {"caBundle": "from Kueue"}})
    live |= {"status": {"conditions": []}}
    declared = crd(conversion={"strategy": "Webhook"})
    assert differences(monkeypatch, declared, live) == []


@pytest.mark.parametrize(
    ("live", "place"),
    [
        (crd(group="y"), "spec.group"),
        (crd(versions=[{"name": "v1", "served": False}]), "spec.versions[0].served"),
        (crd(versions=[{"name": "v1", "served": True}, {"name": "v2"}]), "spec.versions"),
        ({"metadata": {"name": "widgets.example.com"}, "spec": {"group": "x"}}, "metadata.labels"),
    ],
)
def test_a_difference_is_told_with_its_place(
    monkeypatch: pytest.MonkeyPatch, live: dict[str, Any], place: str
) -> None:
    declared = crd(versions=[{"name": "v1", "served": True}])
    assert differences(monkeypatch, declared, live) == [f"definition widgets.example.com differs at {place}"]


OF_THE_STACK: dict[str, Any] = {
    "handed_over": "text",
    "kinds": {"widgets.example.com": "1"},
    "packed": definitions.pack([crd()]),
}


@pytest.mark.parametrize(
    "closed", [NoCluster("its credential plugin aws failed"), NoAnswer("it does not answer")]
)
def test_definitions_are_gone_with_a_cluster_of_the_stack_that_is_said_to_be_gone(
    monkeypatch: pytest.MonkeyPatch, closed: NoCluster
) -> None:
    def refuse(*_: object) -> Access:
        raise closed

    monkeypatch.setattr(definitions, "connect_by", refuse)
    monkeypatch.setattr(definitions, "access_of", refuse)
    monkeypatch.delenv(patience.GONE_VARIABLE, raising=False)
    with pytest.raises(NoCluster):
        definitions.release(OF_THE_STACK)
    monkeypatch.setenv(patience.GONE_VARIABLE, "true")
    definitions.release(OF_THE_STACK)
    with pytest.raises(NoCluster):
        definitions.release(
            {**OF_THE_STACK, "handed_over": None}
        )  # a cluster that exists is nobody's to give up
