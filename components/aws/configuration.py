"""What the stack's configuration says of AWS: whose account, who administers, which networks are adopted or joined.

aws:profile, aws:allowedAccountIds, aws:assumeRoles   as Pulumi's provider for AWS has them
groundplan:administrator          ARN of the role that administers the cluster; by default who brings the stack up
groundplan:control-plane-zones    two zones, where the region's first two do not do for the control plane
groundplan:kubernetes-version     another than the usual one (components/topology/cluster_version.py)
groundplan:other-accounts         accounts whose keys, logs and roles may be reached (endpoint_policies.py)
groundplan:other-buckets          buckets of other accounts in the region that may be reached (endpoint_policies.py)
groundplan:network                a network that exists, with its subnets (adoption_limits.py)
groundplan:peers                  networks that are joined (components/topology/peers.py)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws import adoption_limits, peering_limits
from components.aws.adopted_subnets import AdoptedSubnets
from components.topology import cluster_version, peers
from components.topology.said import matches

PROJECT = "groundplan"
ACCOUNT = r"[0-9]{12}"
"""AWS Account Management, "View AWS account identifiers"."""
BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
"""Amazon S3, "General purpose bucket naming rules"."""
ZONE = r"[a-z]{2}(-[a-z]+)+-[0-9]+[a-z]"


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What the stack's configuration says; empty where it says nothing."""

    account: Mapping[str, Any]
    administrator: str | None = None
    control_plane_zones: tuple[str, ...] = ()
    kubernetes_version: str = cluster_version.ON_CLOUDS
    other_accounts: tuple[str, ...] = ()
    other_buckets: tuple[str, ...] = ()
    adopted: AdoptedSubnets | None = None
    peers: tuple[peers.Peer, ...] = ()

    @property
    def profile(self) -> str | None:
        """The profile of the AWS command line by which the account is opened; None says the environment's."""
        return self.account.get("profile")

    @property
    def role(self) -> str | None:
        """The role that is assumed in the account, if any."""
        return next((each["roleArn"] for each in self.account.get("assume_roles", ())), None)

    def provider(self, location: str) -> dict[str, Any]:
        """Return the arguments of the one provider: the plan's region, and the account that the stack names."""
        return {"region": location, **self.account}


def configuration() -> Configuration:
    """Return what the stack's configuration says. Raises RunError or TopologyErrors for another form."""
    of_aws, own = pulumi.Config("aws"), pulumi.Config(PROJECT)
    account = {
        "profile": of_aws.get("profile"),
        "allowed_account_ids": of_aws.get_object("allowedAccountIds"),
        "assume_roles": _roles(of_aws.get_object("assumeRoles")),
    }
    exists = adoption_limits.read(own.get_object("network"))
    return Configuration(
        account={key: value for key, value in account.items() if value},
        administrator=own.get("administrator"),
        control_plane_zones=_zones(own),
        kubernetes_version=cluster_version.read(own.get("kubernetes-version")),
        other_accounts=_several(
            own, "other-accounts", ACCOUNT, "ids of accounts, each 12 digits in quotes", '["111122223333"]'
        ),
        other_buckets=_several(
            own, "other-buckets", BUCKET, "names of buckets", '["layers-of-ours"], each name whole'
        ),
        adopted=exists,
        peers=peers.read(own.get_object("peers"), peering_limits.form(exists)),
    )


def _roles(given: Any) -> Any:
    """Return the role that is assumed, as the provider has it. Raises pulumi.RunError where there are several.

    The program that asks for the cluster's token can assume one.
    """
    if not given:
        return None
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], dict) and given[0].get("roleArn"):
        return given
    raise pulumi.RunError(
        'aws:assumeRoles is not of the form [{"roleArn": "arn:aws:iam::…:role/…"}] with one role, which is what `aws '
        "eks get-token` can assume; write it so, or name by aws:profile a profile that assumes a chain of roles"
    )


def _zones(own: pulumi.Config) -> tuple[str, ...]:
    """Return the zones of the control plane in the order in which they are told: it says which has which subnet."""
    key = "control-plane-zones"
    _several(own, key, ZONE, "names of zones", '["us-east-1a", "us-east-1c"]')
    return tuple(own.get_object(key) or ())


def _several(own: pulumi.Config, key: str, form: str, what: str, example: str) -> tuple[str, ...]:
    """Return the names under a key of the stack's configuration, sorted. Raises pulumi.RunError where one is none.

    `what` they are and an `example` are for the sentence that refuses others.
    """
    given = own.get_object(key)
    if given is None:
        return ()
    if isinstance(given, list) and all(matches(each, form) for each in given):
        return tuple(sorted(set(given)))
    raise pulumi.RunError(
        f"{PROJECT}:{key} is {given!r}, which is no list of {what}; write one such as {example}"
    )
