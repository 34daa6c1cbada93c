"""What is logged at Azure: the categories that diagnostic settings keep of a resource, and who takes the logs."""

from policies.judge.asking import TRUE
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, HOLDS, LOGS_HELD

SINKS = (
    "storageAccountId",
    "workspaceId",
    "eventHubAuthorizationRuleId",
    "marketplacePartnerId",
)
ALL = "allLogs"
"""The group of all categories that a type has."""


def logged(stack: Stack, accused: Resource) -> frozenset[str]:
    """Return the categories, and groups of them, that are logged of a resource and go somewhere.

    Raises NotKnownYetError where one of the settings does not tell yet.
    """
    found: set[str] = set()
    for setting in stack.about(accused, DIAGNOSTICS, "resourceUri"):
        if not any(_goes_to(setting, sink) for sink in SINKS):
            continue
        for log in setting.parts("logs"):
            if log.get("enabled") in TRUE:
                found.update(
                    name for key in ("category", "categoryGroup") if (name := log.get(key)) is not None
                )
    return frozenset(found)


def is_for_logs(stack: Stack, store: Resource) -> bool:
    """Tell whether a storage account takes the logs of others, and does not say that it holds anything else.

    What says nothing may hold anything besides: it is excused of a log of the log, which would never end, and no more.

    Raises NotKnownYetError where a setting does not tell yet what goes where.
    """
    own = stack.about(store, DIAGNOSTICS, "resourceUri")
    taken = [each for each in stack.about(store, DIAGNOSTICS, "storageAccountId") if each not in own]
    flows = stack.about(store, FLOW_LOG, "storageId")
    return bool(taken or flows) and store.part("tags").get(HOLDS) in (None, LOGS_HELD)


def holds_logs(stack: Stack, store: Resource) -> bool:
    """Tell whether a storage account is for logs, because it says so or because nothing else is written there."""
    return store.part("tags").get(HOLDS) == LOGS_HELD or is_for_logs(stack, store)


def _goes_to(setting: Resource, sink: str) -> bool:
    """Tell whether a diagnostic setting has a sink; where the value comes from is known at preview too."""
    return bool(setting.refers_to.get(sink)) or setting.get(sink) is not None
