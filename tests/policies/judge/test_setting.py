"""Settings: the default where nothing is said, and a schema that the engine refuses a broken configuration with."""

from typing import Any

import jsonschema
import pytest

from policies.judge.resource import Resource
from policies.judge.setting import Setting

DAYS = Setting(
    name="days", says="the least time, in days", default=7, schema={"type": "integer", "minimum": 1}
)


def test_a_setting_is_described_with_what_it_means_and_its_default() -> None:
    assert DAYS.described == {
        "type": "integer",
        "minimum": 1,
        "description": "the least time, in days",
        "default": 7,
    }, "the engine and the reference show it"


@pytest.mark.parametrize(
    ("said", "value"), [({}, 7), ({"days": 30}, 30), ({"other": 30}, 7), ({"days": 0}, 0)]
)
def test_what_is_said_holds_and_else_the_default(said: dict[str, Any], value: int) -> None:
    resource = Resource("a:b:C", "x", "urn:x", {}, configured=said)
    assert resource.said(DAYS) == value, "also a value that is no yes"
    assert resource.inner("part", {}).said(DAYS) == value, "a part is judged by the configuration of its rule"


def test_a_whole_number_is_read_as_one_wherever_it_stands() -> None:
    said = {"days": {"a": [30.0, 7.5, True, "2.0"]}}
    assert (
        str(Resource("a:b:C", "x", "urn:x", {}, configured=said).said(DAYS))
        == "{'a': [30, 7.5, True, '2.0']}"
    ), "on the wire every number has a fraction, and a finding would say 30.0"


@pytest.mark.parametrize("broken", [0, "7", 7.5, None])
def test_the_schema_refuses_what_no_rule_could_judge_with(broken: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, DAYS.described)
