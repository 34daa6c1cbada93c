"""Images that nobody pulls any more are removed."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import parsed
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import REGISTRY
from policies.judge.unknown import each

LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"


def check(stack: Stack, registry: Resource) -> Iterator[str]:
    """Find registries in which images lie for ever."""
    found = stack.about(registry, LIFECYCLE, "repository")
    if not found:
        yield f"no {LIFECYCLE} names it"
    yield from each(found, expires)


def expires(lifecycle: Resource) -> Iterator[str]:
    """Find a policy in which no rule removes anything."""
    rules = parsed(lifecycle, "policy").parts("rules")
    if not any(rule.part("action").get("type") == "expire" for rule in rules):
        yield "policy has no rule that expires images; allowed: one for those that nobody needs"


RULE = StackRule(
    name="require-lifecycle-of-registries-on-aws",
    promise="Registries of AWS remove old images.",
    severity=Severity.LOW,
    remedy="add a LifecyclePolicy with a rule that expires images",
    references=("AWS FSBP ECR.3", "AWS Well-Architected COST04-BP05"),
    types=(REGISTRY,),
    reads=(LIFECYCLE,),
    check=check,
)
