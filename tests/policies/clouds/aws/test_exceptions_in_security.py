"""What the rules of the security pack about AWS let pass on purpose is told by its use, not by its name."""

from typing import Any

import pytest

from policies.judge.types_of_aws import BUCKET_ENCRYPTIONS, BUCKET_LOGGINGS, BUCKET_POLICY, BUCKETS
from tests.policies.breach import Added
from tests.policies.clouds.aws.alone import found
from tests.policies.clouds.aws.texts import policy

KEY_RULE, LOG_RULE = "require-encrypted-buckets-on-aws", "require-access-logs-of-buckets-on-aws"


def bucket(name: str, **tags: str) -> Added:
    """Return a bucket that Amazon's own key encrypts."""
    return Added(type=BUCKETS[0], name=name, inputs={"bucket": name, "tags": tags})


def by_amazon(name: str) -> Added:
    """Return the encryption of a bucket by Amazon's own key."""
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]
    return Added(type=BUCKET_ENCRYPTIONS[0], name=f"{name}-key", inputs={"bucket": name, "rules": rules})


def logging(of: str, into: str) -> Added:
    """Return the logging of one bucket into another."""
    inputs: dict[str, Any] = {"bucket": of, "targetBucket": into}
    return Added(type=BUCKET_LOGGINGS[0], name=f"{of}-logging", inputs=inputs)


@pytest.mark.parametrize("rule", [KEY_RULE, LOG_RULE])
def test_bucket_that_takes_the_logs_of_others_is_excused(rule: str) -> None:
    kept = bucket("kept", **{"groundplan-holds": "logs"})
    texts = found(rule, kept, by_amazon("kept"), bucket("models"), logging("models", "kept"))
    assert not any('"kept"' in text for text in texts), texts


def test_bucket_that_takes_logs_and_says_nothing_is_excused_of_the_log_of_logs_alone() -> None:
    there = (bucket("kept"), by_amazon("kept"), bucket("models"), logging("models", "kept"))
    assert not any('"kept"' in text for text in found(LOG_RULE, *there)), "it would log its own log"
    assert any('"kept"' in text for text in found(KEY_RULE, *there)), "it may hold anything besides"


@pytest.mark.parametrize("rule", [KEY_RULE, LOG_RULE])
def test_bucket_that_is_called_one_of_logs_is_not_excused(rule: str) -> None:
    assert found(rule, bucket("access-logs"), by_amazon("access-logs"))


@pytest.mark.parametrize("rule", [KEY_RULE, LOG_RULE])
def test_bucket_that_takes_logs_and_holds_data_is_not_excused(rule: str) -> None:
    data = bucket("data", **{"groundplan-holds": "datasets"})
    assert found(rule, data, by_amazon("data"), bucket("models"), logging("models", "data"))


def test_bucket_that_takes_its_own_logs_alone_is_not_excused_from_a_key() -> None:
    assert found(KEY_RULE, bucket("models"), by_amazon("models"), logging("models", "models"))


def test_canonical_user_is_let_in_where_the_team_names_him() -> None:
    rule, own = "forbid-other-accounts-on-aws", "0123456789abcdef" * 4
    text = policy(Principal={"CanonicalUser": own}, Action="s3:GetObject", Resource="arn:aws:s3:::models/*")
    opened = Added(type=BUCKET_POLICY, name="opened", inputs={"bucket": "models", "policy": text})
    assert found(rule, opened), "no account stands in his name"
    assert found(rule, opened, accounts=[own]) == []
