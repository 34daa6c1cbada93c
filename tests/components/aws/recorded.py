"""Programs of the AWS target against the recording engine, and the topologies that they are given."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
from pulumi.runtime import mocks as engine_mocks

from components.catalog.loading import load_catalog
from components.plan.model import Plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.conftest import open_event_loop
from tests.components.hosts.recording_engine import Registered, record
from tests.components.topology import plans

ACCOUNT = "123456789012"
REGION = "us-east-1"
CALLER = f"arn:aws:sts::{ACCOUNT}:assumed-role/platform/session"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/platform"
MADE_BY = "groundplan-stack"
CATALOG = load_catalog()


class Answers(engine_mocks.Mocks):
    """Answers as AWS does: with an ARN, and with what each type has besides."""

    def call(self, args: engine_mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        """Answer who calls."""
        if args.token == "aws:index/getCallerIdentity:getCallerIdentity":
            return {"accountId": ACCOUNT, "arn": CALLER, "id": ACCOUNT, "userId": "AROA:session"}
        if args.token == "aws:iam/getSessionContext:getSessionContext":
            return {"issuerArn": ADMINISTRATOR, "arn": args.args["arn"]}
        if args.token == "aws:eks/getAddonVersion:getAddonVersion" and args.args["mostRecent"]:
            return {**args.args, "version": f"v{args.args['kubernetesVersion']}.9-eksbuild.1"}
        raise AssertionError(f"unexpected call of {args.token}")

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        service, _, kind = args.typ.split(":")[1].partition("/")
        found: dict[str, Any] = {"arn": f"arn:aws:{service}:{REGION}:{ACCOUNT}:{kind}/{args.name}"}
        if args.typ == "aws:ec2/vpcEndpoint:VpcEndpoint":
            found["cidrBlocks"] = ["52.216.0.0/15"] if args.inputs.get("vpcEndpointType") == "Gateway" else []
        if args.typ == "aws:s3/bucket:Bucket":
            found |= {"bucket": f"id-of-{args.name}", "arn": f"arn:aws:s3:::id-of-{args.name}"}
        if args.typ == "aws:fsx/lustreFileSystem:LustreFileSystem":
            found |= {"dnsName": f"{args.name}.fsx.{REGION}.amazonaws.com", "mountName": "mounted"}
        if args.typ == "aws:ec2/placementGroup:PlacementGroup":
            found["name"] = f"name-of-{args.name}"
        if args.typ == "aws:eks/cluster:Cluster":
            found |= {
                "endpoint": "https://cluster.example.com",
                "certificateAuthority": {"data": "Q0E="},
                "identities": [{"oidcs": [{"issuer": "https://oidc.example.com/id/1"}]}],
                "createdAt": "2026-11-27 21:00:00 +0000 UTC",
                "platformVersion": "eks.1",
            }
        if args.typ == "aws:eks/nodeGroup:NodeGroup":
            found["resources"] = [{"autoscalingGroups": [{"name": f"group-of-{args.name}"}]}]
        if args.typ == "aws:ec2/launchTemplate:LaunchTemplate":
            found["latestVersion"] = 1
        return f"id-of-{args.name}", {**found, **args.inputs}


def document(**changed: Any) -> dict[str, Any]:
    """Return a plan of AWS with a training and a serving cluster, with what the test changes."""
    on_aws = {
        "target": "aws",
        "location": REGION,
        "owner": "ml@example.com",
        "network": {"cidr": "10.20.0.0/16", "zones": 2},
        "runtime": {"image": f"registry.example.com/groundplan@sha256:{plans.DIGEST}"},
    }
    return {**plans.document(), **on_aws, **changed}


def topology(**changed: Any) -> Topology:
    """Return the topology of the plan with what the test changes, and the label of its stack."""
    return _resolved(json.dumps(document(**changed)))


@cache
def _resolved(text: str) -> Topology:
    plan = Plan.model_validate(json.loads(text))
    return replace(resolve(plan, None, catalog=CATALOG), made_by={MADE_BY: "ada-laptop-local"})


def made(program: Callable[[], Any]) -> dict[str, Registered]:
    """Return every resource of a program, by name."""
    return record(program, answers=Answers())[0]


def of_type(resources: dict[str, Registered], kind: str) -> dict[str, Registered]:
    """Return the resources of one type, such as "ec2/subnet:Subnet"."""
    return {name: each for name, each in resources.items() if each.type == f"aws:{kind}"}


def untold(resources: dict[str, Registered]) -> dict[str, dict[str, Any]]:
    """Return what AWS is told of each resource of its own, by name: what may be compared between two programs."""
    return {name: each.inputs for name, each in resources.items() if each.type.startswith("aws:")}


def resolved(value: Any) -> pulumi.Output[Any]:
    """Return a value as an output that is known."""
    open_event_loop()  # a program that was recorded before has closed its own
    return pulumi.Output.from_input(value)
