"""Which type a rule means, whatever other token a provider has for the same: one table of equals for clouds."""

import re
from collections.abc import Mapping
from functools import cache

from policies.judge import kinds_of_kubernetes
from policies.judge.types_of_gcp import FIREWALL_POLICY_RULE, OTHER_RIGHTS, RIGHTS

VERSIONED = re.compile(r"azure-native(?:_\w+?_v\w+)?:(?P<module>\w+)(?:/v\d{8}\w*)?:(?P<name>\w+)", re.ASCII)
"""A type of Azure at one version of its API: in the token, or a package of its own (Pulumi, "Azure Native")."""

RIGHT = re.compile(r"gcp:\w+/\w*[iI][aA][mM](Member|Binding|Policy):\w+", re.ASCII)
"""A right to something of Google Cloud: a member of a role, all members of one, or a whole policy."""

MODULES: Mapping[str, str] = {
    "aws:alb/": "aws:lb/",
    "aws:applicationloadbalancing/": "aws:lb/",
    "aws:elasticloadbalancingv2/": "aws:lb/",
}
"""Modules whose types are those of another, under the name that a provider had for it before."""

EQUALS: Mapping[str, str] = {
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": "aws:ec2/instance:Instance",
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": "gcp:compute/instanceTemplate:InstanceTemplate",
    "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule": FIREWALL_POLICY_RULE,
    "gcp:compute/firewallPolicyRule:FirewallPolicyRule": FIREWALL_POLICY_RULE,
}
"""Types with the properties of another: those for one region, and machines that are bid for."""


@cache
def kind_of(token: str) -> tuple[str, bool]:
    """Return the token by which the rules name a type, and whether this one is a patch; others are as they are.

    >>> kind_of("azure-native:storage/v20240101:StorageAccount")
    ('azure-native:storage:StorageAccount', False)
    >>> kind_of("aws:alb/listener:Listener")
    ('aws:lb/listener:Listener', False)
    """
    if of_azure := VERSIONED.fullmatch(token):
        return f"azure-native:{of_azure['module']}:{of_azure['name']}", False
    right = RIGHT.fullmatch(token)
    if right and token not in RIGHTS:
        return next(each for each in OTHER_RIGHTS if each.endswith(right[1])), False
    for module, meant in MODULES.items():
        if token.startswith(module):
            return meant + token.removeprefix(module), False
    if token in EQUALS:
        return EQUALS[token], False
    return kinds_of_kubernetes.kind_of(token)
