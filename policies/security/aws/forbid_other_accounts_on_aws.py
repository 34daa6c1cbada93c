"""What a policy of a resource allows, it allows to the account of the stack: another's administrators are not ours.

The account is that of the cluster's own role, and what the rule's accounts name besides.
"""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import conditions
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import every_statement, principals
from policies.judge.types_of_aws import (
    BUCKET_POLICY,
    BUCKETS,
    CLUSTER,
    KEY,
    KEY_POLICY,
    NODE_GROUP,
    REGISTRY_POLICY,
    ROLE,
    SERVICE_POLICIES,
)

ALLOWED = Setting(
    name="accounts",
    says="accounts besides the stack's own that policies of its resources may name, by number or canonical id",
    default=[],
    schema={"type": "array", "items": {"type": "string", "pattern": "^([0-9]{12}|[0-9a-f]{64})$"}},
)
ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
OF_PROVIDER = re.compile(r"arn:[^:]*:[^:]*:[^:]*:(\d{12}):.*")
"""The ARN of an identity provider; what is behind the account names its issuer, and may have digits as well."""
OF_CALLERS = ("account", "arn")
"""How the keys of conditions end that say who calls: kms:CallerAccount, aws:SourceAccount, aws:PrincipalArn."""


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find accounts that are not the stack's; where no cluster tells which that is, every account may be it."""

    def of_statement(statement: Resource) -> Iterator[str]:
        for kind, name in principals(statement):
            if kind == "CanonicalUser" and name not in accused.said(ALLOWED):
                yield (
                    f"{statement.way} allows something to the canonical user {name}, whose account nobody can tell; "
                    "allowed: ARNs"
                )
        named = _accounts(statement)
        own = _own(stack) if named else set()
        others = named.difference(own, accused.said(ALLOWED)) if own else set()
        if others:
            yield f"{statement.way} allows something to account {', '.join(sorted(others))}; allowed: {min(own)}"

    yield from every_statement("assumeRolePolicy" if accused.type == ROLE else "policy", of_statement)(
        accused
    )


def _accounts(statement: Resource) -> set[str]:
    said = [name for kind, name in principals(statement) if kind == "AWS"]
    for operator in statement.part("Condition").value:
        said += [
            value
            for key, values in conditions(statement, operator)
            if key.lower().endswith(OF_CALLERS)
            for value in values
        ]
    found = {account for text in said for account in ACCOUNT.findall(text)}
    providers = [OF_PROVIDER.fullmatch(name) for kind, name in principals(statement) if kind == "Federated"]
    return found.union(provider[1] for provider in providers if provider)


def _own(stack: Stack) -> set[str]:
    roles = [cluster.get("roleArn") for cluster in stack.of_type(CLUSTER)]
    roles += [group.get("nodeRoleArn") for group in stack.of_type(NODE_GROUP)]
    return {account for arn in roles for account in ACCOUNT.findall(str(arn))}


RULE = StackRule(
    name="forbid-other-accounts-on-aws",
    promise="No policy of a resource at AWS lets another account in.",
    severity=Severity.CRITICAL,
    remedy="name principals of the stack's own account, or name the other account in the rule's accounts",
    references=("NIST SP 800-53 AC-3", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(KEY, KEY_POLICY, *BUCKETS, BUCKET_POLICY, REGISTRY_POLICY, ROLE, *SERVICE_POLICIES),
    reads=(CLUSTER, NODE_GROUP),
    settings=(ALLOWED,),
    check=check,
)
