"""Definitions of kinds on a real API server: made, healed, changed, and gone with the objects of their kinds."""

from typing import Any

import pytest

from components.kubernetes import definitions
from components.kubernetes.access import NoCluster
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

LABELS = {"groundplan-plan": "atlas"}
WIDGETS = "/apis/example.com/v1/namespaces/default/widgets"
SIZE = {"type": "object", "properties": {"size": {"type": "integer"}}}


def definition(plural: str, spec: dict[str, Any] = SIZE) -> dict[str, Any]:
    """Return the definition of a kind whose objects have a `spec`."""
    kind = plural[:-1].capitalize()
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.example.com", "labels": LABELS},
        "spec": {
            "group": "example.com", "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": plural[:-1], "listKind": f"{kind}List"},
            "versions": [
                {
                    "name": "v1", "served": True, "storage": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}},
                }
            ],
        },
    }  # fmt: skip


def path(plural: str) -> str:
    return f"{definitions.DEFINITIONS}/{plural}.example.com"


def there(plane: ControlPlane) -> set[str]:
    """Return the definitions of the tests that the cluster has."""
    names = {each["metadata"]["name"] for each in plane.objects.get(definitions.DEFINITIONS)["items"]}
    return {name for name in names if name.endswith(".example.com")}


@pytest.fixture
def props(clean_control_plane: ControlPlane):
    """Return a function that gives the properties of some definitions; what was made goes again."""
    made: list[dict[str, Any]] = []
    identity = clean_control_plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]

    def of(*manifests: dict[str, Any]) -> dict[str, Any]:
        made.append(
            {
                "kubeconfig": str(clean_control_plane.kubeconfig), "context": "control-plane", "identity": identity,
                "operator": "widgets", "kinds": definitions.digests(manifests),
                "packed": definitions.pack(manifests),
            }
        )  # fmt: skip
        return made[-1]

    yield of
    for each in made:
        definitions.release(each)


def test_a_kind_is_served_when_it_counts_as_made(clean_control_plane: ControlPlane, props) -> None:
    definitions.apply(props(definition("widgets"), definition("gadgets")))
    widget = {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "one"},
        "spec": {"size": 1},
    }
    clean_control_plane.objects.request("POST", WIDGETS, widget)
    assert clean_control_plane.objects.get(f"{WIDGETS}/one")["spec"] == {"size": 1}


def test_a_hand_that_changed_a_definition_is_told_and_put_right(
    clean_control_plane: ControlPlane, props
) -> None:
    given = props(definition("widgets"))
    definitions.apply(given)
    assert definitions.differences(given) == [], "as declared, whatever the API server adds"
    clean_control_plane.objects.patch(
        path("widgets"), {"spec": {"versions": definition("widgets", {"type": "object"})["spec"]["versions"]}}
    )
    (told,) = definitions.differences(given)
    assert "widgets.example.com differs at spec.versions[0].schema" in told
    definitions.change(given, given)
    assert definitions.differences(given) == []


def test_a_kind_that_is_declared_no_more_goes_and_the_others_stay(
    clean_control_plane: ControlPlane, props
) -> None:
    old, new = props(definition("widgets"), definition("gadgets")), props(definition("widgets"))
    definitions.apply(old)
    definitions.change(old, new)
    assert there(clean_control_plane) == {"widgets.example.com"}


def test_objects_go_with_their_kind(clean_control_plane: ControlPlane, props) -> None:
    given = props(definition("widgets"))
    definitions.apply(given)
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "one"}}
    clean_control_plane.objects.request("POST", WIDGETS, widget)
    definitions.release(given)
    assert there(clean_control_plane) == set(), "release returns when the definition is gone"
    with pytest.raises(Refused):
        clean_control_plane.objects.get(WIDGETS)


def test_an_object_that_does_not_go_is_named(
    clean_control_plane: ControlPlane, props, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = props(definition("widgets"))
    definitions.apply(given)
    held = {"name": "held", "finalizers": ["example.com/holds"]}
    clean_control_plane.objects.request(
        "POST", WIDGETS, {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": held}
    )
    monkeypatch.setattr(definitions, "GONE_S", 1.0)
    with pytest.raises(
        NoCluster, match=r"widgets\.example\.com waits for objects of its kind that do not go"
    ):
        definitions.release(given)
    clean_control_plane.objects.patch(f"{WIDGETS}/held", {"metadata": {"finalizers": None}})


def test_a_definition_that_another_owner_took_over_stays(clean_control_plane: ControlPlane, props) -> None:
    given = props(definition("widgets"))
    definitions.apply(given)
    clean_control_plane.objects.patch(path("widgets"), {"metadata": {"labels": {"groundplan-plan": "other"}}})
    definitions.release(given)
    assert there(clean_control_plane) == {"widgets.example.com"}, (
        "what is another plan's is not ours to remove"
    )
    clean_control_plane.objects.patch(path("widgets"), {"metadata": {"labels": LABELS}})


def test_a_definition_that_the_api_server_refuses_is_one_sentence(props) -> None:
    broken = definition("widgets")
    broken["spec"]["versions"][0]["storage"] = False
    with pytest.raises(NoCluster, match=r"answered 422: .*storage"):
        definitions.apply(props(broken))
