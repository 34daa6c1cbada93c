"""Volumes are encrypted, in one of two ways."""

from policies.security.require_encrypted_storage import RULE
from tests.policies.simulated_hosts import UNKNOWN, changed, not_known, violations

ENCRYPTION = ("Volume", "datasets", "encryption")


def test_encrypted_device_is_as_good_as_gocryptfs() -> None:
    assert violations(RULE, changed(ENCRYPTION, "encrypted-device")) == [], "both encrypt at rest"


def test_encryption_that_is_not_known_yet_waits_for_apply() -> None:
    assert not_known(RULE, changed(ENCRYPTION, UNKNOWN)) == ['hosts:Volume "datasets": encryption'], (
        "it may come out as none"
    )
