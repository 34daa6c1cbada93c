"""Node pools as AWS is told of them, and where pods find their machines."""

from functools import cache

import pytest

from components.aws.pools import AwsPools, AwsPoolsArgs, placements
from components.topology.model import Topology
from tests.components.aws import pools_of_gpus, recorded
from tests.components.hosts.recording_engine import Registered
from tests.components.topology import plans

ZONES = [f"us-east-1{letter}" for letter in "abcdef"]


def program(topology: Topology) -> dict[str, Registered]:
    args = AwsPoolsArgs(
        topology=topology, location=recorded.REGION, cluster_name="digits-local", version="1.35",
        role_arn="arn:aws:iam::1:role/node",
        subnet_ids={
            segment: {zone: recorded.resolved(f"{segment}-{zone}") for zone in ZONES}
            for segment in ("training", "serving")
        },
        group_ids={segment: f"group-{segment}" for segment in ("training", "serving")}, disks_key="disks",
    )  # fmt: skip
    return recorded.made(lambda: AwsPools("pools", args) and None)


@cache
def made(backwards: bool = False, maximum: int = 4, zones: int = 2) -> dict[str, Registered]:
    return program(pools_of_gpus.topology(backwards=backwards, maximum=maximum, zones=zones))


def groups(resources: dict[str, Registered]) -> dict[str, Registered]:
    return recorded.of_type(resources, "eks/nodeGroup:NodeGroup")


def test_each_way_of_buying_is_a_group_of_its_own() -> None:
    found = {name: each.inputs["capacityType"] for name, each in groups(made(zones=1)).items()}
    assert found == {
        "pools-serve-head-on-demand-us-east-1a": "ON_DEMAND", "pools-train-head-on-demand-us-east-1a": "ON_DEMAND",
        "pools-train-data-on-demand-us-east-1a": "ON_DEMAND", "pools-train-gpu-spot-us-east-1a": "SPOT",
        "pools-train-gpu-on-demand-us-east-1a": "ON_DEMAND",
    }  # fmt: skip


def test_a_zone_more_is_a_group_more_and_leaves_those_that_are_there() -> None:
    before, after = recorded.untold(made(zones=1)), recorded.untold(made(zones=2))
    assert {name for name in before if before[name] != after.get(name)} == set(), (
        "EKS makes a group anew that gets another subnet, and all of its machines go"
    )
    assert {name for name in after if name not in before} == {
        f"pools-{pool}-on-demand-us-east-1b" for pool in ("serve-head", "train-head", "train-data")
    }, "RDMA reaches no farther than one zone"


def test_pools_grow_from_nothing_to_their_ceiling() -> None:
    scaling = groups(made())["pools-train-gpu-spot-us-east-1a"].inputs["scalingConfig"]
    assert scaling == {"minSize": 0, "desiredSize": 0, "maxSize": 8}, (
        "machines that nobody uses cost as much as others"
    )


def test_training_and_serving_have_subnets_and_groups_of_their_own() -> None:
    for name, each in groups(made()).items():
        segment = "serving" if "serve" in name else "training"
        assert all(subnet.startswith(segment) for subnet in each.inputs["subnetIds"])
        template = made()[name.replace("pools-", "pools-template-").rpartition("-us-")[0]].inputs
        told = template.get("vpcSecurityGroupIds") or template["networkInterfaces"][0]["securityGroups"]
        assert told == [f"group-{segment}"]


def test_rdma_is_in_one_zone_in_one_placement_group() -> None:
    for name in ("spot", "on-demand"):
        of_pool = [each for each in groups(made()) if each.startswith(f"pools-train-gpu-{name}")]
        assert len(of_pool) == 1, "RDMA crosses no zone"
        placement = made()[f"pools-template-train-gpu-{name}"].inputs["placement"]["groupName"]
        assert placement == "name-of-pools-placement-train-gpu"
    assert made()["pools-placement-train-gpu"].inputs["strategy"] == "cluster"


def test_a_group_without_machines_says_what_rdma_they_would_have() -> None:
    (tag,) = [
        each.inputs["tag"] for name, each in made().items() if name.startswith("pools-hint-train-gpu-spot")
    ]
    assert tag["value"] == "32" and tag["key"].endswith("/resources/vpc.amazonaws.com/efa"), (
        "the autoscaler would think that no machine has it, and start none"
    )


