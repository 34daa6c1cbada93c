"""Encrypted devices come with evidence, which the host finds while the volume is made."""

from policies.security.require_evidence_of_encryption import RULE
from tests.policies.simulated_hosts import UNKNOWN, Resources, changed, not_known, violations

NOT_KNOWN = ['hosts:Volume "datasets": evidence']


def on_a_device(**evidence: str) -> Resources:
    """Return the sound stack with the datasets on an encrypted device."""
    resources = changed(("Volume", "datasets", "encryption"), "encrypted-device")
    resources["Volume"]["datasets"].update(evidence)
    return resources


def test_device_with_evidence_passes() -> None:
    assert violations(RULE, on_a_device(evidence="dm-crypt on dm-0")) == [], (
        "the evidence names what encrypts"
    )


def test_blank_evidence_is_no_evidence() -> None:
    assert len(violations(RULE, on_a_device(evidence=" "))) == 1, "a blank text proves nothing"


def test_evidence_that_is_still_to_be_found_waits_for_apply() -> None:
    assert not_known(RULE, on_a_device()) == NOT_KNOWN, "an output is absent before its resource was created"
    assert not_known(RULE, on_a_device(evidence=UNKNOWN)) == NOT_KNOWN, "it may come out empty"
