"""A cluster that exists is recognised by its UID; one that a stack made is reached by the stack's own state."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from components.kubernetes import access as ways
from components.kubernetes.access import NoCluster
from stacks.cli.failures import Refused
from stacks.reaching.way_in import open_way
from stacks.session import Session
from tests.stacks.reaching.simulated_state import KUBECONFIG, UNKNOWN, driven, secret

UID = "6f1d3a52-8a55-4d8c-9d6e-0d4b5b0a9c11"
OTHER = "7f1d3a52-8a55-4d8c-9d6e-0d4b5b0a9c11"
MADE = "arn:aws:eks:us-east-1:123456789012:cluster/atlas@2026-11-28T00:00:00Z"


@dataclass
class SimulatedAccess:
    """The way into a cluster whose kube-system has a UID."""

    way: str
    context: str = "prod"

    def get(self, _path: str) -> dict[str, Any]:
        return {"metadata": {"uid": UID}}


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell which way was taken: the user's, or the one in the state."""
    monkeypatch.setattr(ways, "connect", lambda *_: SimulatedAccess("the user's"))
    monkeypatch.setattr(ways, "connect_by", SimulatedAccess)
    monkeypatch.setattr("stacks.reaching.way_in.configured", lambda *_: None)


@pytest.mark.parametrize("identity", [UID, None])
def test_a_cluster_that_exists_is_reached_as_its_user_does(session: Session, identity: str | None) -> None:
    assert open_way(session, identity) == SimulatedAccess("the user's")


def test_another_cluster_than_the_recorded_one_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="context prod leads to another cluster"):
        open_way(session, OTHER)


def test_a_cluster_that_the_stack_made_is_reached_by_its_state(session: Session) -> None:
    driven(session, secret(KUBECONFIG))
    assert open_way(session, MADE) == SimulatedAccess(KUBECONFIG), "whatever the user's kubeconfig leads to"


def test_a_state_without_a_way_in_is_refused_with_what_to_do(session: Session) -> None:
    driven(session, UNKNOWN)
    with pytest.raises(Refused, match="no kubeconfig of its cluster; run `groundplan up --stack"):
        open_way(session, MADE)


def test_a_way_that_cannot_be_used_is_refused_in_its_own_words(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_text: str) -> Callable[..., Any]:
        raise NoCluster("the plugin aws is not installed")

    monkeypatch.setattr(ways, "connect_by", broken)
    driven(session, json.dumps(json.loads(KUBECONFIG)))
    with pytest.raises(Refused, match="the plugin aws is not installed"):
        open_way(session, MADE)
