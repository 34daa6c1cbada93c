"""Quotas are asked where somebody can be asked, and a plan that needs more than is held is refused at once."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pulumi
import pytest

from components import targets
from components.attached import ATTACHED
from components.plan.loading import load_plan
from components.topology.asking import CannotAsk, NoCredentials
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.offered import Places
from components.topology.quota import QuotaNeed
from components.topology.quota_held import Held, needs_of
from components.topology.resolve import resolve
from stacks.quotas import configured, require_quota
from tests.components.topology.plans import document
from tests.components.topology.test_resolve_cloud_examples import with_digest

Ask = Callable[[object, Sequence[QuotaNeed]], Held]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the user is warned of."""
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", found.append)
    monkeypatch.delenv(ATTACHED, raising=False)
    return found


@pytest.fixture
def topology(tmp_path: Path) -> Topology:
    return resolve(load_plan(with_digest("aws-small", tmp_path)), None)


def simulate(monkeypatch: pytest.MonkeyPatch, held: Ask) -> None:
    """Let the target aws have a simulated account, which holds what a test says."""
    module = ModuleType("simulated_cloud.quota")
    module.held, module.way_out, module.PROVIDER = held, lambda _need: "ask for more", "aws"  # type: ignore[attr-defined]
    module.needs = needs_of  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "simulated_cloud", ModuleType("simulated_cloud"))
    monkeypatch.setitem(sys.modules, "simulated_cloud.quota", module)
    monkeypatch.setitem(targets.TARGETS, "aws", "simulated_cloud.platform")


def failing(error: Exception) -> Ask:
    def held(_configured: object, _needs: object) -> Held:
        raise error

    return held


def test_less_than_the_plan_needs_is_refused_all_at_once(
    monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, lambda _, needs: {need.family: need.amount - 1 for need in needs})
    with pytest.raises(TopologyErrors) as refused:
        require_quota(topology)
    families = {need.family for need in needs_of(topology)}
    told = [str(each) for each in refused.value.errors]
    assert families and len(told) == len(families), "each family that is short"
    assert all("ask for more, or lower `count`" in each for each in told) and said == []


def test_just_enough_is_enough(monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]) -> None:
    simulate(monkeypatch, lambda _, needs: {need.family: need.amount for need in needs})
    require_quota(topology)
    assert said == []


def test_without_credentials_nobody_is_told_anything(
    monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, failing(NoCredentials("none here")))
    require_quota(topology)
    assert said == [], "a plan can be looked at without an account"


def test_what_cannot_be_asked_refuses_nothing_and_is_said(
    monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, failing(CannotAsk("no right to")))
    require_quota(topology)
    assert said == ["whether the account holds the quota that the plan needs is not known: no right to"]


def test_a_family_that_nobody_knows_is_said(
    monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, lambda _configured, _needs: {})
    require_quota(topology)
    assert said[0].startswith("how much quota the account holds is not known of ") and len(said) == 1


def test_what_an_account_refuses_besides_is_told_with_what_is_short(
    monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, lambda _, needs: {need.family: need.amount - 1 for need in needs})
    wrong = TopologyError(path="zones", asked="a zone", allowed="others", remedy="take one")
    sys.modules["simulated_cloud.quota"].refusals = lambda _configured, _topology: [wrong]  # type: ignore[attr-defined]
    with pytest.raises(TopologyErrors) as refused:
        require_quota(topology)
    assert wrong in refused.value.errors and len(refused.value.errors) > 1 and said == []


def test_zones_are_looked_at_where_quota_may_not_be(
    monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, failing(CannotAsk("no right to")))
    sys.modules["simulated_cloud.quota"].refusals = failing(CannotAsk("nor to these"))  # type: ignore[attr-defined]
    require_quota(topology)
    assert said[1:] == ["whether the account has the zones that the plan needs is not known: nor to these"]


def test_of_a_simulated_provider_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, topology: Topology) -> None:
    simulate(monkeypatch, failing(AssertionError("asked")))
    monkeypatch.setenv(ATTACHED, "kubernetes:1,aws:2")
    require_quota(topology)
    monkeypatch.setenv(ATTACHED, "kubernetes:1")
    with pytest.raises(AssertionError, match="asked"):
        require_quota(topology)


def test_a_target_that_rents_no_machines_needs_no_quota() -> None:
    from components.plan.model import Plan

    require_quota(resolve(Plan.model_validate(document()), None))


def test_what_a_stack_is_configured_with_is_read_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = [{"roleArn": "arn:aws:iam::1:role/x"}]
    values = {"aws:profile": "prod", "aws:assumeRoles": json.dumps(roles)}
    monkeypatch.setattr(pulumi.Config, "get", lambda self, key, *_: values.get(f"{self.name}:{key}"))
    assert (configured("aws:profile"), configured("aws:assumeRoles")) == ("prod", roles)
    assert configured("aws:allowedAccountIds") is None


@pytest.mark.parametrize("part", ["places", "adopted"])
def test_what_has_no_place_is_refused_and_what_has_some_is_told(
    part: str, monkeypatch: pytest.MonkeyPatch, topology: Topology, said: list[str]
) -> None:
    simulate(monkeypatch, lambda _, needs: {need.family: need.amount for need in needs})
    wrong = TopologyError(path="machine", asked="a machine", allowed="elsewhere", remedy="go there")
    found = Places(errors=[wrong], notes=["one is in zone a alone; name zones"])
    setattr(sys.modules["simulated_cloud.quota"], part, lambda _configured, _topology: found)
    with pytest.raises(TopologyErrors) as refused:
        require_quota(topology)
    assert [*refused.value.errors] == [wrong]
    assert said == ["one is in zone a alone; name zones"]
