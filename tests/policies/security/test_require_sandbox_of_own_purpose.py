"""Purposes of sandboxes are held against the Ray nodes in them, so that a lie in the sandbox is found."""

from policies.security.require_sandbox_of_own_purpose import RULE
from policies.security.restrict_serving_to_models import RULE as SERVING_RULE
from tests.policies.simulated_hosts import UNKNOWN, changed, not_known, violations

PURPOSE = ("Sandbox", "sandbox-serve", "purpose")


def test_purpose_that_deceives_the_serving_rule_is_found_here() -> None:
    resources = changed(PURPOSE, "training")
    assert violations(SERVING_RULE, resources) == [], "the sandbox alone looks sound"
    assert len(violations(RULE, resources)) == 1, "the Ray node says what it works for"


def test_purpose_that_is_not_known_yet_waits_for_apply() -> None:
    assert not_known(RULE, changed(PURPOSE, UNKNOWN)) == ['hosts:Sandbox "sandbox-serve": purpose'], (
        "the sandbox is named, not the node in it"
    )
