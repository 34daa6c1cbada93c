"""Serving sandboxes mount models to read; every mount is judged, whatever the others are."""

from policies.security.restrict_serving_to_models import RULE
from tests.policies.simulated_hosts import UNKNOWN, changed, mount, not_known, verdicts, violations

MOUNTS = ("Sandbox", "sandbox-serve", "mounts")
DATASETS = mount("datasets", "write")


def test_every_fault_of_every_mount_is_reported() -> None:
    found = violations(RULE, changed(MOUNTS, [DATASETS, DATASETS]))
    assert len(found) == 4, f"two mounts with two faults each: {found}"


def test_serving_without_mounts_passes() -> None:
    assert violations(RULE, changed(MOUNTS, [])) == [], "what mounts nothing reads nothing"


def test_training_may_mount_what_it_needs() -> None:
    resources = changed(("Sandbox", "sandbox-train", "mounts"), [DATASETS])
    assert violations(RULE, resources) == [], "the promise is about serving"


def test_unknown_mount_hides_no_breach_in_the_next() -> None:
    resources = changed(MOUNTS, [{**DATASETS, "holds": UNKNOWN}, DATASETS])
    texts = [violation.text for verdict in verdicts(RULE, resources) for violation in verdict.violations]
    assert len(texts) == 3, f"the access of the first, both faults of the second: {texts}"
    assert 'mounts the store "datasets" with access "write"' in texts[0], "what is known is judged at preview"
    assert not_known(RULE, resources) == ['hosts:Sandbox "sandbox-serve" mounts[0]: holds'], (
        "the rest waits for apply"
    )


def test_mounts_that_are_not_known_at_all_wait_for_apply() -> None:
    assert not_known(RULE, changed(MOUNTS, UNKNOWN)) == ['hosts:Sandbox "sandbox-serve": mounts'], (
        "nothing is passed unseen"
    )


def test_single_mount_that_is_not_known_waits_for_apply() -> None:
    assert not_known(RULE, changed((*MOUNTS, 0), UNKNOWN)) == ['hosts:Sandbox "sandbox-serve": mounts[0]'], (
        "nothing is passed unseen"
    )
