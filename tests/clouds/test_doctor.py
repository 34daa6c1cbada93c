"""The doctor hears of each cloud what its own limits refuse, by the configuration of the stack that is named."""

from pathlib import Path

import pytest

from components.targets import target_part
from components.topology.asking import NoCredentials
from stacks.doctor.cloud import gather_cloud
from tests.components.topology.test_resolve_cloud_examples import with_digest

CLOUDS = ("aws", "gcp", "azure")


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no account be asked: what is told here is told without one."""

    def whose(_configured: object, _location: str) -> str:
        raise NoCredentials("there are no credentials here; log in")

    for target in CLOUDS:
        monkeypatch.setattr(target_part(target, "account"), "whose", whose)


@pytest.mark.parametrize("target", CLOUDS)
def test_an_example_with_its_stack_is_refused_by_no_limit(target: str, tmp_path: Path) -> None:
    plan, cloud = gather_cloud(with_digest(f"{target}-small", tmp_path), f"{target}-small")
    assert plan.errors == () and cloud.lacking == ()
    assert cloud.configuration == f"stacks/config/Pulumi.{target}-small.yaml"


def test_what_the_stack_s_configuration_lacks_is_told(tmp_path: Path) -> None:
    plan, cloud = gather_cloud(with_digest("azure-small", tmp_path), "never-configured")
    (said,) = plan.errors
    assert said.startswith("groundplan:azure.admin-groups") and cloud.configuration is None


def test_what_the_plan_asks_in_vain_is_told(tmp_path: Path) -> None:
    file = with_digest("aws-small", tmp_path)
    opened = "network: {allowed_cidrs: [10.1.0.0/16], "
    file.write_text(file.read_text(encoding="utf-8").replace("network: {", opened, 1), encoding="utf-8")
    plan, cloud = gather_cloud(file, "aws-small")
    assert any("network.allowed_cidrs" in each for each in plan.errors) and cloud.ranges == ("10.1.0.0/16",)


@pytest.mark.parametrize("target", CLOUDS)
def test_the_program_is_the_one_that_the_kubeconfig_asks(target: str) -> None:
    source = Path(target_part(target, "access" if target == "aws" else "kubeconfig").__file__ or "")
    assert f'"{target_part(target, "account").PROGRAM}"' in source.read_text(encoding="utf-8")
