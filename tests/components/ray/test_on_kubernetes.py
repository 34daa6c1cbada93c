"""What is declared of a cluster, in which order, what of it is secret, and what the stack says of it."""

import asyncio
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from components.contract import KubernetesPlatform
from components.passwords import PasswordProvider
from components.ray.manifests.cluster import ray_cluster
from components.ray.on_kubernetes import clusters_on_kubernetes, only_begun
from components.ray.providers import AuthorityProvider
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from tests.components.ray import plans_on_kubernetes as plans


class SimulatedEngine(mocks.Mocks):
    """Makes nothing and keeps what it is asked for; what dynamic providers make, they make."""

    def __init__(self) -> None:
        self.registered: dict[str, mocks.MockResourceArgs] = {}
        self.outputs: dict[str, dict[str, Any]] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Register a resource."""
        assert args.name not in self.registered, f"{args.name} is asked for twice"
        self.registered[args.name] = args
        made = {"groundplan:Password": PasswordProvider, "ray:Authority": AuthorityProvider}
        for token, provider in made.items():
            if args.typ.endswith(token):
                self.outputs[args.name] = provider().create(dict(args.inputs)).outs or {}
                return args.name, self.outputs[args.name]
        return args.name, args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: nothing is called here."""
        raise AssertionError(f"unexpected call of {args.token}")


def declared(
    topology: Topology, platform: KubernetesPlatform
) -> tuple[SimulatedEngine, list[dict[str, Any]]]:
    """Return what was registered, and the outputs of the clusters."""
    engine, told = SimulatedEngine(), []
    asyncio.set_event_loop(asyncio.new_event_loop())  # whichever test came before may have closed its own
    mocks.set_mocks(engine, preview=False)

    @pulumi.runtime.test
    def program() -> pulumi.Output[None]:
        return pulumi.Output.all(*clusters_on_kubernetes(topology, platform)).apply(told.extend)

    program()
    return engine, told


@pytest.fixture(scope="module")
def made() -> tuple[SimulatedEngine, dict[str, dict[str, Any]]]:
    topology = plans.topology(plans.train(), plans.serve())
    engine, told = declared(topology, plans.platform(topology))
    return engine, {each["name"]: each for each in told}


def test_the_stack_says_where_a_cluster_is_and_where_its_token_lies(made: Any) -> None:
    train = made[1]["train"]
    assert train.pop("authority_ends") == made[0].outputs["train-authority"]["ends"], "`status` warns by it"
    assert train == {
        "name": "train", "purpose": "training", "namespace": "atlas-train", "kind": "RayCluster",
        "services": {"head": "train-head-svc"}, "serve": None,
        "job_api": "http://train-head-svc.atlas-train.svc:8265",
        "dashboard": "http://train-head-svc.atlas-train.svc:8265",
        "token_secret": {"namespace": "atlas-train", "name": "train-token", "key": "auth_token"},
        "nodes": [
            {"pool": "data", "count": 1, "maximum": 3, "state": "declared"},
            {"pool": "gpu", "count": 2, "maximum": 2, "state": "declared"},
            {"pool": "head", "count": 1, "maximum": 1, "state": "declared"},
        ],
    }  # fmt: skip
    serve = made[1]["serve"]
    assert serve["kind"] == "RayService"
    assert serve["serve"] == "http://serve-serve-svc.atlas-serve.svc:8000"


def test_each_cluster_has_secrets_of_its_own(made: Any) -> None:
    inputs = {name: args.inputs for name, args in made[0].registered.items()}
    tokens = [
        inputs[f"secret-atlas-{name}-{name}-token"]["stringData"]["auth_token"] for name in ("train", "serve")
    ]
    assert len(set(map(str, tokens))) == 2, "who may use one cluster could use the other"
    users = inputs["secret-atlas-train-train-fault-tolerance"]["stringData"]
    assert str(users["password"]) not in str(users["users.acl"]), "the list of users holds a digest"


def test_every_pod_that_has_a_certificate_is_made_anew_with_the_authority(made: Any) -> None:
    signs = made[0].outputs["train-authority"]["fingerprint"]
    inputs = {name: args.inputs for name, args in made[0].registered.items()}
    cluster = inputs["raycluster-atlas-train-train"]["spec"]
    beside = [inputs[f"statefulset-atlas-train-train-{part}"]["spec"] for part in ("logs", "fault-tolerance")]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"], *beside):
        annotations = group["template"]["metadata"]["annotations"]
        assert annotations["groundplan/authority"] == signs, "it would show what nobody trusts in the end"


def test_the_types_are_kubernetes_own_and_ours(made: Any) -> None:
    types = {args.typ for args in made[0].registered.values()}
    assert {
        "kubernetes:ray.io/v1:RayCluster",
        "kubernetes:ray.io/v1:RayService",
        "kubernetes:core/v1:Secret",
    } <= types
    assert "groundplan:ray:ClusterOnKubernetes" in types


def test_a_plan_that_cannot_be_declares_nothing_of_its_cluster() -> None:
    topology = plans.topology(plans.cluster("train", "training", plans.pool("train", "head", memory=0)))
    with pytest.raises(Exception, match="memory") as refused:
        declared(topology, plans.platform(topology))
    assert "TopologyErrors" in repr(refused.value) or isinstance(refused.value, TopologyErrors)


def test_a_password_has_no_character_that_a_file_or_a_shell_reads_as_something_else() -> None:
    made = PasswordProvider().create({"name": "train-token", "value": None})
    value = (made.outs or {})["value"]
    assert len(value) == 64
    assert set(value) <= set("0123456789abcdef")


def test_a_cluster_is_not_written_anew_for_another_owner_or_environment() -> None:
    begun = only_begun(ray_cluster(plans.setting(plans.train(queue="research"))))
    assert {'metadata.labels["groundplan-owner"]', 'metadata.labels["groundplan-environment"]'} <= set(
        begun
    ), "that would take what Kueue wrote into its groups, and end every pod"
    assert "spec.workerGroupSpecs[0].replicas" in begun, "an autoscaler sets these"
