"""What charts bring is listed once, and comes from a mirror by the values that the charts have for it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from components.images import DIGEST, REPOSITORY, TAG, load_images, mirrored
from components.services.bundle_items import GPU_OPERATOR, PROMETHEUS, Chart
from components.services.chart_images import IMAGES, chart_images, image_values, merged
from components.services.gpu.values import values as gpu_values
from components.services.observability.component import volume_of
from components.services.observability.spending import Spending
from components.services.observability.values import values as prometheus_values
from components.topology.gpu_software import DEVICE_PLUGIN, DRIVER, FEATURES, TOOLKIT
from tests.components.services.declared import plan
from tests.components.services.isolation.topologies import cluster, platform, pool

MIRROR = "mirror.example.com:5000/ray"
MADE = plan(cluster("train", "training", pool("train")))
SWITCH = {"node-feature-discovery": "nfd"}
"""The chart's word for a part -> the value that switches it off, where that has another name."""


def leaves(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        found = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from leaves(value, found)
        else:
            yield found, value


def test_every_image_of_both_charts_is_listed_once_by_repository_and_tag() -> None:
    found = [(each.repository, each.tag) for each in chart_images([GPU_OPERATOR, PROMETHEUS])]
    assert len(found) == len(set(found)) > 10
    assert ("nvcr.io/nvidia/k8s-device-plugin", "v0.18.1") in found, (
        "of the plugin and of who looks for features"
    )
    for each in IMAGES:
        assert REPOSITORY.fullmatch(each.repository), each
        assert not each.is_listed or TAG.fullmatch(each.tag), each
        assert not DIGEST.search(each.tag), "a chart names its images by tag"


def test_charts_that_a_plan_does_not_bring_have_no_images_in_its_list() -> None:
    assert {each.chart for each in chart_images([PROMETHEUS])} == {PROMETHEUS}
    assert chart_images([]) == ()


def test_what_nodes_bring_themselves_is_not_brought() -> None:
    names = {each.name for each in chart_images([GPU_OPERATOR], {"driver", "toolkit"})}
    assert not names & {"driver", "k8s-driver-manager", "container-toolkit"}
    assert "k8s-device-plugin" in names


@pytest.mark.parametrize("software", [DRIVER, TOOLKIT, DEVICE_PLUGIN, FEATURES])
def test_the_list_leaves_out_the_images_of_the_parts_that_our_values_switch_off(software: str) -> None:
    values = gpu_values(MADE, platform(gpu_software=frozenset({software})))
    off = {name for name, part in values.items() if part.get("enabled") is False}
    kept = {
        each.name
        for each in IMAGES
        if each.chart == GPU_OPERATOR and not off & {each.at[0], SWITCH.get(each.at[0])}
    }
    assert {each.name for each in chart_images([GPU_OPERATOR], {software})} == kept, (
        "a mirror copies what nobody pulls"
    )


def test_the_tag_of_a_driver_is_not_known_before_its_nodes_are() -> None:
    (driver,) = [each for each in chart_images([GPU_OPERATOR]) if not each.is_listed]
    assert driver.repository == "nvcr.io/nvidia/driver"


def test_the_exporter_of_the_operator_is_the_one_that_the_lock_took_from_its_values() -> None:
    (exporter,) = [each for each in IMAGES if each.name == "dcgm-exporter"]
    entry = load_images().entry("dcgm-exporter")
    assert (exporter.repository, exporter.tag) == (entry.repository, entry.tag), entry.source
    assert f"gpu-operator {GPU_OPERATOR.version}" in entry.source, "both lists are of one version"


@pytest.mark.parametrize("chart", [GPU_OPERATOR, PROMETHEUS])
def test_no_image_is_left_at_its_own_registry_where_there_is_a_mirror(chart: Chart) -> None:
    told = dict(leaves(image_values(chart, MIRROR)))
    for each in (one for one in IMAGES if one.chart == chart):
        at = ".".join(each.at)
        place = told[f"{at}.{each.place_key}"]
        assert mirrored(each.repository, MIRROR).startswith(place), "below the mirror, as copies.txt lays it"
        if each.tag_key is not None:
            assert told[f"{at}.{each.tag_key}"] == each.tag, "what is listed is what is pulled"
    assert image_values(chart, "") == {}, "without a mirror a chart keeps its own"


def test_a_part_is_told_of_its_mirror_beside_what_our_values_say_of_it() -> None:
    own = gpu_values(MADE, platform())
    both = merged(own, image_values(GPU_OPERATOR, MIRROR))
    assert both["toolkit"] == {
        "enabled": True, "repository": f"{MIRROR}/nvcr.io/nvidia/k8s", "version": "v1.18.1",
    }  # fmt: skip
    assert both["node-feature-discovery"]["worker"] == own["node-feature-discovery"]["worker"], (
        "nothing is lost"
    )


def test_prometheus_keeps_what_our_values_say_of_it() -> None:
    own = prometheus_values(MADE, platform(), volume_of(MADE), Spending())
    both = merged(own, image_values(PROMETHEUS, MIRROR))
    assert dict(leaves(own)).items() <= dict(leaves(both)).items()
    assert both["grafana"]["sidecar"]["image"]["registry"] == f"{MIRROR}/quay.io"
