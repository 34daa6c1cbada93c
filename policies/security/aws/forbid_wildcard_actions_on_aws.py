"""Rights name what may be done: a wildcard gives also what AWS adds to a service later."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_right
from policies.judge.types_of_aws import POLICIES, ROLE


def gives_all(statement: Resource) -> Iterator[str]:
    """Find a statement that allows everything, or everything of a service."""
    for action in listed(statement, "Action"):
        if re.fullmatch(r"([^:]*:)?[*?]+", action):
            yield f"{statement.place('Action')} has {action}; allowed: the actions that are needed, by name"


RULE = ResourceRule(
    name="forbid-wildcard-actions-on-aws",
    promise="No policy of AWS allows everything, or everything of a service.",
    severity=Severity.HIGH,
    remedy="name the actions",
    references=(
        "CIS AWS Foundations 2.14",
        "AWS FSBP IAM.1",
        "AWS FSBP IAM.21",
        "NIST SP 800-53 AC-6",
        "PCI DSS 7.2.5",
    ),
    types=(*POLICIES, ROLE),
    check=every_right(gives_all),
)
