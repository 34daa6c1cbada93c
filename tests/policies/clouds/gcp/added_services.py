"""More sound resources that a user plausibly adds: clusters, managed services and rights."""

from tests.policies.breach import Added
from tests.policies.clouds.gcp.added import ACCOUNT, KEY, LABELS, NETWORK, SUBNET

GUARDED_CLUSTER = {
    "anonymousAuthenticationConfig": {"mode": "LIMITED"},
    "costManagementConfig": {"enabled": True},
    "databaseEncryption": {"keyName": KEY, "state": "ENCRYPTED"},
    "deletionProtection": True,
    "location": "us-central1",
    "loggingConfig": {
        "enableComponents": ["APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "SYSTEM_COMPONENTS", "WORKLOADS"]
    },
    "maintenancePolicy": {"dailyMaintenanceWindow": {"startTime": "03:00"}},
    "masterAuthorizedNetworksConfig": {
        "gcpPublicCidrsAccessEnabled": False,
        "privateEndpointEnforcementEnabled": True,
    },
    "monitoringConfig": {"enableComponents": ["SYSTEM_COMPONENTS", "POD"]},
    "network": NETWORK,
    "privateClusterConfig": {"enablePrivateEndpoint": True, "enablePrivateNodes": True},
    "rbacBindingConfig": {
        "enableInsecureBindingSystemAuthenticated": False,
        "enableInsecureBindingSystemUnauthenticated": False,
    },
    "releaseChannel": {"channel": "STABLE"},
    "resourceLabels": LABELS,
    "securityPostureConfig": {"mode": "BASIC"},
    "subnetwork": SUBNET,
}
CLUSTERS = (
    Added(
        type="gcp:container/cluster:Cluster",
        name="kept-cluster",
        protect=True,
        inputs={
            **GUARDED_CLUSTER,
            "clusterAutoscaling": {
                "enabled": True,
                "resourceLimits": [
                    {"resourceType": "cpu", "maximum": 512},
                    {"resourceType": "memory", "maximum": 2048},
                ],
            },
            "datapathProvider": "ADVANCED_DATAPATH",
            "enableIntranodeVisibility": True,
            "name": "kept",
            "nodeConfig": {
                "bootDiskKmsKey": KEY,
                "serviceAccount": ACCOUNT,
                "shieldedInstanceConfig": {"enableSecureBoot": True},
                "workloadMetadataConfig": {"mode": "GKE_METADATA"},
            },
            "removeDefaultNodePool": True,
            "nodePoolDefaults": {"nodeConfigDefaults": {"insecureKubeletReadonlyPortEnabled": "FALSE"}},
            "workloadIdentityConfig": {"workloadPool": "simulated-project.svc.id.goog"},
        },
    ),
    Added(
        type="gcp:container/cluster:Cluster",
        name="autopilot",
        protect=True,
        inputs={**GUARDED_CLUSTER, "enableAutopilot": True, "name": "autopilot"},
    ),
)
SERVICES = (
    Added(
        type="gcp:lustre/instance:Instance",
        name="fast",
        protect=True,
        inputs={"capacityGib": "18000", "kmsKey": KEY, "labels": LABELS, "network": NETWORK},
    ),
    Added(
        type="gcp:parallelstore/instance:Instance",
        name="faster",
        protect=True,
        inputs={"capacityGib": "12000", "labels": LABELS, "network": NETWORK},
    ),
    Added(
        type="gcp:sql/databaseInstance:DatabaseInstance",
        name="experiments",
        protect=True,
        inputs={
            "databaseVersion": "POSTGRES_17",
            "encryptionKeyName": KEY,
            "settings": {
                "availabilityType": "REGIONAL",
                "backupConfiguration": {"enabled": True, "pointInTimeRecoveryEnabled": True},
                "deletionProtectionEnabled": True,
                "ipConfiguration": {
                    "ipv4Enabled": False,
                    "privateNetwork": NETWORK,
                    "sslMode": "ENCRYPTED_ONLY",
                },
                "tier": "db-custom-2-8192",
                "userLabels": LABELS,
            },
        },
    ),
    Added(
        type="gcp:redis/instance:Instance",
        name="ray-state",
        inputs={
            "authEnabled": True,
            "connectMode": "PRIVATE_SERVICE_ACCESS",
            "customerManagedKey": KEY,
            "labels": LABELS,
            "memorySizeGb": 5,
            "tier": "STANDARD_HA",
            "transitEncryptionMode": "SERVER_AUTHENTICATION",
        },
    ),
    Added(
        type="gcp:artifactregistry/repository:Repository",
        name="images",
        inputs={
            "cleanupPolicies": [{"id": "old", "action": "DELETE", "condition": {"olderThan": "7776000s"}}],
            "dockerConfig": {"immutableTags": True},
            "format": "DOCKER",
            "kmsKeyName": KEY,
            "labels": LABELS,
        },
    ),
    Added(
        type="gcp:secretmanager/secret:Secret",
        name="token",
        inputs={
            "labels": LABELS,
            "replication": {"auto": {"customerManagedEncryption": {"kmsKeyName": KEY}}},
            "secretId": "token",
        },
    ),
    Added(
        type="gcp:secretmanager/secret:Secret",
        name="token-here",
        inputs={
            "labels": LABELS,
            "replication": {
                "userManaged": {
                    "replicas": [
                        {"location": "us-central1", "customerManagedEncryption": {"kmsKeyName": KEY}}
                    ]
                }
            },
            "secretId": "token-here",
        },
    ),
    Added(
        type="gcp:compute/sSLPolicy:SSLPolicy",
        name="tls",
        inputs={"minTlsVersion": "TLS_1_2", "profile": "MODERN"},
    ),
)
RIGHTS = (
    Added(
        type="gcp:serviceaccount/key:Key",
        name="uploaded-key",
        inputs={"serviceAccountId": ACCOUNT, "publicKeyData": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"},
    ),
    Added(
        type="gcp:projects/iAMBinding:IAMBinding",
        name="observers",
        inputs={"members": ["group:ml-platform@example.com"], "role": "roles/monitoring.viewer"},
    ),
    Added(
        type="gcp:projects/iAMAuditConfig:IAMAuditConfig",
        name="audit",
        inputs={"auditLogConfigs": [{"logType": "DATA_READ"}], "service": "allServices"},
    ),
)
