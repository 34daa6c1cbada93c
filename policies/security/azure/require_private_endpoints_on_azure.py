"""What is closed to the internet is reached by a private endpoint, and by no exception that is made later.

Of a vault for Managed Lustre nobody asks through the network: Lustre comes as a service that Azure trusts.
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.services_of_azure import lets_in_services_alone, serves_lustre
from policies.judge.types_of_azure import ENDPOINT, LUSTRE, REGISTRY, STORE, VAULT

STORE_OF_PLAN = "groundplan-store"
"""The tag of a store that workloads read and write, by names that begin with abfss://."""
CONNECTIONS = "privateLinkServiceConnections"


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find services that no private endpoint leads to."""
    if accused.type == VAULT and is_for_services(stack, accused):
        return
    endpoints = stack.about(accused, ENDPOINT, CONNECTIONS)
    there = {
        group.value
        for endpoint in endpoints
        for connection in endpoint.parts(CONNECTIONS)
        for group in connection.parts("groupIds")
    }
    for service in services(accused):
        if service not in there:
            yield f"no {ENDPOINT} leads to its {service}"


def is_for_services(stack: Stack, vault: Resource) -> bool:
    """Tell whether a vault is open to the services that Azure trusts alone, for the key of a Managed Lustre."""
    properties = vault.part("properties")
    is_open = properties.get("publicNetworkAccess") in ("Enabled", "enabled")
    return is_open and lets_in_services_alone(properties.part("networkAcls")) and serves_lustre(stack, vault)


def services(accused: Resource) -> tuple[str, ...]:
    """Return the services that clients of a resource use.

    What reads whole folders, such as abfss://, asks an account's second address, also to learn that it has none.
    """
    if accused.type == STORE:
        if accused.get("kind") == "FileStorage":
            return ("file",)
        is_of_folders = accused.get("isHnsEnabled") in TRUE or accused.part("tags").get(STORE_OF_PLAN)
        return ("blob", "dfs") if is_of_folders else ("blob",)
    return ("vault",) if accused.type == VAULT else ("registry",)


RULE = StackRule(
    name="require-private-endpoints-on-azure",
    promise="Every storage account, vault and registry of Azure has a private endpoint for each of its addresses.",
    severity=Severity.MEDIUM,
    remedy=(
        "make a PrivateEndpoint whose privateLinkServiceConnections name it and, in groupIds, the service "
        "that is meant"
    ),
    references=("CIS Azure Foundations 9.3.2.1", "CIS Azure Foundations 8.3.8", "NIST SP 800-53 SC-7"),
    types=(STORE, VAULT, REGISTRY),
    reads=(ENDPOINT, LUSTRE),
    check=check,
)