@pytest.mark.parametrize(
    ("word", "tag"),
    [("mig-1g.10gb", ("nvidia.com/mig-1g.10gb", "56")), ("shared-4", ("nvidia.com/gpu.shared", "32"))],
)
def test_a_group_without_machines_says_in_which_parts_their_gpus_would_be(
    word: str, tag: tuple[str, str]
) -> None:
    divided = pools_of_gpus.gpu_pool(gpu_profile=word, fabric="ethernet")
    clusters = [
        {
            "name": "train",
            "purpose": "training",
            "pools": [plans.pool("head", cpu=4, memory="8GiB"), divided],
        },
        {"name": "serve", "purpose": "serving", "pools": [plans.pool("head", cpu=4, memory="8GiB")]},
    ]
    topology = recorded.topology(clusters=clusters)
    tags = {
        name.partition("-gpu-")[2].partition("-us-")[0]: (
            each.inputs["tag"]["key"],
            each.inputs["tag"]["value"],
        )
        for name, each in recorded.of_type(program(topology), "autoscaling/tag:Tag").items()
    }
    resource, count = tag
    key = f"k8s.io/cluster-autoscaler/node-template/resources/{resource}"
    assert tags == {"spot": (key, count), "on-demand": (key, count)}, (
        "the autoscaler knows whole GPUs of a type of machine, so pods that ask for parts would wait for ever"
    )


def test_every_machine_is_closed_and_encrypted() -> None:
    templates = recorded.of_type(made(), "ec2/launchTemplate:LaunchTemplate")
    assert len(templates) == len(groups(made(zones=1)))
    for each in templates.values():
        assert each.inputs["metadataOptions"]["httpTokens"] == "required"
        assert each.inputs["metadataOptions"]["httpPutResponseHopLimit"] == 1
        (disk,) = each.inputs["blockDeviceMappings"]
        assert disk["ebs"]["encrypted"] == "true" and disk["ebs"]["kmsKeyId"] == "disks"
        assert "keyName" not in each.inputs, "nobody logs in to a machine"


def test_only_pods_with_gpus_take_machines_with_some() -> None:
    taints = {name: each.inputs.get("taints") for name, each in groups(made()).items()}
    assert taints["pools-train-gpu-spot-us-east-1a"] == [
        {"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}
    ]
    assert not taints["pools-train-head-on-demand-us-east-1a"]


def test_pods_find_machines_by_labels_that_machines_have() -> None:
    for (cluster, pool), placement in placements(pools_of_gpus.topology()).items():
        for capacity in placement.capacities:
            labels = groups(made())[f"pools-{cluster}-{pool}-{capacity}-us-east-1a"].inputs["labels"]
            assert placement.node_selector.items() <= labels.items()
            assert labels["groundplan-capacity"] == capacity, "the order of buying would be lost"


def test_pools_in_another_order_are_the_same() -> None:
    assert recorded.untold(made(backwards=True)) == recorded.untold(made())


def test_a_change_of_one_pool_changes_that_pool_alone() -> None:
    before, after = recorded.untold(made()), recorded.untold(made(maximum=5))
    assert {name for name in before if before[name] != after[name]} == {
        f"pools-train-data-on-demand-us-east-1{letter}" for letter in "ab"
    }


def test_machines_have_no_label_of_the_stack_in_their_template() -> None:
    for each in recorded.of_type(made(), "ec2/launchTemplate:LaunchTemplate").values():
        for made_with in each.inputs["tagSpecifications"]:
            assert (
                recorded.MADE_BY not in made_with["tags"] and made_with["tags"]["groundplan-plan"] == "digits"
            )


def test_reservations_and_blocks_are_taken_from_what_is_reserved() -> None:
    reserved = pools_of_gpus.RESERVED
    capacity = [f"reservation:block/{reserved}", "on-demand"]
    clusters = [
        {"name": "train", "purpose": "training", "pools": [
            {"name": "head", "machine": {"cpu": 4, "memory": "8GiB"}, "count": 1},
            pools_of_gpus.gpu_pool(capacity=capacity, zone="1"),
        ]},
    ]  # fmt: skip
    resources = program(recorded.topology(clusters=clusters))
    block = resources[f"pools-train-gpu-{reserved}-us-east-1a"].inputs
    template = resources[f"pools-template-train-gpu-{reserved}"].inputs
    assert block["capacityType"] == "CAPACITY_BLOCK" and template["instanceType"] == "p5.48xlarge"
    assert (
        template["instanceMarketOptions"] == {"marketType": "capacity-block"} and "placement" not in template
    )
    target = template["capacityReservationSpecification"]["capacityReservationTarget"]
    assert target == {"capacityReservationId": reserved}
