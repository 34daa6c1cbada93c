"""A folder of charts is looked into before anything is made; repositories are not asked here."""

from pathlib import Path

import pytest

from components.services.bundle_items import GPU_OPERATOR, PROMETHEUS
from components.services.charts import chart_file
from stacks.bundle.kept_charts import missing_charts


def test_a_folder_that_has_every_chart_of_the_plan_is_enough(tmp_path: Path) -> None:
    for each in (GPU_OPERATOR, PROMETHEUS):
        chart_file(each, str(tmp_path)).touch()
    assert missing_charts([GPU_OPERATOR, PROMETHEUS], str(tmp_path)) == ""


def test_a_chart_that_a_folder_lacks_is_told_with_its_file_and_the_way_out(tmp_path: Path) -> None:
    chart_file(PROMETHEUS, str(tmp_path)).touch()
    told = missing_charts([GPU_OPERATOR, PROMETHEUS], str(tmp_path))
    assert f"there is no {tmp_path}/gpu-operator-v25.10.1.tgz; bring each" in told and "helm pull" in told
    assert "kube-prometheus-stack" not in told, "that one is there"
    assert missing_charts([PROMETHEUS], str(tmp_path)) == "", "a plan without GPUs needs it alone"


@pytest.mark.parametrize("kept", ["", "https://charts.example.com", "oci://m.example.com/charts"])
def test_what_is_no_folder_is_not_looked_into(kept: str) -> None:
    assert missing_charts([GPU_OPERATOR], kept) == ""
