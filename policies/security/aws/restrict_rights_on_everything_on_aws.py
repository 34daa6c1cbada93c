"""Rights name the resources on which they hold: only looking may be allowed on all of them."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import is_bound
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import every_right, everything
from policies.judge.types_of_aws import POLICIES, ROLE

LOOKING = r"[a-z0-9-]+:(Describe|List|Get)[A-Za-z*]*"
ON_ALL = Setting(
    name="on-all",
    says="actions that AWS allows on all resources or none, besides those that only look",
    default=["ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "cloudwatch:PutMetricData"],
    schema={"type": "array", "items": {"type": "string"}},
)
DATA = r"(s3|secretsmanager|ssm|dynamodb|kms|sts):Get"
"""Actions that look and yet hand out what is kept; on everything they are as wide as any."""


def on_everything(statement: Resource) -> Iterator[str]:
    """Find a statement that allows more than looking on every resource, with no condition about which."""
    named = everything(statement)
    if not named or is_bound(statement):
        return
    for action in listed(statement, "Action"):
        looks = re.fullmatch(LOOKING, action, re.IGNORECASE) and not re.match(DATA, action, re.IGNORECASE)
        if not looks and action not in statement.said(ON_ALL):
            yield f'{statement.way} allows {action} on "{named[0]}"; allowed: on named resources, or under a condition'


RULE = ResourceRule(
    name="restrict-rights-on-everything-on-aws",
    promise="No policy of AWS allows more than looking on every resource.",
    severity=Severity.HIGH,
    remedy="name the resources, or add a condition on their tags",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.5", "SOC 2 CC6.3", "HIPAA 164.312(a)(1)"),
    types=(*POLICIES, ROLE),
    settings=(ON_ALL,),
    check=every_right(on_everything),
)
