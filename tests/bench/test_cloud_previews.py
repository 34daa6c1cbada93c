"""The plans of the measurement grow by stores alone, and its rows say what was measured."""

from components.plan.loading import load_plan
from tests.bench.cloud_previews import EXAMPLE, Measured, larger, rows


def test_a_larger_plan_is_a_valid_one_with_so_many_stores_more(tmp_path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(larger(EXAMPLE.read_text(encoding="utf-8"), 3), encoding="utf-8")
    assert len(load_plan(plan).storage) == len(load_plan(EXAMPLE).storage) + 3


def test_rows_tell_the_median_the_growth_and_that_terraform_is_not_here() -> None:
    found = {
        0: [
            Measured(resources=100, seconds=seconds, terraform_s=None, pulumi_s=4.0)
            for seconds in (9.0, 10.0, 30.0)
        ],
        30: [Measured(resources=1000, seconds=50.0, terraform_s=25.0, pulumi_s=8.0)],
    }
    assert list(rows(found)) == [
        "| 100 resources | 10.0 | Terraform is not here | 4.0 | 3 |",
        "| 1,000 resources | 50.0 | **2.0** | 8.0 | 1 |",
        "| growth, 100 to 1,000 | **0.50** | | | |",
    ]
