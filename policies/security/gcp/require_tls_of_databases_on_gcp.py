"""A database speaks TLS with everybody, also within the network."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CACHE, DATABASE

SQL_MODES = equals(
    "settings.ipConfiguration.sslMode", "ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
)


def check(accused: Resource) -> Iterator[str]:
    """Find what answers in plain."""
    of_cache = equals("transitEncryptionMode", "SERVER_AUTHENTICATION")
    yield from SQL_MODES(accused) if accused.type == DATABASE else of_cache(accused)


RULE = ResourceRule(
    name="require-tls-of-databases-on-gcp",
    promise="Every database of Cloud SQL and every cache of Memorystore encrypts its connections.",
    severity=Severity.HIGH,
    remedy="set sslMode to ENCRYPTED_ONLY (Cloud SQL), transitEncryptionMode to SERVER_AUTHENTICATION (Memorystore)",
    references=("CIS GCP Foundations 6.4", "NIST SP 800-53 SC-8(1)", "PCI DSS 4.2.1", "HIPAA 164.312(e)(1)"),
    types=(DATABASE, CACHE),
    check=check,
)
