"""A database of Azure is encrypted with a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import POSTGRES, SQL

CHECKS = {
    SQL: present("keyId", "a key of a vault"),
    POSTGRES: inside(
        "dataEncryption", equals("type", "AzureKeyVault"), present("primaryKeyURI", "a key of a vault")
    ),
}


def check(database: Resource) -> Iterator[str]:
    """Find what Azure's own keys encrypt."""
    yield from CHECKS[database.type](database)


RULE = ResourceRule(
    name="require-customer-key-for-databases-on-azure",
    promise="Every database of Azure is encrypted with a key of a vault.",
    severity=Severity.MEDIUM,
    remedy="set keyId of SQL, or dataEncryption of PostgreSQL with type AzureKeyVault",
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(SQL, POSTGRES),
    check=check,
)
