"""What AWS says of addresses, of the API server, and of who opens connections to whom."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.clouds.provisioned import Made
from tests.clouds.reading import ApiServer, Fault, at, files_of, unlike
from tests.components.hosts.recording_engine import Registered

CLOSED: Mapping[str, Mapping[str, Any]] = {
    "ec2/subnet:Subnet": {"mapPublicIpOnLaunch": False},
    "ec2/defaultSecurityGroup:DefaultSecurityGroup": {"ingress": [], "egress": []},
}
CLOSED_BUCKET = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def public(made: Made) -> Iterator[Fault]:
    yield from unlike(made, CLOSED)
    of_ways_out = {each.inputs["allocationId"] for each in made.of_type("ec2/natGateway:NatGateway").values()}
    for name in made.of_type("ec2/eip:Eip"):
        if f"id-of-{name}" not in of_ways_out:
            yield name, "a public address that no way out has"
    for name, each in made.of_type("ec2/launchTemplate:LaunchTemplate").items():
        if "associatePublicIpAddress" in json.dumps(each.inputs):
            yield name, "its machines ask for public addresses"
    outside = _public_subnets(made)
    for name, each in made.of_type("eks/nodeGroup:NodeGroup", "eks/cluster:Cluster").items():
        subnets = each.inputs.get("subnetIds") or at(each.inputs, "vpcConfig.subnetIds")
        if outside & set(subnets):
            yield name, "it stands in a subnet that the internet reaches"
    for name, each in made.of_type("vpc/securityGroupIngressRule:SecurityGroupIngressRule").items():
        if not each.inputs.get("referencedSecurityGroupId"):
            yield name, "it lets in addresses, not machines of a group"
    yield from _open_buckets(made)


def _public_subnets(made: Made) -> set[str]:
    tables = {
        each.inputs["routeTableId"]
        for each in made.of_type("ec2/route:Route").values()
        if each.inputs.get("gatewayId")
    }
    associations = made.of_type("ec2/routeTableAssociation:RouteTableAssociation").values()
    return {each.inputs["subnetId"] for each in associations if each.inputs["routeTableId"] in tables}


def _open_buckets(made: Made) -> Iterator[Fault]:
    closed = {
        each.inputs["bucket"]: all(each.inputs.get(key) is True for key in CLOSED_BUCKET)
        for each in made.of_type("s3/bucketPublicAccessBlock:BucketPublicAccessBlock").values()
    }
    policies = {
        each.inputs["bucket"]: json.loads(each.inputs["policy"])["Statement"]
        for each in made.of_type("s3/bucketPolicy:BucketPolicy").values()
    }
    for name, each in made.of_type("s3/bucket:Bucket").items():
        bucket = each.inputs["bucket"]
        if not closed.get(bucket):
            yield name, "nothing keeps it from being made public"
        if not any(_only_tls(statement) for statement in policies.get(bucket, [])):
            yield name, "it answers without TLS"


def _only_tls(statement: Any) -> bool:
    insecure = at(statement, "Condition.Bool") == {"aws:SecureTransport": "false"}
    return insecure and (statement["Effect"], statement["Principal"]) == ("Deny", "*")


def api_server(made: Made) -> ApiServer:
    (cluster,) = made.of_type("eks/cluster:Cluster").values()
    told = cluster.inputs["vpcConfig"]
    anywhere = ["0.0.0.0/0"]  # what EKS takes where it is told no range
    ranges = (
        told.get("publicAccessCidrs") or anywhere if told.get("endpointPublicAccess") is not False else []
    )
    return ApiServer(ranges=frozenset(ranges), is_inside=told.get("endpointPrivateAccess") is True)


def ways(made: Made) -> frozenset[tuple[str, str]]:
    """Read who may call whom from the groups that machines and file systems really have."""
    ends: dict[str, set[str]] = _groups_of_files(made)
    segments = {cluster.name: cluster.segment for cluster in made.topology.clusters}
    for each in made.of_type("eks/nodeGroup:NodeGroup").values():
        cluster = at(each.inputs, "labels.groundplan-cluster")
        if cluster in segments:
            ends.setdefault(segments[cluster], set()).update(_groups_of_machines(made, each))
    found = set()
    for rule in made.of_type("vpc/securityGroupIngressRule:SecurityGroupIngressRule").values():
        near, far = rule.inputs["securityGroupId"], rule.inputs.get("referencedSecurityGroupId")
        found |= {
            (source, destination)
            for source, groups in ends.items()
            for destination, own in ends.items()
            if source in segments.values() and far in groups and near in own
        }
    return frozenset(found)


def _groups_of_files(made: Made) -> dict[str, set[str]]:
    files = made.of_type("fsx/lustreFileSystem:LustreFileSystem")
    return {
        files_of(name.removeprefix("files-")): set(each.inputs["securityGroupIds"])
        for name, each in files.items()
    }


def _groups_of_machines(made: Made, group: Registered) -> set[str]:
    template = made.resources[str(at(group.inputs, "launchTemplate.id")).removeprefix("id-of-")].inputs
    interfaces = template.get("networkInterfaces", [])
    cards = [one for each in interfaces for one in each.get("securityGroups", [])]
    return {*template.get("vpcSecurityGroupIds", []), *cards}
