"""Nothing in a network can be reached from anywhere."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import has
from policies.judge.ranges import narrow
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import FIREWALL, FIREWALL_POLICY_RULE

LEAST = Setting(
    name="least-bits",
    says="the prefix of the widest range that may come in",
    default=8,
    schema={"type": "integer", "minimum": 1, "maximum": 32},
)
SOURCES = ("sourceRanges", "sourceTags", "sourceServiceAccounts")
SOURCES_OF_POLICIES = ("srcIpRanges", "srcFqdns", "srcSecureTags", "srcAddressGroups", "srcNetworks")
CROWDS = {"srcRegionCodes": "whole countries", "srcThreatIntelligences": "whole lists of Google's"}
"""Sources of policies that are too many to know, with what they are."""


def of_policy(rule: Resource) -> Iterator[str]:
    """Find what a rule of a policy lets in, where it names no source but ranges."""
    if rule.get("direction") == "INGRESS" and rule.get("action") not in ("deny", "goto_next"):
        match = rule.part("match")
        if not any(match.get(key) for key in SOURCES_OF_POLICIES):
            crowds = [f"match.{key} lets {what} in" for key, what in CROWDS.items() if match.get(key)]
            said = " and ".join(crowds) or "match.srcIpRanges is absent, so that everybody is meant"
            yield f"{said}; allowed: ranges, host names, tags or networks"
        yield from narrow("match.srcIpRanges", LEAST)(rule)


def check(firewall: Resource) -> Iterator[str]:
    """Find what lets in a range too wide, or whoever comes, since no source is told."""
    if firewall.type == FIREWALL_POLICY_RULE:
        yield from of_policy(firewall)
        return
    lets_in = has("direction", None, "INGRESS")(firewall) and firewall.get("allows")
    if not lets_in:
        return
    if not any(firewall.get(key) for key in SOURCES):
        yield "sourceRanges is absent; allowed: ranges, tags or service accounts, since without them everybody is meant"
    yield from narrow("sourceRanges", LEAST)(firewall)


RULE = ResourceRule(
    name="forbid-open-ingress-on-gcp",
    promise="No firewall of Google Cloud lets everybody in.",
    severity=Severity.CRITICAL,
    remedy="set sourceRanges to who is meant: /8 is the widest, or what the rule's least-bits says",
    references=("CIS GCP Foundations 3.6", "CIS GCP Foundations 3.7", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=(FIREWALL, FIREWALL_POLICY_RULE),
    settings=(LEAST,),
    check=check,
)
