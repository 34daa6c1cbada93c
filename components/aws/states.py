"""Asks what became of resources: which are gone though still listed, which go by themselves, and when each was made.

The Resource Groups Tagging API lists what was deleted for a while. Of kinds that are not here only that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

from components.aws.account import Account
from components.topology.audit import Found

AT_ONCE = 200
"""The most values that a filter of Amazon EC2 may have."""
GOING = frozenset(
    {"deleting", "deleted", "shutting-down", "terminated", "pendingdeletion", "pendingreplicadeletion"}
)
"""States, in small letters, out of which nothing comes back unless somebody cancels it."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What a service says of one resource: its word for the state, when it was made, and when it will be gone."""

    word: str = ""
    made: datetime | None = None
    until: datetime | None = None

    @property
    def going(self) -> str | None:
        """Return why it goes by itself, or None where it stays."""
        if self.word.replace("_", "").lower() not in GOING:
            return None
        return f"{self.word} until {self.until:%Y-%m-%d}" if self.until else self.word


States = Mapping[str, State]
"""By name; what is not there is gone."""


def settled(account: Account, found: Iterable[Found], unseen: list[str]) -> Iterator[Found]:
    """Yield what is there still, with its state and age; add to `unseen` the kinds whose states we may not see."""
    from botocore.exceptions import ClientError

    for kind, group in groupby(sorted(found, key=lambda each: each.kind), key=lambda each: each.kind):
        of_kind = list(group)
        if kind not in ASKED:
            yield from of_kind
            continue
        try:
            states = ASKED[kind](account, [each.name for each in of_kind])
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "refused")
            unseen.append(f"whether {kind} is being deleted could not be seen ({code}), so it counts as left")
            yield from of_kind
            continue
        for each in of_kind:
            if (state := states.get(each.name)) is not None:
                yield replace(each, made=state.made, going=state.going)


def _of_ec2(operation: str, id_filter: str, rows: str, account: Account, names: Sequence[str]) -> States:
    """Ask Amazon EC2; `rows` is the JMESPath of [id, state, moment] in its answer."""
    # Of all operations this one alone calls the same thing otherwise.
    filters = "Filter" if operation == "describe_nat_gateways" else "Filters"
    pages = account.client("ec2").get_paginator(operation)
    found = {}
    for start in range(0, len(names), AT_ONCE):
        asked = [{"Name": id_filter, "Values": list(names[start : start + AT_ONCE])}]
        for name, word, made in pages.paginate(**{filters: asked}).search(rows):
            found[name] = State(word=word or "", made=made)
    return found


def _of_keys(account: Account, names: Sequence[str]) -> States:
    client, found = account.client("kms"), {}
    for name in names:
        try:
            said = client.describe_key(KeyId=name)["KeyMetadata"]
        except client.exceptions.NotFoundException:
            continue
        found[name] = State(
            word=said["KeyState"], made=said.get("CreationDate"), until=said.get("DeletionDate")
        )
    return found


def _of_clusters(account: Account, names: Sequence[str]) -> States:
    client, found = account.client("eks"), {}
    for name in names:
        try:
            said = client.describe_cluster(name=name)["cluster"]
        except client.exceptions.ResourceNotFoundException:
            continue
        found[name] = State(word=said["status"], made=said.get("createdAt"))
    return found


def _of_node_groups(account: Account, names: Sequence[str]) -> States:
    """Ask EKS; in an ARN the name of a group stands between its cluster's and an id."""
    client, found = account.client("eks"), {}
    for name in names:
        cluster, group, *_ = name.split("/")
        try:
            said = client.describe_nodegroup(clusterName=cluster, nodegroupName=group)["nodegroup"]
        except client.exceptions.ResourceNotFoundException:
            continue
        found[name] = State(word=said["status"], made=said.get("createdAt"))
    return found


def _of_file_systems(account: Account, names: Sequence[str]) -> States:
    client, found = account.client("fsx"), {}
    for name in names:
        try:
            (said,) = client.describe_file_systems(FileSystemIds=[name])["FileSystems"]
        except client.exceptions.FileSystemNotFound:
            continue
        found[name] = State(word=said.get("Lifecycle", ""), made=said.get("CreationTime"))
    return found


def _of_buckets(account: Account, _names: Sequence[str]) -> States:
    pages = account.client("s3").get_paginator("list_buckets").paginate()
    return {each["Name"]: State(made=each.get("CreationDate")) for page in pages for each in page["Buckets"]}


def _of_log_groups(account: Account, names: Sequence[str]) -> States:
    pages, found = account.client("logs").get_paginator("describe_log_groups"), {}
    for name in names:
        for page in pages.paginate(logGroupNamePrefix=name):
            for said in page["logGroups"]:
                # Milliseconds since 1970.
                moment = datetime.fromtimestamp(said.get("creationTime", 0) / 1000, UTC)
                found[said["logGroupName"]] = State(made=moment)
    return found


def _plain(operation: str, id_filter: str, rows: str) -> Callable[[Account, Sequence[str]], States]:
    return partial(_of_ec2, operation, id_filter, rows)


ASKED: Mapping[str, Callable[[Account, Sequence[str]], Any]] = {
    "ec2:instance": _plain(
        "describe_instances", "instance-id", "Reservations[].Instances[].[InstanceId, State.Name, LaunchTime]"
    ),
    "ec2:volume": _plain("describe_volumes", "volume-id", "Volumes[].[VolumeId, State, CreateTime]"),
    "ec2:natgateway": _plain(
        "describe_nat_gateways", "nat-gateway-id", "NatGateways[].[NatGatewayId, State, CreateTime]"
    ),
    "ec2:vpc-endpoint": _plain(
        "describe_vpc_endpoints",
        "vpc-endpoint-id",
        "VpcEndpoints[].[VpcEndpointId, State, CreationTimestamp]",
    ),
    "ec2:network-interface": _plain(
        "describe_network_interfaces",
        "network-interface-id",
        "NetworkInterfaces[].[NetworkInterfaceId, Status, null]",
    ),
    "ec2:vpc": _plain("describe_vpcs", "vpc-id", "Vpcs[].[VpcId, null, null]"),
    "ec2:subnet": _plain("describe_subnets", "subnet-id", "Subnets[].[SubnetId, null, null]"),
    "ec2:route-table": _plain(
        "describe_route_tables", "route-table-id", "RouteTables[].[RouteTableId, null, null]"
    ),
    "ec2:security-group": _plain(
        "describe_security_groups", "group-id", "SecurityGroups[].[GroupId, null, null]"
    ),
    "ec2:vpc-peering-connection": _plain(
        "describe_vpc_peering_connections",
        "vpc-peering-connection-id",
        "VpcPeeringConnections[].[VpcPeeringConnectionId, Status.Code, null]",
    ),
    "ec2:transit-gateway-attachment": _plain(
        "describe_transit_gateway_attachments",
        "transit-gateway-attachment-id",
        "TransitGatewayAttachments[].[TransitGatewayAttachmentId, State, CreationTime]",
    ),
    "ec2:internet-gateway": _plain(
        "describe_internet_gateways",
        "internet-gateway-id",
        "InternetGateways[].[InternetGatewayId, null, null]",
    ),
    "kms:key": _of_keys,
    "eks:cluster": _of_clusters,
    "eks:nodegroup": _of_node_groups,
    "fsx:file-system": _of_file_systems,
    "s3:bucket": _of_buckets,
    "logs:log-group": _of_log_groups,
}
"""Kind -> who tells of it."""
