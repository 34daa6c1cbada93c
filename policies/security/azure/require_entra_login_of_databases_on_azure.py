"""Who comes into a database of Azure has the identity that they have everywhere, and no password."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, is_not_true, is_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import POSTGRES, REDIS, SQL
from policies.judge.unknown import together

CHECKS = {
    SQL: is_true("administrators.azureADOnlyAuthentication"),
    POSTGRES: inside(
        "authConfig", equals("activeDirectoryAuth", "Enabled"), equals("passwordAuth", "Disabled")
    ),
    REDIS: together(
        is_true("disableAccessKeyAuthentication"),
        is_not_true("redisConfiguration.authnotrequired"),
    ),
}


def check(database: Resource) -> Iterator[str]:
    """Find databases that ask for a password or a key."""
    yield from CHECKS[database.type](database)


RULE = ResourceRule(
    name="require-entra-login-of-databases-on-azure",
    promise="Every database and cache of Azure asks Entra ID who somebody is, and nobody for a password.",
    severity=Severity.HIGH,
    remedy=(
        "set administrators.azureADOnlyAuthentication (SQL), authConfig (PostgreSQL) or "
        "disableAccessKeyAuthentication (Redis)"
    ),
    references=("NIST SP 800-53 IA-2", "PCI DSS 8.2.1"),
    types=(SQL, POSTGRES, REDIS),
    check=check,
)
