"""Forwarders listen on loopback addresses, written as addresses."""

import pytest

from policies.security.restrict_forwards_to_loopback import RULE
from tests.policies.simulated_hosts import UNKNOWN, changed, not_known, violations

LISTEN_HOST = ("Forward", "train-job-api", "listen_host")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1"])
def test_loopback_passes(address: str) -> None:
    assert violations(RULE, changed(LISTEN_HOST, address)) == [], "this machine only"


def test_address_that_is_not_known_yet_waits_for_apply() -> None:
    assert not_known(RULE, changed(LISTEN_HOST, UNKNOWN)) == ['hosts:Forward "train-job-api": listen_host'], (
        "it may come out as every interface"
    )
