"""What breaks each promise on Google Cloud."""

from tests.altered import GONE
from tests.clouds.breaking import PROTECT, WHOLE, Stray, breaks
from tests.clouds.provisioned import Made

CLUSTER, SYSTEM = "cluster-control-plane", "pools-system"
MODELS, MAY_READ = "storage-bucket-models", "identity-right-serve-models-atlas-serve"
MAY_WRITE = "identity-right-train-checkpoints-atlas-train"


def bucket_of_models(made: Made) -> str:
    return made.resources[MODELS].inputs["name"]


BREAKS = (
    breaks("encrypted", (MODELS, "encryption", GONE)),
    breaks("encrypted", ("storage-access-logs", "encryption", GONE)),
    breaks("encrypted", ("files-filestore-scratch", "kmsKeyName", GONE)),
    breaks("encrypted", ("files-lustre-fast", "kmsKey", "projects/example-project/CryptoKey/disks")),
    breaks("encrypted", ("logs-bucket", "cmekSettings", GONE)),
    breaks("encrypted", (CLUSTER, "databaseEncryption.state", "DECRYPTED")),
    breaks("encrypted", (CLUSTER, "nodeConfig.bootDiskKmsKey", GONE)),
    breaks("encrypted", (SYSTEM, "nodeConfig.bootDiskKmsKey", GONE)),
    breaks("encrypted", ("stray", WHOLE, Stray(type="gcp:compute/disk:Disk", inputs={}))),
    breaks("rotated", ("keys-key-disks", "rotationPeriod", GONE)),
    breaks("rotated", ("keys-key-logs", "rotationPeriod", "9999999s")),
    breaks("rotated", ("keys-key-secrets", WHOLE, GONE)),
    breaks("private", (SYSTEM, "networkConfig.enablePrivateNodes", False)),
    breaks("private", (CLUSTER, "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic", True)),
    breaks("private", (MODELS, "publicAccessPrevention", "inherited")),
    breaks("private", (MAY_READ, "member", "allUsers")),
    breaks("private", ("network-firewall-in-training", "sourceRanges", ["0.0.0.0/0"])),
    breaks("private", ("network-firewall-in-training", "sourceRanges", GONE)),
    breaks("private", ("stray", WHOLE, Stray(type="gcp:compute/address:Address", inputs={}))),
    breaks("api_server_as_planned", (CLUSTER, "privateClusterConfig.enablePrivateEndpoint", False)),
    breaks(
        "api_server_as_planned",
        (CLUSTER, "masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled", False),
    ),
    breaks("labelled", (MODELS, "labels.groundplan-stack", GONE)),
    breaks("labelled", (CLUSTER, "resourceLabels.groundplan-owner", GONE)),
    breaks("labelled", (SYSTEM, "nodeConfig.resourceLabels.groundplan-plan", "another")),
    breaks("rights_of_the_plan", (MAY_READ, WHOLE, GONE)),
    breaks("rights_of_the_plan", (MAY_READ, "role", "roles/storage.objectUser")),
    breaks("rights_of_the_plan", (MAY_READ, "role", "roles/storage.admin")),
    breaks("rights_of_the_plan", ("nodes-role-train", "role", "roles/storage.objectViewer")),
    breaks("rights_of_the_plan", ("storage-access-logs-writer", "role", "roles/storage.admin")),
    breaks("separated", (MAY_WRITE, "bucket", bucket_of_models)),
    breaks("separated", (MAY_READ, "role", "roles/storage.objectUser")),
    breaks("separated", ("network-firewall-training-to-serving", WHOLE, GONE)),
    breaks("separated", ("network-firewall-serving-to-training", "priority", 1001)),
    breaks("separated", ("network-firewall-serving-to-files", WHOLE, GONE)),
    breaks("kept_in_production", ("keys-key-storage", PROTECT, False)),
    breaks("kept_in_production", ("keys-ring", PROTECT, False)),
    breaks("kept_in_production", ("logs-bucket", PROTECT, False)),
    breaks("kept_in_production", (MODELS, "forceDestroy", True)),
    breaks("kept_in_production", (CLUSTER, "deletionProtection", False)),
    breaks("kept_in_production", ("files-filestore-scratch", "deletionProtectionEnabled", False)),
    breaks("hardened", (SYSTEM, "nodeConfig.workloadMetadataConfig.mode", "GCE_METADATA")),
    breaks("hardened", (SYSTEM, "nodeConfig.metadata", GONE)),
    breaks("hardened", (SYSTEM, "nodeConfig.serviceAccount", GONE)),
    breaks("hardened", (SYSTEM, "nodeConfig.kubeletConfig.insecureKubeletReadonlyPortEnabled", "TRUE")),
    breaks("hardened", (CLUSTER, "masterAuth.clientCertificateConfig.issueClientCertificate", True)),
    breaks("hardened", (CLUSTER, "enableLegacyAbac", True)),
    breaks("hardened", ("stray", WHOLE, Stray(type="gcp:serviceaccount/key:Key", inputs={}))),
    breaks(
        "near", ("pools-train-gpu-on-demand-us-central1-a", "nodeConfig.ephemeralStorageLocalSsdConfig", GONE)
    ),
)
