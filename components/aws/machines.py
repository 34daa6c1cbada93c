"""What a machine of a pool is started with: image, disk, interfaces, placement and the kubelet's settings. Pure.

Every machine: no public address, an encrypted disk, and metadata that only the machine itself can ask for, by token.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pulumi

from components.aws.capacity import Capacity
from components.aws.fabric import interfaces
from components.topology.model import Pool
from components.topology.nearness import is_together

ROOT_GIB = 200
"""Images for training take 10 to 30 GiB, unpacked twice that; the kubelet starts to remove them at 85 %."""
ROOT_DEVICE = "/dev/xvda"
"""Of Amazon Linux 2023."""
BOUNDARY = "groundplan"

LUSTRE_CLIENT = "#!/bin/bash\nset -e\ndnf install -y lustre-client\nmodprobe lustre\n"
"""No image of EKS has it (awslabs/amazon-eks-ami pull 2696). A machine joins when its scripts have ended (2224)."""

METADATA = {
    "http_endpoint": "enabled",
    "http_tokens": "required",
    "http_put_response_hop_limit": 1,  # an answer does not reach a pod, which would get the machine's rights
    "instance_metadata_tags": "disabled",
}


def image_type(architecture: str, *, gpus: bool) -> str:
    """Return the kind of AWS's own image: Amazon Linux 2023, with NVIDIA's driver where there are GPUs."""
    chip = "ARM_64" if architecture == "arm64" else "x86_64"
    return f"AL2023_{chip}_{'NVIDIA' if gpus else 'STANDARD'}"


def disk(key: pulumi.Input[str] | None) -> list[dict[str, Any]]:
    """Return the one disk of a machine, encrypted by `key` or by AWS's own."""
    volume = {
        "volume_type": "gp3",
        "volume_size": ROOT_GIB,
        "encrypted": "true",
        "delete_on_termination": "true",
    }
    owned = {} if key is None else {"kms_key_id": key}
    return [{"device_name": ROOT_DEVICE, "ebs": {**volume, **owned}}]


def network(pool: Pool, group_id: pulumi.Input[str]) -> dict[str, Any]:
    """Return how a machine is on the network: by its group, with RDMA by an interface for each card."""
    if pool.fabric != "rdma":
        return {"vpc_security_group_ids": [group_id]}
    return {
        "network_interfaces": [
            {
                "network_card_index": each.card,
                "device_index": each.device,
                "interface_type": each.carries,
                "security_groups": [group_id],
                "delete_on_termination": "true",
                "description": f"card {each.card} of {pool.cluster}/{pool.name}",
            }
            for each in interfaces(machine_of(pool))
        ]
    }


def bought(how: Capacity) -> dict[str, Any]:
    """Return what of a template says from which reservation a machine is taken."""
    if how.reservation is None:
        return {}
    target = {"capacity_reservation_target": {"capacity_reservation_id": how.reservation}}
    market = {"instance_market_options": {"market_type": "capacity-block"}} if how.kind == "block" else {}
    return {"capacity_reservation_specification": target, **market}


def strategy(pool: Pool) -> str | None:
    """Return the strategy of a pool's placement group, or None where it has none; with RDMA it has one by default."""
    if is_together(pool, by_default=pool.fabric == "rdma"):
        return "cluster"
    return "spread" if pool.placement == "spread" else None


def wants_placement_group(pool: Pool, how: Capacity) -> bool:
    """Return whether machines stand in a placement group; what is reserved has its place already."""
    return strategy(pool) is not None and how.reservation is None


def machine_of(pool: Pool) -> str:
    """Return the type of a pool's machines."""
    return pool.offer.machine.name if pool.offer else pool.machine.type or ""


class Part(NamedTuple):
    """One part of what a machine is started with: its kind, as MIME has it, and what it says."""

    kind: str
    text: str


def user_data(pool: Pool, *, mounts_files: bool = False) -> str:
    """Return the settings of a pool's machines for nodeadm, which joins them to the cluster.

    `mounts_files` is whether they mount file systems: then the client is installed before.
    """
    spec: dict[str, Any] = {}
    if pool.pods_per_node is not None:
        spec["kubelet"] = {"config": {"maxPods": pool.pods_per_node}}
    if pool.offer and pool.offer.machine.local_disk_bytes:
        # Images and pods' scratch lie on the machine's own disks, all of them as one.
        spec["instance"] = {"localStorage": {"strategy": "RAID0"}}
    if pool.machine.gpus:
        spec["featureGates"] = {"FastImagePull": True}  # layers of large images are fetched side by side
    config = {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": spec}
    settings = Part("application/node.eks.aws", json.dumps(config, sort_keys=True))
    return _multipart([settings, *([_client_of_files()] if mounts_files else [])])


def user_data_of_services() -> str:
    """Return what the machines of the cluster's own services are started with, where one of these mounts files."""
    return _multipart([_client_of_files()])


def _client_of_files() -> Part:
    return Part('text/x-shellscript; charset="us-ascii"', LUSTRE_CLIENT)


def _multipart(parts: Sequence[Part]) -> str:
    """Return parts as AWS's own come: EKS adds a part of its own, with the cluster's address."""
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"', ""]
    for part in parts:
        lines += [f"--{BOUNDARY}", f"Content-Type: {part.kind}", "", part.text, ""]
    return base64.b64encode("\n".join([*lines, f"--{BOUNDARY}--", ""]).encode()).decode()
