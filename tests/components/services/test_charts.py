"""A chart comes from where it is published, or from where the site keeps its charts."""

import asyncio
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from components import images
from components.images import LOCK, Images
from components.services import charts
from components.services.bundle_items import GPU_OPERATOR, PROMETHEUS
from components.services.charts import chart, chart_file, chart_source


class SimulatedEngine(mocks.Mocks):
    """Makes nothing and keeps the inputs of what it is asked for."""

    def __init__(self) -> None:
        self.inputs: dict[Any, Any] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Register a resource."""
        self.inputs = args.inputs
        return args.name, args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: nothing is called here."""
        raise AssertionError(f"unexpected call of {args.token}")


def declared(lock: Images, monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Return what the provider is told of the GPU operator's chart with this lock."""
    monkeypatch.setattr(charts, "committed", lambda: lock)
    engine = SimulatedEngine()
    asyncio.set_event_loop(asyncio.new_event_loop())  # whichever test came before may have closed its own
    mocks.set_mocks(engine, preview=False)

    @pulumi.runtime.test
    def program() -> None:
        chart(
            "gpu-operator",
            GPU_OPERATOR,
            "gpu-operator",
            {"toolkit": {"enabled": True}},
            pulumi.ResourceOptions(),
        )

    program()
    return engine.inputs


def test_without_a_mirror_it_comes_from_its_own_repository_with_its_own_images(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = declared(Images(images={}), monkeypatch)
    assert told["repositoryOpts"] == {"repo": "https://helm.ngc.nvidia.com/nvidia"}
    assert (told["chart"], told["version"]) == ("gpu-operator", "v25.10.1"), "pinned"
    assert told["values"] == {"toolkit": {"enabled": True}}


def test_with_a_mirror_its_images_come_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    told = declared(
        Images(images={}, mirror="m.example.com", charts="oci://m.example.com/charts"), monkeypatch
    )
    assert told["chart"] == "oci://m.example.com/charts/gpu-operator" and not told.get("repositoryOpts")
    assert told["version"] == "v25.10.1", "the same version, wherever it lies"
    assert told["values"]["toolkit"]["repository"] == "m.example.com/nvcr.io/nvidia/k8s"
    assert told["values"]["toolkit"]["enabled"] is True


def test_a_repository_of_the_site_takes_the_place_of_the_published_one() -> None:
    found = chart_source(PROMETHEUS, "https://charts.example.com/site")
    assert (found.chart, found.repository) == ("kube-prometheus-stack", "https://charts.example.com/site")


def test_a_folder_holds_charts_as_helm_pulls_them() -> None:
    found = chart_source(GPU_OPERATOR, "/srv/charts")
    assert (found.chart, found.repository) == ("/srv/charts/gpu-operator-v25.10.1.tgz", None)
    assert chart_file(PROMETHEUS, "charts") == LOCK.parent / "charts" / "kube-prometheus-stack-80.13.3.tgz", (
        "a folder of the repository is found wherever the command runs"
    )


@pytest.mark.parametrize(
    "place", ["http://charts.example.com", "oci://M.example.com", "ftp://a", 'a"b', "a b"]
)
def test_a_place_that_cannot_be_or_that_anybody_could_change_on_the_way_is_refused(place: str) -> None:
    with pytest.raises(images.ImageErrors, match="is no place of charts"):
        images.read_images(f"charts = {place!r}")


@pytest.mark.parametrize(
    "place", ["", "https://charts.example.com/site", "oci://m.example.com:5000/charts", "charts"]
)
def test_a_repository_a_registry_and_a_folder_are_taken(place: str) -> None:
    assert images.read_images(f'charts = "{place}"').charts == place
