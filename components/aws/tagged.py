"""Finds what carries given tags: by the Resource Groups Tagging API, and what that does not list, service by service.

Not listed there are roles (aws/aws-sdk issue 581) and groups of machines ("Services that support the Resource Groups
Tagging API": of Auto Scaling GetResources returns nothing), and what AWS made itself and tags in no way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from components.aws.account import Account
from components.aws.names import ROLE_LIMIT, UNIQUE_CHARACTERS
from components.topology.audit import Found
from components.topology.names import DIGEST_LENGTH

PAGE = 100
"""The most that one page may have."""
EVERYWHERE = "global"
"""Where roles are: a region has none of its own."""
GROUP = "autoscaling:autoScalingGroup"
ROLE = "iam:role"
LOG_GROUP = "logs:log-group"
WITHOUT_TYPE = {"s3": "bucket"}
"""Services whose ARNs name no type, since they have one alone."""
ENDING = "Delete in progress"
"""How the state of a group is told that goes."""


class Arn(NamedTuple):
    """What an ARN says: the service, the type and the name of a resource, and its region."""

    service: str
    type: str
    name: str
    region: str

    @property
    def kind(self) -> str:
        """As the Resource Groups Tagging API writes types."""
        return f"{self.service}:{self.type}"


def read_arn(arn: str) -> Arn:
    """Return what an ARN says.

    >>> read_arn("arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1").kind
    'ec2:natgateway'
    >>> read_arn("arn:aws:s3:::digits-models-1a2b3c4d")
    Arn(service='s3', type='bucket', name='digits-models-1a2b3c4d', region='')
    >>> read_arn("arn:aws:logs:us-east-1:123456789012:log-group:/aws/eks/digits/cluster:*").name
    '/aws/eks/digits/cluster'
    """
    _, _, service, region, _, resource = arn.split(":", 5)
    if service in WITHOUT_TYPE:
        return Arn(service, WITHOUT_TYPE[service], resource, region)
    ends = [place for sign in "/:" if (place := resource.find(sign)) > 0]
    cut = min(ends, default=len(resource))
    return Arn(service, resource[:cut], resource[cut + 1 :].removesuffix(":*"), region)


def tagged(account: Account, tags: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """Yield every resource of the account's region that carries one of `tags`; those that carry two come twice."""
    pages = account.client("resourcegroupstaggingapi").get_paginator("get_resources")
    for key, value in tags:
        asked = [{"Key": key, "Values": [value]}]
        for page in pages.paginate(TagFilters=asked, ResourcesPerPage=PAGE):
            for each in page["ResourceTagMappingList"]:
                arn = read_arn(each["ResourceARN"])
                if arn.service == "autoscaling":
                    continue
                location = arn.region or account.location
                yield Found(kind=arn.kind, name=arn.name, location=location, labels=_tags(each.get("Tags")))


def groups(account: Account, tags: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """Yield every group of machines that carries one of `tags`."""
    client = account.client("autoscaling")
    of_tags, of_groups = (
        client.get_paginator("describe_tags"),
        client.get_paginator("describe_auto_scaling_groups"),
    )
    named = set()
    for key, value in tags:
        asked = [{"Name": "key", "Values": [key]}, {"Name": "value", "Values": [value]}]
        for page in of_tags.paginate(Filters=asked):
            named |= {each["ResourceId"] for each in page["Tags"]}
    for name in sorted(named):
        for page in of_groups.paginate(AutoScalingGroupNames=[name]):
            yield from (_group(account, each) for each in page["AutoScalingGroups"])


def roles(account: Account, plan: str) -> Iterator[Found]:
    """Yield every role whose name begins as those of a plan do, with its tags, which no list has."""
    client = account.client("iam")
    start = role_start(plan)
    for page in client.get_paginator("list_roles").paginate():
        for each in page["Roles"]:
            if not each["RoleName"].startswith(start):
                continue
            of_role = client.get_paginator("list_role_tags").paginate(RoleName=each["RoleName"])
            tags = [tag for page_of_tags in of_role for tag in page_of_tags["Tags"]]
            yield Found(
                kind=ROLE, name=each["RoleName"], location=EVERYWHERE, labels=_tags(tags), made=each["CreateDate"]
            )  # fmt: skip


def log_groups(account: Account, name: str) -> Iterator[Found]:
    """Yield the log group of a name: one that AWS made itself carries no tags."""
    for page in account.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name):
        if any(each["logGroupName"] == name for each in page["logGroups"]):
            yield Found(kind=LOG_GROUP, name=name, location=account.location, is_named=True)


def role_start(plan: str) -> str:
    """Return how the names of all roles of a plan begin, also of those that were too long and cut."""
    kept = ROLE_LIMIT - UNIQUE_CHARACTERS - 1 - DIGEST_LENGTH - 1
    return plan[:kept].rstrip("-_.")


def _group(account: Account, each: Mapping[str, Any]) -> Found:
    ends = each.get("Status") == ENDING
    return Found(
        kind=GROUP,
        name=each["AutoScalingGroupName"],
        location=account.location,
        labels=_tags(each.get("Tags")),
        made=each["CreatedTime"],
        going="it is being deleted" if ends else None,
    )


def _tags(listed: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in listed or ()}
