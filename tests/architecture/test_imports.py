"""The table of imports holds in this project, and the check finds what breaks it."""

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.imports import violations
from tests.architecture.tree import PROJECT


def test_every_import_of_the_project_is_one_the_table_allows() -> None:
    found = violations(PROJECT)
    assert not found, "an import crosses the architecture's table:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source", "forbidden"),
    [
        ("components/plan/model.py", "import pulumi", "pulumi"),
        ("components/plan/model.py", "from components.topology import model", "components.topology.model"),
        ("components/plan/model.py", "import time", "time"),
        (
            "components/topology/names.py",
            "from datetime import datetime\ndatetime.now()",
            "datetime.datetime.now",
        ),
        ("components/topology/names.py", "import datetime\ndatetime.date.today()", "datetime.date.today"),
        ("components/topology/names.py", "import pydantic", "pydantic"),
        ("components/topology/names.py", "import urllib.request", "urllib.request"),
        ("components/contract.py", "from components.plan.model import Plan", "components.plan.model.Plan"),
        ("components/targets.py", "import components.aws", "components.aws"),
        ("components/aws/network.py", "from components.gcp import network", "components.gcp.network"),
        ("components/aws/network.py", "from components.plan.model import Plan", "components.plan.model.Plan"),
        ("components/aws/network.py", "import pulumi_gcp", "pulumi_gcp"),
        ("components/hosts/raylet.py", "import ray", "ray"),
        ("components/hosts/raylet.py", "def later():\n    import ray", "ray"),
        ("components/ray/on_hosts.py", "from components.hosts import raylet", "components.hosts.raylet"),
        ("components/ray/on_hosts.py", "from ..hosts import raylet", "components.hosts.raylet"),
        ("components/ray/on_hosts.py", "import asyncssh", "asyncssh"),
        ("stacks/cli/up.py", "from policies.security import token", "policies.security.token"),
        ("stacks/cli/up.py", "import ray", "ray"),
        ("stacks/cli/up.py", "from importlib import import_module\nimport_module('torch')", "torch"),
        ("policies/judge/values.py", "from components.plan import model", "components.plan.model"),
        ("policies/security/token.py", "from policies.cost import price", "policies.cost.price"),
        ("policies/security/token.py", "import pulumi", "pulumi"),
        ("policies/on_plan/token.py", "import pulumi_policy", "pulumi_policy"),
        ("workloads/train/train.py", "import pulumi_policy", "pulumi_policy"),
        ("workloads/train/train.py", "from components.plan import model", "components.plan.model"),
        ("stacks/cli/up.py", "import tests.conftest", "tests.conftest"),
    ],
)
def test_a_forbidden_import_is_found(plant: Plant, path: str, source: str, forbidden: str) -> None:
    found = violations(plant({path: source}))
    assert len(found) == 1, f"exactly the planted import is wrong, yet the check said {found}"
    assert found[0].startswith(f"{path}:"), "the line says in which file"
    assert found[0].endswith(f"may not import {forbidden}"), "the line says what is imported"


def test_a_folder_without_a_row_in_the_table_is_found(plant: Plant) -> None:
    found = violations(plant({"components/utils/strings.py": "import os"}))
    assert found == ["components/utils/strings.py: no row of the table of imports covers it"], (
        "a new folder needs a row, or nothing holds it"
    )


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "components/plan/loading.py",
            "from pathlib import Path\nimport ruamel.yaml\nimport components.plan.model",
        ),
        (
            "components/topology/resolve.py",
            "from components.plan.model import Plan\nfrom datetime import date",
        ),
        ("components/aws/pools.py", "import pulumi_aws\nfrom components.aws.network import AwsNetwork"),
        ("components/targets.py", "from importlib import import_module\nimport_module(f'components.{1}')"),
        (
            "stacks/cli/submit.py",
            "from ray.job_submission import JobSubmissionClient\nimport policies.on_plan.token",
        ),
        ("policies/security/__main__.py", "from policies.security.token import rule\nimport pulumi_policy"),
        ("workloads/train/train.py", "import torch, ray\nfrom workloads.registry import promote"),
    ],
)
def test_what_the_table_allows_is_not_complained_about(plant: Plant, path: str, source: str) -> None:
    assert violations(plant({path: source})) == [], "the check must not forbid what the architecture allows"
