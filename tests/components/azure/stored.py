"""Programs that make keys, logs, stores and identities in a network, for the tests of each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from components.azure.identity import AzureIdentities, AzureIdentitiesArgs
from components.azure.keys import AzureKeys, AzureKeysArgs
from components.azure.logs import AzureLogs, AzureLogsArgs
from components.azure.lustre import sized
from components.azure.private_access import Where
from components.azure.storage import (
    AzureFileSystem,
    AzureFileSystemArgs,
    AzureObjectStore,
    AzureObjectStoreArgs,
)
from components.topology.model import Topology
from tests.components.azure import recorded
from tests.components.hosts.recording_engine import Registered

GROUP = "digits-local"
STORAGE = [
    {"name": "datasets", "holds": "datasets", "size": "1TiB"},
    {"name": "checkpoints", "holds": "checkpoints", "size": "1TiB", "keep": "90d"},
    {"name": "models", "holds": "models", "size": "1TiB", "versions": 50},
    {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "4800GiB", "throughput": "4GiB/s"},
]


def topology(**changed: Any) -> Topology:
    """Return a topology with every kind of store, its keys the customer's, with what the test changes."""
    return recorded.topology(
        **{"storage": STORAGE, "encryption": {"key": "customer", "rotation": "365d"}, **changed}
    )


def where(of: Topology) -> Where:
    return Where(
        topology=of, group=GROUP, subnet_id="/subnets/endpoints",
        dns_zone_ids={service: f"/zones/{service}" for service in ("blob", "dfs", "vault")},
    )  # fmt: skip


def key_args(of: Topology, place: Where) -> AzureKeysArgs:
    files = any(store.kind == "filesystem" for store in of.stores)
    return AzureKeysArgs(where=place, rotation_s=of.encryption.rotation_s, files=files)


def _program(of: Topology) -> Callable[[], None]:
    def program() -> None:
        place = where(of)
        owned = of.encryption.key == "customer"
        keys = AzureKeys("keys", key_args(of, place)) if owned else None
        key = keys.keys["storage"] if keys else None
        logs = AzureLogs(
            "logs",
            AzureLogsArgs(
                where=place, group_name=GROUP, key=keys.keys["logs"] if keys else None, network_id="/networks/ours",
                vault_ids=keys.vault_ids if keys else {},
            ),
        )  # fmt: skip
        if keys:
            keys.keep([logs])
        containers = {}
        for store in of.stores:
            if store.kind == "object":
                args = AzureObjectStoreArgs(
                    store=store, where=place, group_name=GROUP, key=key, logs_id=logs.account_id
                )
                containers[store.name] = AzureObjectStore(f"store-{store.name}", args).store_id
            elif size := sized(store.size_bytes, store.throughput_bytes_per_s):
                files = AzureFileSystemArgs(
                    store=store, topology=of, group=GROUP, subnet_id="/subnets/files", size=size, zone="1",
                    key=keys.keys["files"] if keys else None,
                )  # fmt: skip
                AzureFileSystem(f"store-{store.name}", files)
        AzureIdentities(
            "identity",
            AzureIdentitiesArgs(topology=of, group=GROUP, issuer=recorded.ISSUER, container_ids=containers),
        )

    return program


def made(of: Topology) -> dict[str, Registered]:
    """Return every resource of a topology's keys, logs, stores and identities, by name."""
    return recorded.made(_program(of))


def protected(of: Topology) -> Topology:
    """Return a topology of production."""
    return replace(of, deletion_protection=True, environment="production")
