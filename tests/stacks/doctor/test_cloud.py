"""The doctor asks of a cloud what `up` would need there: SDK, program, account, configuration, quota, pinned images."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
import pytest

from components import targets
from components.topology.asking import CannotAsk, NoCredentials
from components.topology.errors import TopologyError
from components.topology.quota_held import needs_of
from stacks.doctor import cloud, gathering
from stacks.doctor.cloud import gather_cloud
from stacks.doctor.facts import CloudFacts, PlanFacts
from stacks.session import Session
from tests.components.topology.test_resolve_cloud_examples import with_digest

WRONG = TopologyError(path="network", asked="the plan asks much", allowed="there is less", remedy="ask less")


@dataclass
class SimulatedCloud:
    """A cloud's account, quota and limits, which answer what a test gave them."""

    refused: list[TopologyError] = field(default_factory=list)
    account: str | Exception = "account 1"
    held: int = 10**6
    configured: dict[str, Any] = field(default_factory=dict)

    def whose(self, configured: Callable[[str], Any], _location: str) -> str:
        """Answer as it was told, having read the configuration."""
        self.configured["aws:profile"] = configured("aws:profile")
        if isinstance(self.account, Exception):
            raise self.account
        return self.account

    def refusals(self, _topology: object, _asked: object) -> list[TopologyError]:
        """Refuse what it was told, having read the configuration as the program does."""
        self.configured["groundplan:network"] = pulumi.Config("groundplan").get_object("network")
        return self.refused


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimulatedCloud:
    """Let the target aws be a simulated one, and the project's configurations lie in a folder of the test."""
    found = SimulatedCloud()
    parts: dict[str, dict[str, Any]] = {
        "platform": {"gather": lambda _stack: None, "refusals": found.refusals},
        "account": {"whose": found.whose, "PROGRAM": "aws", "PROGRAM_FROM": "install it"},
        "software": {"PRESENT": frozenset(), "images": lambda _topology, _version: ()},
        "quota": {
            "PROVIDER": "aws",
            "needs": needs_of,
            "held": lambda _configured, needs: {need.family: found.held for need in needs},
            "way_out": lambda _need: "ask for more",
        },
    }
    monkeypatch.setitem(sys.modules, "simulated_cloud", ModuleType("simulated_cloud"))
    for name, offered in parts.items():
        module = ModuleType(f"simulated_cloud.{name}")
        vars(module).update(offered)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(targets.TARGETS, "aws", "simulated_cloud.platform")
    monkeypatch.setattr(cloud, "find_spec", lambda _name: object())
    monkeypatch.setattr(cloud, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(Session, "configuration_file", tmp_path / "Pulumi.team.yaml")
    monkeypatch.setattr("stacks.paths.PROJECT_ROOT", tmp_path)
    return found


def gathered(tmp_path: Path) -> tuple[PlanFacts, CloudFacts]:
    return gather_cloud(with_digest("aws-small", tmp_path), "team")


def test_all_is_asked_where_somebody_answers(simulated: SimulatedCloud, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.team.yaml").write_text(
        "config:\n  aws:profile: ours\n  groundplan:network: {id: vpc-1}\n"
    )
    plan, found = gathered(tmp_path)
    assert (
        plan.errors == ()
        and plan.is_judged
        and found.account == "account 1"
        and found.quota == ()
        and found.lacking == ()
    )
    assert found.configuration == "Pulumi.team.yaml" and found.ranges == ()
    assert simulated.configured == {"aws:profile": "ours", "groundplan:network": {"id": "vpc-1"}}, (
        "as `up` reads it"
    )
    assert found.images is not None and ["no digest is known" in each for each in found.images] == [True], (
        "the plan's own image has a digest"
    )


@pytest.mark.parametrize("key", ["groundplan:allow-unpinned-images", "groundplan:kubernetes-version"])
def test_what_is_encrypted_and_no_secret_is_a_refusal_of_images_and_no_traceback(
    key: str, simulated: SimulatedCloud, tmp_path: Path
) -> None:
    (tmp_path / "Pulumi.team.yaml").write_text(f"config:\n  {key}:\n    secure: v1:x\n")
    _, found = gathered(tmp_path)
    assert found.images is not None and [each.split("; ")[0] for each in found.images] == [
        f"{key} of the stack is encrypted, and here it is read without the engine"
    ]


@pytest.mark.parametrize(("written", "asked"), [("1.36", "1.36"), ('"1.36"', "1.36"), ("1.37", None)])
def test_the_images_are_those_of_the_version_that_up_would_take(
    written: str,
    asked: str | None,
    simulated: SimulatedCloud,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    versions: list[str] = []
    software = sys.modules["simulated_cloud.software"]
    monkeypatch.setattr(software, "images", lambda _topology, version: versions.append(version) or ())
    (tmp_path / "Pulumi.team.yaml").write_text(f"config:\n  groundplan:kubernetes-version: {written}\n")
    _, found = gathered(tmp_path)
    assert versions == ([asked] if asked else []), "not those of the usual version"
    assert (found.images is None) == (asked is None), "the target tells what is wrong with a version"


def test_what_the_target_and_its_account_refuse_is_told(simulated: SimulatedCloud, tmp_path: Path) -> None:
    simulated.refused, simulated.held = [WRONG], 0
    plan, found = gathered(tmp_path)
    assert plan.errors == (str(WRONG),)
    assert found.quota and all("the account holds 0; ask for more" in each for each in found.quota)


def test_what_a_configuration_says_wrong_is_one_sentence(
    simulated: SimulatedCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_topology: object, _asked: object) -> list[TopologyError]:
        raise pulumi.RunError("groundplan:network is not of the form")

    monkeypatch.setattr(sys.modules["simulated_cloud.platform"], "refusals", refusing)
    assert gathered(tmp_path)[0].errors == ("groundplan:network is not of the form",)


@pytest.mark.parametrize("kind", [NoCredentials, CannotAsk])
def test_without_an_account_nobody_is_asked_for_quota(
    kind: type[Exception], simulated: SimulatedCloud, tmp_path: Path
) -> None:
    simulated.account = kind("nobody answers; log in")
    _, found = gathered(tmp_path)
    assert (found.account, found.account_problem, found.quota) == (None, "nobody answers; log in", None)


def test_without_its_sdk_nothing_is_judged_that_needs_it(
    simulated: SimulatedCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "find_spec", lambda _name: None)
    simulated.refused = [WRONG]
    plan, found = gathered(tmp_path)
    assert found.lacking == ("extra-aws", "extra-kubernetes") and found.images is None and plan.errors == ()
    assert not plan.is_judged, "nobody knows whether it fits"


def test_a_plan_for_a_cloud_is_measured_against_the_cloud(
    simulated: SimulatedCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = gathering.gather_inventory("team")
    monkeypatch.setattr(gathering, "gather_inventory", lambda _stack: inventory)
    monkeypatch.setattr(gathering, "gather_packages", lambda _root, **_given: ())
    facts = gathering.gather(with_digest("aws-small", tmp_path), "team")
    assert (
        facts.cloud is not None
        and facts.cluster is None
        and facts.plan is not None
        and facts.plan.ports == {}
    )
