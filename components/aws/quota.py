"""What quota of machines an account holds in a region, as Service Quotas tells it. It asks for no more by itself.

`refusals` are zones that EKS or the account refuses, `places` machines that its zones have not, `adopted` is what is
wrong of a network that exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from components.aws.account import asking, open_account
from components.aws.adopted_found import adopted as adopted
from components.aws.offerings import places as places
from components.aws.system_machines import system
from components.aws.zones import refusals as refusals
from components.topology.model import Topology
from components.topology.quota import QuotaNeed, system_need
from components.topology.quota_held import Held, needs_of

PROVIDER = "aws"
"""As Pulumi calls the provider."""
SERVICE = "ec2"
CODE = re.compile(r"\((L-[0-9A-F]+)\)$")
"""How the catalog ends the name of a family."""


def needs(topology: Topology) -> tuple[QuotaNeed, ...]:
    """Return what a plan needs: its pools, and the machines of the cluster's own services."""
    own = system(topology)
    return needs_of(topology, [system_need("aws", topology.location or "", own)] if own else [])


def held(configured: Callable[[str], Any], needs: Sequence[QuotaNeed]) -> Held:
    """Return what the account holds of each family of `needs`, in vCPUs; a family that AWS does not know is left out.

    Raises CannotAsk, NoCredentials.
    """
    found: dict[str, int] = {}
    for location in sorted({need.location for need in needs}):
        client = open_account(configured, location).client("service-quotas")
        for family in sorted({need.family for need in needs if need.location == location}):
            code = CODE.search(family)
            if code and (value := _value(client, code[1])) is not None:
                found[family] = value
    return found


def way_out(need: QuotaNeed) -> str:
    """Return how more of a family is asked for."""
    code = CODE.search(need.family)
    return (
        "ask for more: `aws service-quotas request-service-quota-increase --service-code "
        f"{SERVICE} --quota-code {code[1] if code else 'CODE'} --desired-value {need.amount} --region {need.location}`"
    )


def _value(client: Any, code: str) -> int | None:
    """Return the value that holds for an account; one that nobody ever changed is AWS's own."""
    for operation in (client.get_service_quota, client.get_aws_default_service_quota):
        with asking("what quota the account holds"):
            try:
                return int(operation(ServiceCode=SERVICE, QuotaCode=code)["Quota"]["Value"])
            except client.exceptions.NoSuchResourceException:
                continue
    return None
