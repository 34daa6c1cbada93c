"""What is broken of AWS: encryption, exposure, rights, logs and protection, property by property."""

import json

from tests.policies.breach import GONE, PROTECT, WHOLE
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.relational import Other, Rewritten

EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
ANYBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}],
    }
)
OPEN_BUCKET = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}
)
OPEN_WAY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
    }
)
ALL_BUCKETS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::*"}],
    }
)
OPEN_KEY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}],
    }
)
CLUSTER = "aws:eks/cluster:Cluster"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GROUP = "aws:eks/nodeGroup:NodeGroup"
LUSTRE = "aws:fsx/lustreFileSystem:LustreFileSystem"
KEY = "aws:kms/key:Key"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BY_DEFAULT = "rules.*.applyServerSideEncryptionByDefault"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
PEER = "referencedSecurityGroupId"
STRANGER = "999999999999"
"""Another account."""
WRITES = (r'\["s3:GetObject"\]', '["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]')
LOGGING = "aws:s3/bucketLogging:BucketLogging"
KEY_OF = (r":\d{12}:key", f":{STRANGER}:key")
ROOT = (r"::\d{12}:root", f"::{STRANGER}:root")
CALLER = (r'"kms:CallerAccount": "\d{12}"', f'"kms:CallerAccount": "{STRANGER}"')
SOURCE = (r'"aws:SourceAccount": "\d{12}"', f'"aws:SourceAccount": "{STRANGER}"')
LETS_IN = (
    r'"Statement": \[',
    '"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::atlas-*", '
    f'"Principal": {{"AWS": "arn:aws:iam::{STRANGER}:root"}}}}, ',
)

