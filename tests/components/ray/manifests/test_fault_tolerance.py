"""The store for fault tolerance lets one user in, by TLS, and keeps no password in the open."""

import hashlib
from typing import Any

from components.ray.manifests.fault_tolerance import configuration, fault_tolerance_manifests, options, users
from tests.components.ray import plans_on_kubernetes as plans


def store() -> dict[str, Any]:
    manifests = fault_tolerance_manifests(plans.setting(plans.train()), plans.CREDENTIALS)
    return dict(manifests[-1])


def test_the_list_of_users_holds_a_digest_and_lets_nobody_else_in() -> None:
    text = users("a-password")
    assert "a-password" not in text
    assert hashlib.sha256(b"a-password").hexdigest() in text
    assert "user default off" in text.splitlines(), "who gives no name would get in"
    rules = text.splitlines()[1].split()
    assert rules.index("-@dangerous") > rules.index("+@keyspace"), (
        "later rules win: FLUSHALL is a command on keys"
    )


def test_nothing_is_said_in_the_clear() -> None:
    lines = dict(line.split(" ", 1) for line in configuration().splitlines())
    assert lines["port"] == "0", "a second door without TLS"
    assert lines["tls-port"] == "6379"
    assert options(plans.setting(plans.train()))["redisAddress"] == (
        "rediss://train-fault-tolerance.atlas-train.svc:6379"
    ), "the double s is what makes Ray speak TLS"


def test_what_is_written_survives_a_restart() -> None:
    lines = dict(line.split(" ", 1) for line in configuration().splitlines())
    assert lines["appendonly"] == "yes"
    assert lines["maxmemory-policy"] == "noeviction", "the store would forget actors to make room"
    (claim,) = store()["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["storageClassName"] == "atlas-clusters", "a class whose volumes are encrypted"


def test_its_volume_goes_with_its_cluster() -> None:
    policy = store()["spec"]["persistentVolumeClaimRetentionPolicy"]
    assert policy == {"whenDeleted": "Delete", "whenScaled": "Retain"}


def test_the_password_is_in_no_pod_of_it() -> None:
    pod = store()["spec"]["template"]["spec"]
    (volume,) = [one for one in pod["volumes"] if one["name"] == "users"]
    assert [item["key"] for item in volume["secret"]["items"]] == ["users.acl"]
    assert not any("secretKeyRef" in str(container.get("env")) for container in pod["containers"])


def test_network_policies_find_its_pods() -> None:
    labels = store()["spec"]["template"]["metadata"]["labels"]
    assert labels["groundplan-role"] == "fault-tolerance"
    assert "ray.io/node-type" not in labels, "it is no Ray node"
