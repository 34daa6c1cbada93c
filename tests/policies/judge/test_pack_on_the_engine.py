"""On the real engine, rules that could not judge refuse, even where the configuration only lets them advise."""

import json
from pathlib import Path

import pytest

from tests.policies.conftest import SimulatedProject
from tests.policies.simulated_hosts import sound_stack

pytestmark = pytest.mark.engine

BROKEN_PACK = Path(__file__).parents[1] / "programs" / "broken_pack"
ADVISE = {"enforcementLevel": "advisory"}


@pytest.mark.parametrize(
    ("rules", "guard"),
    [
        pytest.param(
            ["require-no-failure", "require-an-end"], "require-every-rule-judged", id="on each resource"
        ),
        pytest.param(
            ["require-no-failure-on-the-stack", "require-an-end-on-the-stack"],
            "require-every-stack-rule-judged",
            id="on the stack",
        ),
    ],
)
def test_rules_that_could_not_judge_refuse_whatever_their_level(
    simulated_project: SimulatedProject, rules: list[str], guard: str
) -> None:
    every = ["require-no-failure", "require-an-end"]
    every += [f"{name}-on-the-stack" for name in every]
    levels = {name: ADVISE if name in rules else {"enforcementLevel": "disabled"} for name in every}
    configuration = simulated_project.folder / "policy-configuration.json"
    configuration.write_text(json.dumps(levels), encoding="utf-8")
    simulated_project.write(sound_stack())
    refused = simulated_project.pulumi(
        "preview", "--policy-pack-config", str(configuration), pack=BROKEN_PACK
    )
    assert refused.returncode != 0, f"rules that could not judge passed the stack: {refused.stdout}"
    assert "KeyError: 'no such key'" in refused.stdout, f"the failure is said: {refused.stdout}"
    assert "ran over its time limit: not done after 0.1 s" in refused.stdout, (
        f"and the limit: {refused.stdout}"
    )
    assert f"[mandatory] [severity: critical]  {guard}" in refused.stdout, (
        f"the guard refused: {refused.stdout}"
    )
    for name in rules:
        assert f"{name} could not be judged" in refused.stdout, f"the guard names the rule: {refused.stdout}"
