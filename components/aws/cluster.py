"""The managed control plane: private, its secrets and logs encrypted, and administered by entries that can be read.

It makes no machine (`pools.py` does) and gives no right to whoever happened to create it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, eks, iam

from components.aws import access, names, policies
from components.aws.addresses import service_cidr
from components.aws.network import LOGS_KEPT_DAYS
from components.holding import is_held
from components.settling import Settling
from components.topology.model import Topology

AUDITED = ("api", "audit", "authenticator", "controllerManager", "scheduler")
"""Every log that a control plane of EKS writes."""
ADMINISTRATION = "AmazonEKSClusterAdminPolicy"
RIGHTS_SETTLE_S = 20.0
"""EKS asks the key by the cluster's role at once, and fails for good where the right has not reached it yet
(hashicorp/terraform-provider-aws issue 49247)."""
LOGS_END_S = 180.0
"""A cluster that is gone still writes for minutes, and EKS makes the log group anew where that is gone as well
(terraform-aws-modules/terraform-aws-eks issue 2763)."""


@dataclass(frozen=True, kw_only=True)
class AwsClusterArgs:
    """The topology, the cluster's name, where its control plane is, who administers it, and the keys by use.

    `version` is a minor one of Kubernetes, such as "1.35".
    `profile` and `role` are how whoever runs the stack is in the account; None where the environment says it.
    """

    topology: Topology
    location: str
    cluster_name: str
    version: str
    network_cidr: str
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]
    account_id: pulumi.Input[str]
    administrator: pulumi.Input[str]
    key_ids: Mapping[str, pulumi.Input[str]]
    profile: str | None = None
    role: str | None = None


class AwsCluster(pulumi.ComponentResource):
    """`kubeconfig` is secret; `cluster_id` is the cluster's ARN and the moment at which it was made."""

    kubeconfig: pulumi.Output[str]
    cluster_id: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    issuer: pulumi.Output[str]
    cluster: eks.Cluster
    administration: eks.AccessPolicyAssociation

    def __init__(self, name: str, args: AwsClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Cluster", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._kept = pulumi.ResourceOptions(parent=self, protect=args.topology.deletion_protection)
        self._partition = names.partition(args.location)
        self.cluster = self._control_plane()
        self.cluster_name = self.cluster.name
        self.administration = self._administrator()
        self.cluster_id = pulumi.Output.all(self.cluster.arn, self.cluster.created_at).apply("@".join)
        self.issuer = self.cluster.identities.apply(
            lambda found: str(next(iter(found[0].oidcs or ())).issuer)
        )
        # Whoever uses the kubeconfig is let in only by the entry, so it is not known before.
        let_in = self.administration.id
        known = (self.cluster.name, self.cluster.endpoint, self.cluster.certificate_authority.data, let_in)
        self.kubeconfig = pulumi.Output.secret(pulumi.Output.all(*known).apply(self._kubeconfig))
        self.register_outputs(
            {"kubeconfig": self.kubeconfig, "cluster_id": self.cluster_id, "issuer": self.issuer}
        )

    def _control_plane(self) -> eks.Cluster:
        args, topology = self._args, self._args.topology
        key = args.key_ids.get("secrets")
        role, before = self._before(key)
        return eks.Cluster(
            f"{self._name}-control-plane",
            name=args.cluster_name,
            version=args.version,
            role_arn=role.arn,
            access_config={
                "authentication_mode": "API",
                "bootstrap_cluster_creator_admin_permissions": False,
            },
            vpc_config=self._reach(),
            encryption_config={"provider": {"key_arn": key}, "resources": ["secrets"]}
            if key is not None
            else None,
            enabled_cluster_log_types=list(AUDITED),
            kubernetes_network_config={
                "ip_family": "ipv4",
                "service_ipv4_cidr": service_cidr(args.network_cidr),
            },
            # With standard support AWS moves the cluster to another version by itself, and the stack's would be older.
            upgrade_policy={"support_type": "EXTENDED"},
            bootstrap_self_managed_addons=False,
            deletion_protection=is_held(topology),
            tags=names.tags(topology, args.cluster_name),
            # Its name is one in account and region, so a new one can only follow the old one.
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=before,
                protect=topology.deletion_protection,
                delete_before_replace=True,
            ),
        )

    def _before(self, key: pulumi.Input[str] | None) -> tuple[iam.Role, list[pulumi.Resource]]:
        """Make the role and the log group of the control plane, and the wait until both serve; return what to await."""
        args = self._args
        # Made here, since EKS would make it without a key and keep it for ever.
        logs = cloudwatch.LogGroup(
            f"{self._name}-logs", name=names.log_group(args.cluster_name), retention_in_days=LOGS_KEPT_DAYS,
            kms_key_id=args.key_ids.get("logs"), tags=names.tags(args.topology, "control-plane"), opts=self._kept,
        )  # fmt: skip
        role, rights = self._role(key)
        settling = Settling(
            f"{self._name}-settling", "aws", of=[] if key is None else [each.id for each in rights],
            made_s=0.0 if key is None else RIGHTS_SETTLE_S, gone_s=LOGS_END_S,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs, *rights]),
        )  # fmt: skip
        return role, [logs, *rights, settling]

    def _reach(self) -> eks.ClusterVpcConfigArgs:
        """Return who reaches the API server: nodes by the private way always, others from the plan's ranges alone."""
        allowed = list(self._args.topology.allowed_cidrs)
        return eks.ClusterVpcConfigArgs(
            subnet_ids=list(self._args.subnet_ids),
            security_group_ids=[self._args.group_id],
            endpoint_private_access=True,
            endpoint_public_access=bool(allowed),
            public_access_cidrs=allowed or None,
        )

    def _role(self, key: pulumi.Input[str] | None) -> tuple[iam.Role, list[pulumi.CustomResource]]:
        topology = self._args.topology
        role = iam.Role(
            f"{self._name}-role",
            name_prefix=names.prefix(topology.name, "cluster", limit=names.ROLE_LIMIT),
            assume_role_policy=pulumi.Output.from_input(self._args.account_id).apply(self._trust),
            tags=names.tags(topology, "cluster"),
            opts=self._below,
        )
        rights: list[pulumi.CustomResource] = [
            iam.RolePolicyAttachment(
                f"{self._name}-role-AmazonEKSClusterPolicy", role=role.name, opts=self._below,
                policy_arn=policies.of_aws(self._partition, "AmazonEKSClusterPolicy"),
            )
        ]  # fmt: skip
        if key is not None:
            actions = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants")
            text = pulumi.Output.from_input(key).apply(
                lambda arn: policies.document([policies.allow(actions, [arn])])
            )
            rights.append(
                iam.RolePolicy(f"{self._name}-role-secrets", role=role.id, policy=text, opts=self._below)
            )
        return role, rights

    def _trust(self, account_id: str) -> str:
        """Return the trust in EKS for this cluster alone ("Cross-service confused deputy prevention in Amazon EKS")."""
        of_account = f"arn:{self._partition}:eks:{self._args.location}:{account_id}"
        source = f"{of_account}:cluster/{self._args.cluster_name}"
        return policies.trust("eks.amazonaws.com", account_id=account_id, source=source)

    def _administrator(self) -> eks.AccessPolicyAssociation:
        """Let who brings the stack up administer the cluster, by an entry that the account can see and take away."""
        entry = eks.AccessEntry(
            f"{self._name}-administrator", cluster_name=self.cluster.name, type="STANDARD",
            principal_arn=self._args.administrator, tags=names.tags(self._args.topology, "administrator"),
            opts=self._below,
        )  # fmt: skip
        return eks.AccessPolicyAssociation(
            f"{self._name}-administration",
            cluster_name=self.cluster.name,
            principal_arn=entry.principal_arn,
            policy_arn=f"arn:{self._partition}:eks::aws:cluster-access-policy/{ADMINISTRATION}",
            access_scope={"type": "cluster"},
            opts=self._below,
        )

    def _kubeconfig(self, known: Sequence[str]) -> str:
        name, endpoint, authority, _ = known
        return access.kubeconfig(
            name=name, location=self._args.location, endpoint=endpoint, authority=authority,
            profile=self._args.profile, role=self._args.role,
        )  # fmt: skip
