"""Mounts are held against the volumes they name, so that a lie in the sandbox is found."""

from policies.security.require_true_mounts import RULE
from policies.security.restrict_serving_to_models import RULE as SERVING_RULE
from tests.policies.simulated_hosts import UNKNOWN, changed, mount, not_known, verdicts, violations

SERVE = ("Sandbox", "sandbox-serve")


def test_lie_that_deceives_the_serving_rule_is_found_here() -> None:
    resources = changed((*SERVE, "mounts"), [{**mount("datasets", "read"), "holds": "models"}])
    assert violations(SERVING_RULE, resources) == [], "the sandbox alone looks sound"
    assert len(violations(RULE, resources)) == 1, "the volume says what it holds"


def test_path_that_deceives_the_serving_rule_is_found_here() -> None:
    resources = changed((*SERVE, "mounts", 0, "path"), "/state/volumes/datasets/mount")
    assert violations(SERVING_RULE, resources) == [], "the sandbox alone looks sound"
    assert len(violations(RULE, resources)) == 1, "the volume says where it lies"


def test_volume_that_is_not_known_yet_waits_for_apply() -> None:
    places = not_known(RULE, changed(("Volume", "models", "holds"), UNKNOWN))
    assert places == ['hosts:Volume "models": holds'], "the volume is named, not the sandbox that mounts it"


def test_value_that_many_mounts_wait_for_is_reported_once() -> None:
    places = not_known(RULE, changed(("Volume", "models", "store"), UNKNOWN))
    assert places == ['hosts:Volume "models": store'], "five mounts wait for one value"


def test_unknown_path_hides_no_lie_about_the_content() -> None:
    resources = changed(
        (*SERVE, "mounts"), [{**mount("datasets", "read"), "holds": "models", "path": UNKNOWN}]
    )
    texts = [violation.text for verdict in verdicts(RULE, resources) for violation in verdict.violations]
    assert len(texts) == 1, f"what is known is judged at preview: {texts}"
    assert not_known(RULE, resources) == ['hosts:Sandbox "sandbox-serve" mounts[0]: path'], "the rest waits"
