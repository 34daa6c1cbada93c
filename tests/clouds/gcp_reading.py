"""How Google Cloud spells the promises."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from components.gcp.replaces import REPLACES
from tests.clouds.gcp_ways import api_server, public, ways
from tests.clouds.provisioned import Made
from tests.clouds.reading import NODES, Disks, Fault, Granted, Held, Kind, Reading, at, unlike, wrong
from tests.components.gcp.recorded import NUMBER, PROJECT

KEY = re.compile(r"/CryptoKey/([a-z]+)$")
KEYED: tuple[tuple[str, str, Kind], ...] = (
    ("storage/bucket:Bucket", "encryption.defaultKmsKeyName", "store"),
    ("filestore/instance:Instance", "kmsKeyName", "store"),
    ("lustre/instance:Instance", "kmsKey", "store"),
    ("logging/projectBucketConfig:ProjectBucketConfig", "cmekSettings.kmsKeyName", "logs"),
    ("container/cluster:Cluster", "databaseEncryption.keyName", "secrets"),
    ("container/cluster:Cluster", "nodeConfig.bootDiskKmsKey", "disk"),
    ("container/nodePool:NodePool", "nodeConfig.bootDiskKmsKey", "disk"),
)
"""Type, the property that names a key, and what the type holds."""
BUCKET_OF_LOGS = "storage-access-logs"
POD = re.compile(
    rf"principal://iam\.googleapis\.com/projects/{NUMBER}/locations/global/workloadIdentityPools/(?P<pool>[^/]+)"
    r"/subject/ns/(?P<namespace>[^/]+)/sa/(?P<account>[^/]+)"
)
ACCESS = {
    "roles/storage.objectViewer": "read",
    "roles/storage.objectUser": "write",
    "roles/storage.objectCreator": "write",
}
ROLES_OF_MACHINES = frozenset(
    {
        "roles/container.defaultNodeServiceAccount",
        "roles/artifactregistry.reader",
        "roles/serviceusage.serviceUsageConsumer",
    }
)
"""None of them reads a bucket."""
LOG_WRITER = "group:cloud-storage-analytics@google.com"


def use_of(value: Any) -> str | None:
    """Return the purpose of a key by its path."""
    found = KEY.search(str(value))
    return found[1] if found else None


def held(made: Made) -> dict[str, Held]:
    found: dict[str, Held] = {}
    for kind, path, what in KEYED:
        for name, each in made.of_type(kind).items():
            of_logs = name == BUCKET_OF_LOGS
            found[f"{name}, {what}"] = Held(
                kind="logs" if of_logs else what, key=use_of(at(each.inputs, path))
            )
    for name, each in made.of_type("container/cluster:Cluster").items():
        if at(each.inputs, "databaseEncryption.state") != "ENCRYPTED":
            found[f"{name}, secrets"] = Held(kind="secrets", key=None)
    return {
        **found,
        "disks of pods": Held(kind="disk", key=use_of(made.disks.get("disk-encryption-kms-key"))),
    }


def rotation_s(made: Made) -> dict[str, int | None]:
    periods = {
        each.inputs["name"]: each.inputs.get("rotationPeriod")
        for each in made.of_type("kms/cryptoKey:CryptoKey").values()
    }
    return {use: int(period.removesuffix("s")) if period else None for use, period in periods.items()}


def granted(made: Made) -> frozenset[Granted]:
    """Read the policies of buckets, and those of the project that reach every bucket in it."""
    stores = {
        each.inputs["name"]: name.removeprefix("storage-bucket-")
        for name, each in made.of_type("storage/bucket:Bucket").items()
    }
    clusters = made.of_type("container/cluster:Cluster").values()
    pools = {at(each.inputs, "workloadIdentityConfig.workloadPool") for each in clusters}
    found = set()
    for each in made.of_type("storage/bucketIAMMember:BucketIAMMember").values():
        store, role = stores[each.inputs["bucket"]], each.inputs["role"]
        if (each.inputs["member"], store, role) == (
            LOG_WRITER,
            BUCKET_OF_LOGS,
            "roles/storage.objectCreator",
        ):
            continue  # Google's own service, which writes what was asked of the stores
        pod = POD.fullmatch(each.inputs["member"])
        who = f"{pod['namespace']}/{pod['account']}" if pod and pod["pool"] in pools else NODES
        found.add(Granted(who=who, store=store, access=str(ACCESS.get(role, role))))
    for each in made.of_type("projects/iAMMember:IAMMember").values():
        role = each.inputs["role"]
        if role not in ROLES_OF_MACHINES:
            found.add(Granted(who=NODES, store="*", access=role))
    return frozenset(found)


LOCKED: Mapping[str, Mapping[str, Any]] = {
    "container/cluster:Cluster": {"deletionProtection": True},
    "storage/bucket:Bucket": {"forceDestroy": False},
    "filestore/instance:Instance": {"deletionProtectionEnabled": True},
}
OF_MACHINES: Mapping[str, Any] = {
    "nodeConfig.metadata.disable-legacy-endpoints": "true",
    "nodeConfig.workloadMetadataConfig.mode": "GKE_METADATA",
    "nodeConfig.shieldedInstanceConfig.enableIntegrityMonitoring": True,
}
SAFE: Mapping[str, Mapping[str, Any]] = {
    "container/nodePool:NodePool": {
        **OF_MACHINES, "nodeConfig.kubeletConfig.insecureKubeletReadonlyPortEnabled": "FALSE",
    },
    "container/cluster:Cluster": {
        **OF_MACHINES, "masterAuth.clientCertificateConfig.issueClientCertificate": False,
        "enableLegacyAbac": False, "anonymousAuthenticationConfig.mode": "LIMITED",
    },
}  # fmt: skip


def unlocked(made: Made) -> Iterator[Fault]:
    return unlike(made, LOCKED)


def weak(made: Made) -> Iterator[Fault]:
    yield from unlike(made, SAFE)
    accounts = {
        f"{each.inputs['accountId']}@{PROJECT}.iam.gserviceaccount.com"
        for each in made.of_type("serviceaccount/account:Account").values()
    }
    for name, each in made.of_type("container/nodePool:NodePool", "container/cluster:Cluster").items():
        told = each.inputs["nodeConfig"]
        if told.get("serviceAccount") not in accounts:
            yield name, "its machines have the rights of an account that is not the plan's"
        if told.get("ephemeralStorageLocalSsdConfig"):
            yield from wrong(name, told, {"localSsdEncryptionMode": "EPHEMERAL_KEY_ENCRYPTION"})
    for name, each in made.own().items():
        if re.search(r"serviceaccount/key:|hmacKey|sshKey|sshPublicKey", each.type):
            yield name, "a key that never ends"


def disks(made: Made) -> Iterator[Disks]:
    for name, each in made.of_type("container/nodePool:NodePool").items():
        told = each.inputs["nodeConfig"]
        if cluster := at(told, "labels.groundplan-cluster"):
            yield Disks(
                group=name, cluster=cluster, pool=told["labels"]["groundplan-pool"],
                near=bool(at(told, "ephemeralStorageLocalSsdConfig.localSsdCount")),
                streams=at(told, "gcfsConfig.enabled") is True,
            )  # fmt: skip


READING = Reading(
    stateful=frozenset(kind for kind, each in REPLACES.items() if each.stateful),
    hold_nothing={"gcp:compute/router:Router": "a router, whose interconnects could be encrypted"},
    platform_key={},
    a_zone_more=frozenset(
        {
            ("gcp:compute/firewall:Firewall", "sourceRanges"),  # what lies in the new zone is a segment's too
            ("gcp:compute/firewall:Firewall", "destinationRanges"),
            ("gcp:container/cluster:Cluster", "nodeLocations"),
            ("gcp:container/cluster:Cluster", "ipAllocationPolicy"),  # its subnets' ranges of pods
            ("gcp:container/nodePool:NodePool", "nodeLocations"),  # of the system's own pool
            ("gcp:container/nodePool:NodePool", "autoscaling"),
            ("gcp:filestore/instance:Instance", "fileShares"),  # whose addresses may mount it
        }
    ),
    a_pool_and_a_store_more=frozenset(),
    held=held, rotation_s=rotation_s, public=public, api_server=api_server, granted=granted, ways=ways,
    unlocked=unlocked, weak=weak, disks=disks,
)  # fmt: skip
