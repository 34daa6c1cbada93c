"""Sound resources of Google Cloud that a user plausibly adds, all of them in production."""

from tests.policies.breach import Added

KEY = "projects/simulated-project/locations/us-central1/keyRings/kept/cryptoKeys/kept"
NETWORK = "projects/simulated-project/networks/atlas-e3b0c4"
SUBNET = "projects/simulated-project/regions/us-central1/subnetworks/atlas-system-e3b0c4"
ACCOUNT = "bastion@simulated-project.iam.gserviceaccount.com"
LABELS = {
    "groundplan-owner": "ml-platform",
    "groundplan-plan": "atlas",
    "groundplan-environment": "production",
}
CLOSED_BUCKET = {
    "encryption": {"defaultKmsKeyName": KEY},
    "forceDestroy": False,
    "location": "us-central1",
    "publicAccessPrevention": "enforced",
    "uniformBucketLevelAccess": True,
}

KEPT = (
    Added(
        type="gcp:storage/bucket:Bucket",
        name="kept-logs",
        protect=True,
        inputs={
            **CLOSED_BUCKET,
            "labels": {**LABELS, "groundplan-holds": "logs"},
            "lifecycleRules": [{"action": {"type": "Delete"}, "condition": {"age": 365}}],
            "name": "kept-logs",
            "retentionPolicy": {"retentionPeriod": "31536000"},
        },
    ),
    Added(
        type="gcp:storage/bucket:Bucket",
        name="kept-models",
        protect=True,
        inputs={
            **CLOSED_BUCKET,
            "labels": {**LABELS, "groundplan-holds": "models"},
            "lifecycleRules": [
                {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 7}},
                {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": 30}},
            ],
            "logging": {"logBucket": "kept-logs"},
            "name": "kept-models",
            "versioning": {"enabled": True},
        },
        refers_to={"logging": ("kept-logs",)},
    ),
    Added(type="gcp:kms/keyRing:KeyRing", name="kept-ring", protect=True, inputs={"location": "us-central1"}),
    Added(
        type="gcp:kms/cryptoKey:CryptoKey",
        name="kept-key",
        protect=True,
        inputs={"keyRing": "kept-ring", "labels": LABELS, "name": "kept", "rotationPeriod": "7776000s"},
        refers_to={"keyRing": ("kept-ring",)},
    ),
    Added(
        type="gcp:kms/cryptoKey:CryptoKey",
        name="signing-key",
        protect=True,
        inputs={"keyRing": "kept-ring", "labels": LABELS, "name": "signing", "purpose": "ASYMMETRIC_SIGN"},
        refers_to={"keyRing": ("kept-ring",)},
    ),
    Added(
        type="gcp:logging/projectBucketConfig:ProjectBucketConfig",
        name="kept-log-bucket",
        protect=True,
        inputs={"bucketId": "kept", "cmekSettings": {"kmsKeyName": KEY}, "retentionDays": 365},
        refers_to={"cmekSettings": ("kept-key",)},
    ),
    Added(
        type="gcp:logging/projectSink:ProjectSink",
        name="kept-sink",
        inputs={
            "destination": "logging.googleapis.com/projects/simulated-project/locations/us-central1/buckets/kept",
            "filter": " OR ".join(
                f'resource.labels.{key}="{name}"'
                for key, name in (
                    ("cluster_name", "kept"),
                    ("cluster_name", "autopilot"),
                    ("gateway_name", "nat-europe"),
                )
            ),
        },
    ),
    Added(
        type="gcp:compute/routerNat:RouterNat",
        name="nat-europe",
        inputs={
            "enableDynamicPortAllocation": True,
            "enableEndpointIndependentMapping": False,
            "logConfig": {"enable": True, "filter": "ALL"},
            "name": "nat-europe",
            "region": "europe-west4",
        },
    ),
)
"""Stores, keys and logs of production."""

MACHINES = (
    Added(
        type="gcp:compute/instance:Instance",
        name="bastion",
        inputs={
            "bootDisk": {"kmsKeySelfLink": KEY, "initializeParams": {"image": "cos-cloud/cos-stable"}},
            "labels": LABELS,
            "machineType": "e2-small",
            "metadata": {"enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE"},
            "networkInterfaces": [{"subnetwork": SUBNET}],
            "serviceAccount": {"email": ACCOUNT, "scopes": ["cloud-platform"]},
            "shieldedInstanceConfig": {"enableSecureBoot": True},
        },
    ),
    Added(
        type="gcp:compute/instanceTemplate:InstanceTemplate",
        name="runners",
        inputs={
            "disks": [{"sourceImage": "cos-cloud/cos-stable", "diskEncryptionKey": {"kmsKeySelfLink": KEY}}],
            "machineType": "e2-small",
            "metadata": {"enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE"},
            "networkInterfaces": [{"network": NETWORK}],
            "serviceAccount": {"email": ACCOUNT, "scopes": ["cloud-platform"]},
            "shieldedInstanceConfig": {"enableSecureBoot": True},
        },
    ),
    Added(
        type="gcp:compute/disk:Disk",
        name="cache-disk",
        inputs={"diskEncryptionKey": {"kmsKeySelfLink": KEY}, "labels": LABELS, "size": 500},
    ),
)
"""Machines beside the cluster."""
