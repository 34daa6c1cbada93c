"""The role of pods that serve reads models and does nothing else; that of pods that train knows no model."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.policies_of_roles_of_aws import READS, attached_policies, own_policies
from policies.judge.properties_of_aws import listed
from policies.judge.purposes import PROMOTERS, SERVING, SETTINGS, STORES, TEXTS, named_by, purposes_of_pods
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import fits, statements
from policies.judge.types_of_aws import BUCKETS, HOLDS, POD_IDENTITY, POLICIES, ROLE
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import NotKnownYetError, each

READING = Setting(
    name="reading-actions",
    says="what the role of pods that serve may be allowed, as patterns of actions",
    default=["s3:GetBucketLocation", "s3:GetObject*", "s3:List*", "kms:Decrypt", "kms:DescribeKey"],
    schema={**TEXTS, "minItems": 1},
)
OF_S3 = re.compile(r"arn:[^:]*:s3:[^:]*:[^:]*:([^/]*)(/.*)?")
OF_OTHERS = re.compile(r"arn:[^:*?]*:(?!s3:)[^:*?]+:.*")


def check(stack: Stack, role: Resource) -> Iterator[str]:
    """Find rights that go beyond what the pods of a role are for."""
    found = stack.about(role, POD_IDENTITY, "roleArn")
    accounts = [(one.get("namespace"), one.get("serviceAccount")) for one in found]
    for purpose in purposes_of_pods(stack, accounts, role.said(PROMOTERS)):
        yield from _of_purpose(stack, role, purpose)


def _of_purpose(stack: Stack, role: Resource, purpose: str) -> Iterator[str]:
    policies = own_policies(stack, role)
    for attachment, arn in attached_policies(stack, role):
        key = "policyArn" if attachment is not role else "managedPolicyArns"
        known = named_by(stack, attachment, key, *POLICIES)
        policies += known
        if not known and purpose == SERVING:
            yield f"is {purpose}'s and has the policy {shown(arn)}; allowed: policies of this stack"
    yield from each(policies, lambda policy: _of_policy(stack, role, purpose, policy))


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
    actions = listed(statement, "Action")
    for action in actions:
        if purpose == SERVING and not any(fits(action, pattern) for pattern in role.said(READING)):
            yield f"is {purpose}'s and is allowed {action}; allowed: {', '.join(role.said(READING))}"
    if not any(action.lower().startswith(("s3:", "*")) for action in actions):
        return
    for name in listed(statement, "Resource"):
        if OF_OTHERS.fullmatch(name):
            continue
        of_s3 = OF_S3.fullmatch(name)
        pattern = of_s3[1] if of_s3 else "*"
        found = [one for one in stack.of_type(*BUCKETS) if fits(str(one.get("bucket")), pattern)]
        if not found and purpose == SERVING:
            yield f"is {purpose}'s and reaches {shown(name)}, which is no store of this stack"
        for bucket in found:
            yield from _of_bucket(role, purpose, bucket)


def _of_bucket(role: Resource, purpose: str, bucket: Resource) -> Iterator[str]:
    holds, allowed = bucket.part("tags").get(HOLDS), role.said(STORES).get(purpose, ())
    if holds not in allowed:
        yield (
            f'is {purpose}\'s and reaches "{bucket.name}" that holds {shown(holds)}; '
            f"allowed: {', '.join(allowed) or 'nothing'}"
        )


RULE = StackRule(
    name="restrict-rights-of-purposes-on-aws",
    promise="At AWS serving reads models and has no other right, and training has no right to models.",
    severity=Severity.CRITICAL,
    remedy="give the role of serving reading actions on the buckets of models alone; a model comes by promotion",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-5", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(ROLE,),
    reads=(*READS, *POLICIES, *BUCKETS, POD_IDENTITY, NAMESPACE),
    settings=(*SETTINGS, READING),
    check=check,
)  # fmt: skip
