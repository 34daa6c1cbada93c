"""The definitions of an operator's kinds in a cluster that goes with its stack: one resource, its way in secret."""

from typing import Any

import pulumi

from components.contract import KubernetesPlatform
from components.kubernetes import definitions
from components.kubernetes.kinds import with_packed_kinds
from tests.components.hosts.recording_engine import SECRET_VALUE, Registered, record
from tests.components.kubernetes.test_definitions import crd
from tests.components.services.isolation.topologies import platform


def declared(of: KubernetesPlatform) -> dict[str, Registered]:
    def program() -> list[pulumi.Output[str]]:
        packed = with_packed_kinds(of)
        assert packed.define is not None
        return [packed.define("widgets", [crd()], pulumi.ResourceOptions()).urn]

    return record(program)[0]


def test_a_cluster_that_goes_with_its_stack_gets_definitions_as_one_packed_resource() -> None:
    found = declared(platform(kept_nodes={}))["kinds-widgets"]
    assert found.type == "pulumi-python:dynamic/kubernetes:CustomKinds"
    assert found.inputs["kinds"] == definitions.digests([crd()]), "a review sees which of them change"
    assert definitions.unpack(found.inputs["packed"]) == {"widgets.example.com": crd()}
    assert found.inputs["handed_over"] == SECRET_VALUE and "handed_over" in found.secret_outputs


def test_who_defines_by_itself_or_knows_its_cluster_better_is_left_alone() -> None:
    stays = platform(kept_nodes=None)
    assert with_packed_kinds(stays) is stays

    def own(*_: Any) -> pulumi.Resource:
        raise AssertionError("nothing is defined here")

    itself = platform(kept_nodes={}, define=own)
    assert with_packed_kinds(itself) is itself
