"""The drain of a cluster as it is declared: where it stands, what its state has, and for how long it waits."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components.kubernetes.drain import drains
from tests.components.hosts.recording_engine import SECRET_VALUE, Registered, record
from tests.components.kubernetes.clusters import MADE_BY, topology
from tests.components.services.isolation.topologies import platform


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    """Leave the tests after these no configuration."""
    yield
    set_all_config({})


def declared(limit: str | None = None, **changed: Any) -> dict[str, Registered]:
    """Return what is declared for a plan on a platform."""
    set_all_config({} if limit is None else {"groundplan:drain-limit-minutes": limit})

    def program() -> list[pulumi.Output[str]]:
        return [each.urn for each in drains(topology(), platform(**changed), pulumi.ResourceOptions())]

    return record(program)[0]


def test_a_cluster_that_goes_with_its_stack_is_drained_by_what_the_state_knows() -> None:
    found = declared(kept_nodes={("train", "gpu"): 2})["drain"]
    assert found.type == "pulumi-python:dynamic/kubernetes:Drain"
    assert found.inputs["kubeconfig"] == SECRET_VALUE and "kubeconfig" in found.secret_outputs
    assert found.inputs["whose"] == {"groundplan-plan": "atlas", **MADE_BY}
    assert {"atlas-train", "atlas-observability", "kuberay-system"} <= set(found.inputs["namespaces"])
    assert found.inputs["kept_nodes"] == {"train/gpu": 2}


def test_a_cluster_that_stays_has_no_drain() -> None:
    assert declared(kept_nodes=None) == {}


@pytest.mark.parametrize(("limit", "seconds"), [(None, 1800), ("5", 300), ("0.5", 30)])
def test_the_stack_s_configuration_says_how_long_it_waits(limit: str | None, seconds: float) -> None:
    assert declared(limit, kept_nodes={})["drain"].inputs["limit_s"] == seconds


@pytest.mark.parametrize("limit", ["0", "-1", "soon", "inf", "nan", ""])
def test_a_limit_that_is_none_is_refused_with_what_is_allowed(limit: str) -> None:
    with pytest.raises(pulumi.RunError, match="give a number above 0, or leave it out for 30"):
        declared(limit, kept_nodes={})
