"""How the cluster's operators are set up is asked of their definitions and of the ConfigMaps that they mount."""

from typing import Any

import pytest

from components.kubernetes.access import Access
from components.kubernetes.operator_facts import DEFINITIONS, READ, configurations, served
from components.kubernetes.operators import Operator, operators_of
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

KIND = "rayclusters.ray.io"
MAPS = "/api/v1/namespaces/kueue-system/configmaps"
KUEUE = Operator(place="kueue-system/kueue", is_available=True, config_maps=("settings", "gone"))


def version(name: str, **more: Any) -> dict[str, Any]:
    """Return a version of a definition."""
    schema = {"openAPIV3Schema": {"properties": {"spec": {}}}}
    return {"name": name, "served": True, "schema": schema, **more}


def test_only_versions_that_are_served_count(simulated: SimulatedApiServer, access: Access) -> None:
    versions = [version("v1"), version("v1alpha1", served=False)]
    simulated.add(f"{DEFINITIONS}/{KIND}", {"spec": {"versions": versions}})
    simulated.add(f"{DEFINITIONS}/others.example.com", {"spec": {"versions": [version("v9")]}})
    assert served(access, {KIND: {}}) == {KIND: {"v1": {"properties": {"spec": {}}}}}
    assert simulated.asked[-1].query["fieldSelector"] == f"metadata.name={KIND}", "megabytes otherwise"
    simulated.asked.clear()
    assert served(access, {"others.example.com": {}}) == {} and not simulated.asked, "nobody needs it"


def test_the_configuration_is_that_of_the_operator_s_own_config_maps(
    simulated: SimulatedApiServer, access: Access
) -> None:
    text = "kind: Configuration\nintegrations: {frameworks: [batch/job]}\n"
    simulated.add(f"{MAPS}/settings", {"data": {"notes": "kind: {", "words": "some", "config.yaml": text}})
    found = configurations(access, {"kueue": (KUEUE,)}, frozenset())
    assert found == {KUEUE.place: {"kind": "Configuration", "integrations": {"frameworks": ["batch/job"]}}}
    simulated.asked.clear()
    assert configurations(access, {"kueue": (KUEUE,)}, {READ}) == {}
    assert configurations(access, {"prometheus": (KUEUE,)}, frozenset()) == {}
    assert not simulated.asked, "nobody is asked without the right, or for nothing"


@pytest.mark.parametrize("volumes", [None, [{"name": "cert", "secret": {"secretName": "x"}}]])
def test_what_an_operator_is_told_is_read_from_its_deployment(volumes: list[dict[str, Any]] | None) -> None:
    mounted = [*(volumes or ()), {"name": "config", "configMap": {"name": "settings"}}]
    container = {
        "image": "quay.io/kuberay/operator:v1",
        "command": ["/manager"],
        "args": ["--watch-namespace", "a"],
    }
    deployment = {
        "metadata": {"name": "it", "namespace": "there"},
        "spec": {"template": {"spec": {"containers": [container], "volumes": mounted if volumes else None}}},
    }
    (operator,) = operators_of([deployment])["kuberay"]
    assert operator.arguments == ("/manager", "--watch-namespace", "a")
    assert operator.config_maps == (("settings",) if volumes else ())
