"""Before a stack's own cluster goes, the jobs that its state does not know are ended in it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from components.kubernetes import access as ways
from components.kubernetes.access import NoAnswer, NoCluster
from stacks.cli.failures import Refused
from stacks.reaching import unrecorded
from stacks.reaching.own_cluster import end_work_in_own_cluster
from stacks.reaching.own_kubeconfig import kubeconfig_of
from stacks.reaching.remains import Owner
from stacks.session import Session
from stacks.state import SPECIAL_VALUE, Deployment, Resource
from tests.stacks.reaching.simulated_state import KUBECONFIG, SECRET, UNKNOWN, driven, secret

LABELS = {"groundplan-plan": "atlas", "groundplan-stack": "ada-laptop-aws"}


@dataclass
class SimulatedAccess:
    """An API server that answers, or does not."""

    answers: bool

    def get(self, path: str) -> dict[str, Any]:
        if not self.answers:
            raise NoAnswer("the cluster of context atlas does not answer")
        return {"path": path}


def resource(kind: str, **inputs: Any) -> Resource:
    return Resource(urn=kind, kind=kind, is_custom=True, is_protected=False, inputs=inputs)


UP = Deployment(
    resources=(
        resource("aws:eks/cluster:Cluster"),
        resource("kubernetes:core/v1:Namespace", metadata={"name": "atlas-train", "labels": LABELS}),
        resource("kubernetes:ray.io/v1:RayCluster", metadata={"name": "train", "namespace": "atlas-train"}),
    ),
    outputs={"target": "aws", "plan": "atlas"},
    pending=(),
)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return whose work was ended, and by which kubeconfig; the API server answers."""
    found: list[Any] = []

    def connect_by(text: str) -> SimulatedAccess:
        found.append(text)
        return SimulatedAccess(answers=True)

    monkeypatch.setattr(ways, "connect_by", connect_by)
    monkeypatch.setattr(unrecorded, "require_own", lambda _access, owner, _: found.append(owner))
    monkeypatch.setattr(
        unrecorded, "end_unrecorded_work", lambda _access, _owner, recorded: found.append(recorded)
    )
    return found


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody answer."""
    monkeypatch.setattr(ways, "connect_by", lambda _text: SimulatedAccess(answers=False))


def test_jobs_are_ended_by_the_kubeconfig_of_the_state(session: Session, ended: list[Any]) -> None:
    driver = driven(session, secret(KUBECONFIG))
    end_work_in_own_cluster(session, UP)
    assert ended == [
        KUBECONFIG,
        Owner(plan="atlas", stack="ada-laptop-aws"),
        frozenset(
            {
                ("Cluster", "", ""),
                ("Namespace", "", "atlas-train"),
                ("RayCluster", "atlas-train", "train"),
            }
        ),
    ], "those of the stack, and not what the engine itself ends"
    assert driver.asked == [("stack", "export", "--show-secrets", "--stack", "simulated")]


def test_where_nothing_stands_in_the_cluster_nobody_is_asked(session: Session, ended: list[Any]) -> None:
    driver = driven(session, secret(KUBECONFIG))
    end_work_in_own_cluster(session, Deployment(resources=UP.resources[:1], outputs={}, pending=()))
    assert driver.asked == [] and ended == [], "an `up` that was killed early has submitted nothing"


@pytest.mark.parametrize("kubeconfig", [None, UNKNOWN, secret(UNKNOWN), {SPECIAL_VALUE: SECRET}])
def test_a_kubeconfig_that_was_never_known_opens_nothing(
    session: Session, ended: list[Any], kubeconfig: Any
) -> None:
    driven(session, kubeconfig)
    assert kubeconfig_of(session) is None
    end_work_in_own_cluster(session, UP)
    assert ended == []


def test_a_cluster_that_does_not_answer_is_refused_with_the_way_out(session: Session, silent: None) -> None:
    driven(session, secret(KUBECONFIG))
    with pytest.raises(
        Refused, match=r"does not answer.*where its API server answers.*DELETE_UNREACHABLE=true"
    ):
        end_work_in_own_cluster(session, UP)


def test_whoever_stands_outside_of_a_private_cluster_is_told_so(session: Session, silent: None) -> None:
    driven(session, secret(KUBECONFIG))
    private = resource("aws:eks/cluster:Cluster", vpcConfig={"endpointPublicAccess": False})
    with pytest.raises(Refused, match="run `down` inside the network"):
        end_work_in_own_cluster(session, replace(UP, resources=(private, *UP.resources)))


def test_a_cluster_that_is_given_up_is_not_waited_for(
    session: Session, silent: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    driven(session, secret(KUBECONFIG))
    monkeypatch.setenv("PULUMI_K8S_DELETE_UNREACHABLE", "true")
    end_work_in_own_cluster(session, UP)
    assert "is given up" in capsys.readouterr().err, "said, not swallowed"


def test_a_cluster_that_refuses_the_login_is_not_given_up(
    session: Session, ended: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing:
        def get(self, _path: str) -> dict[str, Any]:
            raise NoCluster("the cluster does not accept the credential")

    monkeypatch.setattr(ways, "connect_by", lambda _text: Refusing())
    driven(session, secret(KUBECONFIG))
    monkeypatch.setenv("PULUMI_K8S_DELETE_UNREACHABLE", "true")
    with pytest.raises(Refused, match="does not accept the credential"):
        end_work_in_own_cluster(session, UP)
    assert ended == [], "its jobs may still hold machines"
