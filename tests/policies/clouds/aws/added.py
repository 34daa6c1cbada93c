"""Sound machines and stores that a user plausibly adds at AWS, and that no example declares."""

import json

from tests.policies.breach import Added
from tests.policies.clouds.aws.texts import ACCOUNT, DISK, KEY, TAGS, policy

SOUND_MACHINE = {
    "tags": TAGS,
    "instanceType": "m7i.large",
    "vpcSecurityGroupIds": ["sg-added"],
    "associatePublicIpAddress": False,
    "monitoring": True,
    "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
    "rootBlockDevice": DISK,
    "ebsBlockDevices": [{**DISK, "deviceName": "/dev/xvdb"}],
    "userData": "#!/bin/sh\nexport TOKEN=$(aws secretsmanager get-secret-value --secret-id lab)\n",
}

MACHINES = (
    Added(
        type="aws:ec2/instance:Instance",
        name="added-machine",
        inputs={**SOUND_MACHINE, "subnetId": "subnet-of-others"},
    ),
    Added(
        type="aws:ebs/volume:Volume",
        name="added-volume",
        inputs={"tags": TAGS, "type": "gp3", "encrypted": True, "kmsKeyId": KEY, "size": 100},
    ),
    Added(
        type="aws:ecr/repository:Repository",
        name="added-registry",
        inputs={
            "tags": TAGS,
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}],
            "forceDelete": False,
            "name": "lab",
        },
    ),
    Added(
        type="aws:ecr/repositoryPolicy:RepositoryPolicy",
        name="added-registry-policy",
        inputs={
            "repository": "lab",
            "policy": policy(
                Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/builder"}, Action=["ecr:PutImage"]
            ),
        },
    ),
    Added(
        type="aws:ecr/lifecyclePolicy:LifecyclePolicy",
        name="added-registry-lifecycle",
        inputs={
            "repository": "lab",
            "policy": json.dumps({"rules": [{"rulePriority": 1, "action": {"type": "expire"}}]}),
        },
        refers_to={"repository": ("added-registry",)},
    ),
)

STORES = (
    Added(
        type="aws:rds/instance:Instance",
        name="added-database",
        protect=True,
        inputs={
            "tags": TAGS,
            "storageEncrypted": True,
            "kmsKeyId": KEY,
            "publiclyAccessible": False,
            "backupRetentionPeriod": 14,
            "deletionProtection": True,
            "multiAz": True,
        },
    ),
    Added(
        type="aws:elasticache/replicationGroup:ReplicationGroup",
        name="added-cache",
        inputs={
            "tags": TAGS,
            "atRestEncryptionEnabled": "true",
            "transitEncryptionEnabled": True,
            "kmsKeyId": KEY,
            "userGroupIds": ["ray"],
            "automaticFailoverEnabled": True,
            "multiAzEnabled": True,
            "snapshotRetentionLimit": 7,
        },
    ),
    Added(
        type="aws:efs/fileSystem:FileSystem",
        name="added-files",
        protect=True,
        inputs={"tags": TAGS, "encrypted": True, "kmsKeyId": KEY},
    ),
    Added(
        type="aws:secretsmanager/secret:Secret",
        name="added-secret",
        inputs={"tags": TAGS, "kmsKeyId": KEY, "recoveryWindowInDays": 30},
    ),
    Added(
        type="aws:kms/keyPolicy:KeyPolicy",
        name="added-key-policy",
        inputs={
            "keyId": KEY,
            "policy": policy(
                Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Action=["kms:Decrypt"], Resource="*"
            ),
        },
    ),
    Added(
        type="aws:secretsmanager/secretPolicy:SecretPolicy",
        name="added-secret-policy",
        inputs={
            "policy": policy(
                Principal="*",
                Action="secretsmanager:GetSecretValue",
                Condition={"StringEquals": {"aws:PrincipalOrgID": "o-lab"}},
            )
        },
    ),
    Added(type="aws:sqs/queue:Queue", name="added-queue", inputs={"sqsManagedSseEnabled": True}),
    Added(type="aws:sns/topic:Topic", name="added-topic", inputs={"kmsMasterKeyId": KEY}),
    Added(
        type="aws:cloudtrail/trail:Trail",
        name="added-trail",
        inputs={"isMultiRegionTrail": True, "enableLogFileValidation": True, "kmsKeyId": KEY},
    ),
    Added(
        type="aws:budgets/budget:Budget",
        name="added-budget",
        inputs={
            "budgetType": "COST",
            "notifications": [
                {
                    "comparisonOperator": "GREATER_THAN",
                    "notificationType": "FORECASTED",
                    "threshold": 80,
                    "thresholdType": "PERCENTAGE",
                    "subscriberEmailAddresses": ["ml-platform@example.com"],
                }
            ],
        },
    ),
)

ADDED = (*MACHINES, *STORES)
