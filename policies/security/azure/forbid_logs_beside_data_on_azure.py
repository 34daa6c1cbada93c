"""Logs go where nothing else is: who may write the data of a store could else write what tells of it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.purposes import named_by
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, HOLDS, LOGS_HELD, STORE

SINKS = {DIAGNOSTICS: "storageAccountId", FLOW_LOG: "storageId"}


def check(stack: Stack, log: Resource) -> Iterator[str]:
    """Find logs that go to a store which says that it holds something else."""
    for store in named_by(stack, log, SINKS[log.type], STORE):
        holds = store.part("tags").get(HOLDS)
        if holds not in (None, LOGS_HELD):
            yield f'{SINKS[log.type]} is "{store.name}" that holds {shown(holds)}; allowed: a store for logs'


RULE = StackRule(
    name="forbid-logs-beside-data-on-azure",
    promise="At Azure no log lies in a storage account of data.",
    severity=Severity.HIGH,
    remedy="name a storage account that holds logs alone",
    references=("NIST SP 800-53 AU-9", "PCI DSS 10.3.2", "SOC 2 CC7.2"),
    types=(DIAGNOSTICS, FLOW_LOG),
    reads=(STORE,),
    check=check,
)
