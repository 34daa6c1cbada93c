"""What is broken of Google Cloud: encryption, exposure, rights, logs and protection, property by property."""

from tests.policies.breach import GONE, PROTECT, WHOLE
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.relational import Other, Rewritten

FIREWALL = "gcp:compute/firewall:Firewall"
SUBNET = "gcp:compute/subnetwork:Subnetwork"
CLUSTER = "gcp:container/cluster:Cluster"
POOL = "gcp:container/nodePool:NodePool"
FILES = "gcp:filestore/instance:Instance"
KEY = "gcp:kms/cryptoKey:CryptoKey"
KEY_MEMBER = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
LOGS = "gcp:logging/projectBucketConfig:ProjectBucketConfig"
PROJECT_MEMBER = "gcp:projects/iAMMember:IAMMember"
BUCKET = "gcp:storage/bucket:Bucket"
BUCKET_MEMBER = "gcp:storage/bucketIAMMember:BucketIAMMember"
NODE = "nodeConfig"
SERVE = "identity-right-serve-models-.*"
APART = "network-firewall-(serving-to-training|training-to-serving)"

MUTATIONS = (
    Mutation(FIREWALL, "sourceRanges", ["0.0.0.0/0"], where={"denies": None}),
    Mutation(FIREWALL, "logConfig", GONE),
    Mutation("gcp:compute/network:Network", "autoCreateSubnetworks", True),
    Mutation("gcp:compute/network:Network", "deleteDefaultRoutesOnCreate", False),
    Mutation("gcp:compute/routerNat:RouterNat", "logConfig.enable", False),
    Mutation(SUBNET, "logConfig", GONE),
    Mutation(SUBNET, "logConfig.flowSampling", 0),
    Mutation(SUBNET, "privateIpGoogleAccess", False),
    Mutation(CLUSTER, "anonymousAuthenticationConfig.mode", "ENABLED"),
    Mutation(CLUSTER, "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic", True),
    Mutation(CLUSTER, "databaseEncryption.state", "DECRYPTED"),
    Mutation(CLUSTER, "databaseEncryption.keyName", GONE),
    Mutation(CLUSTER, "databaseEncryption", GONE),
    Mutation(CLUSTER, "datapathProvider", "LEGACY_DATAPATH"),
    Mutation(CLUSTER, "deletionProtection", False),
    Mutation(CLUSTER, "enableIntranodeVisibility", False),
    Mutation(CLUSTER, "enableLegacyAbac", True),
    Mutation(CLUSTER, "enableShieldedNodes", False),
    Mutation(CLUSTER, "loggingConfig.enableComponents", ["SYSTEM_COMPONENTS"]),
    Mutation(CLUSTER, "loggingConfig", GONE),
    Mutation(CLUSTER, "masterAuth.clientCertificateConfig.issueClientCertificate", True),
    Mutation(CLUSTER, "masterAuthorizedNetworksConfig.cidrBlocks.*.cidrBlock", "0.0.0.0/0"),
    Mutation(CLUSTER, "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled", True),
    Mutation(CLUSTER, "masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled", False),
    Mutation(CLUSTER, "masterAuthorizedNetworksConfig", GONE),
    Mutation(CLUSTER, "minMasterVersion", "1.28"),
    Mutation(CLUSTER, "monitoringConfig", GONE),
    Mutation(CLUSTER, "nodePoolDefaults.nodeConfigDefaults.insecureKubeletReadonlyPortEnabled", "TRUE"),
    Mutation(CLUSTER, "privateClusterConfig.enablePrivateEndpoint", False),
    Mutation(CLUSTER, "privateClusterConfig.enablePrivateNodes", False),
    Mutation(CLUSTER, "privateClusterConfig", GONE),
    Mutation(CLUSTER, "rbacBindingConfig.enableInsecureBindingSystemAuthenticated", True),
    Mutation(CLUSTER, "rbacBindingConfig.enableInsecureBindingSystemUnauthenticated", True),
    Mutation(CLUSTER, "releaseChannel.channel", "UNSPECIFIED"),
    Mutation(CLUSTER, "removeDefaultNodePool", False),
    Mutation(CLUSTER, "securityPostureConfig.mode", "DISABLED"),
    Mutation(CLUSTER, "serviceExternalIpsConfig.enabled", True),
    Mutation(CLUSTER, "workloadIdentityConfig", GONE),
    *(
        mutation
        for kind in (CLUSTER, POOL)
        for mutation in (
            Mutation(kind, f"{NODE}.bootDiskKmsKey", GONE),
            Mutation(kind, f"{NODE}.metadata.disable-legacy-endpoints", "false"),
            Mutation(kind, f"{NODE}.serviceAccount", GONE),
            Mutation(kind, f"{NODE}.shieldedInstanceConfig.enableIntegrityMonitoring", False),
            Mutation(kind, f"{NODE}.shieldedInstanceConfig.enableSecureBoot", False),
            Mutation(kind, f"{NODE}.workloadMetadataConfig.mode", "GCE_METADATA"),
        )
    ),
    Mutation(POOL, "autoscaling.totalMaxNodeCount", 5000),
    Mutation(POOL, "management.autoRepair", False),
    Mutation(POOL, "management.autoUpgrade", False),
    Mutation(POOL, "networkConfig.enablePrivateNodes", False),
    Mutation(POOL, f"{NODE}.kubeletConfig.insecureKubeletReadonlyPortEnabled", "TRUE"),
    Mutation(POOL, f"{NODE}.imageType", "UBUNTU"),
    Mutation(POOL, f"{NODE}.localSsdEncryptionMode", "STANDARD_ENCRYPTION"),
    Mutation("gcp:dns/managedZone:ManagedZone", "visibility", "public"),
    Mutation(FILES, "deletionProtectionEnabled", False),
    Mutation(FILES, "fileShares.nfsExportOptions.*.ipRanges", ["0.0.0.0/0"]),
    Mutation(FILES, "kmsKeyName", GONE),
    Mutation(KEY, "destroyScheduledDuration", "86400s"),
    Mutation(KEY, "rotationPeriod", GONE),
    Mutation(KEY, "rotationPeriod", "315360000s"),
    Mutation(KEY, PROTECT, False),
    Mutation(KEY_MEMBER, "member", "allAuthenticatedUsers"),
    Mutation(KEY_MEMBER, "role", "roles/cloudkms.admin"),
    Mutation(LOGS, "cmekSettings", GONE),
    Mutation(LOGS, "retentionDays", 1),
    Mutation(PROJECT_MEMBER, "member", "allUsers"),
    Mutation(PROJECT_MEMBER, "role", "roles/owner"),
    Mutation(PROJECT_MEMBER, "role", "roles/editor"),
    Mutation(BUCKET, "encryption", GONE),
    Mutation(BUCKET, "lifecycleRules", GONE),
    Mutation(BUCKET, "logging", GONE),
    Mutation(BUCKET, "publicAccessPrevention", "inherited"),
    Mutation(BUCKET, "retentionPolicy.retentionPeriod", 1),
    Mutation(BUCKET, "softDeletePolicy.retentionDurationSeconds", 0),
    Mutation(BUCKET, "uniformBucketLevelAccess", False),
    Mutation(BUCKET_MEMBER, "member", "allUsers"),
    Mutation(BUCKET_MEMBER, "role", "roles/storage.admin"),
    Mutation("gcp:logging/projectSink:ProjectSink", WHOLE, GONE),
    Mutation(BUCKET_MEMBER, "role", Other("identity-right-promotion-models-.*"), named=SERVE),
    Mutation(
        BUCKET_MEMBER,
        "role",
        Other("identity-right-train-checkpoints-.*"),
        named="identity-right-train-datasets-.*",
    ),
    Mutation(BUCKET_MEMBER, "bucket", Other("identity-right-(train|registry)-.*"), named=SERVE),
    Mutation(BUCKET_MEMBER, "bucket", Other(SERVE), named="identity-right-train-.*"),
    Mutation(BUCKET_MEMBER, "member", Other(SERVE), named="identity-right-(train|registry|promotion)-.*"),
    Mutation(
        BUCKET_MEMBER,
        "member",
        Other("identity-right-train-datasets-.*"),
        named="identity-right-.*-models-.*",
    ),
    Mutation(
        BUCKET_MEMBER, "member", Rewritten("workloadIdentityPools/[^.]+", "workloadIdentityPools/stranger")
    ),
    Mutation(FIREWALL, WHOLE, GONE, named=APART),
    Mutation(FIREWALL, "disabled", True, adds=True, named=APART),
    Mutation(FIREWALL, "priority", Other("network-firewall-in-(training|serving)"), named=APART),
    Mutation(FIREWALL, "sourceRanges", Other("network-firewall-(serving|training)-to-.*"), named=APART),
    Mutation(FIREWALL, "destinationRanges", Other("network-firewall-(serving|training)-to-.*"), named=APART),
    Mutation(POOL, "networkConfig", Other("pools-train-.*"), named="pools-serve-.*"),
    Mutation(POOL, "nodeConfig", Other("pools-train-head-.*"), named="pools-serve-.*"),
    Mutation(BUCKET, "logging.logBucket", Other("storage-bucket-.*", "name")),
    Mutation(BUCKET, "encryption", Other("storage-access-logs"), named="storage-bucket-.*"),
    Mutation(KEY_MEMBER, "member", Other("identity-right-train-datasets-.*", "member", BUCKET_MEMBER)),
)
