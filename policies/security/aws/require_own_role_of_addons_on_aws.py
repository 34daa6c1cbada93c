"""Add-ons that change the cloud have a role of their own: without one they use the machines', and so may every pod."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import ADDON

WITH_ROLE = Setting(
    name="addons",
    says="the add-ons that need rights at AWS",
    default=["vpc-cni", "aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-mountpoint-s3-csi-driver"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(addon: Resource) -> Iterator[str]:
    """Find add-ons that act with the rights of the machine that they run on."""
    if addon.get("addonName") in addon.said(WITH_ROLE) and addon.get("serviceAccountRoleArn") is None:
        yield from present("podIdentityAssociations", "a service account with a role of its own")(addon)
        yield from every("podIdentityAssociations", present("roleArn", "a role of its own"))(addon)


RULE = ResourceRule(
    name="require-own-role-of-addons-on-aws",
    promise="Add-ons of EKS act by roles of their own.",
    severity=Severity.MEDIUM,
    remedy="set podIdentityAssociations with a serviceAccount and a roleArn",
    references=("CIS EKS 5.2.1", "EKS best practices: IAM", "NIST SP 800-53 AC-6"),
    types=(ADDON,),
    settings=(WITH_ROLE,),
    check=check,
)
