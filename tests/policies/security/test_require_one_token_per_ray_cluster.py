"""One token for each cluster: shared inside, not beyond, and never shown."""

from policies.security.require_one_token_per_ray_cluster import RULE
from tests.policies.simulated_hosts import (
    ABSENT,
    SERVE_TOKEN,
    TRAIN_TOKEN,
    UNKNOWN,
    changed,
    not_known,
    violations,
)

SERVE = ("Sandbox", "sandbox-serve")


def test_shared_token_is_reported_once_for_two_clusters() -> None:
    assert len(violations(RULE, changed((*SERVE, "token"), TRAIN_TOKEN))) == 1, "one fault, one report"


def test_sandboxes_of_one_cluster_on_two_hosts_share_a_token() -> None:
    resources = changed(("Raylet", "train-data-0", "sandbox"), "sandbox-train-2")
    resources["Sandbox"]["sandbox-train-2"] = {
        **resources["Sandbox"]["sandbox-train"],
        "identity": "sandbox-train-2",
    }
    assert violations(RULE, resources) == [], "a cluster may span sandboxes that share its token"
    resources["Sandbox"]["sandbox-train-2"]["token"] = "simulated-token-of-nobody"
    assert len(violations(RULE, resources)) == 1, "a node with another token cannot join its cluster"


def test_missing_token_is_left_to_the_rule_for_clusters() -> None:
    assert violations(RULE, changed((*SERVE, "token"), ABSENT)) == [], "one fault is reported by one rule"


def test_tokens_that_are_not_known_yet_wait_for_apply() -> None:
    places = not_known(RULE, changed((*SERVE, "token"), UNKNOWN))
    assert places == ['hosts:Sandbox "sandbox-serve": token'], "it may come out as another cluster's"


def test_tokens_are_never_shown() -> None:
    found = violations(RULE, changed((*SERVE, "token"), TRAIN_TOKEN))
    assert found, "the breach is found"
    assert all(token not in text for token in (SERVE_TOKEN, TRAIN_TOKEN) for text in found), (
        "reports end up in logs"
    )
