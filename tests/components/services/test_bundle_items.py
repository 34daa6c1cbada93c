"""The list of what a site has to bring is what the services really use."""

import pytest

from components.images import image
from components.services.bundle_items import GPU_OPERATOR, PROMETHEUS, requirements
from components.topology import gpu_support
from tests.components.services.declared import plan, queued, team
from tests.components.services.isolation.topologies import store, topology

FULL = plan(queued("train", "research"), queues=[team("research")])


def test_a_plan_with_everything_needs_both_operators_and_both_charts():
    found = requirements(FULL)

    assert found.images == ("fluent-bit", "kuberay-operator", "kueue", "valkey"), (
        "by the names of images.lock"
    )
    assert found.charts == (GPU_OPERATOR, PROMETHEUS), "pinned"


def test_a_registry_needs_its_server_and_its_database():
    found = requirements(topology(stores=(store("registry"),)))

    assert {"mlflow", "postgres"} <= set(found.images), "two images more"


def test_what_the_cluster_has_is_not_brought():
    present = frozenset({"kuberay", "kueue", "gpu-operator", "prometheus"})
    found = requirements(FULL, present)

    assert (found.images, found.charts) == (("fluent-bit", "valkey"), ()), (
        "it is used as it is; Ray's own stay"
    )


def test_what_a_platform_adds_is_brought_too():
    assert "efa-plugin" in requirements(FULL, of_platform=["efa-plugin"]).images


@pytest.mark.parametrize("name", ["fluent-bit", "kuberay-operator", "kueue", "mlflow", "postgres", "valkey"])
def test_every_image_is_in_the_lock(name):
    assert "@" in image(name), "a digest, or the placeholder of one"


def test_the_driver_in_the_catalog_is_that_of_the_pinned_operator() -> None:
    pinned = f"{GPU_OPERATOR.name} {GPU_OPERATOR.version}"
    assert pinned == gpu_support.GPU_OPERATOR, "look up which driver this version installs"
    assert gpu_support.operator_driver() >= 580
