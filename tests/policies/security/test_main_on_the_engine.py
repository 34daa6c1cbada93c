"""The pack on the real engine: silent on a sound stack, refusing each breach before anything is created."""

from functools import reduce
from subprocess import CompletedProcess

import pytest

from policies.judge.rule import ResourceRule, Rule, StackRule
from policies.security.__main__ import ON_HOSTS
from tests.policies.conftest import SimulatedProject
from tests.policies.security.breaches import BREACHES
from tests.policies.simulated_hosts import SERVE_TOKEN, TRAIN_TOKEN, Breach, Resources, changed, sound_stack

pytestmark = pytest.mark.engine

ENCRYPTION = ("Volume", "datasets", "encryption")
SERVE_MOUNTS = ("Sandbox", "sandbox-serve", "mounts", 0)


def first_breaches(kind: type[Rule]) -> dict[str, Breach]:
    """Map the names of the rules of one kind to their first breaches."""
    return {rule.name: BREACHES[rule.name][0] for rule in ON_HOSTS if isinstance(rule, kind)}


def all_at_once(breaches: dict[str, Breach]) -> Resources:
    """Return the sound stack with all breaches in it; a start of the engine takes seconds."""
    return reduce(
        lambda resources, breach: changed(breach.path, breach.value, resources),
        breaches.values(),
        sound_stack(),
    )


def assert_each_is_refused(breaches: dict[str, Breach], refused: CompletedProcess[str]) -> None:
    """Fail unless the command was refused and says for every breach what, where and the remedy."""
    report = refused.stdout
    assert refused.returncode != 0, f"the breaches passed: {report}"
    for rule_name, breach in breaches.items():
        assert f"{rule_name}  (" in report, f"{rule_name} let the breach pass: {report}"
        assert breach.message in report, f"what and where is said: {report}"
    assert report.count("Remedy: ") >= len(breaches), f"every remedy is said: {report}"
    assert "Traceback" not in report, f"a report is no traceback: {report}"
    for token in (TRAIN_TOKEN, SERVE_TOKEN):
        assert token not in report, f"a token is shown: {report}"


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


@pytest.mark.parametrize("kind", [ResourceRule, StackRule])
def test_breaches_are_refused_by_preview_and_by_up_before_anything_is_created(
    simulated_project: SimulatedProject, kind: type[Rule]
) -> None:
    breaches = first_breaches(kind)
    simulated_project.write(all_at_once(breaches))
    assert_each_is_refused(breaches, simulated_project.pulumi("preview"))
    assert_each_is_refused(breaches, simulated_project.pulumi("up", "--yes"))
    assert simulated_project.created() == [], "something was created before the pack refused"


def test_rules_about_one_resource_hold_it_back_even_without_a_preview(
    simulated_project: SimulatedProject,
) -> None:
    breaches = first_breaches(ResourceRule)
    simulated_project.write(all_at_once(breaches))
    refused = simulated_project.pulumi("up", "--yes", "--skip-preview")
    assert refused.returncode != 0, f"the breaches passed: {refused.stdout}"
    assert "[mandatory]" in refused.stdout, f"the pack refused, nothing else: {refused.stdout}"
    in_breach = {str(breach.path[1]) for breach in breaches.values()}
    assert in_breach.isdisjoint(simulated_project.created()), "a resource in breach was created"


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


def test_what_a_stack_rule_cannot_know_at_preview_is_reported_and_judged_at_apply(
    simulated_project: SimulatedProject,
) -> None:
    without_evidence = changed(ENCRYPTION, "encrypted-device")
    hidden_path = {"known_at_apply": "/state/volumes/datasets/mount"}
    simulated_project.write(changed((*SERVE_MOUNTS, "path"), hidden_path, without_evidence))
    applied = simulated_project.pulumi("up", "--yes")
    preview, _, update = applied.stdout.partition("Updating (")
    for place in ('hosts:Sandbox "sandbox-serve" mounts[0]: path', 'hosts:Volume "datasets": evidence'):
        assert f"cannot be judged yet, judged at apply: {place}" in preview, f"silently passed: {preview}"
    assert applied.returncode != 0, f"the breaches passed at apply: {update}"
    assert 'but hosts:Volume "models" lies at "/state/volumes/models"' in update, f"a lie passed: {update}"
    assert 'hosts:Volume "datasets": evidence: still not known at apply' in update, (
        f"a claim passed: {update}"
    )
