"""Who may be destroyed and what is kept."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from stacks import teardown
from stacks.cli.failures import Refused
from stacks.driver import Outcome
from stacks.reaching import own_cluster
from stacks.state import Deployment, Resource
from stacks.teardown import (
    is_made_by_up,
    kept_resources,
    plan_of,
    require_on_this_machine,
    require_permission_to_destroy,
    target_of,
)


def resource(kind: str, name: str, *, is_protected: bool = False, **inputs: Any) -> Resource:
    return Resource(
        urn=name,
        kind=f"pulumi-python:dynamic/hosts:{kind}",
        is_custom=True,
        is_protected=is_protected,
        inputs=inputs,
    )


def deployment_of(*resources: Resource) -> Deployment:
    return Deployment(resources=resources, outputs={}, pending=())


def test_volumes_and_the_keys_that_open_them_are_kept_and_tokens_are_not() -> None:
    deployment = deployment_of(
        resource("Secret", "key", purpose="volume key"),
        resource("Secret", "token", purpose="Ray token"),
        resource("Volume", "volume"),
        resource("Raylet", "raylet"),
    )
    assert [kept.urn for kept in kept_resources(deployment)] == ["volume", "key"], "a volume is worth its key"


@pytest.mark.parametrize(
    ("outputs", "volume"),
    [
        ({"environment": "production", "plan": "atlas"}, resource("Volume", "v")),
        ({"plan": "atlas"}, resource("Volume", "v", protect=True)),
        ({"plan": "atlas"}, resource("Volume", "v", is_protected=True)),
    ],
)
def test_production_is_destroyed_only_by_name(outputs: dict[str, Any], volume: Resource) -> None:
    deployment = deployment_of(volume)
    with pytest.raises(Refused, match="--destroy-data atlas"):
        require_permission_to_destroy("local", outputs, deployment, None)
    with pytest.raises(Refused, match="'other' is not the name"):
        require_permission_to_destroy("local", outputs, deployment, "other")
    require_permission_to_destroy("local", outputs, deployment, "atlas")


def test_elsewhere_no_name_is_needed_but_a_wrong_one_is_refused() -> None:
    deployment = deployment_of(resource("Volume", "v", protect=False))
    require_permission_to_destroy("local", {"environment": "development"}, deployment, None)
    with pytest.raises(Refused, match="'other' is not the name"):
        require_permission_to_destroy("local", {}, deployment, "other")


def test_only_configurations_that_git_ignores_are_made_by_up() -> None:
    assert [is_made_by_up(stack) for stack in ("local", "local-2", "localhost", "aws")] == [
        True,
        True,
        False,
        False,
    ], "as in .gitignore"


def test_a_state_that_nobody_can_open_is_given_up_only_on_this_machine() -> None:
    require_on_this_machine("local", Deployment(resources=(), outputs={"target": "local"}, pending=()))
    with pytest.raises(Refused, match="would be left behind"):
        require_on_this_machine("eu", Deployment(resources=(), outputs={"target": "aws"}, pending=()))


def object_of(kind: str, name: str, *, is_protected: bool = False, **spec: Any) -> Resource:
    metadata = {"name": name, "namespace": "atlas-serve", "labels": {"groundplan-plan": "atlas"}}
    return Resource(
        urn=name,
        kind=f"kubernetes:{kind}",
        is_custom=True,
        is_protected=is_protected,
        inputs={"metadata": metadata, "spec": spec},
    )


CLAIM = "core/v1:PersistentVolumeClaim"


def test_claims_and_the_secrets_that_open_them_are_kept() -> None:
    deployment = deployment_of(
        object_of("core/v1:Secret", "serve-token"),
        object_of("core/v1:Secret", "key-store-models"),
        object_of(CLAIM, "store-models"),
        object_of("apps/v1:Deployment", "registry"),
    )
    assert [kept.urn for kept in kept_resources(deployment)] == ["store-models", "key-store-models"], (
        "a volume is worth its key"
    )


def test_a_killed_up_on_kubernetes_is_known_by_what_it_made() -> None:
    killed = deployment_of(object_of("core/v1:Namespace", "atlas-serve"))
    assert target_of(killed) == "kubernetes", "it has recorded no outputs"
    assert plan_of({}, killed) == "atlas", "but its labels say whose it is"
    with pytest.raises(Refused, match="would be left behind"):
        require_on_this_machine("team", killed)
    assert target_of(deployment_of()) == "local", "where nothing was made nothing is elsewhere"


def test_a_protected_claim_is_production_s() -> None:
    deployment = deployment_of(object_of(CLAIM, "store-models", is_protected=True))
    with pytest.raises(Refused, match="--destroy-data atlas"):
        require_permission_to_destroy("team", {}, deployment, None)
    require_permission_to_destroy("team", {}, deployment, "atlas")


def test_the_registry_s_database_is_kept_with_all_that_opens_it() -> None:
    opening = (
        "key-registry-database",
        "key-clusters",
        "registry-database",
        "registry-server",
        "registry-server-access",
    )
    deployment = deployment_of(
        *(object_of("core/v1:Secret", name) for name in (*opening, "registry-client", "train-token"))
    )
    assert [kept.urn for kept in kept_resources(deployment)] == list(opening), (
        "a database is worth its passwords"
    )


def test_what_is_protected_is_kept_once_each() -> None:
    deployment = deployment_of(
        object_of(CLAIM, "store-models", is_protected=True),
        object_of("apps/v1:StatefulSet", "registry-database", is_protected=True),
        object_of("apps/v1:Deployment", "registry"),
    )
    assert [kept.urn for kept in kept_resources(deployment)] == ["store-models", "registry-database"], (
        "the engine refuses to destroy anything while it is asked to destroy what is protected"
    )


def in_cloud(kind: str) -> Resource:
    return Resource(urn=kind, kind=kind, is_custom=True, is_protected=False, inputs={})


def test_what_lies_in_a_cloud_is_kept_with_the_keys_that_open_it() -> None:
    kinds = ["aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:ec2/vpc:Vpc"]
    deployment = deployment_of(*map(in_cloud, kinds))
    assert [kept.urn for kept in kept_resources(deployment)] == kinds[:2], "data without its key is lost"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("aws:ec2/vpc:Vpc", "aws"),
        ("gcp:compute/network:Network", "gcp"),
        ("azure-native:network:VirtualNetwork", "azure"),
        ("groundplan:azure:Keys", "azure"),
        ("groundplan:aws:Network$aws:ec2/vpc:Vpc", "aws"),
        ("pulumi:providers:gcp", "gcp"),
        ("kubernetes:core/v1:Namespace", "kubernetes"),
        ("pulumi-python:dynamic/hosts:Volume", "local"),
    ],
)
def test_a_state_without_outputs_tells_its_target_by_what_was_begun(kind: str, target: str) -> None:
    begun = [in_cloud("kubernetes:core/v1:Namespace")] if target in ("aws", "gcp", "azure") else []
    assert target_of(deployment_of(*begun, in_cloud(kind))) == target, (
        "a cloud's stack is no leftover of this machine"
    )


@pytest.mark.parametrize(
    ("target", "asked"), [("aws", True), ("gcp", True), ("azure", True), ("local", False)]
)
def test_work_in_a_clusters_own_cloud_is_ended_before_the_engine_destroys_it(
    target: str, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    session = SimpleNamespace(stack="production", driver=SimulatedEngine(steps))
    monkeypatch.setattr(own_cluster, "end_work_in_own_cluster", lambda *_: steps.append("end work"))
    up = Deployment(resources=(), outputs={"target": target}, pending=())
    teardown._destroy(session, up, None, keep_data=False, is_quiet=True)  # pyright: ignore[reportArgumentType]
    assert steps == [*(["end work"] if asked else []), "destroy"], (
        "operators go with it, and let nothing go then"
    )


@dataclass
class SimulatedEngine:
    """Destroys everything."""

    steps: list[str]

    def drive(self, _title: str, *arguments: str, is_quiet: bool) -> Outcome:
        self.steps.append(arguments[0])
        return Outcome()

    def read_state(self) -> None:
        return None
