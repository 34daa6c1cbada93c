"""A database of Azure refuses plain connections, and the versions of TLS that are broken."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, is_not_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import REDIS, SQL
from policies.judge.unknown import together

CHECKS = {
    SQL: equals("minimalTlsVersion", "1.2", "1.3"),
    REDIS: together(equals("minimumTlsVersion", "1.2", "1.3"), is_not_true("enableNonSslPort")),
}


def check(database: Resource) -> Iterator[str]:
    """Find databases that speak what others can read. A PostgreSQL says it in a parameter, and is right unasked."""
    yield from CHECKS[database.type](database)


RULE = ResourceRule(
    name="require-current-tls-for-databases-on-azure",
    promise="No database or cache of Azure takes a connection in plain, or by TLS before 1.2.",
    severity=Severity.HIGH,
    remedy=(
        "set minimalTlsVersion of SQL or minimumTlsVersion of Redis to 1.2, and leave enableNonSslPort away"
    ),
    references=("NIST SP 800-53 SC-8", "PCI DSS 4.2.1", "HIPAA 164.312(e)(1)"),
    types=(SQL, REDIS),
    check=check,
)
