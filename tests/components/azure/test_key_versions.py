"""A version of a key that Azure has replaced, and that is still in use, is told with the command that ends it."""

from collections.abc import Iterator

import pytest

from components.azure import key_versions
from components.azure.account import Account
from components.topology.asking import CannotAsk
from tests.clouds.provisioned import made
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api

RESOURCES = [(each.type, each.inputs) for each in made("azure").own().values()]
USED = sorted({*key_versions.in_use(RESOURCES)})


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def outdated(api: SimulatedApi, newest: dict[str, str]) -> tuple[str, ...]:
    """Return what is told where keys have these versions by now."""
    for each in USED:
        address = f"https://vault/keys/{each.key}/{newest.get(each.key, each.version)}"
        api.replies[f"{each.vault_id}/keys/{each.key}"] = lambda _, address=address: {
            "properties": {"keyUri": address.rpartition("/")[0], "keyUriWithVersion": address}
        }
    account = Account(subscription="ours", token=lambda: TOKEN, address=api.address)
    return key_versions.outdated_by(account, USED)


def test_those_who_take_no_newer_version_by_themselves_are_asked_about() -> None:
    assert {(each.what, each.key) for each in USED} == {
        ("the cluster's secrets", "keys-key-secrets"), ("a file system", "keys-key-files"),
    }, "buckets, disks and logs take the newest"  # fmt: skip


def test_the_newest_in_use_is_nothing_to_tell(api: SimulatedApi) -> None:
    assert outdated(api, {}) == ()


def test_a_newer_version_is_told_with_the_command(api: SimulatedApi) -> None:
    (said,) = outdated(api, {"keys-key-secrets": "2"})
    assert said.startswith(
        "the cluster's secrets: version 1 of key keys-key-secrets of vault keys-vault is in use"
    )
    assert said.endswith("Azure has made 2; run `pulumi up --refresh`, which tells it")


def test_a_key_that_may_not_be_read_is_a_sentence(api: SimulatedApi) -> None:
    api.first = [(403, {})]
    with pytest.raises(CannotAsk, match="Azure answers 403"):
        outdated(api, {})


def test_a_stack_without_keys_of_its_own_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_versions, "open_account", lambda *_given: pytest.fail("asked"))
    plain = [("azure-native:containerservice:ManagedCluster", {"securityProfile": {}})]
    assert key_versions.outdated({}.get, plain) == ()
