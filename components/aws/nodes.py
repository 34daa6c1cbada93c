"""The role of every machine, with no more than it needs to join, and the machines of the cluster's own services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, eks, iam

from components.aws import machines, names, policies
from components.aws.system_machines import SYSTEM_TYPES, system_machines
from components.topology.labels import ENVIRONMENT, OWNER, ROLE
from components.topology.model import Topology
from components.topology.rights import SYSTEM, segments_with_files

JOIN = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
"""To be a node, and to pull AWS's own images; the network plugin has a role of its own."""

SYSTEM_LABEL = {ROLE: "system"}
TAGGED = ("instance", "network-interface", "volume")
KEPT_TAGS = tuple(
    f"tagSpecifications[{which}].tags.{label}"
    for which in range(len(TAGGED))
    for label in (OWNER, ENVIRONMENT)
)
"""What a template keeps of its first day: labels that people change in a plan that is up."""


@dataclass(frozen=True, kw_only=True)
class AwsNodesArgs:
    """The topology, the cluster, the machines' subnets by zone, their group, and their disks' key (None: AWS's own).

    `version` is the cluster's, a minor one of Kubernetes.
    """

    topology: Topology
    location: str
    cluster_name: pulumi.Input[str]
    version: str
    subnet_ids: Mapping[str, pulumi.Input[str]]
    group_id: pulumi.Input[str]
    disks_key: pulumi.Input[str] | None


class AwsNodes(pulumi.ComponentResource):
    """`role_arn` is that of every machine of the cluster; `system` are its own services' machines by zone."""

    role_arn: pulumi.Output[str]
    system: Mapping[str, eks.NodeGroup]
    joining: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: AwsNodesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Nodes", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            name_prefix=names.prefix(args.topology.name, "node", limit=names.ROLE_LIMIT),
            # EC2 says for no machine whose it is; a machine of another account cannot be given the role (iam:PassRole).
            assume_role_policy=policies.trust("ec2.amazonaws.com"),
            tags=names.tags(args.topology, "node"),
            opts=self._below,
        )
        partition = names.partition(args.location)
        self.joining = [
            iam.RolePolicyAttachment(
                f"{name}-role-{policy}", role=role.name, policy_arn=policies.of_aws(partition, policy), opts=self._below
            )
            for policy in JOIN
        ]  # fmt: skip
        self.role_arn = role.arn
        mounts_files = SYSTEM in segments_with_files(args.topology)
        template = launch_template(
            f"{name}-template-system", args.topology, "system", args.topology.labels, self._below,
            block_device_mappings=machines.disk(args.disks_key), vpc_security_group_ids=[args.group_id],
            user_data=machines.user_data_of_services() if mounts_files else None,
        )  # fmt: skip
        self.system = {zone: self._system(zone, template) for zone in sorted(args.subnet_ids)}
        self.register_outputs({"role_arn": self.role_arn})

    def _system(self, zone: str, template: ec2.LaunchTemplate) -> eks.NodeGroup:
        topology = self._args.topology
        count = system_machines(topology, len(self._args.subnet_ids))
        return eks.NodeGroup(
            f"{self._name}-system-{zone}",
            node_group_name_prefix=names.prefix(topology.name, "system", limit=names.NODE_GROUP_LIMIT),
            cluster_name=self._args.cluster_name,
            version=self._args.version,
            node_role_arn=self.role_arn,
            subnet_ids=[self._args.subnet_ids[zone]],
            ami_type=machines.image_type("x86_64", gpus=False),
            capacity_type="ON_DEMAND",
            instance_types=list(SYSTEM_TYPES),
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            scaling_config={"min_size": count, "desired_size": count, "max_size": 2 * count},
            update_config={"max_unavailable": 1},
            node_repair_config={"enabled": True},
            labels={**SYSTEM_LABEL, **topology.made_by},
            tags=names.tags(topology, f"system-{zone}"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self.joining)),
        )


def launch_template(
    name: str,
    topology: Topology,
    what: str,
    labels: Mapping[str, str],
    options: pulumi.ResourceOptions,
    **template: object,
) -> ec2.LaunchTemplate:
    """Make a template of machines with what every machine has; `labels` are tags of machines, disks and interfaces.

    Machines keep the owner and the environment that their template was made with: EKS makes all machines of a group
    anew for another version of its template, and no machine is to end for another mail address.
    """
    made = names.template_tags(topology, what, labels)
    return ec2.LaunchTemplate(
        name,
        name_prefix=names.prefix(topology.name, what, limit=names.TEMPLATE_LIMIT),
        metadata_options=machines.METADATA,  # pyright: ignore[reportArgumentType]
        monitoring={"enabled": True},
        update_default_version=True,
        tag_specifications=[{"resource_type": kind, "tags": made} for kind in TAGGED],
        tags=names.tags(topology, what, labels),
        opts=pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(ignore_changes=list(KEPT_TAGS))),
        **template,  # pyright: ignore[reportArgumentType]
    )
