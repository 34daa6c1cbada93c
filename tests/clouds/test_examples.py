"""The stacks that stand as examples: each says whose account it is, every key is read, and every promise is kept."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import _types
from pulumi.runtime.config import get_config
from ruamel.yaml import YAML

from components.plan.loading import read_plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.configuration import configured_value
from stacks.offline.simulated_clouds.sdk import PACKAGES
from stacks.paths import UserFolders
from stacks.session import PLAN_KEY, Session
from tests.clouds import one_plan
from tests.clouds.promises import PROMISES, broken
from tests.clouds.provisioned import Made, provisioned
from tests.components.aws.recorded import ACCOUNT

PROJECT = Path(__file__).parents[2]
EXAMPLES = [f"{cloud}-{size}" for cloud in one_plan.CLOUDS for size in ("small", "large")]
NOTHING = Path("/nowhere")


def session(stack: str) -> Session:
    folders = UserFolders(state=NOTHING, configuration=NOTHING, cache=NOTHING)
    return Session(
        stack=stack, folders=folders, project_root=PROJECT, backend="file:///nowhere", may_build=False
    )


def said(stack: str) -> dict[str, Any]:
    """Return what the configuration of a stack says, each value read as the commands read one."""
    keys = YAML(typ="safe").load(session(stack).configuration_file)["config"]
    return {key: configured_value(session(stack), key) for key in keys}


def topology(stack: str) -> Topology:
    """Return the topology of the plan that a stack names."""
    file = PROJECT / str(configured_value(session(stack), PLAN_KEY))
    assert file.stem == stack, "the plan of the same name"
    return resolve(read_plan(file), None, catalog=one_plan.CATALOG, stack=stack, stack_id=f"{stack}-5e1f")


@cache
def provisioned_as_said(stack: str) -> tuple[Made, frozenset[str]]:
    """Return what is made of a stack, and which keys of its configuration were asked for."""
    told = {key: value if isinstance(value, str) else json.dumps(value) for key, value in said(stack).items()}
    asked: set[str] = set()

    def remembered(key: str) -> Any:
        asked.add(key)
        return get_config(key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulumi.config, "get_config", remembered)
        return provisioned(topology(stack), told), frozenset(asked)


@pytest.mark.parametrize("stack", EXAMPLES)
def test_every_key_is_read_by_the_program_or_by_the_provider(stack: str) -> None:
    _, asked = provisioned_as_said(stack)
    unread = said(stack).keys() - asked - {PLAN_KEY} - _of_provider(stack.partition("-")[0])
    assert unread == set(), "whoever wrote it would think that it says something"


def _of_provider(cloud: str) -> set[str]:
    package = next(name for name in PACKAGES if name.partition("-")[0] == cloud)
    arguments = _types.input_type_types(__import__(PACKAGES[package]).ProviderArgs)
    return {f"{package}:{name}" for name in arguments}


@pytest.mark.parametrize("stack", EXAMPLES)
def test_nothing_of_it_is_capacity_or_a_secret(stack: str) -> None:
    assert not re.search(r"secure|secret|password|token|accessKey|machine|pools", json.dumps(said(stack)))


@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("stack", EXAMPLES)
def test_the_examples_keep_the_promises(stack: str, promise: str) -> None:
    made, _ = provisioned_as_said(stack)
    assert broken(promise, made) == []


def test_the_account_of_an_example_is_nobodys() -> None:
    found = {number for stack in EXAMPLES for number in said(stack).get("aws:allowedAccountIds", ())}
    assert found == {ACCOUNT}, "the one that AWS's own pages show"
    assert ACCOUNT in said("aws-large")["groundplan:administrator"]


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_each_example_of_a_plan_for_a_cloud_has_a_stack(cloud: str) -> None:
    plans = {file.stem for file in (PROJECT / "stacks" / "plans").glob(f"{cloud}-*.yaml")}
    assert plans == {stack for stack in EXAMPLES if stack.startswith(f"{cloud}-")}
    assert all(session(stack).configuration_file.is_file() for stack in plans)
