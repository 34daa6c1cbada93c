"""What breaks the rules about stores, keys, rights and logs of Google Cloud."""

from tests.policies.breach import GONE, Breach
from tests.policies.clouds.gcp.added_rights import GROUP, PROMOTION, policy

MODELS = "storage-bucket-models"
OF_NODES = "serviceAccount:simulated-email-37e5c3f16962"
"""The account of the pool `system`, as the capture of the examples calls it."""
BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-customer-keys-for-buckets-on-gcp": (
        Breach(MODELS, "encryption", GONE, "encryption.defaultKmsKeyName is absent"),
    ),
    "require-uniform-bucket-access-on-gcp": (
        Breach(MODELS, "uniformBucketLevelAccess", False, "uniformBucketLevelAccess is False; allowed: true"),
    ),
    "require-public-access-prevention-on-gcp": (
        Breach(MODELS, "publicAccessPrevention", "inherited", 'is "inherited"; allowed: "enforced"'),
    ),
    "require-logged-buckets-on-gcp": (
        Breach(MODELS, "logging", GONE, "logging.logBucket is absent"),
        Breach("kept-logs", "labels.groundplan-holds", "datasets", "logging.logBucket is absent"),
    ),
    "require-held-access-logs-on-gcp": (
        Breach("kept-logs", "retentionPolicy", GONE, "retentionPolicy.retentionPeriod is absent"),
        Breach(
            "kept-logs", "retentionPolicy.retentionPeriod", "86400", "is 1 days; allowed: at least 365 days"
        ),
    ),
    "require-rotated-keys-on-gcp": (
        Breach(
            "keys-key-disks", "rotationPeriod", GONE, "rotationPeriod is absent; allowed: at most 365 days"
        ),
        Breach("keys-key-disks", "rotationPeriod", "63072000s", "rotationPeriod is 730 days"),
    ),
    "forbid-service-account-keys-on-gcp": (
        Breach("uploaded-key", "publicKeyData", GONE, "publicKeyData is absent"),
    ),
    "forbid-public-rights-on-gcp": (
        Breach("identity-right-serve-models-atlas-serve", "member", "allUsers", 'member is "allUsers"'),
        Breach(
            "keys-user-disks-machines", "member", "allAuthenticatedUsers", 'member is "allAuthenticatedUsers"'
        ),
        Breach("observers", "members.0", "allUsers", 'members[0] is "allUsers"'),
        Breach(
            "models-policy",
            "policyData",
            policy("roles/storage.objectViewer", GROUP, "allUsers"),
            'policyData.bindings[0].members[1] is "allUsers"',
        ),
    ),
    "forbid-rights-of-whole-pools-on-gcp": (
        Breach(
            "identity-right-serve-models-atlas-serve",
            "member",
            "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*",
            "allowed: one identity",
        ),
        Breach("observers", "members.0", "domain:example.com", 'members[0] is "domain:example.com"'),
        Breach(
            "project-policy",
            "policyData",
            policy("roles/monitoring.viewer", "domain:example.com"),
            'members[0] is "domain:example.com"',
        ),
    ),
    "forbid-basic-roles-on-gcp": (
        Breach("nodes-role-train", "role", "roles/editor", 'role is "roles/editor"'),
        Breach("observers", "role", "roles/viewer", 'role is "roles/viewer"'),
        Breach(
            "project-policy", "policyData", policy("roles/owner", GROUP), 'bindings[0].role is "roles/owner"'
        ),
    ),
    "restrict-impersonation-on-gcp": (
        Breach("observers", "role", "roles/iam.serviceAccountTokenCreator", "allowed: anything but"),
        Breach(
            "project-policy",
            "policyData",
            policy("roles/iam.serviceAccountUser", GROUP),
            "allowed: anything but",
        ),
    ),
    "forbid-data-rights-in-whole-project-on-gcp": (
        Breach("observers", "role", "roles/storage.objectViewer", "allowed: a role that reaches no data"),
        Breach("observers", "role", "roles/cloudkms.admin", "allowed: a role that reaches no data"),
        Breach("project-policy", "policyData", policy("roles/storage.admin", GROUP), "reaches no data"),
    ),
    "restrict-roles-on-buckets-on-gcp": (
        Breach(
            "identity-right-serve-models-atlas-serve",
            "role",
            "roles/storage.admin",
            'role is "roles/storage.admin"; allowed: "roles/storage.objectViewer"',
        ),
        Breach(
            "models-policy",
            "policyData",
            policy("roles/storage.legacyBucketOwner", PROMOTION),
            'bindings[0].role is "roles/storage.legacyBucketOwner"',
        ),
    ),
    "restrict-roles-on-keys-on-gcp": (
        Breach(
            "keys-user-disks-machines",
            "role",
            "roles/cloudkms.admin",
            'role is "roles/cloudkms.admin"; allowed:',
        ),
        Breach(
            "ring-policy",
            "policyData",
            policy("roles/cloudkms.admin", GROUP),
            'role is "roles/cloudkms.admin"',
        ),
    ),
    "restrict-writers-of-stores-on-gcp": (
        Breach(
            "identity-right-train-datasets-atlas-train",
            "role",
            "roles/storage.objectUser",
            "or a writer of datasets: nobody",
        ),
        Breach(
            "identity-right-serve-models-atlas-serve",
            "role",
            "roles/storage.objectUser",
            "or a writer of models: promotion",
        ),
        Breach("models-writers", "members.0", GROUP, "or a writer of models: promotion"),
        Breach(
            "models-policy",
            "policyData",
            policy("roles/storage.objectUser", PROMOTION, GROUP),
            "or a writer of models: promotion",
        ),
        Breach(
            "identity-right-promotion-models-atlas-serve",
            "member",
            "principal://iam.googleapis.com/x/subject/ns/atlas-serve/sa/serve",
            "or a writer of models: promotion",
        ),
    ),
    "restrict-rights-of-nodes-on-gcp": (
        Breach(
            "nodes-role-train", "role", "roles/compute.viewer", 'role is "roles/compute.viewer"; allowed:'
        ),
        Breach(
            "project-policy",
            "policyData",
            policy("roles/compute.viewer", GROUP, OF_NODES),
            'bindings[0].role is "roles/compute.viewer"',
        ),
    ),
    "forbid-exempted-members-of-audit-logs-on-gcp": (
        Breach(
            "audit",
            "auditLogConfigs.0.exemptedMembers",
            ["user:someone@example.com"],
            "exemptedMembers is a list; allowed: nobody",
        ),
    ),
    "require-customer-keys-for-logs-on-gcp": (
        Breach("logs-bucket", "cmekSettings", GONE, "cmekSettings.kmsKeyName is absent"),
    ),
    "require-kept-logs-on-gcp": (
        Breach("logs-bucket", "retentionDays", 7, "retentionDays is 7; allowed: at least 30 days"),
    ),
    "require-whole-log-sinks-on-gcp": (
        Breach("logs-sink", "disabled", True, "disabled is True; allowed: false"),
        Breach(
            "logs-sink", "exclusions", [{"name": "x", "filter": "y"}], "exclusions is a list; allowed: none"
        ),
    ),
    "require-routed-logs-on-gcp": (
        Breach("logs-sink", "filter", "severity>=ERROR", "takes its logs"),
        Breach("kept-cluster", "name", "other", 'a sink whose filter names "other"'),
    ),
    "require-customer-keys-for-secrets-on-gcp": (
        Breach("token", "replication.auto", {}, "auto.customerManagedEncryption.kmsKeyName is absent"),
        Breach(
            "token-here",
            "replication.userManaged.replicas.0.customerManagedEncryption",
            GONE,
            "customerManagedEncryption.kmsKeyName is absent",
        ),
    ),
    "require-customer-keys-for-images-on-gcp": (
        Breach("images", "kmsKeyName", GONE, "kmsKeyName is absent"),
    ),
    "require-immutable-images-on-gcp": (
        Breach("images", "dockerConfig.immutableTags", False, "dockerConfig.immutableTags is False"),
    ),
    "require-scanned-images-on-gcp": (
        Breach(
            "images",
            "vulnerabilityScanningConfig",
            {"enablementConfig": "DISABLED"},
            'enablementConfig is "DISABLED"',
        ),
    ),
    "require-customer-keys-for-file-systems-on-gcp": (
        Breach("files-filestore-scratch", "kmsKeyName", GONE, "kmsKeyName is absent"),
        Breach("fast", "kmsKey", GONE, "kmsKey is absent"),
    ),
    "restrict-clients-of-file-systems-on-gcp": (
        Breach("files-filestore-scratch", "fileShares.nfsExportOptions", [], "nfsExportOptions is empty"),
        Breach(
            "files-filestore-scratch",
            "fileShares.nfsExportOptions.0.ipRanges",
            ["10.0.0.0/8"],
            'is "10.0.0.0/8"; allowed: /16 or narrower',
        ),
        Breach(
            "files-filestore-scratch",
            "fileShares.nfsExportOptions.0.ipRanges",
            ["everywhere"],
            "a range of addresses is expected",
        ),
    ),
    "require-private-service-access-on-gcp": (
        Breach("files-filestore-scratch", "networks.0.connectMode", "DIRECT_PEERING", 'is "DIRECT_PEERING"'),
        Breach("ray-state", "connectMode", GONE, "connectMode is absent"),
    ),
    "forbid-public-databases-on-gcp": (
        Breach(
            "experiments", "settings.ipConfiguration.ipv4Enabled", True, "ipv4Enabled is True; allowed: false"
        ),
        Breach(
            "experiments",
            "settings.ipConfiguration.authorizedNetworks",
            [{"value": "0.0.0.0/0"}],
            "authorizedNetworks is a list; allowed: none",
        ),
    ),
    "require-tls-of-databases-on-gcp": (
        Breach(
            "experiments",
            "settings.ipConfiguration.sslMode",
            "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
            'sslMode is "ALLOW_UNENCRYPTED_AND_ENCRYPTED"',
        ),
        Breach("ray-state", "transitEncryptionMode", GONE, "transitEncryptionMode is absent"),
    ),
    "require-customer-keys-for-databases-on-gcp": (
        Breach("experiments", "encryptionKeyName", GONE, "encryptionKeyName is absent"),
        Breach("ray-state", "customerManagedKey", GONE, "customerManagedKey is absent"),
    ),
    "require-password-of-caches-on-gcp": (Breach("ray-state", "authEnabled", GONE, "authEnabled is absent"),),
}
