"""A cluster is its head, then its workers, and the addresses that its purpose needs, on whatever platform it gets."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pulumi
from hypothesis import given, settings
from pulumi.runtime import mocks

from components.contract import HostsPlatform, RayletRequest, RunningNode
from components.ray.on_hosts import clusters_on_hosts
from components.topology.model import Cluster
from components.topology.resolve import resolve
from tests.components.topology import plans


class SimulatedEngine(mocks.Mocks):
    """Makes nothing: all that is registered here are components, and what they ask the platform for is kept there."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Register a component."""
        assert not args.custom, f"{args.name}: what runs is the platform's matter"
        return None, args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: these components call nothing."""
        raise AssertionError(f"unexpected call of {args.token}")


class SimulatedNode(pulumi.ComponentResource):
    """What a platform made of a request: nothing."""

    def __init__(self, name: str, options: pulumi.ResourceOptions) -> None:
        super().__init__("simulated:platform:Node", name, None, options)


@dataclass(frozen=True)
class Asked:
    """One node or address that was asked for, and the resources that it waits for and belongs to."""

    name: str
    waits_for: list[str]
    parent: str
    head_incarnation: pulumi.Output[str] | None = None
    request: RayletRequest | None = None
    cluster: str = ""
    port: int = 0


class SimulatedPlatform:
    """Hosts that run nothing and keep what they are asked for, in order."""

    def __init__(self) -> None:
        self.nodes: dict[str, Asked] = {}
        self.addresses: dict[str, Asked] = {}

    def run_raylet(
        self,
        name: str,
        request: RayletRequest,
        head_incarnation: pulumi.Output[str] | None,
        options: pulumi.ResourceOptions,
    ) -> RunningNode:
        """Keep the request; the node is said to run as an incarnation of its name."""
        assert name not in self.nodes, f"{name} is asked for twice"
        waits_for, parent = self.ends(options)
        self.nodes[name] = Asked(name, waits_for, parent, head_incarnation, request)
        return RunningNode(
            resource=SimulatedNode(name, options),
            incarnation=pulumi.Output.from_input(f"incarnation-of-{name}"),
            state=pulumi.Output.from_input(f"state-of-{request.node}"),
        )

    def forward(
        self, name: str, cluster: Cluster, port: int, options: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        """Keep the wish; the address is said to be its name."""
        assert name not in self.addresses, f"{name} is asked for twice"
        waits_for, parent = self.ends(options)
        self.addresses[name] = Asked(name, waits_for, parent, cluster=cluster.name, port=port)
        return pulumi.Output.from_input(f"http://{name}")

    def ends(self, options: pulumi.ResourceOptions) -> tuple[list[str], str]:
        """Return the names of the resources that the options wait for, and of the parent."""
        waited: Any = options.depends_on or []
        assert options.parent is not None, "what belongs to a cluster has no parent"
        return [resource._name for resource in waited], options.parent._name

    def hand_over(self, clusters: tuple[Cluster, ...]) -> HostsPlatform:
        """Return the platform as the contract has it."""
        return HostsPlatform(
            isolation={}, stores=pulumi.Output.from_input([]), registry=None,
            token_files={cluster.name: f"/tokens/{cluster.name}" for cluster in clusters},
            run_raylet=self.run_raylet, forward=self.forward,
        )  # fmt: skip


@dataclass(frozen=True)
class Made:
    """The platform that was asked, what it was asked for, and what the stack says of each cluster."""

    platform: SimulatedPlatform
    clusters: tuple[Cluster, ...]
    said: list[dict[str, Any]]
    head_incarnations: dict[str, str | None]


def made(**changed: Any) -> Made:
    """Make the clusters of the small plan."""
    clusters = resolve(plans.plan(**changed), plans.LARGE).clusters
    platform = SimulatedPlatform()
    found: list[dict[str, Any]] = []
    asyncio.set_event_loop(asyncio.new_event_loop())  # whichever test came before may have closed its own
    mocks.set_mocks(SimulatedEngine(), preview=False)

    @pulumi.runtime.test
    def program() -> pulumi.Output[None]:
        said = clusters_on_hosts(clusters, platform.hand_over(clusters))
        heads = {name: each.head_incarnation for name, each in platform.nodes.items()}
        return pulumi.Output.from_input({"said": said, "heads": heads}).apply(found.append)

    program()
    return Made(platform, clusters, found[0]["said"], found[0]["heads"])


@given(plans.DOCUMENTS.filter(lambda document: document.get("target") == "local"))
@settings(max_examples=10)
def test_every_node_is_asked_for_once_and_after_its_head(document: dict[str, Any]) -> None:
    found = made(**document)
    wanted = {f"raylet-{node.name}" for each in found.clusters for pool in each.pools for node in pool.nodes}
    assert set(found.platform.nodes) == wanted, "a node is missing, or one too many is asked for"
    started: set[str] = set()
    for each in found.platform.nodes.values():
        assert started.issuperset(each.waits_for), f"{each.name} waits for what is asked for after it"
        started.add(each.name)


def test_workers_stand_on_their_head_and_know_its_incarnation() -> None:
    found = made()
    for each in found.platform.nodes.values():
        assert each.request is not None, "a node was asked for without a request"
        head = f"raylet-{each.request.cluster}-head-0"
        if each.request.role == "head":
            assert each.waits_for == [] and each.head_incarnation is None, "a head waits for nobody"
        else:
            assert each.waits_for == [head], f"{each.name} may start before its head"
            assert found.head_incarnations[each.name] == f"incarnation-of-{head}", (
                f"{each.name} would outlive its head unnoticed"
            )


def test_all_of_a_cluster_belongs_to_it() -> None:
    platform = made().platform
    for each in platform.nodes.values():
        assert each.request is not None and each.parent == each.request.cluster, f"{each.name} is not its own"
    for each in platform.addresses.values():
        assert each.parent == each.cluster, f"{each.name} belongs to another cluster"


def test_addresses_are_opened_by_purpose_and_once_the_head_runs() -> None:
    found = made()
    ports = {cluster.name: cluster.ports for cluster in found.clusters}
    opened = {name: (each.port, each.waits_for) for name, each in found.platform.addresses.items()}
    assert opened == {
        "forward-train-job-api": (ports["train"].job_api, ["raylet-train-head-0"]),
        "forward-serve-job-api": (ports["serve"].job_api, ["raylet-serve-head-0"]),
        "forward-serve-serve": (ports["serve"].serve, ["raylet-serve-head-0"]),
    }, "a cluster that serves nothing has an address for models, or another port is opened"


def test_the_stack_says_of_each_cluster_what_its_commands_need() -> None:
    by_name = {each["name"]: each for each in made().said}
    nodes = [("head", "serve-head-0"), ("replicas", "serve-replicas-0")]
    assert by_name["serve"] == {
        "name": "serve", "purpose": "serving", "token_file": "/tokens/serve",
        "job_api": "http://forward-serve-job-api", "dashboard": "http://forward-serve-job-api",
        "serve": "http://forward-serve-serve",
        "nodes": [{"pool": pool, "node": node, "state": f"state-of-{node}"} for pool, node in nodes],
    }, "a command would not find the cluster"  # fmt: skip
    assert by_name["train"]["serve"] is None, "a training cluster pretends to serve"
    assert [node["node"] for node in by_name["train"]["nodes"]] == [
        "train-head-0", "train-data-0", "train-data-1",
    ], "`status` tells the head first, then the workers by name"  # fmt: skip
