"""Logs and checkpoints of Azure go when nobody needs them: nobody deletes them by hand."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE
from policies.judge.logs_of_azure import is_for_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, HOLDS, LIFECYCLE, LOGS_HELD, STORE

HOLDING = Setting(
    name="holds",
    says="what a storage account holds, by its tag groundplan-holds or what goes there, so that it deletes old objects",
    default=["logs", "checkpoints"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Find accounts that only grow."""
    holds = LOGS_HELD if is_for_logs(stack, store) else store.part("tags").get(HOLDS)
    if holds not in store.said(HOLDING):
        return
    policies = stack.about(store, LIFECYCLE, "accountName")
    if not any(deletes(rule) for policy in policies for rule in policy.part("policy").parts("rules")):
        yield f"no {LIFECYCLE} with an enabled rule deletes its old objects"


def deletes(rule: Resource) -> bool:
    """Tell whether a rule deletes, by age; absent is enabled."""
    actions = rule.part("definition").part("actions").part("baseBlob")
    return rule.get("enabled") not in FALSE and bool(actions.get("delete"))


RULE = StackRule(
    name="require-lifecycle-of-stores-on-azure",
    promise="Every storage account of Azure with logs or checkpoints deletes the old ones.",
    severity=Severity.MEDIUM,
    remedy="make a ManagementPolicy for the account, with an enabled rule that deletes",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:10"),
    types=(STORE,),
    reads=(LIFECYCLE, DIAGNOSTICS, FLOW_LOG),
    settings=(HOLDING,),
    check=check,
)
