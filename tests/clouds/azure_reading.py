"""How Azure spells the promises."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from components.azure.replaces import REPLACES
from components.azure.roles import BLOB_CONTRIBUTOR, BLOB_READER
from tests.clouds.azure_ways import api_server, machines, public, ways
from tests.clouds.provisioned import Made
from tests.clouds.reading import NODES, Disks, Fault, Granted, Held, Reading, at, unlike, wrong

KEY = re.compile(r"/keys/keys-key-([a-z]+)/\d+$")
DAY_S = 24 * 60 * 60
OF_LOGS = "logs-account"
OF_FILES = {"files": "storage"}
"""Managed Lustre takes no key that others would, so the key of stores is two: this one, and that of objects."""
ACCESS = {BLOB_READER: "read", BLOB_CONTRIBUTOR: "write"}
CLUSTER, POOL = "containerservice:ManagedCluster", "containerservice:AgentPool"
ACCOUNT = "storage:StorageAccount"


def use_of(value: Any) -> str | None:
    """Return the purpose of a key by its address."""
    found = KEY.search(str(value))
    return found[1] if found else None


def held(made: Made) -> dict[str, Held]:
    found: dict[str, Held] = {}
    for name, each in made.of_type(ACCOUNT).items():
        told = each.inputs["encryption"]
        keyed = told.get("keySource") == "Microsoft.Keyvault"
        key = at(told, "keyVaultProperties.keyName") if keyed else None
        found[name] = Held(kind="logs" if name == OF_LOGS else "store", key=key)
    for name, each in made.of_type("storagecache:AmlFilesystem").items():
        key = use_of(at(each.inputs, "encryptionSettings.keyEncryptionKey.keyUrl"))
        found[name] = Held(kind="store", key=OF_FILES.get(key or ""))
    sets = {
        name: use_of(at(each.inputs, "activeKey.keyUrl"))
        for name, each in made.of_type("compute:DiskEncryptionSet").items()
    }
    for name, each in made.of_type(CLUSTER).items():
        kms = at(each.inputs, "securityProfile.azureKeyVaultKms") or {}
        found[name] = Held(kind="secrets", key=use_of(kms.get("keyId")) if kms.get("enabled") else None)
        of_disks = sets.get(str(each.inputs.get("diskEncryptionSetID")).rpartition("/")[2])
        # The set is the cluster's, for all of its machines' disks and for those of pods that name no other.
        for pool, _ in machines(made):
            found[f"{pool}, disk"] = Held(kind="disk", key=of_disks)
        own = "diskEncryptionSetID" in made.disks
        found["disks of pods"] = Held(kind="disk", key=None if own else of_disks)
    return found


def rotation_s(made: Made) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for each in made.of_type("keyvault:Key").values():
        action = at(each.inputs, "properties.rotationPolicy.lifetimeActions.0")
        days = re.fullmatch(r"P(\d+)D", str(at(action, "trigger.timeAfterCreate")))
        rotates = at(action, "action.type") == "rotate" and days
        after_s = int(days[1]) * DAY_S if rotates and days else None
        name = str(each.inputs["keyName"])
        purpose = OF_FILES.get(name) or name
        found[purpose] = after_s if found.get(purpose, after_s) == after_s else None
    return found


def granted(made: Made) -> frozenset[Granted]:
    """Read the grants on containers, and those on whatever contains one."""
    pods = _pods(made)
    found = set()
    for name, each in made.of_type("authorization:RoleAssignment").items():
        scope, role = each.inputs["scope"], each.inputs["roleDefinitionId"].rpartition("/")[2]
        kind, _, what = scope.rpartition("/providers/")[2].partition("/")
        if kind not in ("BlobContainer", "StorageAccount") and "/providers/" in scope:
            continue
        if name == "logs-grant-flows" and what == OF_LOGS:
            continue  # Azure's own service, which writes the flows of the network
        store = what.removeprefix("store-").removesuffix("-container") if kind == "BlobContainer" else "*"
        for who in pods.get(each.inputs["principalId"], [NODES]):
            found.add(Granted(who=who, store=store, access=str(ACCESS.get(role, role))))
    return frozenset(found)


def _pods(made: Made) -> Mapping[str, list[str]]:
    """Return which service accounts each principal is for."""
    principals = {
        each.inputs["resourceName"]: f"principal-of-{name}"
        for name, each in made.of_type("managedidentity:UserAssignedIdentity").items()
    }
    found: dict[str, list[str]] = {}
    for each in made.of_type("managedidentity:FederatedIdentityCredential").values():
        namespace, _, account = each.inputs["subject"].removeprefix("system:serviceaccount:").partition(":")
        found.setdefault(principals[each.inputs["resourceName"]], []).append(f"{namespace}/{account}")
    return found


LOCKED: Mapping[str, Mapping[str, Any]] = {
    "keyvault:Vault": {
        "properties.enableSoftDelete": True, "properties.enablePurgeProtection": True,
        "properties.softDeleteRetentionInDays": 90,
    },
    "storage:BlobServiceProperties": {"deleteRetentionPolicy.enabled": True},
}  # fmt: skip
SAFE: Mapping[str, Mapping[str, Any]] = {
    CLUSTER: {
        "disableLocalAccounts": True, "enableRBAC": True, "aadProfile.enableAzureRBAC": True, "linuxProfile": None,
        "apiServerAccessProfile.disableRunCommand": True, "securityProfile.workloadIdentity.enabled": True,
    },
    ACCOUNT: {"allowSharedKeyAccess": False, "isLocalUserEnabled": False},
    "keyvault:Vault": {"properties.enableRbacAuthorization": True},
}  # fmt: skip


def unlocked(made: Made) -> Iterator[Fault]:
    locks = made.of_type("authorization:ManagementLockByScope").values()
    locked = {
        each.inputs["scope"].rpartition("/")[2] for each in locks if each.inputs["level"] == "CanNotDelete"
    }
    for name in (*made.of_type("keyvault:Vault"), OF_LOGS):
        if name not in locked:
            yield name, "no lock keeps it"
    yield from unlike(made, LOCKED)


def weak(made: Made) -> Iterator[Fault]:
    for name, told in machines(made):
        yield from wrong(
            name, told, {"enableEncryptionAtHost": True, "securityProfile.sshAccess": "Disabled"}
        )
    yield from unlike(made, SAFE)
    for name, each in made.own().items():
        if re.search(r":(LocalUser|SshPublicKey|Secret|AccessPolicy)$", each.type):
            yield name, "a key that never ends"


def disks(made: Made) -> Iterator[Disks]:
    for name, each in made.of_type(POOL).items():
        told = each.inputs
        yield Disks(
            group=name, cluster=told["nodeLabels"]["groundplan-cluster"], pool=told["nodeLabels"]["groundplan-pool"],
            near=told["osDiskType"] == "Ephemeral" and told["enableEncryptionAtHost"] is True,
        )  # fmt: skip


READING = Reading(
    stateful=frozenset(kind for kind, entry in REPLACES.items() if entry.stateful),
    hold_nothing={
        "azure-native:compute:DiskEncryptionSet": "read with the disks that it encrypts",
        "azure-native:keyvault:Vault": "the keys themselves, in hardware",
        "azure-native:network:VirtualNetwork": "a network, whose machines could encrypt what they say",
        "azure-native:storage:BlobContainer": "read with its account",
    },
    platform_key={},
    a_zone_more=frozenset(
        {
            # The system's own pool; the engine is told to leave its zones as they were (`ignore_changes`).
            (f"azure-native:{CLUSTER}", "agentPoolProfiles"),
        }
    ),
    a_pool_and_a_store_more=frozenset(),
    held=held, rotation_s=rotation_s, public=public, api_server=api_server, granted=granted, ways=ways,
    unlocked=unlocked, weak=weak, disks=disks,
)  # fmt: skip
