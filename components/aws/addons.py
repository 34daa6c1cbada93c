"""The parts of the cluster that AWS has ready: network plugin, names, volumes, identities, a look-out for faults.

Each that asks AWS for something has a role of its own, by its service account. Each comes in the newest version that
EKS has for the cluster's, as it tells at every `up`: by itself EKS takes no other later, not even where the cluster's
changes (Amazon EKS, "Update an Amazon EKS add-on").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import eks, iam

from components.aws import names, policies
from components.aws.files import file_systems
from components.aws.nodes import SYSTEM_LABEL
from components.topology.model import Topology

MINIMUM_ADDRESSES = 10
"""What a machine takes for pods before there are any."""
NETWORK_PLUGIN = {
    "enableNetworkPolicy": "true",
    # Without these a machine takes the addresses of a whole interface, up to fifty that no pod uses.
    "env": {"MINIMUM_IP_TARGET": str(MINIMUM_ADDRESSES), "WARM_IP_TARGET": "5"},
}
"""Without the first, network policies are objects that nobody obeys (Amazon EKS, "Limit Pod traffic")."""


@dataclass(frozen=True, kw_only=True)
class Addon:
    """One add-on: the policy of AWS that its service account needs, its settings, and whether it waits for machines."""

    name: str
    account: str | None = None
    policy: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    needs_machines: bool = True


DISKS_OF_CLUSTER = "AmazonEBSCSIDriverEKSClusterScopedPolicy"
"""The right to volumes and machines of this one cluster, told by its name in the tags of the session that EKS Pod
Identity gives (kubernetes-sigs/aws-ebs-csi-driver issue 2918; from version 1.58 of the driver on).
"""

FIRST = (
    Addon(name="eks-pod-identity-agent", needs_machines=False),
    Addon(name="kube-proxy", needs_machines=False),
    Addon(
        name="vpc-cni", account="aws-node", policy="AmazonEKS_CNI_Policy", settings=NETWORK_PLUGIN, needs_machines=False
    ),
)  # fmt: skip
"""Without these no machine is ever ready."""
THEN = (
    # On a pool's machine it would answer that segment alone: machines of two segments do not reach each other.
    Addon(name="coredns", settings={"nodeSelector": SYSTEM_LABEL}),
    Addon(
        name="aws-ebs-csi-driver", account="ebs-csi-controller-sa", policy=DISKS_OF_CLUSTER,
        settings={"controller": {"nodeSelector": SYSTEM_LABEL}},
    ),
    Addon(name="eks-node-monitoring-agent"),
)  # fmt: skip
FILES = Addon(name="aws-fsx-csi-driver")
"""It mounts file systems that are there; to make some it would need a right, which it does not get. Where its pods may
be is left to it: AWS documents no such setting of this add-on, and refuses one that it does not know.
"""


def addons(topology: Topology) -> tuple[Addon, ...]:
    """Return the add-ons of a plan's cluster."""
    return (*FIRST, *THEN, *((FILES,) if file_systems(topology) else ()))


@dataclass(frozen=True, kw_only=True)
class AwsAddonsArgs:
    """The topology, which add-ons, the cluster and its version, a minor one of Kubernetes, and the account."""

    topology: Topology
    location: str
    addons: tuple[Addon, ...]
    cluster_name: pulumi.Input[str]
    version: str
    account_id: pulumi.Input[str]


class AwsAddons(pulumi.ComponentResource):
    """Add-ons in the newest versions that EKS has for the cluster's."""

    def __init__(self, name: str, args: AwsAddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Addons", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        for each in args.addons:
            self._addon(each)
        self.register_outputs({})

    def _addon(self, each: Addon) -> None:
        role = self._role(each.name, each.policy) if each.policy else None
        newest = eks.get_addon_version_output(
            addon_name=each.name, kubernetes_version=self._args.version, most_recent=True,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )  # fmt: skip
        identity = [{"service_account": each.account or "", "role_arn": role.arn}] if role else None
        eks.Addon(
            f"{self._name}-{each.name}",
            addon_name=each.name,
            addon_version=newest.version,
            cluster_name=self._args.cluster_name,
            configuration_values=json.dumps(each.settings, sort_keys=True) if each.settings else None,
            pod_identity_associations=identity,  # pyright: ignore[reportArgumentType]
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            tags=names.tags(self._args.topology, each.name),
            opts=self._below,
        )

    def _role(self, what: str, policy: str) -> iam.Role:
        topology = self._args.topology
        actions = ("sts:AssumeRole", "sts:TagSession")
        role = iam.Role(
            f"{self._name}-role-{what}",
            name_prefix=names.prefix(topology.name, what, limit=names.ROLE_LIMIT),
            assume_role_policy=pulumi.Output.from_input(self._args.account_id).apply(
                lambda account_id: policies.trust(
                    "pods.eks.amazonaws.com", actions=actions, account_id=account_id
                )
            ),
            tags=names.tags(topology, what),
            opts=self._below,
        )
        iam.RolePolicyAttachment(
            f"{self._name}-role-{what}-policy",
            role=role.name,
            policy_arn=policies.of_aws(names.partition(self._args.location), policy),
            opts=self._below,
        )
        return role
