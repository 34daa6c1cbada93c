"""Buckets as AWS is told of them: encrypted, closed, over TLS, logged, and cleaned of what nobody keeps."""

import json
from functools import cache
from typing import Any

import pytest

from components.aws.storage import LOGS, AwsStorage, AwsStorageArgs
from components.holding import GIVEN_UP
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered

KEY = f"arn:aws:kms:us-east-1:{recorded.ACCOUNT}:key/storage"
STORES = [
    {"name": "datasets", "holds": "datasets", "size": "1TiB"},
    {"name": "checkpoints", "holds": "checkpoints", "size": "1TiB", "keep": "36h"},
    {"name": "models", "holds": "models", "size": "1TiB", "versions": 50},
]


@cache
def made(
    key: str | None = KEY, environment: str = "development", backwards: bool = False
) -> dict[str, Registered]:
    stores = STORES[::-1] if backwards else STORES
    args = AwsStorageArgs(
        topology=recorded.topology(storage=stores, environment=environment), location=recorded.REGION,
        account_id=recorded.ACCOUNT, owner="ada-laptop-local", key=key,
    )  # fmt: skip
    return recorded.made(lambda: AwsStorage("storage", args) and None)


def buckets(resources: dict[str, Registered]) -> dict[str, Registered]:
    return recorded.of_type(resources, "s3/bucket:Bucket")


def rules(store: str) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in made()[f"storage-lifecycle-{store}"].inputs["rules"]}


def test_no_bucket_is_open_to_the_public() -> None:
    for name in buckets(made()):
        closed = made()[name.replace("storage-", "storage-closed-")].inputs
        assert (
            all(closed[each] for each in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls"))
            and closed["restrictPublicBuckets"]
        )


def test_stores_are_encrypted_by_the_customers_key_and_ask_it_seldom() -> None:
    for store in STORES:
        (rule,) = made()[f"storage-encryption-{store['name']}"].inputs["rules"]
        assert rule["applyServerSideEncryptionByDefault"] == {
            "sseAlgorithm": "aws:kms",
            "kmsMasterKeyId": KEY,
        }
        assert rule["bucketKeyEnabled"] is True, "a call of KMS for each object costs more than the object"


def test_stores_are_encrypted_where_the_platform_keeps_the_keys() -> None:
    (rule,) = made(None)["storage-encryption-models"].inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


def test_logs_are_encrypted_by_s3_since_they_are_written_to_no_other_bucket() -> None:
    (rule,) = made()[f"storage-encryption-{LOGS}"].inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


@pytest.mark.parametrize("store", ["models", LOGS])
def test_nobody_asks_without_tls(store: str) -> None:
    denied = {
        each["Sid"]: each
        for each in json.loads(made()[f"storage-policy-{store}"].inputs["policy"])["Statement"]
        if each["Effect"] == "Deny"
    }
    arn = f"arn:aws:s3:::id-of-storage-{store}"
    assert denied["OnlyTls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert denied["OnlyTls"]["Resource"] == [arn, f"{arn}/*"], "the bucket itself lists objects"


def test_the_use_of_every_store_is_logged() -> None:
    for store in STORES:
        logging = made()[f"storage-logging-{store['name']}"].inputs
        assert logging["targetBucket"] == made()[f"storage-{LOGS}"].inputs["bucket"]
        assert f"storage-policy-{LOGS}" in made()[f"storage-logging-{store['name']}"].depends_on, (
            "S3 refuses to log where its policy lets it write nothing yet"
        )


def test_what_is_older_than_a_store_keeps_goes_and_nothing_before() -> None:
    assert rules("checkpoints")["old"]["expiration"] == {"days": 2}, (
        "a day and a half is kept for two days, not one"
    )
    assert "old" not in rules("datasets")


def test_a_log_that_was_deleted_can_be_had_back_for_a_while() -> None:
    assert made()["storage-versions-access-logs"].inputs["versioningConfiguration"] == {"status": "Enabled"}
    rules = {each["id"]: each for each in made()["storage-lifecycle-access-logs"].inputs["rules"]}
    assert rules["former"]["noncurrentVersionExpiration"] == {"noncurrentDays": 30}, (
        "and is then gone for good"
    )
    assert rules["markers"]["expiration"] == {"expiredObjectDeleteMarker": True}, "nor does its marker stay"


def test_former_versions_are_kept_by_number() -> None:
    assert made()["storage-versions-models"].inputs["versioningConfiguration"] == {"status": "Enabled"}
    assert rules("models")["former"]["noncurrentVersionExpiration"] == {
        "noncurrentDays": 1, "newerNoncurrentVersions": 50,
    }  # fmt: skip


def test_production_keeps_its_stores_and_what_is_in_them() -> None:
    kept = buckets(made(environment="production"))
    assert all(each.protect and not each.inputs["forceDestroy"] for each in kept.values())
    assert not any(each.protect for each in buckets(made()).values())


def test_names_of_buckets_are_ones_that_s3_takes_and_differ_by_stack() -> None:
    for each in buckets(made()).values():
        name = each.inputs["bucket"]
        assert 3 <= len(name) <= 63 and name.replace("-", "").isalnum() and name == name.lower()
    args = AwsStorageArgs(
        topology=recorded.topology(), location=recorded.REGION, account_id=recorded.ACCOUNT, owner="bob", key=None
    )  # fmt: skip
    other = recorded.made(lambda: AwsStorage("storage", args) and None)
    assert other["storage-models"].inputs["bucket"] != made()["storage-models"].inputs["bucket"]


def test_stores_named_in_another_order_are_the_same() -> None:
    assert recorded.untold(made(backwards=True)) == recorded.untold(made())


def test_every_bucket_is_labelled_with_what_it_holds() -> None:
    tags = buckets(made())["storage-models"].inputs["tags"]
    assert (
        tags["groundplan-holds"] == "models"
        and tags["groundplan-plan"] == "digits"
        and recorded.MADE_BY in tags
    )
    assert buckets(made())["storage-access-logs"].inputs["tags"]["groundplan-holds"] == "logs", (
        "else a rule asks for a customer's key, with which S3 writes no logs"
    )


def test_what_is_given_up_by_its_name_goes_with_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GIVEN_UP, recorded.topology().name)
    given_up = buckets(made.__wrapped__(environment="production"))
    assert given_up and all(each.inputs["forceDestroy"] for each in given_up.values()), "those of logs too"
