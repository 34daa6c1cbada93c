"""Logs of a plan: in a place of their own, encrypted, with a term."""

from functools import cache

from components.gcp.logs import GcpLogs, GcpLogsArgs
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered


@cache
def made(key: str | None = "the-key", environment: str = "development") -> dict[str, Registered]:
    args = GcpLogsArgs(
        topology=recorded.topology(environment=environment), project=recorded.PROJECT, location=recorded.REGION,
        cluster_name="digits-abc", key=key,
    )  # fmt: skip
    return recorded.made(lambda: GcpLogs("logs", args).bucket_id)


def test_logs_are_encrypted_by_the_customers_key() -> None:
    assert made()["logs-bucket"].inputs["cmekSettings"] == {"kmsKeyName": "the-key"}
    assert "cmekSettings" not in made(None)["logs-bucket"].inputs


def test_what_the_cluster_and_the_network_log_goes_there() -> None:
    sink = made()["logs-sink"].inputs
    bucket = made()["logs-bucket"].inputs["bucketId"]
    place = f"projects/{recorded.PROJECT}/locations/{recorded.REGION}/buckets/{bucket}"
    assert sink["destination"] == f"logging.googleapis.com/{place}"
    for part in ('cluster_name="digits-abc"', "gce_subnetwork", "nat_gateway"):
        assert part in sink["filter"], "nothing of the plan's own is left where Google's key encrypts"


def test_in_production_logs_stay_a_year() -> None:
    bucket = made(environment="production")["logs-bucket"]
    assert bucket.inputs["retentionDays"] == 365 and bucket.protect
    assert made()["logs-bucket"].inputs["retentionDays"] == 30
