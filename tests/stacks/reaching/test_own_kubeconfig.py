"""The kubeconfig of a stack's own cluster is read from its state, secret or not."""

import pytest

from stacks.reaching.own_kubeconfig import kubeconfig_of
from stacks.session import Session
from tests.stacks.reaching.simulated_state import KUBECONFIG, driven, secret


@pytest.mark.parametrize("kept", [KUBECONFIG, secret(KUBECONFIG)])
def test_a_secret_and_one_that_is_none_are_read(session: Session, kept: object) -> None:
    driven(session, kept)
    assert kubeconfig_of(session) == KUBECONFIG


def test_that_of_a_cluster_that_is_being_replaced_leads_nowhere(session: Session) -> None:
    driver = driven(session, KUBECONFIG)
    old = {
        "type": "pulumi:providers:kubernetes",
        "delete": True,
        "inputs": {"kubeconfig": '{"of": "the old one"}'},
    }
    driver.before = [old]
    assert kubeconfig_of(session) == KUBECONFIG
