"""What breaks the rules that keep training and serving apart in Google Cloud."""

from tests.policies.breach import GONE, WHOLE, Breach

SERVE = "identity-right-serve-models-atlas-serve"
TRAIN = "identity-right-train-datasets-atlas-train"
POOL = (
    "principal://iam.googleapis.com/projects/0/locations/global/workloadIdentityPools/lab.svc.id.goog/subject"
)
SERVES = f"{POOL}/ns/atlas-serve/sa/serve"
OLDER = "serviceAccount:lab.svc.id.goog[atlas-train/train]"
DENIAL, OTHER = "network-firewall-serving-to-training", "network-firewall-training-to-serving"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "restrict-rights-of-purposes-on-gcp": (
        Breach(
            SERVE,
            "role",
            "roles/storage.objectUser",
            'is serving\'s and has the role "roles/storage.objectUser"',
        ),
        Breach(SERVE, "bucket", "lab", 'that holds "datasets"', refers_to=("storage-bucket-datasets",)),
        Breach(SERVE, "bucket", "lab", "is serving's and is about no store of this stack"),
        Breach(TRAIN, "bucket", "lab", "training's and is about", refers_to=("storage-bucket-models",)),
        Breach(TRAIN, "member", SERVES, 'is serving\'s and is about "storage-bucket-datasets"'),
        Breach(
            TRAIN,
            "member",
            f"{POOL.removesuffix('/subject')}/namespace/atlas-serve",
            "is serving's and is about",
        ),
        Breach(
            TRAIN, "member", "serviceAccount:lab.svc.id.goog[atlas-serve/serve]", "is serving's and is about"
        ),
        Breach("nodes-images-train", "member", SERVES, "is serving's and is about no store of this stack"),
        Breach(
            "account-user", "member", SERVES, 'and has the role "roles/iam.workloadIdentityUser"; allowed'
        ),
        Breach("secret-reader", "member", SERVES, 'the role "roles/secretmanager.secretAccessor"; allowed: '),
        Breach("topic-writer", "member", SERVES, "is serving's and is about no store of this stack"),
    ),
    "forbid-pods-of-other-projects-on-gcp": (
        Breach(SERVE, "member", SERVES, 'member is of the pool "lab.svc.id.goog"; allowed: '),
        Breach("nodes-images-train", "member", SERVES, "member is of the pool"),
        Breach("account-user", "member", OLDER, 'member is of the pool "lab.svc.id.goog"; allowed: '),
        Breach("topic-writer", "member", SERVES, "member is of the pool"),
    ),
    "require-denials-between-purposes-on-gcp": (
        Breach(
            DENIAL, WHOLE, GONE, "of serving reaches 10.20.0.0/20 of training: no denial of it comes first"
        ),
        Breach(OTHER, WHOLE, GONE, "of training reaches 10.20.16.0/21 of serving"),
        Breach(DENIAL, "priority", 1000, "of serving reaches"),
        Breach(DENIAL, "disabled", True, "of serving reaches"),
        Breach(DENIAL, "sourceRanges", ["10.20.16.0/21"], "100.96.0.0/15 of serving reaches"),
        Breach(DENIAL, "denies", [{"protocol": "tcp", "ports": ["8265"]}], "of serving reaches"),
        Breach(DENIAL, "targetTags", ["lab"], "of serving reaches"),
    ),
    "forbid-pods-on-keys-on-gcp": (
        Breach("keys-user-disks-machines", "member", SERVES, "member is "),
        Breach(
            "keys-user-disks-machines", "member", "serviceAccount:lab.svc.id.goog[lab/train]", "which is pods"
        ),
    ),
    "forbid-logs-beside-data-on-gcp": (
        Breach(
            "storage-bucket-datasets",
            "logging",
            {"logBucket": "lab"},
            'logging.logBucket is "storage-bucket-models" that holds "models"',
            refers_to=("storage-bucket-models",),
        ),
        Breach("storage-access-logs", ("labels", "groundplan-holds"), "datasets", 'that holds "datasets"'),
    ),
}
