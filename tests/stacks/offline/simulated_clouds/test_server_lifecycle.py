"""One training cluster on AWS in production, with its machines, from nothing to nothing on the real engine.

Real: the program, the engine, the SDKs, the policies, the API server with admission, KubeRay and Kueue. Simulated: the
providers, so the whole cloud, the nodes and the volumes.
"""

from pathlib import Path

import pytest

from tests.control_plane.cluster import ControlPlane
from tests.control_plane.unpinned import WAIVERS
from tests.stacks.offline.simulated_clouds.cloud_stack import cloud_stack
from tests.stacks.offline.simulated_clouds.expected import (
    assert_only_pool_changed,
    assert_torn_down_in_order,
)

pytestmark = [pytest.mark.kubernetes, pytest.mark.engine]

PLAN = """\
name: trimmed
target: aws
location: us-east-1
environment: production
owner: ml-platform@example.com
network: {cidr: 10.20.0.0/16}
encryption: {key: customer, rotation: 365d}
runtime: {image: "registry.example.com/groundplan@placeholder-your-image-digest"}
storage:
  - {name: checkpoints, holds: checkpoints, size: 200GiB, keep: 90d}
clusters:
  - name: train
    purpose: training
    pools:
      - {name: head, machine: {cpu: 4, memory: 16GiB}, count: 1}
      - {name: data, machine: {cpu: 8, memory: 32GiB}, count: 0..2}
"""


def test_a_cluster_comes_up_stays_grows_one_pool_and_goes(
    engine_folder: Path, plane_with_machines: ControlPlane, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN + WAIVERS.format(plan="trimmed"), encoding="utf-8")
    with cloud_stack(plan, plane_with_machines) as stack:
        made = stack.up()
        assert {step.operation for step in made} == {"create"}
        assert stack.preview() == [], "what is as the plan says stays as it is"

        stack.change("count: 0..2", "count: 0..3")
        assert_only_pool_changed(stack.up(), "train", "data")

        stack.give_up("trimmed")
        gone = stack.down()
        assert_torn_down_in_order(gone)
        assert stack.resources() == (), "nothing is left"
    assert (
        plane_with_machines.kubectl("get", "namespaces", "-l", "groundplan-plan=trimmed", "-o", "name") == ""
    )
