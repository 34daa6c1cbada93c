"""`groundplan schema` prints the schema that is shipped."""

import json
from pathlib import Path

import pytest

from stacks.cli.main import run

SHIPPED = Path(__file__).parents[3] / "docs" / "reference" / "plan.schema.json"


def test_the_printed_schema_is_the_shipped_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(SHIPPED.read_text(encoding="utf-8"))
