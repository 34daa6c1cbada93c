"""Logs of a plan: in a place of their own, encrypted, with a term."""

from functools import cache

from components.gcp.logs import GcpLogs, GcpLogsArgs
from components.gcp.names import is_own
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import made as of_plan
from tests.components.hosts.recording_engine import Registered


@cache
def made(
    key: str | None = "the-key", environment: str = "development", incarnation: str = "1048576"
) -> dict[str, Registered]:
    args = GcpLogsArgs(
        topology=recorded.topology(environment=environment), project=recorded.PROJECT, location=recorded.REGION,
        cluster_name="digits-abc", incarnation=incarnation, key=key,
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


def test_up_after_down_finds_no_deleted_bucket_in_its_way() -> None:
    first, second = (made(incarnation=digits)["logs-bucket"].inputs["bucketId"] for digits in ("1", "2"))
    assert first != second, "Google keeps the name of a deleted one for seven days"
    topology = recorded.topology()
    assert is_own(first, topology.name, topology.made_by), "and so `audit` knows it as the stack's"
    found = of_plan()["logs-bucket"].inputs["bucketId"]
    assert recorded.UNIQUE in found and len(found) <= 63
