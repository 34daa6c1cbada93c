from typing import Any

import pytest

from stacks.offline.simulated_kubernetes.charts import chart_faults

CHART = {
    "chart": "dcgm-exporter",
    "version": "4.1.0",
    "namespace": "gpu",
    "values": {},
    "repositoryOpts": {"repo": "https://charts.example.com"},
}


def test_well_declared_chart_has_no_faults() -> None:
    assert chart_faults(CHART) == [], "from a repository"
    from_registry = {**CHART, "chart": "oci://registry.example.com/chart", "repositoryOpts": {}}
    assert chart_faults(from_registry) == [], "from a registry, where the chart says all"
    from_folder = {**CHART, "chart": "/srv/charts/dcgm-exporter-4.1.0.tgz", "repositoryOpts": {}}
    assert chart_faults(from_folder) == [], "from a folder of the machine"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": ""}, "version is missing"),
        ({"chart": None}, "chart must be a text"),
        ({"namespace": ""}, "namespace is missing"),
        ({"values": "a: 1"}, "values must be a mapping, not str"),
        ({"repositoryOpts": {}}, "repositoryOpts.repo is missing"),
        ({"repositoryOpts": {"repo": "x", "repository": "y"}}, "repositoryOpts.repository is not known"),
        ({"vlaues": {}}, "vlaues is no argument of a chart"),
    ],
)
def test_fault_of_a_chart_is_named(change: dict[str, Any], said: str) -> None:
    found = chart_faults({**CHART, **change})
    assert any(said in fault for fault in found), f"what is wrong, and with what: {found}"
