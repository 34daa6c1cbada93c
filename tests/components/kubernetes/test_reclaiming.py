"""Volumes that are there are told whether they outlive their claims, those of the plan's classes and claims alone."""

from pathlib import Path
from typing import Any

import pytest

from components.kubernetes import reclaiming
from components.kubernetes.access import Conflict
from components.kubernetes.stored import VOLUMES
from tests.components.kubernetes.simulated_api_server import Asked, SimulatedApiServer


def volume(
    simulated: SimulatedApiServer,
    name: str,
    *,
    of: str = "atlas-store-models",
    namespace: str = "atlas-serve",
    policy: str = "Delete",
    phase: str = "Bound",
) -> None:
    """Give the simulated API server a volume that a claim has, or had."""
    spec = {
        "storageClassName": of, "persistentVolumeReclaimPolicy": policy,
        "claimRef": {"namespace": namespace, "name": "store-models"},
    }  # fmt: skip
    simulated.add(f"{VOLUMES}/{name}", {"spec": spec, "status": {"phase": phase}})


def policies(simulated: SimulatedApiServer) -> dict[str, str]:
    """Return the policy of every volume, by its name."""
    return {
        path.rpartition("/")[2]: found["spec"]["persistentVolumeReclaimPolicy"]
        for path, found in simulated.objects.items()
        if path.startswith(VOLUMES)
    }


@pytest.fixture
def props(simulated: SimulatedApiServer, tmp_path: Path) -> dict[str, Any]:
    """Return what is declared of a plan in production, with a cluster of one volume."""
    simulated.add("/api/v1/namespaces/kube-system", {"metadata": {"uid": "the-cluster"}})
    volume(simulated, "ours")
    return {
        "kubeconfig": str(simulated.kubeconfig(tmp_path)), "context": "here", "identity": "the-cluster",
        "of": "volumes", "is_kept": True, "classes": ["atlas-store-models"], "namespaces": ["atlas-serve"],
    }  # fmt: skip


def test_volumes_that_development_made_are_kept_in_production(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    before = {**props, "is_kept": False}
    reclaiming.apply(before)
    assert policies(simulated) == {"ours": "Delete"} and reclaiming.differences(before) == [], (
        "as its class made it"
    )
    assert reclaiming.differences(props) == ["volume ours goes with its claim atlas-serve/store-models"]
    reclaiming.change(before, props)
    assert policies(simulated) == {"ours": "Retain"} and reclaiming.differences(props) == []
    reclaiming.release(props)
    assert policies(simulated) == {"ours": "Retain"}, "a `down` changes nothing of it"
    reclaiming.change(props, before)
    assert policies(simulated) == {"ours": "Delete"}, "what the plan says is what `down` tells"


def test_volumes_of_other_classes_and_claims_are_left_alone(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    volume(simulated, "of-another-class", of="borealis-store-models")
    volume(simulated, "of-another-namespace", namespace="team-b")
    volume(simulated, "of-a-claim-that-went", phase="Released")
    reclaiming.apply(props)
    assert {name for name, policy in policies(simulated).items() if policy == "Retain"} == {"ours"}


def test_a_volume_that_its_claim_left_is_never_given_up(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    volume(simulated, "kept", policy="Retain", phase="Released")
    reclaiming.change(props, {**props, "is_kept": False})
    assert policies(simulated)["kept"] == "Retain", "it would be deleted at once"


def test_a_volume_that_somebody_else_writes_is_judged_again(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    path = f"{VOLUMES}/ours"

    def leave(asked: Asked) -> None:
        if asked.method == "PATCH" and simulated.count("PATCH") == 1:
            simulated.write(path, lambda found: found["status"].update(phase="Released"))

    simulated.before = leave
    volume(simulated, "ours", policy="Retain")
    reclaiming.change(props, {**props, "is_kept": False})
    assert policies(simulated) == {"ours": "Retain"}, "its claim went in that moment, and its data stays"


def test_a_volume_that_never_holds_still_is_told(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    def write(asked: Asked) -> None:
        if asked.method == "PATCH":
            simulated.write(f"{VOLUMES}/ours", lambda found: None)

    simulated.before = write
    with pytest.raises(Conflict):
        reclaiming.apply(props)


def test_a_volume_that_goes_meanwhile_needs_nothing(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    def remove(asked: Asked) -> None:
        if asked.method == "PATCH":
            simulated.objects.pop(f"{VOLUMES}/ours", None)

    simulated.before = remove
    reclaiming.apply(props)
    assert policies(simulated) == {}
