"""The whole target: everything in order, the promises kept, and refusals before anything is made."""

import base64
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest

from components.aws import platform
from components.targets import target_module
from components.topology.errors import TopologyErrors
from components.topology.model import Encryption, Topology
from tests.components.aws import pools_of_gpus, recorded
from tests.components.hosts.recording_engine import Registered, record

SCRATCH = {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "4800GiB"}
UNTAGGED = (
    "aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:kms/alias:Alias", "aws:autoscaling/tag:Tag",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
)  # fmt: skip
"""Types that take no tags."""


def topology(environment: str = "production", more: str | None = None, **changed: Any) -> Topology:
    """Return the topology of a plan with scratch on a file system, and `more` on one of its own."""
    others = [{**SCRATCH, "name": more, "holds": more}] if more else []
    storage = [*[each for each in recorded.document()["storage"] if each["holds"] != more], SCRATCH, *others]
    resolved = pools_of_gpus.topology.__wrapped__(environment=environment, storage=storage, **changed)
    return replace(resolved, encryption=Encryption(key="customer"))


@cache
def line(**changed: Any) -> tuple[dict[str, Registered], Any]:
    of = topology(**changed)

    def program() -> Any:
        handed = platform.provision(of, platform.gather("local"), "local")
        handed.inside(pulumi.ResourceOptions())
        return {
            "identity": handed.identity, "kubeconfig": handed.kubeconfig, "dns": repr(handed.dns),
            "api_server": repr(handed.api_server), "placements": sorted(handed.placements),
            "storage": handed.storage and handed.storage.parameters, "classes": dict(handed.storage_classes),
            "kept_nodes": handed.kept_nodes, "gpu_software": sorted(handed.gpu_software),
        }  # fmt: skip

    return record(program, answers=recorded.Answers())


def made(**changed: Any) -> dict[str, Registered]:
    return line(**changed)[0]


def test_it_hands_over_a_cluster() -> None:
    _, told = line()
    assert told["identity"].startswith("arn:aws:eks:") and json.loads(told["kubeconfig"])["kind"] == "Config"
    assert ("train", "gpu") in map(tuple, told["placements"])
    assert told["storage"] == {
        "type": "gp3", "encrypted": "true", "kmsKeyId": f"arn:aws:kms:us-east-1:{recorded.ACCOUNT}:key/keys-disks",
    }  # fmt: skip
    assert told["classes"] == {"scratch": "digits-scratch"}
    assert told["gpu_software"] == ["driver", "toolkit"], (
        "a second driver on AWS's own image breaks the first"
    )
    assert told["kept_nodes"] == {}, "the cluster goes with its stack, and its pools keep no node"
    assert "172.20.0.10/32" in told["dns"] and "172.20.0.1/32" in told["api_server"]


def test_everything_that_takes_labels_has_them() -> None:
    labels = {**topology().labels, **topology().made_by}
    for each in made().values():
        of_bucket = each.type.startswith("aws:s3/bucket") and each.type != "aws:s3/bucket:Bucket"
        if each.type.startswith("aws:") and each.type not in UNTAGGED and not of_bucket:
            assert labels.items() <= each.inputs["tags"].items(), f"{each.name} is in no bill of the plan"


def test_everything_that_holds_data_is_encrypted_by_the_customer() -> None:
    resources = made()
    keyed = {
        "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId", "aws:fsx/lustreFileSystem:LustreFileSystem": "kmsKeyId",
        "aws:eks/cluster:Cluster": "encryptionConfig",
    }  # fmt: skip
    for each in resources.values():
        if each.type in keyed:
            assert "key/keys-" in json.dumps(each.inputs[keyed[each.type]]), (
                f"{each.name} is the platform's to read"
            )


def test_a_file_system_is_made_when_its_ports_are_open() -> None:
    resources = made()
    rules = {
        each.name
        for each in resources.values()
        if each.type.startswith("aws:vpc/securityGroup") and "files-scratch" in each.name
    }
    # What lies in a component is asked for when the component is there, and that waits for what it depends on.
    assert rules and rules <= resources[resources["files-scratch"].parent].depends_on, (
        "CreateFileSystem looks whether port 988 is open"
    )


@pytest.mark.parametrize(
    ("more", "whose"),
    [
        (None, set()),
        ("models", {"pools-template-serve-head-on-demand"}),
        ("registry", {"nodes-template-system"}),
    ],
)
def test_machines_that_mount_file_systems_have_the_client_and_no_others(
    more: str | None, whose: set[str]
) -> None:
    with_client = {
        each.name
        for each in recorded.of_type(made(more=more), "ec2/launchTemplate:LaunchTemplate").values()
        if "lustre-client" in base64.b64decode(each.inputs.get("userData") or "").decode()
    }
    pools = {"train-data-on-demand", "train-gpu-on-demand", "train-gpu-spot", "train-head-on-demand"}
    assert with_client == {f"pools-template-{pool}" for pool in pools} | whose, "training mounts its scratch"


def test_no_machine_has_a_public_address() -> None:
    for each in made().values():
        assert "associatePublicIpAddress" not in json.dumps(each.inputs)
        assert each.inputs.get("mapPublicIpOnLaunch") in (None, False)


def test_plans_in_another_order_are_the_same() -> None:
    assert recorded.untold(made(backwards=True)) == recorded.untold(made())


def test_a_zone_more_changes_only_what_lies_in_every_zone() -> None:
    before, after = recorded.untold(made()), recorded.untold(made(zones=3))
    changed = {name for name in before if before[name] != after.get(name)}
    spread = {name for name in before if name.startswith(("endpoints-", "nodes-system-"))}
    assert changed <= spread, f"{changed - spread} would be touched for a zone that is not theirs"
    for name in changed:
        differ = {key for key in after[name] if before[name].get(key) != after[name][key]}
        assert differ <= {"subnetIds", "scalingConfig"}, (
            "an address in each zone, and a share of the machines"
        )
        assert "subnetIds" not in differ or "nodeRoleArn" not in after[name], "EKS makes such a group anew"


def test_a_change_of_one_pool_changes_that_pool_alone() -> None:
    before, after = recorded.untold(made()), recorded.untold(made(maximum=5))
    changed = {name for name in before if before[name] != after[name]}
    assert {name.rpartition("-us-")[0] for name in changed} == {"pools-train-data-on-demand"}


def test_every_resource_belongs_to_a_component_of_the_target() -> None:
    resources = made()
    for each in resources.values():
        if each.type.startswith("aws:"):
            assert resources[each.parent].type.startswith("groundplan:aws:"), f"{each.name} lies in the open"


def test_a_plan_that_aws_would_refuse_is_refused_before_anything_is_made() -> None:
    wrong = replace(
        topology(), allowed_cidrs=("10.0.0.0/8",), encryption=Encryption(key="customer", rotation_s=86400)
    )

    def program() -> None:
        with pytest.raises(TopologyErrors) as refused:
            platform.provision(wrong, platform.gather("local"), "local")
        told = [error.path for error in refused.value.errors]
        assert told == ["encryption.rotation", "network.allowed_cidrs"], "all of it is told at once"

    assert recorded.made(program) == {}


def test_it_is_a_target_that_can_gather_facts_and_provision() -> None:
    assert target_module("aws") is platform
    assert callable(platform.gather) and callable(platform.provision), "the line drives it"
