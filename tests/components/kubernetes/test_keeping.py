"""Whether volumes outlive their claims is one resource, which finds its cluster as all that the target makes does."""

import pulumi

from components.contract import KubernetesPlatform
from components.kubernetes.kinds import with_packed_kinds
from tests.components.hosts.recording_engine import SECRET_VALUE, Registered, record
from tests.components.kubernetes.test_platform import provisioned
from tests.components.services.isolation.topologies import platform


def declared(of: KubernetesPlatform) -> Registered:
    def program() -> list[pulumi.Output[str]]:
        assert of.keep is not None
        return [of.keep(True, ["b", "a"], ["atlas-train"], pulumi.ResourceOptions()).urn]

    return record(program)[0]["volumes-kept"]


def test_on_a_cluster_that_exists_it_holds_no_secret() -> None:
    found = declared(provisioned())
    assert found.type == "pulumi-python:dynamic/kubernetes:KeptVolumes"
    assert (found.inputs["is_kept"], found.inputs["classes"]) == (True, ["a", "b"]), "order means nothing"
    assert found.inputs["identity"] == "the-cluster" and not found.secrets


def test_in_a_cluster_that_goes_with_its_stack_its_way_in_is_secret() -> None:
    def program() -> list[pulumi.Output[str]]:
        packed = with_packed_kinds(platform(kept_nodes={}))
        assert packed.keep is not None
        return [packed.keep(False, [], [], pulumi.ResourceOptions()).urn]

    found = record(program)[0]["volumes-kept"]
    assert found.inputs["handed_over"] == SECRET_VALUE and "handed_over" in found.secret_outputs
