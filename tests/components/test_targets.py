"""A target is looked up in one table; what is not in it is refused with what is."""

import subprocess
import sys
from types import ModuleType

import pytest

from components import targets
from components.plan.defaults import CLOUDS
from components.targets import EXTRAS, TARGETS, UnknownTarget, target_module, target_part

WITHOUT_SDK = [name for name in TARGETS if name not in EXTRAS]
"""The others are in the checks of the clouds: tests/components/aws, azure and gcp."""


@pytest.mark.parametrize("name", WITHOUT_SDK)
def test_every_built_target_can_gather_facts_and_provision(name: str) -> None:
    module = target_module(name)
    assert callable(module.gather) and callable(module.provision), f"the line cannot drive target {name}"


def test_a_target_is_imported_only_when_a_plan_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []

    def simulated_import(name: str) -> ModuleType:
        imported.append(name)
        return sys.modules[__name__]

    monkeypatch.setattr(targets, "TARGETS", {"one": "components.one", "other": "components.other"})
    monkeypatch.setattr(targets.importlib, "import_module", simulated_import)
    target_module("one")
    assert imported == ["components.one"], "a plan for one target must not need another's packages"


@pytest.mark.parametrize("name", ["hosts", "Local", "", "components.hosts.platform"])
def test_an_unknown_target_is_refused_with_those_that_are_built(name: str) -> None:
    with pytest.raises(UnknownTarget) as caught:
        target_module(name)
    assert str(caught.value) == (
        f'target: "{name}" is not built yet; built: {", ".join(TARGETS)}; change `target:` in the plan'
    ), "the sentence says where, what was given, what is allowed and what to do"


def test_a_target_whose_sdk_is_missing_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_there(name: str) -> ModuleType:
        raise ModuleNotFoundError(f"No module named {name!r}", name="pulumi_aws.eks")

    monkeypatch.setattr(targets.importlib, "import_module", not_there)
    with pytest.raises(UnknownTarget, match="the SDK of aws is not installed; run `make extra-aws`"):
        target_module("aws")


@pytest.mark.parametrize("name", WITHOUT_SDK)
def test_a_target_s_client_is_imported_only_when_it_is_asked(name: str) -> None:
    program = f"import sys, components.targets as t; t.target_module({name!r}); print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert not {"kubernetes", "pulumi_kubernetes"} & set(printed.split()), (
        "they are extras, and slow: who has not got them is told what to install"
    )


def test_a_part_of_a_target_is_imported_without_the_rest_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []

    def simulated_import(name: str) -> ModuleType:
        imported.append(name)
        return sys.modules[__name__]

    monkeypatch.setattr(targets, "TARGETS", {"one": "components.one.platform"})
    monkeypatch.setattr(targets.importlib, "import_module", simulated_import)
    target_part("one", "audit")
    assert imported == ["components.one.audit"], "whoever looks what is left need not have the SDK"
    with pytest.raises(UnknownTarget, match='"other" is not built yet; built: one'):
        target_part("other", "audit")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_cloud_has_an_audit_and_quotas_that_import_no_sdk(cloud: str) -> None:
    program = (
        f"import sys; from components.{cloud} import audit, quota; "
        "assert callable(audit.audit) and callable(quota.held) and callable(quota.way_out) and quota.PROVIDER; "
        "print(*sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    heavy = {
        "pulumi",
        "pulumi_aws",
        "pulumi_gcp",
        "pulumi_azure_native",
        "boto3",
        "google.auth",
        "azure.identity",
    }
    assert not heavy & set(printed.split()), (
        "they are extras, and slow: who has not got them is told what to install"
    )
