"""How AWS spells the promises."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from components.aws.replaces import REPLACES
from tests.clouds.aws_ways import api_server, public, ways
from tests.clouds.provisioned import Made
from tests.clouds.reading import NODES, Disks, Fault, Granted, Held, Reading, at, unlike
from tests.components.hosts.recording_engine import Registered

KEY = re.compile(r":key/keys-([a-z]+)$")
DAY_S = 24 * 60 * 60
BUCKET_OF_LOGS = "storage-access-logs"
ENCRYPTION = "BucketServerSideEncryptionConfiguration"
WRITES, READS = "s3:PutObject", "s3:GetObject"
OF_MACHINES = {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}


def use_of(value: Any) -> str | None:
    """Return the purpose of a key by its ARN."""
    found = KEY.search(str(value))
    return found[1] if found else None


def held(made: Made) -> dict[str, Held]:
    rules = {
        each.inputs["bucket"]: at(each.inputs, "rules.0.applyServerSideEncryptionByDefault")
        for each in made.of_type(f":{ENCRYPTION}").values()
    }
    found: dict[str, Held] = {}
    for name, each in made.of_type("s3/bucket:Bucket").items():
        rule = rules.get(each.inputs["bucket"]) or {}
        key = use_of(rule.get("kmsMasterKeyId")) if rule.get("sseAlgorithm") == "aws:kms" else None
        found[name] = Held(kind="logs" if name == BUCKET_OF_LOGS else "store", key=key)
    for name, each in made.of_type("fsx/lustreFileSystem:LustreFileSystem").items():
        found[name] = Held(kind="store", key=use_of(each.inputs.get("kmsKeyId")))
    for name, each in made.of_type("cloudwatch/logGroup:LogGroup").items():
        found[name] = Held(kind="logs", key=use_of(each.inputs.get("kmsKeyId")))
    for name, each in made.of_type("eks/cluster:Cluster").items():
        of_secrets = at(each.inputs, "encryptionConfig.resources") == ["secrets"]
        key = use_of(at(each.inputs, "encryptionConfig.provider.keyArn")) if of_secrets else None
        found[name] = Held(kind="secrets", key=key)
    for name, each in made.of_type("ec2/launchTemplate:LaunchTemplate").items():
        for number, disk in enumerate(each.inputs.get("blockDeviceMappings", [{}])):
            found[f"{name}, disk {number}"] = _disk(at(disk, "ebs") or {})
    return {**found, "disks of pods": _disk(made.disks)}


def _disk(told: Mapping[str, Any]) -> Held:
    return Held(kind="disk", key=use_of(told.get("kmsKeyId")) if told.get("encrypted") == "true" else None)


def rotation_s(made: Made) -> dict[str, int | None]:
    return {
        name.removeprefix("keys-"): int(each.inputs["rotationPeriodInDays"]) * DAY_S
        if each.inputs.get("enableKeyRotation") is True
        else None
        for name, each in made.of_type("kms/key:Key").items()
    }


def granted(made: Made) -> frozenset[Granted]:
    """Read the policies of every role, and who has it: pods by an association, else machines or a service."""
    of_role: dict[str, list[str]] = {}
    for each in made.of_type("eks/podIdentityAssociation:PodIdentityAssociation").values():
        name = str(each.inputs["roleArn"]).rpartition("/")[2]
        who = f"{each.inputs['namespace']}/{each.inputs['serviceAccount']}"
        of_role.setdefault(name, []).append(who)
    found = set()
    for each in made.of_type("iam/rolePolicy:RolePolicy").values():
        role = str(each.inputs["role"]).removeprefix("id-of-")
        for statement in json.loads(each.inputs["policy"])["Statement"]:
            for store, access in _stores(statement):
                found |= {Granted(who=who, store=store, access=access) for who in of_role.get(role, [NODES])}
    for each in made.of_type("iam/rolePolicyAttachment:RolePolicyAttachment").values():
        policy = str(each.inputs["policyArn"]).rpartition("/")[2]
        who_has = of_role.get(_role_of(each), [])
        found |= {Granted(who=who, store="*", access=policy) for who in who_has}
    return frozenset(found)


def _role_of(attachment: Registered) -> str:
    return str(attachment.inputs["role"]).removeprefix("name-of-")


def _stores(statement: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the stores of objects that a statement opens, and how far."""
    actions = set(statement["Action"])
    access = "write" if actions & {WRITES, "s3:*", "*"} else "read" if READS in actions else None
    if access and statement["Effect"] == "Allow":
        for resource in statement["Resource"]:
            bucket = resource.partition(":::")[2].partition("/")[0]
            yield bucket.removeprefix("id-of-storage-") or "*", access


