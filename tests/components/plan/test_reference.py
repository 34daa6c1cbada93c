"""The shipped schema and page are in step with the models, and the schema agrees with the loader."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from components.plan.model import Plan
from components.plan.reference import SCHEMA_NAME, page_text, schema_document, schema_text

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs" / "reference"
GOOD_PLANS = [
    Path(__file__).parent / "plans" / "atlas.yaml",
    *sorted((ROOT / "stacks" / "plans").glob("*.yaml")),
]
BAD_PLANS = Path(__file__).parent / "bad_plans"


def test_the_shipped_schema_is_in_step() -> None:
    assert (REFERENCE / SCHEMA_NAME).read_text(encoding="utf-8") == schema_text(), "run `make reference`"


def test_the_page_is_in_step() -> None:
    assert (REFERENCE / "plan.md").read_text(encoding="utf-8") == page_text(), "run `make reference`"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema_document())


@pytest.mark.parametrize("path", GOOD_PLANS, ids=lambda path: path.stem)
def test_the_schema_accepts_good_plans(path: Path) -> None:
    plan = json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str))
    jsonschema.validate(plan, schema_document())


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key",
        "misspelt-target",
        "decimal-unit",
        "gpu-without-a-number",
        "missing-size",
        "negative-cpu",
    ],
)
def test_the_schema_refuses_what_an_editor_can_see(name: str) -> None:
    plan = YAML(typ="safe", pure=True).load(BAD_PLANS / f"{name}.yaml")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plan, schema_document())


def test_a_default_that_depends_on_another_field_is_not_in_the_schema() -> None:
    store = schema_document()["$defs"]["Store"]["properties"]["kind"]
    assert "default" not in store, "an editor would insert a kind that the target does not have"


def test_the_page_has_one_row_with_eight_cells_for_every_field() -> None:
    rows = [line for line in page_text().splitlines() if line.startswith("| `")]
    names = [row.split("`")[1] for row in rows]
    assert len(names) == len(set(names)), "one row per field"
    assert [name for name in names if "." not in name] == list(Plan.model_fields), (
        "in the order of the models"
    )
    assert "clusters[].pools[].machine.gpu" in names
    assert all(len(row.replace("\\|", "").split("|")) == 10 for row in rows), "eight cells and the two ends"


def test_every_field_has_a_meaning() -> None:
    rows = [line for line in page_text().splitlines() if line.startswith("| `")]
    assert all(row.rstrip(" |").split("|")[-1].strip() for row in rows), (
        "each docstring is the field's meaning"
    )


@pytest.mark.parametrize(
    ("field", "built"),
    [
        ("storage[].size", "yes"),
        ("workloads[].train.tokens", "checked"),
        ("workloads[].serve.first_token.p95", "checked"),
        ("budget.monthly", "yes"),
        (
            "network.cidr",
            "not on local: the local target listens on this machine's loopback only; "
            "not on kubernetes: the cluster has its network already",
        ),
        ("clusters[].pools[].gpu_profile", "not on local: it hands whole GPUs to its nodes"),
    ],
)
def test_the_page_says_what_is_built(field: str, built: str) -> None:
    (row,) = [line for line in page_text().splitlines() if line.startswith(f"| `{field}` ")]
    assert row.replace("\\|", "").split("|")[7].strip() == built
