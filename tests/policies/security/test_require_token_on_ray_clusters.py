"""Ray clusters ask for a token, and no report shows one."""

from policies.security.require_token_on_ray_clusters import RULE
from tests.policies.simulated_hosts import (
    SERVE_TOKEN,
    TRAIN_TOKEN,
    UNKNOWN,
    changed,
    not_known,
    verdicts,
    violations,
)

HEAD = ("Raylet", "train-head-0")
SERVE = ("Sandbox", "sandbox-serve")


def test_both_lacks_of_a_node_are_reported_at_once() -> None:
    resources = changed((*HEAD, "environment"), {}, changed((*HEAD, "authentication"), "disabled"))
    assert len(violations(RULE, resources)) == 2, "all errors are shown at once"


def test_unknown_authentication_hides_no_missing_mode() -> None:
    resources = changed((*HEAD, "environment"), {}, changed((*HEAD, "authentication"), UNKNOWN))
    texts = [violation.text for verdict in verdicts(RULE, resources) for violation in verdict.violations]
    assert texts == ['hosts:Raylet "train-head-0": environment.RAY_AUTH_MODE is absent; allowed: "token"'], (
        "what is known is judged at preview"
    )
    assert not_known(RULE, resources) == ['hosts:Raylet "train-head-0": authentication'], (
        "the rest waits for apply"
    )


def test_token_that_is_not_known_yet_waits_for_apply() -> None:
    assert not_known(RULE, changed((*SERVE, "token"), UNKNOWN)) == ['hosts:Sandbox "sandbox-serve": token'], (
        "it may come out empty"
    )


def test_environment_that_is_not_known_yet_waits_for_apply() -> None:
    assert not_known(RULE, changed((*HEAD, "environment"), UNKNOWN)) == [
        'hosts:Raylet "train-head-0": environment'
    ], "it may come out without a mode"


def test_token_is_never_shown() -> None:
    resources = changed((*SERVE, "token"), " ", changed((*HEAD, "authentication"), "disabled"))
    found = violations(RULE, resources)
    assert len(found) == 2, "both breaches are found"
    assert all(token not in text for token in (TRAIN_TOKEN, SERVE_TOKEN) for text in found), (
        "reports end up in logs"
    )
