"""The small plans of all clouds, whole, from nothing to nothing on the real engine: what stays, and what changes.

Real: the program, the engine, the SDKs, the policies, the API server with admission, KubeRay and Kueue. Simulated: the
providers, so the whole cloud, the nodes and the volumes.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.plan.defaults import CLOUDS
from stacks.paths import PROJECT_ROOT
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.unpinned import WAIVERS
from tests.stacks.offline.simulated_clouds.cloud_stack import CloudStack, cloud_stack
from tests.stacks.offline.simulated_clouds.expected import (
    assert_nothing_replaced,
    assert_only_pool_changed,
    assert_torn_down_in_order,
)

pytestmark = [pytest.mark.kubernetes, pytest.mark.engine, pytest.mark.long]

DATA = "{cpu: 8, memory: 32GiB}, count: 0..4"
REPLICAS = "{cpu: 8, memory: 32GiB}, count: 1..2"
NETWORK = "network: {cidr: 10.20.0.0/16}"


@pytest.fixture(params=CLOUDS)
def stack(
    request: pytest.FixtureRequest, engine_folder: Path, plane_with_machines: ControlPlane, tmp_path: Path
) -> Iterator[CloudStack]:
    """Give the stack of a cloud's small plan, of which nothing is made."""
    example = PROJECT_ROOT / "stacks" / "plans" / f"{request.param}-small.yaml"
    plan = tmp_path / example.name
    plan.write_text(example.read_text(encoding="utf-8") + WAIVERS.format(plan="atlas"), encoding="utf-8")
    with cloud_stack(plan, plane_with_machines) as made:
        yield made


def test_a_whole_plan_comes_up_stays_changes_where_it_is_changed_and_goes(
    stack: CloudStack, plane_with_machines: ControlPlane
) -> None:
    assert {step.operation for step in stack.up()} == {"create"}
    assert stack.preview() == [], "what is as the plan says stays as it is"

    stack.change(DATA, DATA.replace("0..4", "0..6"))
    assert_only_pool_changed(stack.up(), "train", "data")

    stack.change(REPLICAS, REPLICAS.replace("cpu: 8, memory: 32GiB", "cpu: 16, memory: 64GiB"))
    assert_only_pool_changed(stack.up(), "serve", "replicas")

    stack.change(NETWORK, "network: {cidr: 10.20.0.0/16, zones: 2}")
    assert_nothing_replaced(stack.up())
    assert stack.preview() == [], "one run is enough for a change"

    assert_torn_down_in_order(stack.down())
    assert stack.resources() == (), "nothing is left"
    left = plane_with_machines.kubectl("get", "namespaces", "-l", "groundplan-plan=atlas", "-o", "name")
    assert left == ""
