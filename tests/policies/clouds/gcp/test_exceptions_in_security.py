"""What the rules of the security pack about Google Cloud let pass on purpose is told by its use, not by its name."""

from typing import Any

from policies.judge.types_of_gcp import BUCKET
from tests.policies.breach import Added
from tests.policies.clouds.gcp.alone import found

RULE = "require-logged-buckets-on-gcp"


def bucket(name: str, **inputs: Any) -> Added:
    """Return a bucket."""
    return Added(type=BUCKET, name=name, inputs={"name": name, **inputs}, refers_to={})


def logged(name: str, into: str, **inputs: Any) -> Added:
    """Return a bucket whose logs go into another."""
    logging = {"logBucket": into, **inputs}
    return Added(
        type=BUCKET, name=name, inputs={"name": name, "logging": logging}, refers_to={"logging": ("kept",)}
    )


def test_bucket_that_takes_the_logs_of_others_is_excused() -> None:
    assert found(RULE, bucket("kept"), logged("models", "kept")) == []


def test_bucket_that_is_called_one_of_logs_is_not_excused() -> None:
    assert found(RULE, bucket("access-logs"))


def test_bucket_that_takes_logs_and_holds_data_is_not_excused() -> None:
    data = bucket("kept", labels={"groundplan-holds": "datasets"})
    assert found(RULE, data, logged("models", "kept"))


def test_bucket_that_lends_no_more_than_its_name_is_not_excused() -> None:
    texts = found(RULE, bucket("kept"), logged("models", "others", logObjectPrefix="kept"))
    assert texts, "the logs go elsewhere; only their prefix comes from this bucket"
