"""The whole way of an object: previewed, made, unchanged, changed, drifted, replaced and gone."""

from typing import Any

import pytest

from tests.stacks.offline.simulated_kubernetes.conftest import Live
from tests.stacks.offline.simulated_kubernetes.declared_program import DeclaredProgram
from tests.stacks.offline.simulated_kubernetes.manifests import (
    custom,
    definition,
    deployment,
    namespace,
    secret,
    settings,
)

pytestmark = [pytest.mark.engine, pytest.mark.kubernetes]


def test_objects_are_previewed_made_left_alone_changed_and_removed(
    program: DeclaredProgram, control_plane: Any, live: Live
) -> None:
    control_plane.add_nodes(1, prefix=f"{program.home}-cpu", cpus=8, memory="32Gi")
    home = program.home
    kinds = [definition(home), custom(home, "one"), custom(home, "two")]
    program.declare(
        namespace(home), *kinds, settings(home, of={"id_of": f"namespace-{home}"}), deployment(home)
    )
    preview = program.run("preview")
    assert "+ 8 to create" in preview, f"a preview needs no value that is known later: {preview}"
    assert home not in control_plane.kubectl("get", "namespaces"), "a preview creates nothing"
    made = program.up()
    assert "+ 8 created" in made, (
        f"everything was created, objects after the definition of their kind: {made}"
    )
    assert live("configmap", "settings")["data"] == {"of": home}, "a value was sent once it was known"
    assert live("deployment", "web")["status"]["readyReplicas"] == 2, (
        "a Deployment is made when its pods are ready"
    )
    refreshed = program.up("--refresh")
    assert "8 unchanged" in refreshed, f"neither defaults nor `1` for `1000m` are drift: {refreshed}"
    before = live("tries", "two")
    kinds[1] = custom(home, "one", size=4)
    program.declare(
        namespace(home), *kinds, settings(home, of={"id_of": f"namespace-{home}"}), deployment(home)
    )
    changed = program.up()
    assert "~ 1 updated" in changed and "7 unchanged" in changed, f"only what changed is changed: {changed}"
    assert live("tries", "one")["spec"]["size"] == 4, "the change has arrived"
    assert live("tries", "two") == before, "its neighbour was not touched"
    program.destroy()
    assert home not in control_plane.kubectl("get", "namespaces,customresourcedefinitions"), "nothing is left"


def test_drift_is_shown_and_put_right(program: DeclaredProgram, control_plane: Any, live: Live) -> None:
    home = program.home
    program.declare(namespace(home), settings(home, a="1"), secret(home, token="opens-all"))
    program.up()
    control_plane.kubectl("-n", home, "label", "configmap", "settings", "made-by-", "another=label")
    control_plane.kubectl("-n", home, "delete", "secret", "token")
    shown = program.run("preview", "--refresh", "--diff")
    assert '+ made-by: "test"' in shown, f"the label that went is shown: {shown}"
    assert "another" not in shown.partition("(update)")[2], f"a label that others added is theirs: {shown}"
    assert "+ 1 to create" in shown, f"the object that went is shown: {shown}"
    program.up("--refresh")
    labels = live("configmap", "settings")["metadata"]["labels"]
    assert labels == {"made-by": "test", "another": "label"}, "ours is back and theirs has stayed"
    assert live("secret", "token")["data"], "the object is back"


def test_field_that_somebody_else_took_is_named_and_taken_back_only_by_force(
    program: DeclaredProgram, control_plane: Any, live: Live
) -> None:
    program.declare(namespace(program.home), deployment(program.home, replicas=0))
    program.up()
    control_plane.kubectl("-n", program.home, "scale", "deployment", "web", "--replicas=1")
    refused = program.refused("preview", "--refresh")
    assert "fields that somebody else owns" in refused and ".spec.replicas" in refused, refused
    assert "pulumi.com/patchForce" in refused, f"the way out is said: {refused}"
    forced = deployment(program.home, replicas=0)
    forced["metadata"]["annotations"] = {"pulumi.com/patchForce": "true"}
    program.declare(namespace(program.home), forced)
    program.up()
    assert live("deployment", "web")["spec"]["replicas"] == 0, "it was taken back"


def test_change_of_an_immutable_field_replaces_the_object(program: DeclaredProgram, live: Live) -> None:
    program.declare(namespace(program.home), deployment(program.home, replicas=0))
    program.up()
    before = live("deployment", "web")["metadata"]["uid"]
    program.declare(namespace(program.home), deployment(program.home, replicas=0, label="other"))
    replaced = program.run("up", "--yes")
    assert "+-1 to replace" in replaced, f"its preview says so, and the API server has judged it: {replaced}"
    assert "+-1 replaced" in replaced, f"it was replaced: {replaced}"
    after = live("deployment", "web")
    assert after["metadata"]["uid"] != before, "it is another object"
    assert after["spec"]["selector"]["matchLabels"] == {"app": "other"}, "the change has arrived"


def test_secrets_are_secrets_in_state_and_in_messages(program: DeclaredProgram) -> None:
    home = program.home
    with_secret = settings(home, key={"secret": "hidden-in-settings"}, open="shown")
    program.declare(namespace(home), secret(home, token="hidden-in-secret"), with_secret)
    said = program.up()
    state = program.run("stack", "export")
    for hidden in ("hidden-in-settings", "hidden-in-secret", "aGlkZGVuLWluLXNlY3JldA"):
        assert hidden not in said + state, f"{hidden} is readable"
    assert '"open": "shown"' in state, "what is no secret stays readable"
    program.declare(namespace(home), with_secret | {"immutable": {"secret": "hidden-elsewhere"}})
    refused = program.refused("preview")
    assert "immutable" in refused and "hidden-elsewhere" not in refused, f"a message gives it away: {refused}"


def test_patch_labels_a_node_and_gives_the_labels_up_again(
    program: DeclaredProgram, control_plane: Any, live: Live
) -> None:
    node = control_plane.add_nodes(1, prefix=f"{program.home}-gpu", cpus=8, memory="32Gi")[0]
    before = live("node", node)["metadata"]["labels"]
    taint = {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}
    patch = {"metadata": {"labels": {"groundplan-pool": "gpu"}}, "spec": {"taints": [taint]}}
    program.declare(patches={node: patch})
    program.up()
    patched = live("node", node)
    assert patched["metadata"]["labels"] == {**before, "groundplan-pool": "gpu"}, "the label is there"
    assert taint in patched["spec"]["taints"], "the taint is there"
    control_plane.kubectl("label", "node", node, "groundplan-pool-")
    drift = program.run("up", "--yes", "--refresh", "--diff")
    assert '+ groundplan-pool: "gpu"' in drift, f"a label that went is shown: {drift}"
    assert live("node", node)["metadata"]["labels"]["groundplan-pool"] == "gpu", "it is back"
    program.declare()
    program.up()
    after = live("node", node)
    assert after["metadata"]["labels"] == before, "the label is gone, and the node with its own labels is not"
    assert taint not in after["spec"].get("taints", []), "the taint is gone"
