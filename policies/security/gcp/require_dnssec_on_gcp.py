"""A zone for the internet is signed, so that nobody answers in its place."""

from pulumi_policy import Severity

from policies.judge.asking import equals, has, only_where
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="require-dnssec-on-gcp",
    promise="Every public zone of Cloud DNS is signed.",
    severity=Severity.MEDIUM,
    remedy='set visibility to "private", or dnssecConfig.state to "on"',
    references=("CIS GCP Foundations 3.3", "NIST SP 800-53 SC-20"),
    types=("gcp:dns/managedZone:ManagedZone",),
    check=only_where(has("visibility", None, "public"), equals("dnssecConfig.state", "on")),
)
