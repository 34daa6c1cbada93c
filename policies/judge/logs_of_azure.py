"""What is logged of a resource of Azure: the categories that its diagnostic settings keep somewhere."""

from policies.judge.asking import TRUE
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_azure import DIAGNOSTICS

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


def _goes_to(setting: Resource, sink: str) -> bool:
    """Tell whether a diagnostic setting has a sink; where the value comes from is known at preview too."""
    return bool(setting.refers_to.get(sink)) or setting.get(sink) is not None
