"""Who may grant others the use of a key could give it to anybody: only services do, for their resources."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import asks
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import allows, every_statement
from policies.judge.types_of_aws import KEY, KEY_POLICY


def grants_freely(statement: Resource) -> Iterator[str]:
    """Find a statement by which anybody may be granted the use of a key."""
    is_for_services = asks(statement, "Bool", "kms:GrantIsForAWSResource") == ("true",)
    if allows(statement, "kms:CreateGrant") and not is_for_services:
        yield f"{statement.way} allows kms:CreateGrant; allowed: where kms:GrantIsForAWSResource is true"


RULE = ResourceRule(
    name="restrict-key-grants-on-aws",
    promise="The use of a key of AWS is granted to services alone, for resources that they keep.",
    severity=Severity.HIGH,
    remedy="add the condition Bool kms:GrantIsForAWSResource true to what allows kms:CreateGrant, and write no kms:*",
    references=("KMS developer guide: Grants", "NIST SP 800-53 AC-6", "PCI DSS 3.6.1"),
    types=(KEY, KEY_POLICY),
    check=every_statement("policy", grants_freely),
)
