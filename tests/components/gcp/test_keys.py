"""Keys of the customer: one a use, replaced by itself, used by who acts for that use alone."""

from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest

from components.gcp.keys import GcpKeys, GcpKeysArgs
from components.topology.model import Encryption
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import KEY as BY_CUSTOMER
from tests.components.gcp.provisioned import made as of_plan
from tests.components.hosts.recording_engine import Registered

KEY, USER = "kms/cryptoKey:CryptoKey", "kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
STORES = recorded.document()["storage"]
IDENTITY = "projects/serviceIdentity:ServiceIdentity"


@cache
def made(
    rotation_s: int | None = None, environment: str = "development", files: bool = False
) -> dict[str, Registered]:
    topology = recorded.topology(environment=environment)
    topology = replace(topology, encryption=Encryption(key="customer", rotation_s=rotation_s))

    def program() -> list[pulumi.Output[str]]:
        kinds = frozenset({"lustre", "filestore"} if files else ())
        args = GcpKeysArgs(
            topology=topology, project=recorded.PROJECT, number=recorded.NUMBER, location=recorded.REGION,
            file_kinds=kinds,
        )  # fmt: skip
        return [*GcpKeys("keys", args).key_ids.values()]

    return recorded.made(program)


def users(found: dict[str, Registered], use: str) -> dict[str, str]:
    prefix = f"keys-user-{use}-"
    return {
        name.removeprefix(prefix): each.inputs["member"]
        for name, each in recorded.of_type(found, USER).items()
        if name.startswith(prefix)
    }


def test_every_use_has_a_key_of_its_own() -> None:
    found = recorded.of_type(made(), KEY)
    assert {each.inputs["name"] for each in found.values()} == {"storage", "secrets", "disks", "logs"}


@pytest.mark.parametrize(("asked", "told"), [(None, "7776000s"), (365 * 86400, "31536000s")])
def test_keys_are_replaced_by_themselves(asked: int | None, told: str) -> None:
    for each in recorded.of_type(made(asked), KEY).values():
        assert each.inputs["rotationPeriod"] == told
        assert each.inputs["destroyScheduledDuration"] == "2592000s", (
            "what was destroyed by mistake comes back"
        )


def test_each_service_uses_the_key_of_its_use_alone() -> None:
    found = made(files=True)
    number = recorded.NUMBER
    assert users(found, "secrets") == {
        "clusters": f"serviceAccount:service-{number}@container-engine-robot.iam.gserviceaccount.com"
    }
    assert users(found, "disks") == {
        "machines": f"serviceAccount:service-{number}@compute-system.iam.gserviceaccount.com"
    }
    of_files = users(found, "storage")
    assert of_files.pop("buckets")
    assert of_files == {
        "filestore": f"serviceAccount:service-{number}@cloud-filer.iam.gserviceaccount.com",
        "lustre": f"serviceAccount:service-{number}@gcp-sa-lustre.iam.gserviceaccount.com",
    }, "by the names that Google tells, since asking for one may answer with none"
    assert (
        users(found, "logs")["logs"]
        == f"serviceAccount:cmek-p{number}@gcp-sa-logging.iam.gserviceaccount.com"
    )
    roles = {each.inputs["role"] for each in recorded.of_type(found, USER).values()}
    assert roles == {"roles/cloudkms.cryptoKeyEncrypterDecrypter"}, "nobody may change a key who only uses it"


def services(found: dict[str, Registered]) -> set[str]:
    return {each.inputs["service"] for each in recorded.of_type(found, IDENTITY).values()}


def test_agents_are_asked_for_before_they_get_a_right_and_none_that_nobody_needs() -> None:
    assert services(made()) == {"compute.googleapis.com", "container.googleapis.com"}
    assert services(made(files=True)) - services(made()) == {"file.googleapis.com", "lustre.googleapis.com"}
    for name, each in recorded.of_type(made(files=True), USER).items():
        use = name.rpartition("-")[2]
        if use in ("clusters", "machines", "filestore", "lustre"):
            assert f"keys-agent-{use}" in each.depends_on, "a right of nobody is refused"


def test_whoever_takes_a_key_waits_until_rights_hold_everywhere() -> None:
    found = made(files=True)
    settled = {name: each for name, each in found.items() if each.type.endswith("Settling")}
    assert settled.keys() == {"keys-granted", "keys-granted-filestore", "keys-granted-lustre"}, (
        "a kind of file system that comes later is waited for then"
    )
    waited = {name for each in settled.values() for name in each.depends_on}
    assert waited >= recorded.of_type(found, USER).keys()
    assert all(each.inputs["cloud"] == "gcp" and each.inputs["made_s"] >= 120 for each in settled.values())
    for name, each in settled.items():
        assert len(each.inputs["of"]) == len(each.depends_on), (
            f"{name} waits again for a right that comes later"
        )


def whole() -> dict[str, Registered]:
    shared = {"name": "shared", "holds": "scratch", "kind": "filesystem", "size": "1TiB"}
    fast = {**shared, "name": "fast", "throughput": "4GiB/s"}
    return of_plan(**BY_CUSTOMER, storage=[*STORES, shared, fast])


@pytest.mark.parametrize(
    ("name", "waits"),
    [
        ("cluster-control-plane", {"keys-granted"}),
        ("pools-system", {"keys-granted"}),
        ("pools-train-data-on-demand-us-central1-a", {"keys-granted"}),
        ("storage-bucket-models", {"keys-granted"}),
        ("storage-access-logs", {"keys-granted"}),
        ("logs-bucket", {"keys-granted"}),
        ("files-filestore-shared", {"keys-granted-filestore"}),
        ("files-lustre-fast", {"keys-granted-lustre"}),
    ],
)
def test_whatever_has_a_key_is_made_once_its_service_may_use_it(name: str, waits: set[str]) -> None:
    found = whole()[name].depends_on
    assert {each for each in found if each.startswith("keys-granted")} == waits, "Google refuses it before"


def test_a_right_that_comes_later_leaves_known_what_was_there_before() -> None:
    found = whole()
    granted = {name for name, each in found.items() if each.type.endswith(("IAMMember", "Settling"))}
    unknown = {
        key
        for each in found.values()
        for key, sources in each.sources.items()
        if sources & granted and each.type.startswith("gcp:")
    }
    assert unknown == {"logging"}, (
        "keys and accounts that a preview does not know replace stores and node pools; where access logs go does not"
    )


def test_a_ring_is_named_anew_since_google_deletes_none() -> None:
    assert "name" not in made()["keys-ring"].inputs, "up after down would find the old ring in its way"


def test_keys_of_production_are_not_destroyed() -> None:
    kept = {name for name, each in made(environment="production").items() if each.protect}
    assert kept == {"keys-ring", *recorded.of_type(made(), KEY)}
    assert not any(each.protect for each in made().values())


def test_keys_tell_whose_they_are() -> None:
    labels: list[dict[str, Any]] = [each.inputs["labels"] for each in recorded.of_type(made(), KEY).values()]
    assert all(each["groundplan-plan"] == "digits" and each[recorded.MADE_BY] for each in labels)
