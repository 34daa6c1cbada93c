"""Who may do what: the pods of each identity have the rights of the topology, and nodes only what makes them nodes.

Pods prove who they are by Workload Identity Federation and are granted rights as themselves: there is no account that
they borrow, and no key that lies anywhere. A right is granted on the one bucket it names, the narrowest place for it,
so no condition has to cut a wider one down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import projects, serviceaccount, storage

from components.gcp import names
from components.topology.model import Topology
from components.topology.places import accounts_of
from components.topology.rights import direct_rights

READER, WRITER = "roles/storage.objectViewer", "roles/storage.objectUser"
ROLES = {"read": READER, "write": WRITER}
"""What the topology calls a right -> the role: neither may change who else has one."""
NODE_ROLES = {
    "role": "roles/container.defaultNodeServiceAccount",
    "images": "roles/artifactregistry.reader",
    "streaming": "roles/serviceusage.serviceUsageConsumer",
}
"""What a node needs: to write logs and metrics (docs.cloud.google.com, "Use least privilege service accounts"); to
fetch images of the project's own registry ("Grant access to private image registries"), and to start before all of one
is there ("Use Image streaming to pull container images", requirements). None reads a store.
"""
SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class GcpIdentitiesArgs:
    """The topology, its project by name and number, its buckets, and the pool of identities that the cluster made."""

    topology: Topology
    project: str
    number: pulumi.Input[str]
    store_ids: Mapping[str, pulumi.Input[str]]
    workload_pool: pulumi.Input[str]


class GcpIdentities(pulumi.ComponentResource):
    """Rights on buckets; `identity_ids` are the principals of each identity, one for each namespace of its pods."""

    identity_ids: Mapping[str, tuple[pulumi.Output[str], ...]]

    def __init__(
        self, name: str, args: GcpIdentitiesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:gcp:Identities", name, None, opts)
        self._args = args
        topology = args.topology
        pods = {identity: accounts_of(topology, identity) for identity in topology.identities}
        self.identity_ids = {
            identity: tuple(self._principal(*each) for each in there) for identity, there in pods.items()
        }
        for right in direct_rights(topology):
            if right.store not in args.store_ids:
                continue
            members = zip(pods[right.identity], self.identity_ids[right.identity], strict=True)
            for (namespace, _), principal in members:
                storage.BucketIAMMember(
                    f"{name}-right-{right.identity}-{right.store}-{namespace}",
                    bucket=args.store_ids[right.store],
                    role=ROLES[right.access],
                    member=principal,
                    opts=pulumi.ResourceOptions(parent=self),
                )
        self.register_outputs({"identity_ids": self.identity_ids})

    def _principal(self, namespace: str, account: str) -> pulumi.Output[str]:
        """Return who a Kubernetes service account is to Google, once its pool is there to name it."""
        return pulumi.Output.format(
            "principal://iam.googleapis.com/projects/{0}/locations/global/workloadIdentityPools/{1}/subject/ns/{2}/sa/{3}",
            self._args.number,
            self._args.workload_pool,
            namespace,
            account,
        )


@dataclass(frozen=True, kw_only=True)
class GcpNodeAccountsArgs:
    """The topology and its project."""

    topology: Topology
    project: str


class GcpNodeAccounts(pulumi.ComponentResource):
    """An account for the nodes of each cluster, and one for those of the system; no store is theirs.

    Nodes depend on the whole of it, so that their account has its rights; its name hangs on none of these, since
    another account replaces a node pool, and what is unknown in a preview might be one.
    `incarnation` are the digits by which Google tells the account of the system from all that had its name.
    """

    node_accounts: Mapping[str, pulumi.Output[str]]
    incarnation: pulumi.Output[str]

    def __init__(
        self, name: str, args: GcpNodeAccountsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:gcp:NodeAccounts", name, None, opts)
        self._name, self._args = name, args
        owners = (SYSTEM, *(cluster.name for cluster in args.topology.clusters))
        accounts = {owner: self._account(owner) for owner in owners}
        for owner, account in accounts.items():
            self._grant(owner, account)
        self.node_accounts = {owner: account.email for owner, account in accounts.items()}
        self.incarnation = accounts[SYSTEM].unique_id
        self.register_outputs({"node_accounts": self.node_accounts})

    def _account(self, owner: str) -> serviceaccount.Account:
        return serviceaccount.Account(
            f"{self._name}-account-{owner}",
            account_id=names.account(self._args.topology, "nodes", owner),
            display_name=f"{self._args.topology.name}: nodes of {owner}",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _grant(self, owner: str, account: serviceaccount.Account) -> None:
        """Give an account the rights of a node."""
        below = pulumi.ResourceOptions(parent=self)
        for key, role in NODE_ROLES.items():
            projects.IAMMember(
                f"{self._name}-{key}-{owner}", project=self._args.project, role=role, member=account.member, opts=below
            )  # fmt: skip
