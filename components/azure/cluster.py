"""Makes the managed control plane with its own pool for system services. The plan's pools are made elsewhere.

The API server stands in a subnet of the network and nodes reach it there, always. Azure allows a public address beside
that, so `allowed_cidrs` means the same as everywhere: no range, no public address; else these ranges alone.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, compute, containerservice, managedidentity

from components.azure import profiles
from components.azure.addresses import API_SERVER, SYSTEM
from components.azure.keys import EncryptionKey, Use
from components.azure.kubeconfig import kubeconfig
from components.azure.logs import audited
from components.azure.names import CLUSTER_LIMIT, DNS_PREFIX_LIMIT, named, node_group_name, tags
from components.azure.roles import (
    DNS_ZONE_CONTRIBUTOR,
    KEY_USER,
    NETWORK_CONTRIBUTOR,
    READER,
    VAULT_CONTRIBUTOR,
    grant,
    holding,
)
from components.topology.model import Topology

AUDIT_LOGS = ("kube-apiserver", "kube-audit-admin", "guard", "cluster-autoscaler")
SCHEDULES = ("aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")


@dataclass(frozen=True, kw_only=True)
class AzureClusterArgs:
    """The topology, where the cluster stands, its keys if the customer has some, who administers, where logs go.

    `after` is what else changes the network, which has to be whole before a node starts; `zone_id` is the private DNS
    zone of the API endpoint, or None; `version` is a minor one, such as "1.35".
    """

    topology: Topology
    zones: tuple[str, ...]
    group: pulumi.Input[str]
    stack: str
    after: Sequence[pulumi.Resource]
    network_id: pulumi.Input[str]
    regional_ids: Mapping[str, pulumi.Input[str]]
    zone_id: pulumi.Input[str] | None
    keys: Mapping[Use, EncryptionKey]
    admin_groups: tuple[str, ...]
    logs_id: pulumi.Input[str]
    login: str
    version: str


class AzureCluster(pulumi.ComponentResource):
    """An AKS cluster. `kubeconfig` is secret, though its user is kubelogin.

    `cluster_id` tells the cluster from one of the same name that was there before. `identity_id` is the principal by
    which Azure makes its machines, `kubelet_id` the one by which these pull images.
    """

    cluster_id: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    issuer: pulumi.Output[str]
    kubeconfig: pulumi.Output[str]
    kubelet_id: pulumi.Output[str]
    identity_id: pulumi.Output[str]

    def __init__(self, name: str, args: AzureClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Cluster", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        self._identity = self._make_identity()
        self.identity_id = self._identity.principal_id
        self._disks = self._disk_encryption_set()
        granted = holding(f"{name}-granted", self._grants(), self)
        secrets = args.keys.get("secrets")
        made = self._control_plane([*args.after, granted, *(secrets.ready if secrets else ())])
        for schedule in SCHEDULES:
            self._maintenance(made, schedule)
        audited(
            f"{name}-audit", of=made.id, account_id=args.logs_id, groups=(), categories=AUDIT_LOGS, opts=self._below
        )  # fmt: skip
        self.cluster_name = made.name
        self.cluster_id = pulumi.Output.all(made.id, made.resource_uid).apply("@".join)
        self.issuer = made.oidc_issuer_profile.apply(lambda found: str(found and found.issuer_url))
        self.kubelet_id = made.identity_profile.apply(
            lambda found: str(found and found["kubeletidentity"].object_id)
        )
        self.kubeconfig = self._kubeconfig(made)
        self.register_outputs(
            {"cluster_id": self.cluster_id, "issuer": self.issuer, "kubeconfig": self.kubeconfig}
        )

    def _make_identity(self) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            f"{self._name}-identity",
            resource_group_name=self._args.group,
            resource_name_=named(self._args.topology, "cluster"),
            location=self._args.topology.location,
            tags=tags(self._args.topology),
            opts=self._below,
        )

    def _disk_encryption_set(self) -> pulumi.Output[str] | None:
        """Make what encrypts disks by the customer's key, where the plan has one."""
        key, topology = self._args.keys.get("disks"), self._args.topology
        if key is None or key.identity_id is None:
            return None
        made = compute.DiskEncryptionSet(
            f"{self._name}-disks",
            resource_group_name=self._args.group,
            disk_encryption_set_name=named(topology, "disks"),
            location=topology.location,
            encryption_type=compute.DiskEncryptionSetType.ENCRYPTION_AT_REST_WITH_CUSTOMER_KEY,
            identity={
                "type": compute.DiskEncryptionSetIdentityType.USER_ASSIGNED,
                "user_assigned_identities": [key.identity_id],
            },
            active_key={"key_url": key.version_id, "source_vault": {"id": key.vault_id}},
            rotation_to_latest_key_version_enabled=True,
            tags=tags(topology),
            opts=pulumi.ResourceOptions(
                parent=self, protect=topology.deletion_protection, depends_on=list(key.ready)
            ),
        )
        return made.id

    def _grants(self) -> list[authorization.RoleAssignment]:
        """Let the cluster's identity do what AKS does by it, which must hold before the cluster is made."""
        made = [self._may("network", self._args.network_id, NETWORK_CONTRIBUTOR)]
        if self._args.zone_id is not None:
            made.append(self._may("name", self._args.zone_id, DNS_ZONE_CONTRIBUTOR))
        if self._disks is not None:
            made.append(self._may("disks", self._disks, READER))
        if key := self._args.keys.get("secrets"):
            made += [
                self._may("secrets", key.resource_id, KEY_USER),
                self._may("vault", key.vault_id, VAULT_CONTRIBUTOR),
            ]
        return made

    def _may(self, what: str, scope: pulumi.Input[str], role: str) -> authorization.RoleAssignment:
        return grant(
            f"{self._name}-grant-{what}", scope=scope, principal_id=self.identity_id, role=role, opts=self._below
        )  # fmt: skip

    def _control_plane(self, after: list[pulumi.Resource]) -> containerservice.ManagedCluster:
        args, topology = self._args, self._args.topology
        return containerservice.ManagedCluster(
            f"{self._name}-control-plane",
            resource_group_name=args.group,
            resource_name_=named(topology, "cluster", CLUSTER_LIMIT),
            location=topology.location,
            sku=profiles.sku(topology),
            identity={
                "type": containerservice.ResourceIdentityType.USER_ASSIGNED,
                "user_assigned_identities": [self._identity.id],
            },
            kubernetes_version=args.version,
            auto_upgrade_profile={"upgrade_channel": "patch", "node_os_upgrade_channel": "NodeImage"},
            dns_prefix=named(topology, args.stack, DNS_PREFIX_LIMIT),
            node_resource_group=node_group_name(topology.name, args.stack),
            node_resource_group_profile={"restriction_level": "ReadOnly"},
            enable_rbac=True,
            disable_local_accounts=True,
            aad_profile=profiles.entra(args.admin_groups),
            api_server_access_profile=profiles.api_server(
                topology.allowed_cidrs, args.regional_ids[API_SERVER], args.zone_id
            ),
            network_profile=profiles.network(),
            oidc_issuer_profile={"enabled": True},
            security_profile=profiles.security(args.keys.get("secrets")),
            disk_encryption_set_id=self._disks,
            storage_profile=profiles.storage(),
            auto_scaler_profile=profiles.autoscaler(),
            agent_pool_profiles=[profiles.system_pool(topology, args.zones, args.regional_ids[SYSTEM])],
            tags=tags(topology),
            opts=self._options(after),
        )

    def _options(self, after: list[pulumi.Resource]) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            protect=self._args.topology.deletion_protection,
            # Ways out, rules and rights, without which no machine joins, and nothing that changes the network beside
            # it: it makes the first machines and joins two subnets. All these go after it.
            depends_on=after,
            # Its name is one in its group, so a new one can only follow the old one.
            delete_before_replace=True,
            # AKS never moves a pool, so a zone more must not ask it to; and the autoscaler counts. A refresh reads the
            # plan's pools into this list as well, behind the system's, whose name is the first (SYSTEM_POOL).
            ignore_changes=["agentPoolProfiles[0].availabilityZones", "agentPoolProfiles[0].count"],
        )

    def _maintenance(self, cluster: containerservice.ManagedCluster, schedule: str) -> None:
        """Say when Azure may put newer versions on: in the night to Sunday, once a week."""
        containerservice.MaintenanceConfiguration(
            f"{self._name}-maintenance-{schedule}",
            resource_group_name=self._args.group,
            resource_name_=cluster.name,
            config_name=schedule,
            maintenance_window={
                "schedule": {"weekly": {"interval_weeks": 1, "day_of_week": "Sunday"}},
                "start_time": "01:00",
                "duration_hours": 6,
                "utc_offset": "+00:00",
            },
            opts=self._below,
        )

    def _kubeconfig(self, cluster: containerservice.ManagedCluster) -> pulumi.Output[str]:
        """Ask Azure for the address and the authority, which only it knows, and for no credential."""
        told = containerservice.list_managed_cluster_user_credentials_output(
            resource_group_name=self._args.group,
            resource_name=cluster.name,
            format="exec",
            opts=pulumi.InvokeOutputOptions(parent=self, depends_on=[cluster]),
        )
        name, login = named(self._args.topology, "cluster", CLUSTER_LIMIT), self._args.login
        return pulumi.Output.secret(
            told.apply(
                lambda found: kubeconfig(
                    base64.b64decode(found.kubeconfigs[0].value).decode(), name=name, login=login
                )
            )
        )
