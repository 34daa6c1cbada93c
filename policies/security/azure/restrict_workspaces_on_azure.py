"""Logs of Azure are asked after by people with a name, through the network."""

from pulumi_policy import Severity

from policies.judge.asking import equals, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import WORKSPACE
from policies.judge.unknown import together

RULE = ResourceRule(
    name="restrict-workspaces-on-azure",
    promise="No workspace of logs of Azure takes a key, or is asked from the internet.",
    severity=Severity.MEDIUM,
    remedy=(
        "set features.disableLocalAuth to true, and publicNetworkAccessForQuery and "
        "publicNetworkAccessForIngestion to Disabled"
    ),
    references=("NIST SP 800-53 AU-9", "NIST SP 800-53 SC-7", "PCI DSS 10.3.1"),
    types=(WORKSPACE,),
    check=together(
        is_true("features.disableLocalAuth"),
        equals("publicNetworkAccessForQuery", "Disabled", "SecuredByPerimeter"),
        equals("publicNetworkAccessForIngestion", "Disabled", "SecuredByPerimeter"),
    ),
)
