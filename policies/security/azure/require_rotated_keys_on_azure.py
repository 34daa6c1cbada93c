"""A key of Azure is rotated: without that, one stolen copy opens everything that it ever encrypted."""

import re
from collections.abc import Iterator
from typing import Any

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import KEY

LONGEST = Setting(
    name="longest-days",
    says="the longest time between two rotations, in days",
    default=365,
    schema={"type": "integer", "minimum": 28, "maximum": 2560},
)
ROTATES = ("rotate", "Rotate")
LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
"""As vaults write lengths of time: years, months and days of ISO 8601."""


def check(key: Resource) -> Iterator[str]:
    """Find keys that are never rotated, or too seldom."""
    policy = key.part("properties").part("rotationPolicy")
    turns = [one for one in policy.parts("lifetimeActions") if one.part("action").get("type") in ROTATES]
    if not turns:
        yield "properties.rotationPolicy.lifetimeActions has none of type rotate"
    for one in turns:
        days = age_days(policy, one.part("trigger"))
        if days is None or days > key.said(LONGEST):
            said = "no length of time" if days is None else f"{days} days"
            yield f"{one.place('trigger')} is {said}; allowed: at most {key.said(LONGEST)} days after a version is made"


def age_days(policy: Resource, trigger: Resource) -> int | None:
    """Return the age of a version at its rotation, in days; one is told from its end backwards."""
    if (after := trigger.get("timeAfterCreate")) is not None:
        return days_of(after)
    lives = days_of(policy.part("attributes").get("expiryTime"))
    before = days_of(trigger.get("timeBeforeExpiry"))
    return None if lives is None or before is None else lives - before


def days_of(text: Any) -> int | None:
    """Return a length of time in days, None where it is none."""
    found = LENGTH.fullmatch(str(text))
    if found is None:
        return None
    years, months, days = (int(part or 0) for part in found.groups())
    return 365 * years + 30 * months + days


RULE = ResourceRule(
    name="require-rotated-keys-on-azure",
    promise="Every key of Azure is rotated by itself, at least once a year.",
    severity=Severity.HIGH,
    remedy=(
        "give properties.rotationPolicy a lifetimeAction of type rotate, with timeAfterCreate of no more "
        "than the rule's longest-days; where the key is there already, by `az keyvault key rotation-policy update`, "
        "and then run `pulumi refresh`"
    ),
    references=("CIS Azure Foundations 8.3.9", "NIST SP 800-53 SC-12", "PCI DSS 3.7.4"),
    types=(KEY,),
    settings=(LONGEST,),
    check=check,
)
