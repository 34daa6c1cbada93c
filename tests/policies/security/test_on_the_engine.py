"""The pack on the real engine: silent on a sound stack, refusing each breach before anything is created."""

import pytest

from policies.judge.rule import ResourceRule
from policies.security.__main__ import RULES
from tests.policies.conftest import SimulatedProject
from tests.policies.security.breaches import BREACHES
from tests.policies.simulated_hosts import SERVE_TOKEN, TRAIN_TOKEN, Breach, changed, sound_stack

pytestmark = pytest.mark.engine

FIRST_BREACHES = [pytest.param(rule.name, BREACHES[rule.name][0], id=rule.name) for rule in RULES]
RESOURCE_BREACHES = [
    pytest.param(rule.name, BREACHES[rule.name][0], id=rule.name)
    for rule in RULES
    if isinstance(rule, ResourceRule)
]
ENCRYPTION = ("Volume", "datasets", "encryption")
SERVE_MOUNTS = ("Sandbox", "sandbox-serve", "mounts", 0)


def test_sound_stack_is_previewed_and_created(simulated_project: SimulatedProject) -> None:
    simulated_project.write(sound_stack())
    preview = simulated_project.pulumi("preview")
    assert preview.returncode == 0, f"a sound stack is refused: {preview.stdout}"
    assert "groundplan-security@v" in preview.stdout, f"the pack took part: {preview.stdout}"
    assert "[mandatory]" not in preview.stdout, f"false alarm: {preview.stdout}"
    assert "[advisory]" not in preview.stdout, f"everything is known here: {preview.stdout}"
    applied = simulated_project.pulumi("up", "--yes")
    assert applied.returncode == 0, f"a sound stack is refused at apply: {applied.stdout}"
    assert "models" in simulated_project.created(), "the simulated provider was asked to create the volumes"


@pytest.mark.parametrize(("rule_name", "breach"), FIRST_BREACHES)
def test_breach_is_refused_by_preview_and_by_up_before_anything_is_created(
    simulated_project: SimulatedProject, rule_name: str, breach: Breach
) -> None:
    simulated_project.write(breach.apply())
    for command in (["preview"], ["up", "--yes"]):
        refused = simulated_project.pulumi(*command)
        assert refused.returncode != 0, f"{rule_name} let the breach pass {command}: {refused.stdout}"
        assert f"{rule_name}  (" in refused.stdout, f"the rule is named: {refused.stdout}"
        assert breach.message in refused.stdout, f"what and where is said: {refused.stdout}"
        assert "Remedy: " in refused.stdout, f"the remedy is said: {refused.stdout}"
        assert "Traceback" not in refused.stdout, f"a report is no traceback: {refused.stdout}"
        for token in (TRAIN_TOKEN, SERVE_TOKEN):
            assert token not in refused.stdout, f"a token is shown: {refused.stdout}"
    assert simulated_project.created() == [], "something was created before the pack refused"


@pytest.mark.parametrize(("rule_name", "breach"), RESOURCE_BREACHES)
def test_rule_about_one_resource_holds_it_back_even_without_a_preview(
    simulated_project: SimulatedProject, rule_name: str, breach: Breach
) -> None:
    simulated_project.write(breach.apply())
    refused = simulated_project.pulumi("up", "--yes", "--skip-preview")
    assert refused.returncode != 0, f"{rule_name} let the breach pass: {refused.stdout}"
    assert breach.message in refused.stdout, f"what and where is said: {refused.stdout}"
    assert breach.path[1] not in simulated_project.created(), "the resource in breach was created"


def test_unknown_value_is_reported_at_preview_and_passes_at_apply_when_it_comes_out_right(
    simulated_project: SimulatedProject,
) -> None:
    simulated_project.write(changed(ENCRYPTION, {"known_at_apply": "gocryptfs"}))
    preview = simulated_project.pulumi("preview")
    assert preview.returncode == 0, f"what is not known refuses nothing yet: {preview.stdout}"
    assert "[advisory]" in preview.stdout, f"silently passed: {preview.stdout}"
    assert 'cannot be judged yet, judged at apply: hosts:Volume "datasets": encryption' in preview.stdout, (
        f"the report says what waits for apply: {preview.stdout}"
    )
    applied = simulated_project.pulumi("up", "--yes")
    assert applied.returncode == 0, f"refused although it came out right: {applied.stdout}"
    assert "datasets" in simulated_project.created(), "the volume was created once its encryption was known"


def test_unknown_value_is_refused_at_apply_when_it_comes_out_wrong(
    simulated_project: SimulatedProject,
) -> None:
    simulated_project.write(changed(ENCRYPTION, {"known_at_apply": "none"}))
    applied = simulated_project.pulumi("up", "--yes")
    assert applied.returncode != 0, f"an unencrypted volume was let pass: {applied.stdout}"
    assert "cannot be judged yet" in applied.stdout, f"its preview said so: {applied.stdout}"
    assert BREACHES["require-encrypted-storage"][0].message in applied.stdout, applied.stdout
    assert "datasets" not in simulated_project.created(), "the volume was created in plain text"


def test_unknown_value_of_a_stack_rule_is_reported_and_judged_at_apply(
    simulated_project: SimulatedProject,
) -> None:
    lie = changed((*SERVE_MOUNTS, "path"), {"known_at_apply": "/state/volumes/datasets/mount"})
    simulated_project.write(lie)
    preview = simulated_project.pulumi("preview")
    assert preview.returncode == 0, f"what is not known refuses nothing yet: {preview.stdout}"
    assert (
        'cannot be judged yet, judged at apply: hosts:Sandbox "sandbox-serve" mounts[0]: path'
        in preview.stdout
    ), f"silently passed: {preview.stdout}"
    applied = simulated_project.pulumi("up", "--yes", "--skip-preview")
    assert applied.returncode != 0, f"a lying mount was let pass: {applied.stdout}"
    assert 'but hosts:Volume "models" lies at "/state/volumes/models"' in applied.stdout, applied.stdout


def test_evidence_that_never_comes_is_refused_at_apply(simulated_project: SimulatedProject) -> None:
    simulated_project.write(changed(ENCRYPTION, "encrypted-device"))
    preview = simulated_project.pulumi("preview")
    assert preview.returncode == 0, f"evidence is an output: {preview.stdout}"
    assert 'hosts:Volume "datasets": evidence' in preview.stdout, f"silently passed: {preview.stdout}"
    applied = simulated_project.pulumi("up", "--yes")
    assert applied.returncode != 0, f"a claim without evidence was let pass: {applied.stdout}"
    assert "still not known at apply" in applied.stdout, f"the reason is said: {applied.stdout}"
