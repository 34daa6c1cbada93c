"""What the rules of the cost pack about Google Cloud let pass on purpose."""

from policies.judge.types_of_gcp import BUCKET
from tests.policies.breach import Added
from tests.policies.clouds.gcp.alone import found

RULE = "require-end-of-uploads-on-gcp"
MODELS = Added(
    type=BUCKET,
    name="models",
    inputs={
        "name": "models",
        "logging": {"logBucket": "kept"},
        "lifecycleRules": [{"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 7}}],
    },
    refers_to={"logging": ("kept",)},
)


def test_bucket_that_holds_logs_alone_keeps_no_uploads() -> None:
    kept = Added(type=BUCKET, name="kept", inputs={"name": "kept", "labels": {"groundplan-holds": "logs"}})
    assert found(RULE, kept, MODELS) == [], "Google alone writes into it"


def test_bucket_that_takes_logs_and_says_nothing_may_get_uploads_too() -> None:
    kept = Added(type=BUCKET, name="kept", inputs={"name": "kept"})
    assert found(RULE, kept, MODELS)
