"""The example plans are captured whole, and the tables of the adapters know all that is in them."""

import importlib
import inspect
import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pulumi._types import is_input_type

from stacks.offline.simulated_clouds import sdk
from stacks.offline.simulated_clouds.formats import format_faults
from stacks.paths import PROJECT_ROOT
from tests.judges.arm_template import arm_template, arm_type
from tests.judges.declared import declared_by
from tests.judges.resource import Declared
from tests.judges.terraform_plan import terraform_plan
from tests.judges.terraform_types import MAPS

pytestmark = pytest.mark.long
"""Each reads the SDK of a cloud, and three of them are a gigabyte of modules."""

ADAPTERS = {"aws": terraform_plan, "gcp": terraform_plan, "azure": arm_template}


@cache
def of_example(cloud: str, size: str = "large") -> tuple[Declared, ...]:
    return declared_by(PROJECT_ROOT / "stacks" / "plans" / f"{cloud}-{size}.yaml")


@pytest.mark.parametrize("cloud", ["aws", "gcp", "azure"])
@pytest.mark.parametrize("size", ["small", "large"])
def test_every_resource_of_an_example_is_captured_and_told(cloud: str, size: str) -> None:
    found = of_example(cloud, size)
    assert len(found) > 50, "a network alone is some thirty"
    assert any(each.refers_to for each in found)
    assert not [each.name for each in found if "04da6b54-80e4-46f7-96ec-b56ff0331ba9" in str(each.inputs)], (
        "nothing is unknown: checkov would not judge it"
    )
    assert [fault for each in found for fault in format_faults(each.token, each.inputs)] == [], (
        "what is named by what another resource was given or is called has the form of that, too"
    )
    assert ADAPTERS[cloud](found)


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_what_the_sdk_has_as_a_mapping_is_one_in_the_plan_and_all_else_a_block(cloud: str) -> None:
    for each in of_example(cloud):
        mappings, blocks = set[str](), set[str]()
        for key, value in each.inputs.items():
            _tell_apart(key, value, sdk.declared(each.token).inputs[key], mappings, blocks)
        assert mappings <= MAPS and not blocks & MAPS, each.token


def _tell_apart(key: str, value: Any, of: Any, mappings: set[str], blocks: set[str]) -> None:
    """Put the names of properties that are mappings by the SDK's types, and of those that are blocks, into two sets."""
    for one in _alternatives(of):
        origin = get_origin(one)
        if isinstance(value, list) and origin is not None and issubclass(origin, Sequence):
            for item in value:
                _tell_apart(key, item, get_args(one)[0], mappings, blocks)
        elif isinstance(value, dict) and origin is not None and issubclass(origin, Mapping):
            mappings.add(key)
        elif isinstance(value, dict) and isinstance(one, type) and is_input_type(one):
            blocks.add(key)
            for inner, item in value.items():
                _tell_apart(inner, item, sdk.input_types(one)[inner], mappings, blocks)
            return


def _alternatives(of: Any) -> list[Any]:
    if get_origin(of) not in (Union, UnionType):
        return [of]
    return [each for part in get_args(of) for each in _alternatives(part)]


def test_versions_of_templates_are_those_of_the_sdk() -> None:
    for token in {each.token for each in of_example("azure")}:
        module, name = token.split(":")[1:]
        source = inspect.getsource(getattr(importlib.import_module(f"pulumi_azure_native.{module}"), name))
        version = re.findall(r"Uses Azure REST API version ([0-9a-z-]+)", source)[0]
        assert arm_type(token).version == version, token
