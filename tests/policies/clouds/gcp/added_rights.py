"""Sound policies of whole things that a user plausibly adds in Google Cloud: rights in the form that no example has."""

import json

from tests.policies.breach import Added

PODS = (
    "principal://iam.googleapis.com/projects/000000000000/locations/global/workloadIdentityPools/"
    "simulated-project.svc.id.goog/subject/ns"
)
PROMOTION, TRAIN = f"{PODS}/atlas-serve/sa/promotion", f"{PODS}/atlas-train/sa/train"
GROUP = "group:ml-platform@example.com"


def policy(role: str, *members: str) -> str:
    """Return the text of a policy with one role, as `organizations.getIAMPolicy` makes it."""
    return json.dumps({"bindings": [{"role": role, "members": list(members)}]})


WHOLE_POLICIES = (
    Added(
        type="gcp:projects/iAMPolicy:IAMPolicy",
        name="project-policy",
        inputs={"policyData": policy("roles/monitoring.viewer", GROUP)},
    ),
    Added(
        type="gcp:storage/bucketIAMPolicy:BucketIAMPolicy",
        name="models-policy",
        inputs={"bucket": "models", "policyData": policy("roles/storage.objectUser", PROMOTION)},
        refers_to={"bucket": ("storage-bucket-models",)},
    ),
    Added(
        type="gcp:storage/bucketIAMBinding:BucketIAMBinding",
        name="models-writers",
        inputs={"bucket": "models", "role": "roles/storage.objectUser", "members": [PROMOTION]},
        refers_to={"bucket": ("storage-bucket-models",)},
    ),
    Added(
        type="gcp:kms/keyRingIAMPolicy:KeyRingIAMPolicy",
        name="ring-policy",
        inputs={"policyData": policy("roles/cloudkms.viewer", GROUP)},
    ),
)

OF_TRAINING = (
    Added(
        type="gcp:secretmanager/secretIamMember:SecretIamMember",
        name="secret-reader",
        inputs={"secretId": "lab", "role": "roles/secretmanager.secretAccessor", "member": TRAIN},
    ),
    Added(
        type="gcp:serviceaccount/iAMMember:IAMMember",
        name="account-user",
        inputs={
            "serviceAccountId": "lab",
            "role": "roles/iam.workloadIdentityUser",
            "member": "serviceAccount:simulated-project.svc.id.goog[atlas-train/train]",
        },
    ),
    Added(
        type="gcp:pubsub/topicIAMMember:TopicIAMMember",
        name="topic-writer",
        inputs={"topic": "lab", "role": "roles/pubsub.publisher", "member": TRAIN},
    ),
)
