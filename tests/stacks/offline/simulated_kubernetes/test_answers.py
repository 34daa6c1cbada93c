from typing import Any

from pulumi.runtime.proto import provider_pb2

from stacks.offline.simulated_kubernetes.answers import failures, of_change, of_configuration_change, state
from stacks.offline.simulated_kubernetes.values import Secret


def service(name: str = "a", **spec: Any) -> dict[str, Any]:
    """Return a Service."""
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def test_change_in_place_replaces_nothing() -> None:
    answer = of_change(service(ports=[1]), service(ports=[2]), frozenset(), is_patch=False)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME and not answer.replaces, "it is updated"
    assert dict(answer.detailedDiff) == {
        "spec.ports[0]": provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.UPDATE, inputDiff=True)
    }, "with the place of the change"


def test_replaced_object_goes_first_only_where_the_new_one_needs_its_name() -> None:
    same_name = of_change(service(clusterIP="1"), service(clusterIP="2"), frozenset(), is_patch=False)
    assert list(same_name.replaces) == ["spec.clusterIP"] and same_name.deleteBeforeReplace, (
        "two cannot share a name"
    )
    renamed = of_change(service("a"), service("b"), frozenset(), is_patch=False)
    assert list(renamed.replaces) == ["metadata.name"] and not renamed.deleteBeforeReplace, (
        "the new one comes first"
    )


def test_patch_is_replaced_only_when_it_patches_another_object() -> None:
    answer = of_change(service(clusterIP="1"), service(clusterIP="2"), frozenset(), is_patch=True)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME and not answer.replaces, (
        "its fields just change"
    )


def test_nothing_changes_where_nothing_differs() -> None:
    answer = of_change(service(a=1), service(a=1), frozenset(), is_patch=False)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE and not answer.detailedDiff, "no news"
    assert (
        of_configuration_change({"a": Secret("x")}, {"a": "x"}, []).changes
        == provider_pb2.DiffResponse.DIFF_NONE
    ), "a mark alone is no change"


def test_state_has_the_live_fields_with_secrets_marked_and_their_owner() -> None:
    live = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "uid": "1"},
        "data": {"k": "v", "o": "p"},
    }
    kept = state(live, {"data": {"k": Secret("v"), "o": "p"}}, "owner")
    assert kept["data"] == {"k": Secret("v"), "o": "p"}, "only what was a secret"
    assert (kept["__fieldManager"], kept["metadata"]["uid"]) == ("owner", "1"), (
        "the next run applies as the same owner"
    )


def test_failure_names_its_property() -> None:
    (failure,) = failures([("metadata.name", "is missing")])
    assert (failure.property, failure.reason) == ("metadata.name", "metadata.name is missing"), (
        "as the engine shows it"
    )
