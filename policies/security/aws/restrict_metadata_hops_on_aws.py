"""A machine's metadata does not reach the pods on it."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, differs
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE
from policies.judge.unknown import together

MOST = Setting(
    name="most-hops",
    says="how many hops an answer of the metadata service may take; a pod is behind the second",
    default=1,
    schema={"type": "integer", "minimum": 1, "maximum": 64},
)


RULE = ResourceRule(
    name="restrict-metadata-hops-on-aws",
    promise="No pod reaches the metadata of a machine of AWS, and no tags are told there.",
    severity=Severity.HIGH,
    remedy="set metadataOptions.httpPutResponseHopLimit to 1, and instanceMetadataTags to disabled",
    references=("EKS best practices: IAM", "NIST SP 800-53 AC-6"),
    types=(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE),
    settings=(MOST,),
    check=together(
        at_most("metadataOptions.httpPutResponseHopLimit", MOST),
        differs("metadataOptions.instanceMetadataTags", "enabled"),
    ),
)
