"""A machine without a public address reaches Google's services, so no machine needs one for that."""

from pulumi_policy import Severity

from policies.judge.asking import has, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import SUBNET

RULE = ResourceRule(
    name="require-private-google-access-on-gcp",
    promise="Every subnet of Google Cloud reaches Google's services from inside.",
    severity=Severity.MEDIUM,
    remedy="set privateIpGoogleAccess to true",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.3.2"),
    types=(SUBNET,),
    check=only_where(has("purpose", None, "PRIVATE"), is_true("privateIpGoogleAccess")),
    mended=lambda subnet: {**subnet, "privateIpGoogleAccess": True},
)
