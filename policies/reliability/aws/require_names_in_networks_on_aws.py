"""A network answers for names: private endpoints and EKS do not work without."""

from pulumi_policy import Severity

from policies.judge.asking import FALSE, differs, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import VPC
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-names-in-networks-on-aws",
    promise="Networks of AWS answer for names.",
    severity=Severity.MEDIUM,
    remedy="set enableDnsSupport and enableDnsHostnames to true",
    references=("EKS user guide: Cluster endpoint access control", "NIST SP 800-53 SC-22"),
    types=(VPC,),
    check=together(differs("enableDnsSupport", *FALSE), is_true("enableDnsHostnames")),
    mended=lambda network: {**network, "enableDnsSupport": True, "enableDnsHostnames": True},
)
