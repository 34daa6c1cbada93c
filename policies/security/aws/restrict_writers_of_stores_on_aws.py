"""What a run reads it cannot change: datasets are read only, and a model comes by promotion alone."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.statements_of_aws import fits, statements
from policies.judge.stores_of_aws import ALL_READS, PODS, buckets_of, is_of_s3, policies_of
from policies.judge.types_of_aws import HOLDS, ROLE
from policies.judge.unknown import each
from policies.judge.writers import WRITERS, no_writers

READING = ("s3:Get*", "s3:List*", "s3:Describe*", "s3:HeadBucket")


def check(stack: Stack, role: Resource) -> Iterator[str]:
    """Find policies that let pods write a store that they are no writers of."""
    yield from each(PODS, lambda pods: _of_pods(stack, role, {account for _, account in pods(stack, role)}))


def _of_pods(stack: Stack, role: Resource, who: set[str]) -> Iterator[str]:
    policies = policies_of(stack, role)[0] if who else []
    yield from each(policies, lambda policy: _of_policy(stack, role, who, policy))


def _of_policy(stack: Stack, role: Resource, who: set[str], policy: Resource) -> Iterator[str]:
    for statement in statements(policy, "policy"):
        if statement.get("Effect") == "Allow" and any(map(_writes, listed(statement, "Action"))):
            buckets = {bucket.urn: bucket for _, found in buckets_of(stack, statement) for bucket in found}
            for bucket in buckets.values():
                yield from no_writers(role, who, bucket.name, bucket.part("tags").get(HOLDS))


def _writes(action: str) -> bool:
    return is_of_s3([action]) and not any(fits(action, pattern) for pattern in READING)


RULE = StackRule(
    name="restrict-writers-of-stores-on-aws",
    promise="At AWS nobody writes datasets, models or the registry but who is there for it.",
    severity=Severity.HIGH,
    remedy="allow s3:GetObject and s3:ListBucket alone, or name the Kubernetes service account in the rule's writers",
    references=("NIST SP 800-53 AC-5", "NIST SP 800-53 SI-7", "SOC 2 CC6.3"),
    types=(ROLE,),
    reads=ALL_READS,
    settings=(WRITERS,),
    check=check,
)
