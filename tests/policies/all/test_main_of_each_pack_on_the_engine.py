"""The real engine starts each pack alone, which judges what is its own; several are configured each by itself."""

import importlib
import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from policies.judge.pack import logical_name
from policies.judge.resource import Stack
from stacks.events import Violation, parse_event
from tests.policies.breach import Breach, broken, verdicts
from tests.policies.conftest import PROJECT, SimulatedProject
from tests.policies.mutants.sample import entries
from tests.policies.on_kubernetes.cost import BREACHES as COST
from tests.policies.on_kubernetes.ray import BREACHES as RAY
from tests.policies.on_kubernetes.reliability import BREACHES as RELIABILITY
from tests.policies.on_kubernetes.security import BREACHES as SECURITY
from tests.policies.on_kubernetes.sound import resolved
from tests.policies.rules_of import PACKS

pytestmark = pytest.mark.engine

LARGE_GROUP, TOKEN = "restrict-worker-groups", "require-token-on-kuberay-clusters"
BROKEN = {
    "security": ("require-image-digests", SECURITY),
    "reliability": ("require-probes", RELIABILITY),
    "cost": (LARGE_GROUP, COST),
    "ray": (TOKEN, RAY),
}
"""A rule of each pack that the example breaks here, and where its breaches stand."""

Accused = set[tuple[str, str]]


def breach(pack: str) -> Breach:
    rule, of_the_pack = BROKEN[pack]
    return of_the_pack[rule][0]


def in_breach(*packs: str) -> Stack:
    """Return the example plan's objects, their images resolved, with a breach of a rule of each of the packs."""
    stack = resolved()
    for pack in packs:
        stack = broken(stack, breach(pack))
    return stack


def found_here(pack: str, stack: Stack) -> Accused:
    """Return what the pack's rules find in this process."""
    rules = importlib.import_module(f"policies.{pack}.kubernetes").RULES
    return {
        (rule.name, logical_name(violation.urn))
        for rule in rules
        for verdict in verdicts(rule, stack)
        for violation in verdict.violations
    }


def preview(project: SimulatedProject, stack: Stack, *options: str) -> CompletedProcess[str]:
    project.write(entries(stack))
    log = str(project.folder / "events.json")
    return project.pulumi("preview", "--event-log", log, *options, pack=None)


def told(project: SimulatedProject, level: str) -> Accused:
    """Return what the packs said at a level, and of which resource."""
    events = map(parse_event, (project.folder / "events.json").read_text(encoding="utf-8").splitlines())
    return {
        (event.policy.rpartition("/")[2], event.resource.partition(" ")[2])
        for event in events
        if isinstance(event, Violation) and event.level == level
    }


def pack_options(project: SimulatedProject, configurations: dict[str, Any]) -> list[str]:
    """Return the options for packs, each with a configuration of its own, in their order."""
    options: list[str] = []
    for pack, said in configurations.items():
        file: Path = project.folder / f"{pack}.json"
        file.write_text(json.dumps(said), encoding="utf-8")
        options += ["--policy-pack", str(PROJECT / "policies" / pack), "--policy-pack-config", str(file)]
    return options


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_alone_refuses_what_breaks_its_rules_and_nothing_else(
    captured_project: SimulatedProject, pack: str
) -> None:
    stack = in_breach(*PACKS)
    done = preview(captured_project, stack, "--policy-pack", str(PROJECT / "policies" / pack))
    assert f"groundplan-{pack}@v" in done.stdout, f"the pack took part: {done.stdout}"
    rule, _ = BROKEN[pack]
    refused = told(captured_project, "mandatory")
    assert done.returncode != 0 and (rule, breach(pack).resource) in refused, done.stdout
    assert refused == found_here(pack, stack), done.stdout


def test_two_packs_take_each_a_configuration_of_its_own(captured_project: SimulatedProject) -> None:
    configurations = {"cost": {LARGE_GROUP: {"most-workers": 1}}, "ray": {TOKEN: "advisory"}}
    options = pack_options(captured_project, configurations)
    done = preview(captured_project, in_breach("ray"), *options)
    assert done.returncode != 0, f"a lower ceiling of the cost pack: {done.stdout}"
    assert {rule for rule, _ in told(captured_project, "mandatory")} == {LARGE_GROUP}, done.stdout
    assert (TOKEN, breach("ray").resource) in told(captured_project, "advisory"), (
        f"the Ray pack was told to advise: {done.stdout}"
    )


def test_a_pack_refuses_the_configuration_of_another(captured_project: SimulatedProject) -> None:
    done = preview(
        captured_project, in_breach(), *pack_options(captured_project, {"cost": {TOKEN: "advisory"}})
    )
    assert (
        done.returncode != 0
        and f"the configuration names {TOKEN}, which is no policy of this pack" in done.stdout
    )
    assert "Traceback" not in done.stdout
