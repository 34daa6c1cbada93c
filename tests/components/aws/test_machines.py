"""What machines are started with."""

import base64
import email
import json
from dataclasses import replace

from components.aws import machines
from components.aws.capacity import Capacity
from tests.components.aws import pools_of_gpus

ON_DEMAND = Capacity(kind="on-demand")


def settings(name: str) -> dict:
    text = base64.b64decode(machines.user_data(pools_of_gpus.pool(name))).decode()
    (config,) = [line for line in text.splitlines() if line.startswith("{")]
    return json.loads(config)["spec"]


def test_metadata_is_asked_by_token_and_from_the_machine_alone() -> None:
    assert machines.METADATA["http_tokens"] == "required"
    assert machines.METADATA["http_put_response_hop_limit"] == 1, "a pod would get the rights of its machine"


def test_disks_are_encrypted_with_and_without_a_key_of_the_customer() -> None:
    for key, own in (("key", {"kms_key_id": "key"}), (None, {})):
        (disk,) = machines.disk(key)
        assert disk["ebs"]["encrypted"] == "true" and own.items() <= disk["ebs"].items()
        assert ("kms_key_id" in disk["ebs"]) is (key is not None)


def test_images_have_the_driver_where_there_are_gpus() -> None:
    assert machines.image_type("x86_64", gpus=True) == "AL2023_x86_64_NVIDIA"
    assert machines.image_type("arm64", gpus=False) == "AL2023_ARM_64_STANDARD"


def test_a_node_takes_as_many_pods_as_the_topology_has_addresses_for() -> None:
    assert settings("gpu")["kubelet"]["config"]["maxPods"] == pools_of_gpus.pool("gpu").pods_per_node


def test_local_disks_are_used_where_there_are_some() -> None:
    assert settings("gpu")["instance"] == {"localStorage": {"strategy": "RAID0"}}
    assert "instance" not in settings("head")


def test_the_client_of_file_systems_is_installed_before_a_machine_joins() -> None:
    gpu = pools_of_gpus.pool("gpu")
    text = base64.b64decode(machines.user_data(gpu, mounts_files=True)).decode()
    said = email.message_from_string(text).get_payload()
    assert isinstance(said, list)
    kinds = {part.get_content_type(): str(part.get_payload()) for part in said}  # pyright: ignore[reportAttributeAccessIssue]
    assert json.loads(kinds["application/node.eks.aws"])["spec"] == settings("gpu"), (
        "its settings are the same"
    )
    assert kinds["text/x-shellscript"].startswith("#!/bin/bash\n"), "cloud-init runs what begins so"
    assert "dnf install -y lustre-client\nmodprobe lustre" in kinds["text/x-shellscript"]
    alone = base64.b64decode(machines.user_data_of_services()).decode()
    assert email.message_from_string(alone).is_multipart() and "NodeConfig" not in alone


def test_settings_are_a_document_that_eks_can_add_to() -> None:
    text = base64.b64decode(machines.user_data(pools_of_gpus.pool("head"))).decode()
    assert text.startswith("MIME-Version: 1.0\n") and text.rstrip().endswith(f"--{machines.BOUNDARY}--")


def test_rdma_is_a_switch_of_its_own() -> None:
    gpu = pools_of_gpus.pool("gpu")
    assert len(machines.network(gpu, "sg-1")["network_interfaces"]) == 33
    assert machines.network(replace(gpu, fabric="ethernet"), "sg-1") == {
        "vpc_security_group_ids": ["sg-1"]
    }, "AWS refuses groups beside interfaces"


def test_what_is_reserved_is_taken_where_it_is_and_not_placed_anew() -> None:
    gpu, reserved = pools_of_gpus.pool("gpu"), Capacity(kind="reservation", reservation="cr-0abc")
    assert machines.wants_placement_group(gpu, ON_DEMAND) and not machines.wants_placement_group(
        gpu, reserved
    ), "a reservation outside of the group would start no machine"
    target = {"capacity_reservation_target": {"capacity_reservation_id": "cr-0abc"}}
    assert machines.bought(reserved) == {"capacity_reservation_specification": target}
    assert machines.bought(replace(reserved, kind="block"))["instance_market_options"] == {
        "market_type": "capacity-block"
    }
    assert machines.bought(ON_DEMAND) == {}
