"""A key's policy lets not everybody use it; which accounts it may name says `forbid-other-accounts-on-aws`."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, principals
from policies.judge.types_of_aws import KEY, KEY_POLICY


def opens_key(statement: Resource) -> Iterator[str]:
    """Find a statement that lets everybody, or a service in anybody's name, use a key."""
    for kind, name in principals(statement):
        if name == "*" and not bound_by(*ACCOUNTS)(statement):
            yield f'{statement.way} allows something to the principal "*"; allowed: with {" or ".join(ACCOUNTS)}'
        if kind == "Service" and name != "*" and not bound_by(*SOURCES)(statement):
            yield f"{statement.way} lets {name} use the key for any account; allowed: with {' or '.join(SOURCES)}"


ACCOUNTS = ("kms:CallerAccount", "aws:PrincipalAccount", "aws:PrincipalOrgID")
SOURCES = ("aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:aws:logs:arn")


RULE = ResourceRule(
    name="restrict-key-policies-on-aws",
    promise="No policy of a key of AWS lets everybody use it, or a service in the name of any account.",
    severity=Severity.CRITICAL,
    remedy="bind principals * with kms:CallerAccount and services with aws:SourceAccount",
    references=(
        "KMS developer guide: Key policies",
        "NIST SP 800-53 AC-3",
        "PCI DSS 3.6.1",
        "HIPAA 164.312(a)(1)",
        "AWS FSBP KMS.5",
    ),
    types=(KEY, KEY_POLICY),
    check=every_statement("policy", opens_key),
)