LOCKED: Mapping[str, Mapping[str, Any]] = {
    "eks/cluster:Cluster": {"deletionProtection": True},
    "s3/bucket:Bucket": {"forceDestroy": False},
    "fsx/lustreFileSystem:LustreFileSystem": {"skipFinalBackup": False},
}
SAFE: Mapping[str, Mapping[str, Any]] = {
    "ec2/launchTemplate:LaunchTemplate": {
        "metadataOptions.httpEndpoint": "enabled", "metadataOptions.httpTokens": "required",
        "metadataOptions.httpPutResponseHopLimit": 1, "keyName": None,
    },
    "eks/nodeGroup:NodeGroup": {"remoteAccess": None},
    "eks/cluster:Cluster": {
        "accessConfig.authenticationMode": "API", "accessConfig.bootstrapClusterCreatorAdminPermissions": False,
    },
}  # fmt: skip


def unlocked(made: Made) -> Iterator[Fault]:
    return unlike(made, LOCKED)


def weak(made: Made) -> Iterator[Fault]:
    yield from unlike(made, SAFE)
    templates = {f"id-of-{name}" for name in made.of_type("ec2/launchTemplate:LaunchTemplate")}
    for name, each in made.of_type("eks/nodeGroup:NodeGroup").items():
        if at(each.inputs, "launchTemplate.id") not in templates:
            yield name, "its machines are as EKS has them, and their metadata open to pods"
    groups = made.of_type("eks/nodeGroup:NodeGroup").values()
    of_machines = {str(each.inputs["nodeRoleArn"]).rpartition("/")[2] for each in groups}
    for name, each in made.of_type("iam/rolePolicyAttachment:RolePolicyAttachment").items():
        policy = str(each.inputs["policyArn"]).rpartition("/")[2]
        if _role_of(each) in of_machines and policy not in OF_MACHINES:
            yield name, f"a machine has {policy}, and with it every pod that gets past its metadata"
    yield from _static_keys(made)


def _static_keys(made: Made) -> Iterator[Fault]:
    for name, each in made.own().items():
        if re.search(r"accessKey|iam/user:|keyPair|serviceSpecificCredential|sshKey", each.type):
            yield name, "a key that never ends"


def disks(made: Made) -> Iterator[Disks]:
    """AWS's own hardware encrypts disks of a machine."""
    for name, each in made.of_type("eks/nodeGroup:NodeGroup").items():
        template = made.resources[str(at(each.inputs, "launchTemplate.id")).removeprefix("id-of-")].inputs
        if cluster := at(each.inputs, "labels.groundplan-cluster"):
            settings = b64decode(template["userData"]).decode()
            yield Disks(
                group=name, cluster=cluster, pool=each.inputs["labels"]["groundplan-pool"],
                near='"localStorage": {"strategy": "RAID0"}' in settings,
            )  # fmt: skip


READING = Reading(
    stateful=frozenset(kind for kind, each in REPLACES.items() if each.stateful),
    hold_nothing={
        f"aws:s3/bucketServerSideEncryptionConfiguration:{ENCRYPTION}": "read with its bucket",
    },
    platform_key={
        BUCKET_OF_LOGS: "S3 writes access logs to no bucket of a key of KMS (\"Enabling server access logging\")"
    },
    a_zone_more=frozenset(
        {
            ("aws:ec2/vpcEndpoint:VpcEndpoint", "subnetIds"),  # an address in each zone
            ("aws:eks/nodeGroup:NodeGroup", "scalingConfig"),  # a share of the cluster's own machines
        }
    ),
    a_pool_and_a_store_more=frozenset({("aws:iam/rolePolicy:RolePolicy", "policy")}),  # who may read it
    held=held, rotation_s=rotation_s, public=public, api_server=api_server, granted=granted, ways=ways,
    unlocked=unlocked, weak=weak, disks=disks,
)  # fmt: skip
