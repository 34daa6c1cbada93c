"""What one simulated provider answers an engine of security rules that would have one place."""

from typing import Any, NoReturn

import grpc
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from stacks.offline.simulated_clouds.security_rules import RULE
from stacks.offline.simulated_clouds.server import SimulatedCloud
from stacks.offline.simulated_kubernetes.values import encode

GROUP = {
    "resourceGroupName": "atlas",
    "networkSecurityGroupName": "files",
    "access": "Allow",
    "protocol": "Tcp",
}


class Refused(Exception):
    """What an engine hears."""


class Engine:
    """The connection of an engine."""

    def peer(self) -> str:
        return "ipv4:127.0.0.1:1"

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise Refused(details)


def urn(name: str) -> str:
    return f"urn:pulumi:s::p::{RULE}::{name}"


def inputs(priority: int) -> struct_pb2.Struct:
    return encode({**GROUP, "direction": "Inbound", "priority": priority})


def checked(cloud: Any, name: str, priority: int) -> list[str]:
    request = provider_pb2.CheckRequest(urn=urn(name), news=inputs(priority))
    return [failure.reason for failure in cloud.Check(request, Engine()).failures]


def test_two_rules_that_a_preview_would_give_one_place_are_refused_until_the_next_run() -> None:
    cloud: Any = SimulatedCloud("azure-native")
    assert checked(cloud, "first", 110) == []
    (said,) = checked(cloud, "second", 110)
    assert "first has in files, Inbound" in said
    cloud.Configure(provider_pb2.ConfigureRequest(), Engine())
    assert checked(cloud, "second", 110) == [], "another run plans anew"


def test_a_rule_is_not_made_where_another_stands_and_is_once_that_has_left() -> None:
    cloud: Any = SimulatedCloud("azure-native")
    created = cloud.Create(provider_pb2.CreateRequest(urn=urn("first"), properties=inputs(110)), Engine())
    again = provider_pb2.CreateRequest(urn=urn("second"), properties=inputs(110))
    with pytest.raises(Refused, match="SecurityRuleConflict"):
        cloud.Create(again, Engine())
    moved = provider_pb2.UpdateRequest(
        id=created.id, urn=urn("first"), olds=created.properties, news=inputs(120)
    )
    cloud.Update(moved, Engine())
    cloud.Create(again, Engine())
    cloud.Delete(provider_pb2.DeleteRequest(urn=urn("second"), properties=inputs(110)), Engine())
    third = provider_pb2.CreateRequest(urn=urn("third"), properties=inputs(110))
    assert cloud.Create(third, Engine()).id, "the place is free again"