MUTATIONS = (
    Mutation(LOGS, "kmsKeyId", GONE),
    Mutation(LOGS, "retentionInDays", 1),
    Mutation(LOGS, "retentionInDays", GONE),
    Mutation("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "ingress", [{"protocol": "-1", "self": True}]),
    Mutation("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "egress", [{"cidrBlocks": ["0.0.0.0/0"]}]),
    Mutation("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", WHOLE, GONE),
    Mutation(FLOW_LOG, "trafficType", "ACCEPT"),
    Mutation(FLOW_LOG, WHOLE, GONE),
    Mutation(TEMPLATE, "blockDeviceMappings.*.ebs.encrypted", "false"),
    Mutation(TEMPLATE, "blockDeviceMappings.*.ebs.encrypted", GONE),
    Mutation(TEMPLATE, "blockDeviceMappings.*.ebs.kmsKeyId", GONE),
    Mutation(TEMPLATE, "metadataOptions.httpTokens", "optional"),
    Mutation(TEMPLATE, "metadataOptions.httpPutResponseHopLimit", 3),
    Mutation(TEMPLATE, "metadataOptions", GONE),
    Mutation(TEMPLATE, "monitoring.enabled", False),
    Mutation(TEMPLATE, "vpcSecurityGroupIds", GONE),
    Mutation("aws:ec2/subnet:Subnet", "mapPublicIpOnLaunch", True),
    Mutation(ENDPOINT, "policy", GONE),
    Mutation(ENDPOINT, "policy", OPEN_WAY),
    Mutation(ENDPOINT, "policy", ALL_BUCKETS),
    Mutation(ENDPOINT, "privateDnsEnabled", False),
    Mutation(ENDPOINT, "securityGroupIds", GONE),
    Mutation("aws:eks/accessEntry:AccessEntry", "principalArn", "*"),
    Mutation("aws:eks/addon:Addon", "podIdentityAssociations.*.roleArn", GONE),
    Mutation(CLUSTER, "accessConfig.authenticationMode", "CONFIG_MAP"),
    Mutation(CLUSTER, "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
    Mutation(CLUSTER, "accessConfig.bootstrapClusterCreatorAdminPermissions", True),
    Mutation(CLUSTER, "enabledClusterLogTypes", ["api"]),
    Mutation(CLUSTER, "enabledClusterLogTypes", GONE),
    Mutation(CLUSTER, "encryptionConfig", GONE),
    Mutation(CLUSTER, "encryptionConfig.provider.keyArn", GONE),
    Mutation(CLUSTER, "encryptionConfig.resources", []),
    Mutation(CLUSTER, "version", "1.28"),
    Mutation(CLUSTER, "vpcConfig.endpointPrivateAccess", False),
    Mutation(CLUSTER, "vpcConfig.publicAccessCidrs", ["0.0.0.0/0"]),
    Mutation(CLUSTER, "vpcConfig.endpointPublicAccess", True),
    Mutation(GROUP, "amiType", "CUSTOM"),
    Mutation(GROUP, "remoteAccess", {"ec2SshKey": "laptop"}, adds=True),
    Mutation(GROUP, "launchTemplate", GONE),
    Mutation(GROUP, "nodeRepairConfig.enabled", False),
    Mutation(GROUP, "scalingConfig.maxSize", 5000),
    Mutation(LUSTRE, "automaticBackupRetentionDays", 0),
    Mutation(LUSTRE, "deploymentType", "SCRATCH_2"),
    Mutation(LUSTRE, "kmsKeyId", GONE),
    Mutation(LUSTRE, "skipFinalBackup", True),
    Mutation("aws:iam/role:Role", "assumeRolePolicy", ANYBODY),
    Mutation("aws:iam/rolePolicy:RolePolicy", "policy", EVERYTHING),
    Mutation(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn", "arn:aws:iam::aws:policy/AdministratorAccess"
    ),
    Mutation(KEY, "deletionWindowInDays", 7),
    Mutation(KEY, "enableKeyRotation", False),
    Mutation(KEY, "enableKeyRotation", GONE),
    Mutation(KEY, "policy", OPEN_KEY),
    Mutation(KEY, "rotationPeriodInDays", 2560),
    Mutation(KEY, PROTECT, False),
    Mutation(LIFECYCLE, "rules.*.status", "Disabled"),
    Mutation(LIFECYCLE, WHOLE, GONE),
    Mutation(LOGGING, WHOLE, GONE),
    Mutation("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "rule.objectOwnership", "ObjectWriter"),
    Mutation("aws:s3/bucketOwnershipControls:BucketOwnershipControls", WHOLE, GONE),
    Mutation("aws:s3/bucketPolicy:BucketPolicy", "policy", OPEN_BUCKET),
    Mutation("aws:s3/bucketPolicy:BucketPolicy", WHOLE, GONE),
    *(Mutation(BLOCK, way, False) for way in (
        "blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets",
    )),
    Mutation(BLOCK, WHOLE, GONE),
    Mutation(ENCRYPTION, f"{BY_DEFAULT}.kmsMasterKeyId", GONE),
    Mutation(ENCRYPTION, f"{BY_DEFAULT}.sseAlgorithm", "AES256"),
    Mutation(ENCRYPTION, WHOLE, GONE),
    Mutation("aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration.status", "Suspended"),
    Mutation("aws:s3/bucketVersioning:BucketVersioning", WHOLE, GONE),
    Mutation(INGRESS, "cidrIpv4", "0.0.0.0/0", adds=True),
    Mutation(INGRESS, "referencedSecurityGroupId", GONE),
    Mutation(ROLE_POLICY, "policy", Other("identities-policy-(train|promotion)"), named="identities-policy-serve"),
    Mutation(ROLE_POLICY, "policy", Other("identities-policy-(serve|promotion)"), named="identities-policy-train"),
    Mutation(ROLE_POLICY, "policy", Rewritten("-models-", "-datasets-"), named="identities-policy-serve"),
    Mutation(ROLE_POLICY, "policy", Rewritten("-models-", "-registry-"), named="identities-policy-serve"),
    Mutation(ROLE_POLICY, "policy", Rewritten(*WRITES), named="identities-policy-serve"),
    Mutation(ROLE_POLICY, "policy", Rewritten(*WRITES), named="identities-policy-train"),
    Mutation(POD_IDENTITY, "roleArn", Other(".*-(train|promotion)"), named=".*-serve-serve"),
    Mutation(POD_IDENTITY, "roleArn", Other(".*-serve-promotion"), named=".*-train-train"),
    Mutation(POD_IDENTITY, "namespace", Other(".*-serve-serve"), named=".*-train-train"),
    Mutation(POD_IDENTITY, "serviceAccount", Other(".*-serve-serve"), named=".*-serve-promotion"),
    Mutation(INGRESS, PEER, Other("firewall-in-serving-to-serving-any"), named=".*-to-training-.*"),
    Mutation(INGRESS, PEER, Other("firewall-in-training-to-training-any"), named=".*-to-serving-.*"),
    Mutation(EGRESS, PEER, Other("firewall-out-serving-to-serving-any"), named="firewall-out-training-.*"),
    Mutation(EGRESS, PEER, Other("firewall-out-training-to-training-any"), named="firewall-out-serving-.*"),
    Mutation(TEMPLATE, "vpcSecurityGroupIds", Other("pools-template-train-head.*"), named="pools-template-serve-.*"),
    Mutation(TEMPLATE, "vpcSecurityGroupIds", Other("pools-template-serve-head.*"), named="pools-template-train-.*"),
    Mutation(
        TEMPLATE,
        "networkInterfaces.*.securityGroups",
        Other("pools-template-serve-head.*", "vpcSecurityGroupIds"),
        named="pools-template-train-.*",
    ),
    Mutation(GROUP, "launchTemplate", Other("pools-train-head.*"), named="pools-serve-.*"),
    Mutation(GROUP, "subnetIds", Other("pools-train-head.*"), named="pools-serve-.*"),
    Mutation(GROUP, "nodeRoleArn", Other(".*-train-train", "roleArn", POD_IDENTITY)),
    Mutation(LUSTRE, "securityGroupIds", Other("pools-template-serve-head.*", "vpcSecurityGroupIds", TEMPLATE)),
    Mutation(LOGGING, "targetBucket", Other("storage-logging-.*", "bucket")),
    Mutation(ENCRYPTION, f"{BY_DEFAULT}.kmsMasterKeyId", Rewritten(*KEY_OF)),
    Mutation(KEY, "policy", Rewritten(*ROOT)),
    Mutation(KEY, "policy", Rewritten(*CALLER)),
    Mutation("aws:iam/role:Role", "assumeRolePolicy", Rewritten(*SOURCE)),
    Mutation("aws:s3/bucketPolicy:BucketPolicy", "policy", Rewritten(*LETS_IN)),
)  # fmt: skip
"""An ingress rule that names neither a group nor a range is none; so a range of everybody is given beside."""
