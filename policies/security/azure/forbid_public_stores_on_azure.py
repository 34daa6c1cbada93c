"""A storage account of Azure cannot be opened to the public, not even by a container that is added later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, is_not_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CONTAINER, STORE

of_stores = is_not_true("allowBlobPublicAccess")
of_containers = equals("publicAccess", "None", None)


def check(accused: Resource) -> Iterator[str]:
    """Find accounts that allow it, and containers that use it."""
    yield from (of_containers if accused.type == CONTAINER else of_stores)(accused)


RULE = ResourceRule(
    name="forbid-public-stores-on-azure",
    promise="No object of Azure can be read without signing in.",
    severity=Severity.CRITICAL,
    remedy=(
        "leave allowBlobPublicAccess of the account away, or set it to false, and set publicAccess of the "
        "container to None"
    ),
    references=("CIS Azure Foundations 9.3.8", "NIST SP 800-53 AC-3", "PCI DSS 1.4.4", "HIPAA 164.312(a)(1)"),
    types=(STORE, CONTAINER),
    check=check,
)
