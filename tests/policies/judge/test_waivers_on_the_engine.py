"""On the real engine: a waived breach passes and is shown; a wrong waiver, or a broken configuration, refuses."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from policies.judge.guards import SHOWN, UNWAIVABLE, VALID
from tests.policies.conftest import SimulatedProject
from tests.policies.simulated_hosts import changed, sound_stack

pytestmark = pytest.mark.engine

RULE = "require-encrypted-storage"
BREACH = 'hosts:Volume "datasets": encryption is "none"'
PLAN = """\
name: atlas
target: local
storage: [{{name: datasets, holds: datasets, size: 1GiB}}]
clusters: []
waivers: [{{rule: {rule}, resource: datasets, reason: public, owner: me@example.com, expires: {expires}}}]
"""


@pytest.fixture
def in_breach(simulated_project: SimulatedProject) -> SimulatedProject:
    """Return a project with one volume that is not encrypted, whose configuration names a plan."""
    simulated_project.write(changed(("Volume", "datasets", "encryption"), "none", sound_stack()))
    named = simulated_project.pulumi("config", "set", "groundplan:plan", "plans/plan.yaml", pack=None)
    assert named.returncode == 0, f"the plan could not be named: {named.stdout}"
    (simulated_project.folder / "plans").mkdir()
    return simulated_project


def waive(project: SimulatedProject, expires: date, rule: str = RULE) -> None:
    """Let the plan waive a rule for the store of the datasets."""
    plan = PLAN.format(rule=rule, expires=expires.isoformat())
    (project.folder / "plans" / "plan.yaml").write_text(plan, encoding="utf-8")


def configured(project: SimulatedProject, said: Any) -> list[str]:
    """Return the arguments that give the pack a configuration."""
    path = project.folder / "policy-configuration.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return ["--policy-pack-config", str(path)]


def today() -> date:
    """Return the day that it is now, in UTC."""
    return datetime.now(UTC).date()


def test_a_waived_breach_passes_and_is_shown_with_who_answers_for_it(in_breach: SimulatedProject) -> None:
    waive(in_breach, today() + timedelta(days=1))
    applied = in_breach.pulumi("up", "--yes", "--skip-preview")
    report = applied.stdout
    assert applied.returncode == 0, f"a waived breach is refused: {report}"
    assert "datasets" in in_breach.created(), "the volume was made"
    assert f"[advisory] [severity: low]  {SHOWN}" in report, f"the breach passed unseen: {report}"
    end = (today() + timedelta(days=1)).isoformat()
    said = (
        f"waivers[0]: datasets may break {RULE} through {end}, for this reason: public; owner: me@example.com"
    )
    assert BREACH in report and f"Waived by {said}" in report, (
        f"what was let pass, by whom and how long: {report}"
    )


def test_a_waiver_that_ended_is_refused_before_anything_is_made(in_breach: SimulatedProject) -> None:
    waive(in_breach, today() - timedelta(days=1))
    refused = in_breach.pulumi("up", "--yes", "--skip-preview")
    assert refused.returncode != 0, f"a waiver without an end: {refused.stdout}"
    assert f"[mandatory] [severity: critical]  {VALID}" in refused.stdout, refused.stdout
    assert f"waivers[0] for {RULE} on datasets ended with" in refused.stdout, f"it says why: {refused.stdout}"
    assert in_breach.created() == [], "something was made"


def test_what_the_configuration_calls_unwaivable_is_refused_though_waived(
    in_breach: SimulatedProject,
) -> None:
    waive(in_breach, today())
    said = configured(in_breach, {"all": "advisory", RULE: "mandatory", VALID: {UNWAIVABLE: [RULE]}})
    refused = in_breach.pulumi("preview", *said)
    assert refused.returncode != 0, f"it was waived: {refused.stdout}"
    assert f"[mandatory] [severity: critical]  {VALID}" in refused.stdout, (
        f"a guard was lowered: {refused.stdout}"
    )
    assert f"the configuration of this pack says that {RULE} cannot be waived" in refused.stdout, (
        refused.stdout
    )
    assert f"[mandatory] [severity: critical]  {RULE}" in refused.stdout, (
        f"the breach stays one: {refused.stdout}"
    )
    assert BREACH in refused.stdout, f"it says where: {refused.stdout}"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param(
            {VALID: {"unwaivble": [RULE]}},
            f"the configuration of {VALID} has unwaivble; allowed: enforcementLevel, longest-days, unwaivable;",
            id="a name that no policy knows",
        ),
        pytest.param(
            {VALID: {UNWAIVABLE: RULE}},
            f"{VALID}: unwaivable: Invalid type. Expected: array, given: string",
            id="a value that the schema forbids",
        ),
    ],
)
def test_a_broken_configuration_is_one_sentence_before_anything_is_made(
    in_breach: SimulatedProject, said: Any, sentence: str
) -> None:
    waive(in_breach, today())
    refused = in_breach.pulumi("up", "--yes", "--skip-preview", *configured(in_breach, said))
    assert refused.returncode != 0, f"the pack judged by a broken configuration: {refused.stdout}"
    assert sentence in refused.stdout, f"it says what is allowed: {refused.stdout}"
    assert "Traceback" not in refused.stdout, f"a report is no traceback: {refused.stdout}"
    assert in_breach.created() == [], "something was made"
