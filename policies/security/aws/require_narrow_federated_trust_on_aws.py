"""A role that tokens of an identity provider open is for one service account, not for all that it knows."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import BINDING, WILDCARDS, conditions
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, principals
from policies.judge.types_of_aws import ROLE


def is_wide(statement: Resource) -> Iterator[str]:
    """Find a federated statement that does not name subject and audience; a pattern names others as well."""
    if not any(kind == "Federated" for kind, _ in principals(statement)):
        return
    said = [pair for operator in BINDING for pair in conditions(statement, operator)]
    for suffix in (":sub", ":aud"):
        values = [value for key, each in said if key.lower().endswith(suffix) for value in each]
        if not values:
            yield f"{statement.place('Condition')} has no key that ends in {suffix}; allowed: StringEquals with one"
        for value in values:
            if re.search(WILDCARDS, value):
                yield f"{statement.place('Condition')} lets {suffix} be {value}; allowed: a service account's name"


RULE = ResourceRule(
    name="require-narrow-federated-trust-on-aws",
    promise="Federated roles of AWS are for named service accounts.",
    severity=Severity.HIGH,
    remedy="add the conditions StringEquals on the provider's :sub and :aud",
    references=("CIS EKS 5.2.1", "NIST SP 800-53 AC-6", "NIST SP 800-53 IA-9", "EKS best practices: IAM"),
    types=(ROLE,),
    check=every_statement("assumeRolePolicy", is_wide),
)
