"""Which subnets the routes of AWS are for: those that a table names, and, for the main one, those that none names."""

from policies.judge.properties_of_aws import named
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_aws import (
    DEFAULT_ROUTE_TABLE,
    MAIN_ROUTE_TABLE,
    ROUTE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPC,
)

READS = (ROUTE, ROUTE_TABLE_ASSOCIATION, MAIN_ROUTE_TABLE, SUBNET)
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"


def leads_to_internet(stack: Stack, table: Resource) -> bool:
    """Tell whether a route of a table, in it or beside it, leads to an internet gateway.

    A network stands for its main table, which routes name by `mainRouteTableId` of it.
    """
    return any(map(_is_to_internet, (*stack.about(table, ROUTE, "routeTableId"), *table.parts("routes"))))


def subnets_of(stack: Stack, table: Resource) -> set[str]:
    """Return what names the subnets that a table routes for. Raises NotKnownYetError where nothing tells.

    The main table of a network routes for all subnets that are in no other (Amazon VPC guide, "Subnet route tables").
    """
    associations = stack.about(table, ROUTE_TABLE_ASSOCIATION, "routeTableId")
    found = {name for one in associations for name in named(one, "subnetId")}
    networks = _main_of(stack, table)
    if networks:
        elsewhere = {name for one in stack.of_type(ROUTE_TABLE_ASSOCIATION) for name in _subnets(one)}
        left = [each for each in stack.of_type(SUBNET) if networks & named(each, "vpcId")]
        found |= {each.urn for each in left if each.urn not in elsewhere}
    return found


def _main_of(stack: Stack, table: Resource) -> set[str]:
    """Return what names the networks whose main table this is."""
    if table.type == VPC:
        return {table.urn}
    if table.type == DEFAULT_ROUTE_TABLE:
        return named(table, "defaultRouteTableId")
    return {
        name for one in stack.about(table, MAIN_ROUTE_TABLE, "routeTableId") for name in named(one, "vpcId")
    }


def _subnets(association: Resource) -> set[str]:
    """Return what names the subnet of an association; one of a gateway has none."""
    is_of_gateway = not association.refers_to.get("subnetId") and association.get("subnetId") is None
    return set() if is_of_gateway else named(association, "subnetId")


def _is_to_internet(route: Resource) -> bool:
    """Tell whether a route leads to an internet gateway; other gateways stand at the same key."""
    if any(INTERNET_GATEWAY in urn for urn in route.refers_to.get("gatewayId", ())) and not route.way:
        return True
    return str(route.get("gatewayId") or "").startswith("igw-")
