"""A database has no address of the internet."""

from pulumi_policy import Severity

from policies.judge.asking import absent, inside, is_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import DATABASE

RULE = ResourceRule(
    name="forbid-public-databases-on-gcp",
    promise="No database of Cloud SQL can be reached from outside of the network.",
    severity=Severity.CRITICAL,
    remedy="set ipConfiguration.ipv4Enabled to false, and privateNetwork to the plan's network",
    references=("CIS GCP Foundations 6.5", "CIS GCP Foundations 6.7", "NIST SP 800-53 SC-7", "PCI DSS 1.4.4"),
    types=(DATABASE,),
    check=inside("settings.ipConfiguration", is_false("ipv4Enabled"), absent("authorizedNetworks", "none")),
)
