"""The component: everything below it, secrets secret, production protected, and nothing made of what is refused."""

from typing import Any

import pulumi
import pytest

from components.contract import StorageDriver
from components.objects import logical_name
from components.services.isolation.component import Isolation, IsolationArgs, IsolationRefused
from components.services.isolation.object_stores import AccessKey
from components.topology.model import Topology
from tests.components.hosts.recording_engine import Registered, record
from tests.components.services.isolation.topologies import (
    OBJECTS,
    SHARED_STORAGE,
    TRAIN,
    cluster,
    platform,
    store,
    topology,
)

MODELS = store("models", endpoint=f"https://{OBJECTS}")
WITH_OBJECTS = topology(stores=[store("checkpoints"), store("datasets"), MODELS, store("registry")])


def keys() -> dict[tuple[str, Any], AccessKey]:
    pair = AccessKey(
        key_id=pulumi.Output.secret("simulated id"), secret=pulumi.Output.secret("simulated secret")
    )
    return {("models", "read"): pair, ("models", "write"): pair}


def made(plan: Topology, driver: StorageDriver = SHARED_STORAGE, *keyed: str) -> dict[str, Registered]:
    def program() -> Any:
        of_volumes = {each: pulumi.Output.secret("simulated key") for each in keyed}
        on = platform(storage=driver)
        args = IsolationArgs(topology=plan, platform=on, access_keys=keys(), volume_keys=of_volumes)
        return Isolation("isolation", args).namespaces

    return record(program)[0]


def called(kind: str, name: str, namespace: str | None = None) -> str:
    place = {} if namespace is None else {"namespace": namespace}
    return logical_name({"kind": kind, "metadata": {"name": name, **place}})


def test_every_object_is_below_the_component() -> None:
    resources = made(WITH_OBJECTS)
    component = resources.pop("isolation")
    assert component.type == "groundplan:services:Isolation", "one thing for who reads the stack"
    assert {each.parent for each in resources.values()} == {"isolation"}, "and all of it below"
    kinds = {each.type.rpartition(":")[2] for each in resources.values()}
    assert kinds == {
        "Namespace", "ServiceAccount", "ResourceQuota", "LimitRange", "PriorityClass", "NetworkPolicy",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "StorageClass", "PersistentVolumeClaim",
        "Secret",
    }, "every kind of isolation"  # fmt: skip


def test_what_is_in_a_namespace_waits_for_what_closes_it_and_for_nothing_of_another() -> None:
    resources = made(WITH_OBJECTS)
    secret = resources[called("Secret", "store-models", "atlas-serve")]
    closing = {
        name
        for name, each in resources.items()
        if each.type.endswith((":NetworkPolicy", ":ResourceQuota", ":LimitRange")) and "-atlas-serve-" in name
    }
    admission = {name for name, each in resources.items() if ":ValidatingAdmission" in each.type}
    assert len(closing) > 3 and admission, "there is something to wait for"
    assert secret.depends_on >= {*closing, *admission, called("Namespace", "atlas-serve")}, (
        "it is closed before"
    )
    others = {name for name in resources if "-atlas-train" in name and not name.startswith("priorityclass-")}
    assert others and not secret.depends_on & others, "what another namespace lacks does not hold it up"


def test_keys_reach_the_engine_as_secrets_only() -> None:
    secret = made(WITH_OBJECTS)[called("Secret", "store-models", "atlas-serve")]
    assert secret.secrets == {'"simulated id"', '"simulated secret"'}, "both are hidden in the state"
    assert secret.secret_outputs >= {"stringData", "data"}, "and so is what the server answers"


@pytest.mark.parametrize("protected", [True, False])
def test_in_production_data_and_its_namespaces_are_protected(protected: bool) -> None:
    plan = topology([TRAIN], stores=[store("checkpoints")], deletion_protection=protected)
    resources = made(plan)
    assert (
        resources[called("PersistentVolumeClaim", "store-checkpoints", "atlas-train")].protect is protected
    ), "the data"
    assert resources[called("Namespace", "atlas-train")].protect is protected, "what it would go away with"
    assert not resources[called("PriorityClass", "atlas-train")].protect, "what can be made again"


LONGHORN = StorageDriver(name="driver.longhorn.io", parameters={})


@pytest.mark.parametrize("protected", [True, False])
def test_what_opens_a_volume_is_protected_with_it_and_secret(protected: bool) -> None:
    plan = topology([TRAIN], stores=[store("checkpoints")], deletion_protection=protected)
    key = made(plan, LONGHORN, "checkpoints")[called("Secret", "key-store-checkpoints", "atlas-train")]
    assert key.protect is protected, "a volume without its key is as good as gone"
    assert key.inputs["immutable"] is True, "the API server lets nobody write another one over it"
    assert key.secrets == {'"simulated key"'} and key.secret_outputs >= {"stringData", "data"}


def test_a_class_is_made_anew_for_another_policy_and_a_claim_for_nothing() -> None:
    resources = made(topology([TRAIN], stores=[store("checkpoints")]))
    of_store = resources[called("StorageClass", "atlas-store-checkpoints")]
    assert (of_store.replaced_by, of_store.goes_first) == (("reclaimPolicy",), True), (
        "the API server changes no policy, and the new class has the name of the old one"
    )
    claim = resources[called("PersistentVolumeClaim", "store-checkpoints", "atlas-train")]
    assert claim.ignores == ("spec.accessModes",), (
        "with another mode it would be another claim, without the data"
    )


def test_all_that_is_refused_is_told_at_once_and_nothing_is_made() -> None:
    stores = [store("models", endpoint="https://s3.example.com"), store("scratch")]
    plan = topology([cluster("registry", "serving")], stores=stores)
    local = platform(storage=StorageDriver(name="rancher.io/local-path", parameters={}))
    training = topology([TRAIN], stores=[store("scratch")])
    with pytest.raises(IsolationRefused) as refused:
        Isolation("isolation", IsolationArgs(topology=plan, platform=local))
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "clusters[registry].name", "storage[models].endpoint", "storage[models]", "storage[models]",
    ], "one line each"  # fmt: skip
    with pytest.raises(IsolationRefused, match="makes plain folders on a node"):
        Isolation("isolation", IsolationArgs(topology=training, platform=local))


def test_a_driver_that_asks_for_keys_is_refused_without_them() -> None:
    longhorn = platform(storage=StorageDriver(name="driver.longhorn.io", parameters={}))
    plan = topology([TRAIN], stores=[store("scratch")])
    with pytest.raises(IsolationRefused, match=r"storage\[scratch\]: its driver takes the key"):
        Isolation("isolation", IsolationArgs(topology=plan, platform=longhorn))
