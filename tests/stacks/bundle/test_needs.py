"""What a plan needs on a cloud is what that cloud's platform runs, beside what every cluster needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from components.images import load_images
from components.plan.defaults import CLOUDS
from components.plan.loading import load_plan
from components.targets import target_part
from components.topology.cluster_version import SUPPORTED
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.bundle.needs import needs_of
from stacks.catalog.folder import prices_for
from stacks.paths import PROJECT_ROOT
from tests.stacks.bundle.topologies import topology, with_gpus

EXAMPLES = sorted((PROJECT_ROOT / "stacks" / "plans").glob("*.yaml"))


def example(plan: Path) -> Topology:
    loaded = load_plan(plan)
    return resolve(loaded, None, stack="a-test", **prices_for(loaded.target))


@pytest.mark.parametrize("plan", EXAMPLES, ids=lambda plan: plan.stem)
def test_every_image_that_an_example_needs_is_in_the_lock(plan: Path) -> None:
    for version in SUPPORTED:
        for name in needs_of(example(plan), version).images:
            load_images().entry(name)


def test_the_autoscaler_of_aws_is_of_the_clusters_version() -> None:
    for version in SUPPORTED:
        names = needs_of(topology("aws"), version).images
        assert [name for name in names if "autoscaler" in name] == [f"cluster-autoscaler-{version}"]


def test_the_plugin_of_aws_for_rdma_is_needed_only_where_the_plan_asks_rdma() -> None:
    assert "efa-plugin" in needs_of(with_gpus("aws", fabric="rdma"), "1.35").images
    assert "efa-plugin" not in needs_of(with_gpus("aws"), "1.35").images


def test_google_cloud_needs_the_exporter_of_gpus_and_not_the_operator_that_gke_has() -> None:
    found = needs_of(with_gpus("gcp"), "1.35")
    assert "dcgm-exporter" in found.images
    assert [chart.name for chart in found.charts] == ["kube-prometheus-stack"]
    assert "dcgm-exporter" not in needs_of(topology("gcp"), "1.35").images, (
        "without GPUs there is nothing to export"
    )


@pytest.mark.parametrize("target", ["aws", "azure"])
def test_drivers_that_machines_of_a_cloud_bring_are_not_brought_again(target: str) -> None:
    names = {image.name for image in needs_of(with_gpus(target), "1.35").chart_images}
    assert "k8s-device-plugin" in names and not names & {"driver", "container-toolkit"}
    assert {"driver", "container-toolkit"} <= {
        image.name for image in needs_of(with_gpus("kubernetes"), "1.35").chart_images
    }


@pytest.mark.parametrize("target", ["local", "hosts"])
def test_targets_whose_nodes_are_processes_need_no_image_and_no_chart(target: str) -> None:
    found = needs_of(topology(target), "1.35")
    assert (found.images, found.charts, found.chart_images) == ((), (), ())


def test_no_sdk_of_a_cloud_is_asked() -> None:
    parts = ", ".join(target_part(cloud, "software").__name__ for cloud in CLOUDS)
    code = f"import sys, {parts}; print([n for n in sys.modules if n.startswith('pulumi_')])"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert told.stdout.strip() == "[]", "a bundle is made where the SDK may not be installed"
