"""Rights say what is allowed: what allows all but something gives everything that nobody thought of."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent, every
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement
from policies.judge.types_of_aws import (
    BUCKET_POLICY,
    KEY,
    KEY_POLICY,
    POLICIES,
    REGISTRY_POLICY,
    ROLE,
    SERVICE_POLICIES,
)
from policies.judge.unknown import together

INVERTED = ("NotAction", "NotResource", "NotPrincipal")
WAYS = ("policy", "assumeRolePolicy")


def is_inverted(statement: Resource) -> Iterator[str]:
    """Find a statement that allows all but something."""
    for key in INVERTED:
        yield from absent(key, "what is allowed, by name")(statement)


RULE = ResourceRule(
    name="forbid-inverted-rights-on-aws",
    promise="No policy of AWS allows all but something.",
    severity=Severity.HIGH,
    remedy="write Action, Resource and Principal, or make the statement a Deny",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.5"),
    types=(*POLICIES, ROLE, BUCKET_POLICY, KEY, KEY_POLICY, REGISTRY_POLICY, *SERVICE_POLICIES),
    check=together(
        *(every_statement(way, is_inverted) for way in WAYS),
        every("inlinePolicies", every_statement("policy", is_inverted)),
    ),
)
