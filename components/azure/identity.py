"""Makes one workload identity for each identity of the topology, with the rights of the topology and no others.

A pod gets one by its service account's token, which Azure trusts for exactly that account of exactly this cluster:
there is no key, and a node has none of these rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import managedidentity

from components.azure.names import named, tags
from components.azure.roles import BLOB_CONTRIBUTOR, BLOB_READER, grant
from components.topology.model import Topology
from components.topology.names import bounded
from components.topology.places import accounts_of
from components.topology.rights import direct_rights

CLIENT = "azure.workload.identity/client-id"
"""The annotation of a service account by which AKS knows its identity ("Labels and annotations")."""
AUDIENCE = "api://AzureADTokenExchange"
ROLES = {"read": BLOB_READER, "write": BLOB_CONTRIBUTOR}
CREDENTIAL_LIMIT = 120


@dataclass(frozen=True, kw_only=True)
class AzureIdentitiesArgs:
    """The topology, the stack's group, who signs the cluster's tokens, and the containers by store."""

    topology: Topology
    group: pulumi.Input[str]
    issuer: pulumi.Input[str]
    container_ids: Mapping[str, pulumi.Input[str]]


class AzureIdentities(pulumi.ComponentResource):
    """Workload identities. `identity_ids` are the client ids by identity, `annotations` what names them to AKS."""

    identity_ids: Mapping[str, pulumi.Output[str]]
    annotations: Mapping[str, Mapping[str, pulumi.Output[str]]]

    def __init__(
        self, name: str, args: AzureIdentitiesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:azure:Identities", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        made = {identity: self._identity(identity) for identity in args.topology.identities}
        for right in direct_rights(args.topology):
            if right.store in args.container_ids:
                grant(
                    f"{name}-right-{right.identity}-{right.store}", scope=args.container_ids[right.store],
                    principal_id=made[right.identity].principal_id, role=ROLES[right.access], opts=self._below,
                )  # fmt: skip
        self.identity_ids = {identity: each.client_id for identity, each in made.items()}
        self.annotations = {identity: {CLIENT: client} for identity, client in self.identity_ids.items()}
        self.register_outputs({"identity_ids": self.identity_ids})

    def _identity(self, identity: str) -> managedidentity.UserAssignedIdentity:
        topology = self._args.topology
        made = managedidentity.UserAssignedIdentity(
            f"{self._name}-identity-{identity}",
            resource_group_name=self._args.group,
            # The stack's own identities have names beside this word: a cluster may be called like one of them.
            resource_name_=named(topology, f"workload-{identity}"),
            location=topology.location,
            tags=tags(topology, {"groundplan-identity": identity}),
            opts=self._below,
        )
        last: list[pulumi.Resource] = []
        for namespace, account in accounts_of(topology, identity):
            credential = managedidentity.FederatedIdentityCredential(
                f"{self._name}-trust-{identity}-{namespace}",
                resource_group_name=self._args.group,
                resource_name_=made.name,
                federated_identity_credential_resource_name=bounded(namespace, CREDENTIAL_LIMIT),
                issuer=self._args.issuer,
                subject=f"system:serviceaccount:{namespace}:{account}",
                audiences=[AUDIENCE],
                # Azure takes one change of an identity's credentials at a time.
                opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=[*last]),
            )
            last = [credential]
        return made
