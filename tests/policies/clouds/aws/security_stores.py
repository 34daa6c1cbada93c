"""What breaks the rules about what holds data at AWS, and about its keys and logs."""

import json
from typing import Any

from tests.policies.breach import GONE, WHOLE, Breach
from tests.policies.clouds.aws.texts import policy

ROOT = {"AWS": "arn:aws:iam::000000000000:root"}


def denying(operator: str, key: str, value: str, **others: Any) -> str:
    """Return a bucket's policy that denies everything to everybody under one condition."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::models", "arn:aws:s3:::models/*"],
        "Condition": {operator: {key: value}},
        **others,
    }
    return json.dumps({"Statement": statement})


def granting(**others: Any) -> str:
    """Return the policy by which an account may grant the use of its key, with something changed."""
    usual = {
        "Principal": ROOT,
        "Action": "kms:CreateGrant",
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:CallerAccount": "000000000000"}},
    }
    return policy(**{**usual, **others})


def plain(**others: Any) -> str:
    """Return the policy that refuses plain HTTP, with something changed."""
    return denying("Bool", "aws:SecureTransport", "false", **others)


BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-blocked-public-buckets-on-aws": (
        Breach("storage-closed-models", WHOLE, GONE, "names it"),
        *(
            Breach("storage-closed-models", switch, False, f"{switch} is False; allowed: true")
            for switch in (
                "blockPublicPolicy",
                "blockPublicAcls",
                "ignorePublicAcls",
                "restrictPublicBuckets",
            )
        ),
    ),
    "require-rotated-keys-on-aws": (
        Breach("keys-disks", "enableKeyRotation", False, "enableKeyRotation is False; allowed: true"),
        Breach("keys-disks", "rotationPeriodInDays", 400, "is 400; allowed: at most 365 days"),
    ),
    "require-encrypted-buckets-on-aws": (
        Breach("storage-encryption-models", WHOLE, GONE, "names it"),
        Breach(
            "storage-encryption-models",
            "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm",
            "AES256",
            'sseAlgorithm is "AES256"; allowed: "aws:kms"',
        ),
        Breach(
            "storage-encryption-models",
            "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
            GONE,
            "kmsMasterKeyId is absent; allowed: a customer's key",
        ),
        Breach("storage-access-logs", "tags.groundplan-holds", "datasets", 'sseAlgorithm is "AES256"'),
    ),
    "require-tls-on-buckets-on-aws": (
        Breach("storage-policy-models", WHOLE, GONE, "names it"),
        Breach("storage-policy-models", "policy", plain(Resource="arn:aws:s3:::m/*"), "aws:SecureTransport"),
        Breach("storage-policy-models", "policy", plain(Action="s3:GetObject"), "aws:SecureTransport"),
        Breach("storage-policy-models", "policy", plain(Principal=ROOT), "aws:SecureTransport"),
        Breach("storage-policy-models", "policy", plain(Effect="Allow"), "aws:SecureTransport"),
        Breach("storage-policy-models", "policy", plain(Condition={}), "aws:SecureTransport"),
    ),
    "require-new-tls-on-buckets-on-aws": (
        Breach("storage-policy-models", "policy", plain(), "s3:TlsVersion"),
        Breach(
            "storage-policy-models",
            "policy",
            denying("NumericLessThan", "s3:TlsVersion", "1.1"),
            "less than 1.2",
        ),
    ),
    "forbid-public-bucket-policies-on-aws": (
        Breach(
            "storage-policy-models",
            "policy",
            policy(Principal="*", Action="s3:GetObject", Resource="*"),
            'Statement[0] allows something to the principal "*"',
        ),
        Breach(
            "storage-policy-models",
            "policy",
            policy(Principal={"AWS": ["*"]}, Action="s3:GetObject", Resource="*"),
            'the principal "*"',
        ),
    ),
    "forbid-acls-on-buckets-on-aws": (
        Breach("storage-models", "acl", "public-read", 'acl is "public-read"'),
        Breach("storage-ownership-models", "rule.objectOwnership", "ObjectWriter", "BucketOwnerEnforced"),
        Breach("storage-ownership-models", WHOLE, GONE, "names it"),
    ),
    "require-access-logs-of-buckets-on-aws": (
        Breach("storage-logging-models", WHOLE, GONE, "names it"),
        Breach("storage-access-logs", "tags.groundplan-holds", "datasets", "names it"),
    ),
    "require-key-policies-on-aws": (
        Breach("keys-disks", "policy", GONE, "policy is absent; allowed: a policy"),
    ),
    "restrict-key-policies-on-aws": (
        Breach(
            "keys-disks",
            "policy",
            policy(Principal={"AWS": "*"}, Action="kms:Decrypt", Resource="*"),
            "kms:CallerAccount",
        ),
        Breach(
            "keys-logs",
            "policy",
            policy(Principal={"Service": "logs.amazonaws.com"}, Action="kms:Decrypt", Resource="*"),
            "logs.amazonaws.com use the key for any account",
        ),
        Breach(
            "added-key-policy",
            "policy",
            policy(Principal={"AWS": "*"}, Action="kms:Decrypt", Resource="*"),
            'the principal "*"',
        ),
    ),
    "restrict-key-grants-on-aws": (
        Breach(
            "keys-storage",
            "policy",
            policy(Principal=ROOT, Action=["kms:CreateGrant"], Resource="*"),
            "kms:GrantIsForAWSResource",
        ),
        Breach(
            "added-key-policy",
            "policy",
            policy(Principal=ROOT, NotAction="kms:ScheduleKeyDeletion", Resource="*"),
            "kms:GrantIsForAWSResource",
        ),
        Breach(
            "keys-storage",
            "policy",
            policy(Principal=ROOT, Action="kms:*", Resource="*"),
            "kms:GrantIsForAWSResource",
        ),
        *(
            Breach("keys-secrets", "policy", granting(**freely), "kms:CallerAccount")
            for freely in (
                {"Condition": {"StringEquals": {"kms:CallerAccount": "111111111111"}}},
                {"Condition": {"StringEquals": {"kms:CallerAccount": ["000000000000", "111111111111"]}}},
                {"Condition": {"StringLike": {"kms:CallerAccount": "*"}}},
                {"Action": ["kms:CreateGrant", "kms:PutKeyPolicy"]},
                {"Action": "kms:Create*"},
                {"Principal": {"AWS": "*"}},
                {"Principal": {"AWS": [*ROOT.values(), "arn:aws:iam::111111111111:root"]}},
            )
        ),
    ),
    "require-encrypted-log-groups-on-aws": (
        Breach("cluster-logs", "kmsKeyId", GONE, "kmsKeyId is absent; allowed: a customer's key"),
    ),
    "restrict-log-retention-on-aws": (
        Breach("cluster-logs", "retentionInDays", 30, "is 30; allowed: at least 365 days"),
        Breach("cluster-logs", "retentionInDays", 0, "is 0; allowed: at least 365 days"),
        Breach("cluster-logs", "retentionInDays", GONE, "is absent; allowed: at most 3653 days"),
    ),
    "require-encrypted-disks-on-aws": (
        Breach("nodes-template-system", "blockDeviceMappings.0.ebs.encrypted", "false", "allowed: true"),
        Breach("nodes-template-system", "blockDeviceMappings.0.ebs.kmsKeyId", GONE, "a customer's key"),
        Breach("nodes-template-system", "blockDeviceMappings", [], "the disks, encrypted"),
        Breach("added-machine", "rootBlockDevice.encrypted", False, "rootBlockDevice.encrypted is False"),
        Breach("added-machine", "ebsBlockDevices.0.kmsKeyId", GONE, "ebsBlockDevices[0].kmsKeyId is absent"),
        Breach("added-volume", "encrypted", GONE, "encrypted is absent; allowed: true"),
    ),
    "require-encrypted-file-systems-on-aws": (
        Breach("files-scratch", "kmsKeyId", GONE, "kmsKeyId is absent"),
        Breach("added-files", "encrypted", False, "encrypted is False; allowed: true"),
    ),
    "require-encrypted-databases-on-aws": (
        Breach("added-database", "storageEncrypted", GONE, "storageEncrypted is absent; allowed: true"),
        Breach("added-database", "kmsKeyId", GONE, "kmsKeyId is absent"),
    ),
    "forbid-public-databases-on-aws": (
        Breach("added-database", "publiclyAccessible", True, "is True; allowed: false"),
    ),
    "require-encrypted-caches-on-aws": (
        Breach("added-cache", "atRestEncryptionEnabled", "false", "allowed: true"),
        Breach("added-cache", "transitEncryptionEnabled", False, "allowed: true"),
        Breach("added-cache", "kmsKeyId", GONE, "a customer's key"),
        Breach("added-cache", "transitEncryptionMode", "preferred", "anything but"),
    ),
    "require-passwords-of-caches-on-aws": (
        Breach("added-cache", "userGroupIds", [], "neither authToken nor userGroupIds"),
    ),
    "require-encrypted-secrets-on-aws": (Breach("added-secret", "kmsKeyId", GONE, "a customer's key"),),
    "require-encrypted-queues-on-aws": (
        Breach("added-queue", "sqsManagedSseEnabled", False, "sqsManagedSseEnabled is False"),
        Breach("added-topic", "kmsMasterKeyId", GONE, "kmsMasterKeyId is absent; allowed: a key"),
    ),
    "require-immutable-images-on-aws": (
        Breach("added-registry", "imageTagMutability", "MUTABLE", 'is "MUTABLE"; allowed: "IMMUTABLE"'),
        Breach("added-registry", "imageTagMutability", GONE, 'is absent; allowed: "IMMUTABLE"'),
    ),
    "require-scanned-images-on-aws": (
        Breach("added-registry", "imageScanningConfiguration.scanOnPush", False, "scanOnPush is False"),
    ),
    "require-encrypted-registries-on-aws": (
        Breach("added-registry", "encryptionConfigurations", GONE, "encryptionConfigurations is absent"),
        Breach("added-registry", "encryptionConfigurations.0.encryptionType", "AES256", 'allowed: "KMS"'),
    ),
    "forbid-public-registries-on-aws": (
        Breach("added-registry-policy", "policy", policy(Principal="*", Action="ecr:Get*"), 'principal "*"'),
    ),
    "forbid-public-policies-of-services-on-aws": (
        Breach("added-queue", "policy", policy(Principal="*", Action="sqs:SendMessage"), 'principal "*"'),
        Breach(
            "added-topic",
            "policy",
            policy(
                Principal={"AWS": "*"},
                Action="sns:Publish",
                Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
            ),
            'principal "*"',
        ),
        Breach("added-secret-policy", "policy", policy(Principal="*", Action="secretsmanager:*"), '"*"'),
    ),
    "require-complete-trails-on-aws": (
        Breach("added-trail", "isMultiRegionTrail", GONE, "isMultiRegionTrail is absent; allowed: true"),
        Breach("added-trail", "enableLogFileValidation", False, "enableLogFileValidation is False"),
        Breach("added-trail", "kmsKeyId", GONE, "a customer's key"),
        Breach("added-trail", "enableLogging", False, "enableLogging is False"),
    ),
}
