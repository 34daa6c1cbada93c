"""The role of pods that serve reads models and does nothing else; that of pods that train knows no model."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.purposes import (
    PROMOTERS,
    SERVING,
    SETTINGS,
    TEXTS,
    named_by,
    no_store_of,
    purposes_of_pods,
)
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import fits, statements
from policies.judge.stores_of_aws import ALL_READS, PODS, buckets_of, policies_of
from policies.judge.types_of_aws import BUCKETS, HOLDS, ROLE
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import NotKnownYetError, each

READING = Setting(
    name="reading-actions",
    says="what the role of pods that serve may be allowed, as patterns of actions",
    default=["s3:GetBucketLocation", "s3:GetObject*", "s3:List*", "kms:Decrypt", "kms:DescribeKey"],
    schema={**TEXTS, "minItems": 1},
)


def check(stack: Stack, role: Resource) -> Iterator[str]:
    """Find rights that go beyond what the pods of a role are for."""
    yield from each(PODS, lambda pods: _of_pods(stack, role, pods(stack, role)))


def _of_pods(stack: Stack, role: Resource, pods: list[tuple[str, str]]) -> Iterator[str]:
    for purpose in purposes_of_pods(stack, pods, role.said(PROMOTERS)):
        policies, elsewhere = policies_of(stack, role)
        for arn in elsewhere if purpose == SERVING else ():
            yield f"is {purpose}'s and has the policy {shown(arn)}; allowed: policies of this stack"
        yield from each(policies, lambda policy, purpose=purpose: _of_policy(stack, role, purpose, policy))


def _of_policy(stack: Stack, role: Resource, purpose: str, policy: Resource) -> Iterator[str]:
    try:
        policy.get("policy")
    except NotKnownYetError:
        for bucket in named_by(stack, policy, "policy", *BUCKETS):
            yield from _of_bucket(role, purpose, bucket)
        raise
    allowed = [one for one in statements(policy, "policy") if one.get("Effect") == "Allow"]
    yield from each(allowed, lambda statement: _of_statement(stack, role, purpose, statement))


def _of_statement(stack: Stack, role: Resource, purpose: str, statement: Resource) -> Iterator[str]:
    for action in listed(statement, "Action") if purpose == SERVING else ():
        if not any(fits(action, pattern) for pattern in role.said(READING)):
            yield f"is {purpose}'s and is allowed {action}; allowed: {', '.join(role.said(READING))}"
    for name, buckets in buckets_of(stack, statement):
        if not buckets and purpose == SERVING:
            yield f"is {purpose}'s and reaches {shown(name)}, which is no store of this stack"
        for bucket in buckets:
            yield from _of_bucket(role, purpose, bucket)


def _of_bucket(role: Resource, purpose: str, bucket: Resource) -> Iterator[str]:
    return no_store_of(role, purpose, "reaches", bucket, bucket.part("tags").get(HOLDS))


RULE = StackRule(
    name="restrict-rights-of-purposes-on-aws",
    promise="At AWS serving reads models and has no other right, and training has no right to models.",
    severity=Severity.CRITICAL,
    remedy="give the role of serving reading actions on the buckets of models alone; a model comes by promotion",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-5", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(ROLE,),
    reads=(*ALL_READS, NAMESPACE),
    settings=(*SETTINGS, READING),
    check=check,
)  # fmt: skip
