"""A cluster gets the versions that Google has tried, and none that is given up."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-release-channel-on-gcp",
    promise="Every cluster of GKE follows a release channel.",
    severity=Severity.MEDIUM,
    remedy="set releaseChannel.channel to REGULAR, STABLE, RAPID or EXTENDED",
    references=("CIS GKE 5.5.4", "NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=(CLUSTER,),
    check=equals("releaseChannel.channel", "REGULAR", "STABLE", "RAPID", "EXTENDED"),
)
