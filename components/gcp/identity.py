"""Who may do what: an account for each identity of the topology with the rights of the topology, and one for nodes.

Pods prove who they are by Workload Identity Federation: no key is made, and none lies anywhere. A right is granted on
the one bucket it names, the narrowest place for it, so no condition has to cut a wider one down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import projects, serviceaccount, storage

from components.gcp import names
from components.topology.model import PROMOTION, Topology
from components.topology.names import namespace_name

READER, WRITER = "roles/storage.objectViewer", "roles/storage.objectUser"
ROLES = {"read": READER, "write": WRITER}
"""What the topology calls a right -> the role: neither may change who else has one."""
FEDERATED = "roles/iam.workloadIdentityUser"
NODE_ROLE = "roles/container.defaultNodeServiceAccount"
"""The least that a node needs: to write logs and metrics (cloud.google.com, "Use least privilege service accounts").
"""
NODES = "nodes"


@dataclass(frozen=True, kw_only=True)
class GcpIdentitiesArgs:
    """The topology, its project, and the buckets of its stores of objects."""

    topology: Topology
    project: str
    store_ids: Mapping[str, pulumi.Input[str]]


class GcpIdentities(pulumi.ComponentResource):
    """`identity_ids` are addresses of accounts by identity; `node_accounts` those of nodes by cluster, and of the
    system's.

    What pods may borrow an account is bound by `GcpFederation`, once the cluster is there.
    """

    identity_ids: Mapping[str, pulumi.Output[str]]
    node_accounts: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: GcpIdentitiesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:gcp:Identities", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        topology = args.topology
        accounts = {identity: self._account("work", identity) for identity in topology.identities}
        for right in topology.rights:
            if right.store in args.store_ids:
                storage.BucketIAMMember(
                    f"{name}-right-{right.identity}-{right.store}",
                    bucket=args.store_ids[right.store],
                    role=ROLES[right.access],
                    member=accounts[right.identity].member,
                    opts=self._below,
                )
        self.identity_ids = {identity: account.email for identity, account in accounts.items()}
        self.node_accounts = {
            owner: self._nodes(owner)
            for owner in ("system", *(cluster.name for cluster in topology.clusters))
        }
        self.register_outputs({"identity_ids": self.identity_ids, "node_accounts": self.node_accounts})

    def _account(self, kind: str, owner: str) -> serviceaccount.Account:
        return serviceaccount.Account(
            f"{self._name}-{kind}-{owner}",
            account_id=names.account(self._args.topology, kind, owner),
            display_name=f"{self._args.topology.name}: {kind} of {owner}",
            opts=self._below,
        )

    def _nodes(self, owner: str) -> pulumi.Output[str]:
        account = self._account(NODES, owner)
        granted = projects.IAMMember(
            f"{self._name}-nodes-role-{owner}", project=self._args.project, role=NODE_ROLE, member=account.member,
            opts=self._below,
        )  # fmt: skip
        return pulumi.Output.all(account.email, granted.id).apply(lambda known: str(known[0]))


def service_accounts(topology: Topology) -> tuple[tuple[str, str, str], ...]:
    """Return (identity, namespace, Kubernetes service account) of whoever may act as an identity, sorted."""
    clusters = [
        (cluster.identity, namespace_name(topology.name, cluster.name), cluster.name)
        for cluster in topology.clusters
    ]
    promoting = [
        (PROMOTION, namespace_name(topology.name, cluster.name), PROMOTION)
        for cluster in topology.clusters
        if cluster.purpose == "serving"
    ]
    return tuple(sorted((*clusters, *promoting)))


@dataclass(frozen=True, kw_only=True)
class GcpFederationArgs:
    """The topology, its project, the accounts of its identities, and the pool of identities that the cluster made."""

    topology: Topology
    project: str
    identity_ids: Mapping[str, pulumi.Input[str]]
    workload_pool: pulumi.Input[str]


class GcpFederation(pulumi.ComponentResource):
    """Lets exactly the pods of an identity's namespace and service account act as its account."""

    def __init__(
        self, name: str, args: GcpFederationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:gcp:Federation", name, None, opts)
        for identity, namespace, account in service_accounts(args.topology):
            path = pulumi.Output.format(
                "projects/{0}/serviceAccounts/{1}", args.project, args.identity_ids[identity]
            )
            serviceaccount.IAMMember(
                f"{name}-{identity}-{namespace}",
                service_account_id=path,
                role=FEDERATED,
                member=pulumi.Output.format(
                    "serviceAccount:{0}[{1}/{2}]", args.workload_pool, namespace, account
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
