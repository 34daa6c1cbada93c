"""What the stack alone knows is read before anything is made, and what cannot be is refused then."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components.contract import Capability
from components.images import Images
from stacks import pinned_images
from stacks.layers import endpoint_ranges, layers_above
from tests.components.hosts.recording_engine import record
from tests.components.ray.plans_on_kubernetes import STORES, platform, topology, train

KEYS = {"datasets": {"read": {"id": "reader", "secret": "only a test knows this secret"}}}
RANGES = {"endpoint-ranges": {name: ["203.0.113.0/24"] for name in STORES}}
"""So that no name is looked up."""
PLAN = topology(train(), kind="object")


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    """Leave the tests after these no configuration."""
    yield
    set_all_config({}, [])


def refusal(values: dict[str, Any], secret: list[str], **changed: Any) -> str:
    """Return why nothing can stand on a platform with this configuration; fails where anything was made before."""

    def program() -> str:
        texts = {f"groundplan:{name}": json.dumps(value) for name, value in {**RANGES, **values}.items()}
        set_all_config({**texts, "groundplan:allow-unpinned-images": "true"}, secret)
        with pytest.raises(pulumi.RunError) as error:
            layers_above(PLAN, platform(PLAN, storage=None, **changed))
        return str(error.value)

    registered, told = record(program)
    assert registered == {}, "not a provider, not a label of a node"
    return told


def test_what_a_platform_does_less_of_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", told.append)
    less = Capability(name="files", supported=False, reason="there is no driver", remedy="install one")
    more = Capability(name="scaling", supported=True, reason="nodes come and go")
    refusal({"access-keys": KEYS}, [], capabilities=(less, more))
    assert told == ["files: there is no driver; install one"], "silence would be a promise"


def test_keys_in_plain_text_are_refused_before_anything_is_made() -> None:
    told = refusal({"access-keys": KEYS}, [])
    assert "lies in plain text" in told and "only a test knows" not in told


def test_keys_of_another_form_are_refused_before_anything_is_made() -> None:
    told = refusal({"access-keys": {"datasets": {"read": {"id": "reader"}}}}, ["groundplan:access-keys"])
    assert 'datasets.read has no "secret"' in told


def test_a_store_without_keys_is_refused_before_anything_is_made() -> None:
    told = refusal({"access-keys": KEYS}, ["groundplan:access-keys"])
    assert "storage[checkpoints]: there are no keys to read and write it" in told


@pytest.mark.parametrize(
    "given", [["203.0.113.0/24"], {"datasets": "203.0.113.0/24"}, {"datasets": ["here"]}, {"datasets": []}]
)
def test_ranges_of_another_form_are_refused_before_anything_is_made(given: Any) -> None:
    told = refusal({"endpoint-ranges": given}, [])
    assert told.startswith('groundplan:endpoint-ranges is not of the form {"STORE": ["203.0.113.0/24", ...]}')


def test_ranges_that_the_stack_names_go_before_a_look_up() -> None:
    given = {
        name: ["203.0.113.0/24"] for name in ("datasets", "checkpoints", "models", "registry", "scratch")
    }
    set_all_config({"groundplan:endpoint-ranges": json.dumps(given)})
    assert set(endpoint_ranges(PLAN).values()) == {("203.0.113.0/24",)}


def test_charts_that_the_sites_folder_lacks_are_refused_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pinned_images, "committed", lambda: Images(images={}, charts=str(tmp_path)))
    told = refusal({"access-keys": KEYS}, ["groundplan:access-keys"])
    assert f"no {tmp_path}/kube-prometheus-stack-80.13.3.tgz" in told and "helm pull" in told
    others = refusal({}, [], present=frozenset({"prometheus", "gpu-operator"}))
    assert "helm pull" not in others, "what the cluster has itself needs no chart"
