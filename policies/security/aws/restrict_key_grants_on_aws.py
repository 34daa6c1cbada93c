"""Who may grant others the use of a key could give it to anybody: only services do, for their resources.

Amazon EKS grants itself the key of a cluster's secrets in the name of who creates the cluster, and such a request never
says that it is for a resource (its user guide, "Encrypt Kubernetes secrets with KMS on existing clusters"). So this one
action is allowed to the account as well, where it says that nobody else may call.
"""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import asks
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import allows, every_statement, principals
from policies.judge.types_of_aws import KEY, KEY_POLICY

ACCOUNT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")


def grants_freely(statement: Resource) -> Iterator[str]:
    """Find a statement by which anybody may be granted the use of a key."""
    is_for_services = asks(statement, "Bool", "kms:GrantIsForAWSResource") == ("true",)
    if allows(statement, "kms:CreateGrant") and not is_for_services and not is_of_one_account(statement):
        yield (
            f"{statement.way} allows kms:CreateGrant; allowed: where kms:GrantIsForAWSResource is true, or as the one "
            "action of the account whose id kms:CallerAccount asks for"
        )


def is_of_one_account(statement: Resource) -> bool:
    """Tell whether a statement allows CreateGrant and nothing else, to one account that calls itself."""
    named = principals(statement)
    accounts = {found[1] for kind, name in named if kind == "AWS" and (found := ACCOUNT.fullmatch(name))}
    is_alone = [action.lower() for action in listed(statement, "Action")] == ["kms:creategrant"]
    callers = asks(statement, "StringEquals", "kms:CallerAccount")
    return is_alone and len(named) == 1 and len(callers) == 1 and set(callers) == accounts


RULE = ResourceRule(
    name="restrict-key-grants-on-aws",
    promise="The use of a key of AWS is granted to services alone, for resources and for a cluster's secrets.",
    severity=Severity.HIGH,
    remedy="add the condition Bool kms:GrantIsForAWSResource true to what allows kms:CreateGrant, and write no kms:*; "
    "where the key encrypts a cluster's secrets, allow it alone to the account, with StringEquals kms:CallerAccount",
    references=("KMS developer guide: Grants", "NIST SP 800-53 AC-6", "PCI DSS 3.6.1"),
    types=(KEY, KEY_POLICY),
    check=every_statement("policy", grants_freely),
)
