"""One role for each identity of the topology, with the rights of the topology and no others.

Pods get it by their namespace and service account (EKS Pod Identity): no key is ever stored, and no node has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks, iam

from components.aws import names, policies
from components.topology.model import Access, Topology
from components.topology.places import accounts_of
from components.topology.rights import direct_rights

READ_STORE = ("s3:GetBucketLocation", "s3:ListBucket")
WRITE_STORE = (*READ_STORE, "s3:ListBucketMultipartUploads")
READ_OBJECTS = ("s3:GetObject",)
WRITE_OBJECTS = (
    *READ_OBJECTS,
    *("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject"),
)
READ_KEY = ("kms:Decrypt",)
WRITE_KEY = (*READ_KEY, "kms:GenerateDataKey")


@dataclass(frozen=True, kw_only=True)
class AwsIdentitiesArgs:
    """The topology, the cluster whose pods have the roles, the ARNs of object stores, and their key (None: S3's)."""

    topology: Topology
    location: str
    account_id: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    store_arns: Mapping[str, pulumi.Input[str]]
    key: pulumi.Input[str] | None


class AwsIdentities(pulumi.ComponentResource):
    """`identity_ids` are the ARNs of the roles by identity."""

    identity_ids: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: AwsIdentitiesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:aws:Identities", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self.identity_ids = {identity: self._role(identity) for identity in args.topology.identities}
        self.register_outputs({"identity_ids": self.identity_ids})

    def _role(self, identity: str) -> pulumi.Output[str]:
        topology = self._args.topology
        account = pulumi.Output.from_input(self._args.account_id)
        role = iam.Role(
            f"{self._name}-role-{identity}",
            name_prefix=names.prefix(topology.name, identity, limit=names.ROLE_LIMIT),
            description=f"{identity} of {topology.name}",
            assume_role_policy=account.apply(trust),
            tags=names.tags(topology, identity),
            opts=self._below,
        )
        granted = rights(topology, identity, set(self._args.store_arns))
        if granted:
            arns = pulumi.Output.all(**{store: self._args.store_arns[store] for store in granted})
            policy = pulumi.Output.all(arns, self._args.key, self._args.location).apply(
                lambda known: rights_policy(granted, known[0], known[1], known[2])
            )
            iam.RolePolicy(f"{self._name}-policy-{identity}", role=role.id, policy=policy, opts=self._below)
        for namespace, account_name in accounts_of(topology, identity):
            eks.PodIdentityAssociation(
                f"{self._name}-association-{namespace}-{account_name}",
                cluster_name=self._args.cluster_name,
                namespace=namespace,
                service_account=account_name,
                role_arn=role.arn,
                tags=names.tags(topology, identity),
                opts=self._below,
            )
        return role.arn


def trust(account_id: str) -> str:
    """Return who may take a role: pods of this account's clusters that an association names."""
    actions = ("sts:AssumeRole", "sts:TagSession")
    return policies.trust("pods.eks.amazonaws.com", actions=actions, account_id=account_id)


def rights(topology: Topology, identity: str, stores: set[str]) -> Mapping[str, Access]:
    """Return what an identity may do with which of `stores`."""
    return {
        right.store: right.access
        for right in direct_rights(topology)
        if right.identity == identity and right.store in stores
    }


def rights_policy(
    granted: Mapping[str, Access], arns: Mapping[str, str], key: str | None, location: str
) -> str:
    """Return the rights as IAM has them; the key opens through object stores alone."""
    statements = []
    for access in sorted(set(granted.values())):
        own = [arns[store] for store in sorted(granted) if granted[store] == access]
        writes = access == "write"
        statements += [
            policies.allow(WRITE_STORE if writes else READ_STORE, own),
            policies.allow(WRITE_OBJECTS if writes else READ_OBJECTS, [f"{arn}/*" for arn in own]),
        ]
    if key:
        through = {"StringEquals": {"kms:ViaService": f"s3.{location}.amazonaws.com"}}
        actions = WRITE_KEY if "write" in granted.values() else READ_KEY
        statements.append(policies.allow(actions, [key], condition=through))
    return policies.document(statements)
