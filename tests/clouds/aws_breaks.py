"""What breaks each promise on AWS."""

import json

from tests.altered import GONE
from tests.clouds.breaking import PROTECT, WHOLE, Stray, breaks
from tests.components.aws.recorded import ACCOUNT

CLUSTER, TEMPLATE = "cluster-control-plane", "pools-template-train-head-on-demand"
OTHER_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/keys-logs"


def may(action: str, store: str) -> str:
    """Return the policy of a role that may do one thing with the objects of a store."""
    allowed = {"Effect": "Allow", "Action": [action], "Resource": [f"arn:aws:s3:::id-of-storage-{store}/*"]}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


CROSSING = Stray(
    type="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    inputs={
        "securityGroupId": "id-of-firewall-group-serving",
        "referencedSecurityGroupId": "id-of-firewall-group-training",
    },
)
TO_FILES = Stray(
    type="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    inputs={
        "securityGroupId": "id-of-firewall-group-files-scratch",
        "referencedSecurityGroupId": "id-of-firewall-group-serving",
    },
)
EVERYTHING = Stray(
    type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    inputs={
        "role": "name-of-identities-role-serve",
        "policyArn": "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    },
)

WITHOUT_ARRAY = "Q29udGVudC1UeXBlOiB0ZXh0L3BsYWlu"

BREAKS = (
    breaks(
        "encrypted",
        ("storage-encryption-models", "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId", GONE),
    ),
    breaks("encrypted", ("storage-encryption-datasets", WHOLE, GONE)),
    breaks("encrypted", ("files-scratch", "kmsKeyId", OTHER_KEY)),
    breaks("encrypted", ("network-flow-logs", "kmsKeyId", GONE)),
    breaks("encrypted", ("cluster-logs", "kmsKeyId", GONE)),
    breaks("encrypted", (CLUSTER, "encryptionConfig", GONE)),
    breaks("encrypted", (TEMPLATE, "blockDeviceMappings.0.ebs.encrypted", "false")),
    breaks("encrypted", ("nodes-template-system", "blockDeviceMappings.0.ebs.kmsKeyId", GONE)),
    breaks("encrypted", ("stray", WHOLE, Stray(type="aws:ebs/volume:Volume", inputs={}))),
    breaks("rotated", ("keys-disks", "enableKeyRotation", False)),
    breaks("rotated", ("keys-logs", "rotationPeriodInDays", 2560)),
    breaks("rotated", ("keys-secrets", WHOLE, GONE)),
    breaks("private", ("stray", WHOLE, Stray(type="aws:ec2/eip:Eip", inputs={}))),
    breaks("private", ("network-subnet-training-us-east-1a", "mapPublicIpOnLaunch", True)),
    breaks(
        "private",
        ("pools-train-head-on-demand-us-east-1a", "subnetIds", ["id-of-network-subnet-edge-us-east-1a"]),
    ),
    breaks("private", ("network-default-group", "egress", [{"cidrBlocks": ["0.0.0.0/0"]}])),
    breaks("private", ("storage-closed-models", "blockPublicPolicy", False)),
    breaks("private", ("storage-policy-models", WHOLE, GONE)),
    breaks("private", ("firewall-in-training-to-system-any", "referencedSecurityGroupId", GONE)),
    breaks("api_server_as_planned", (CLUSTER, "vpcConfig.endpointPublicAccess", True)),
    breaks("api_server_as_planned", (CLUSTER, "vpcConfig.endpointPublicAccess", GONE)),
    breaks("api_server_as_planned", (CLUSTER, "vpcConfig.endpointPrivateAccess", False)),
    breaks("labelled", ("network-vpc", "tags.groundplan-owner", GONE)),
    breaks("labelled", ("storage-models", "tags.groundplan-stack", "another")),
    breaks("labelled", (TEMPLATE, "tagSpecifications.2.tags.groundplan-plan", GONE)),
    breaks("rights_of_the_plan", ("identities-policy-serve", WHOLE, GONE)),
    breaks("rights_of_the_plan", ("identities-policy-serve", "policy", may("s3:PutObject", "models"))),
    breaks("rights_of_the_plan", ("stray", WHOLE, EVERYTHING)),
    breaks("rights_of_the_plan", ("identities-policy-train", "role", "id-of-nodes-role")),
    breaks("separated", ("identities-policy-train", "policy", may("s3:PutObject", "models"))),
    breaks("separated", ("identities-policy-serve", "policy", may("s3:GetObject", "checkpoints"))),
    breaks("separated", ("stray", WHOLE, CROSSING)),
    breaks("separated", ("stray", WHOLE, TO_FILES)),
    breaks("kept_in_production", ("keys-storage", PROTECT, False)),
    breaks("kept_in_production", ("files-scratch", PROTECT, False)),
    breaks("kept_in_production", ("storage-models", "forceDestroy", True)),
    breaks("kept_in_production", (CLUSTER, "deletionProtection", False)),
    breaks("hardened", (TEMPLATE, "metadataOptions.httpTokens", "optional")),
    breaks("hardened", (TEMPLATE, "metadataOptions.httpPutResponseHopLimit", 2)),
    breaks("hardened", (TEMPLATE, "keyName", "ops")),
    breaks("hardened", ("nodes-system-us-east-1a", "launchTemplate", GONE)),
    breaks("hardened", (CLUSTER, "accessConfig.authenticationMode", "API_AND_CONFIG_MAP")),
    breaks("hardened", ("stray", WHOLE, Stray(type="aws:iam/accessKey:AccessKey", inputs={}))),
    breaks(
        "hardened", ("nodes-role-AmazonEKSWorkerNodePolicy", "policyArn", "arn:aws:iam::aws:policy/PowerUser")
    ),
    breaks("near", ("pools-template-train-gpu-on-demand", "userData", WITHOUT_ARRAY)),
)
