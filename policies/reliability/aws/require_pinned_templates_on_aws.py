"""A template's next version does not reach machines by itself, but when the plan says so."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import differs, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import NODE_GROUP


def is_pinned(group: Resource) -> Iterator[str]:
    """Find a group that takes whatever version of its template is newest."""
    yield from differs("launchTemplate.version", None, "$Latest", "$Default")(group)


RULE = ResourceRule(
    name="require-pinned-templates-on-aws",
    promise="Node groups of EKS name the version of their launch template.",
    severity=Severity.LOW,
    remedy="set launchTemplate.version to the template's latestVersion",
    references=("NIST SP 800-53 CM-2", "NIST SP 800-53 CM-3"),
    types=(NODE_GROUP,),
    check=only_where(lambda group: group.get("launchTemplate") is not None, is_pinned),
)
