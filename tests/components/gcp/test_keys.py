"""Keys of the customer: one a use, replaced by itself, used by who acts for that use alone."""

from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest

from components.gcp.keys import GcpKeys, GcpKeysArgs
from components.topology.model import Encryption
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

KEY, USER = "kms/cryptoKey:CryptoKey", "kms/cryptoKeyIAMMember:CryptoKeyIAMMember"


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
    assert set(users(found, "storage")) == {"buckets", "filestore", "lustre"}
    assert (
        users(found, "logs")["logs"]
        == f"serviceAccount:cmek-p{number}@gcp-sa-logging.iam.gserviceaccount.com"
    )
    roles = {each.inputs["role"] for each in recorded.of_type(found, USER).values()}
    assert roles == {"roles/cloudkms.cryptoKeyEncrypterDecrypter"}, "nobody may change a key who only uses it"


def test_no_agent_is_made_for_file_systems_that_nobody_asks() -> None:
    assert not recorded.of_type(made(), "projects/serviceIdentity:ServiceIdentity")


def test_a_ring_is_named_anew_since_google_deletes_none() -> None:
    assert "name" not in made()["keys-ring"].inputs, "up after down would find the old ring in its way"


def test_keys_of_production_are_not_destroyed() -> None:
    kept = {name for name, each in made(environment="production").items() if each.protect}
    assert kept == {"keys-ring", *recorded.of_type(made(), KEY)}
    assert not any(each.protect for each in made().values())


def test_keys_tell_whose_they_are() -> None:
    labels: list[dict[str, Any]] = [each.inputs["labels"] for each in recorded.of_type(made(), KEY).values()]
    assert all(each["groundplan-plan"] == "digits" and each[recorded.MADE_BY] for each in labels)
