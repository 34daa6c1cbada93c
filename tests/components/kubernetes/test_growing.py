"""A cluster that gets nodes as pods ask is told by who makes them."""

import pytest

from components.kubernetes.access import Access
from components.kubernetes.growing import ASKED, STATUS, grows
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer


@pytest.mark.parametrize("kind", ["nodepools.karpenter.sh", "provisioners.karpenter.sh"])
def test_karpenter_is_told_by_its_kinds(access: Access, kind: str) -> None:
    assert grows(access, {kind: {}}, frozenset())


def test_the_cluster_autoscaler_is_told_by_what_it_writes(
    simulated: SimulatedApiServer, access: Access
) -> None:
    assert not grows(access, {}, frozenset())
    simulated.add(STATUS, {"data": {"status": "time: 2026-11-28"}})
    assert grows(access, {}, frozenset())
    assert not grows(access, {}, {ASKED}), (
        "who may not look is refused for that right, in one sentence with all others"
    )
