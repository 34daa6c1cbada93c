"""Logs are there when somebody asks after half a year, and gone when nobody may have them any more."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_least, at_most, every, inside
from policies.judge.logs_of_azure import holds_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, LIFECYCLE, STORE
from policies.judge.unknown import each, together

LEAST = Setting(
    name="least-days",
    says="how long logs are kept at least, in days",
    default=90,
    schema={"type": "integer", "minimum": 1},
)
MOST = Setting(
    name="most-days",
    says="how long logs are kept at most, in days",
    default=2557,
    schema={"type": "integer", "minimum": 1},
)
"""Seven years and their leap days: the longest time that common rules for records ask."""
AGE = "daysAfterModificationGreaterThan"


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Judge the rules that delete in the account of logs; that there is one is another rule's business."""
    if holds_logs(stack, store):
        policies = stack.about(store, LIFECYCLE, "accountName")
        yield from each(
            policies, inside("policy", every("rules", inside("definition.actions.baseBlob", in_time)))
        )


def in_time(actions: Resource) -> Iterator[str]:
    """Find logs that go too early or too late."""
    if actions.get("delete") is not None:
        yield from together(at_least(f"delete.{AGE}", LEAST, "days"), at_most(f"delete.{AGE}", MOST, "days"))(
            actions
        )


RULE = StackRule(
    name="require-kept-logs-on-azure",
    promise="The account of logs keeps them for as long as a team says, and no longer.",
    severity=Severity.MEDIUM,
    remedy=(
        "set daysAfterModificationGreaterThan of the lifecycle rule that deletes to a time between the "
        "settings of this rule"
    ),
    references=("NIST SP 800-53 AU-11", "SOC 2 CC7.2"),
    types=(STORE,),
    reads=(LIFECYCLE, DIAGNOSTICS, FLOW_LOG),
    settings=(LEAST, MOST),
    check=check,
)
