"""What is refused, what hangs, what was killed: each ends in a sentence, and the next run goes on from there."""

import os
import shutil
import signal
from typing import Any

import pytest

from tests.stacks.offline.simulated_kubernetes.declared_program import DeclaredProgram
from tests.stacks.offline.simulated_kubernetes.manifests import (
    custom,
    definition,
    deployment,
    namespace,
    settings,
)

pytestmark = [pytest.mark.engine, pytest.mark.kubernetes]

RESTRICTED = {"pod-security.kubernetes.io/enforce": "restricted"}

KILLED_OBJECTS = 80
"""So many take seconds, time enough to be killed in the middle."""


def test_everything_wrong_is_refused_at_preview(program: DeclaredProgram, control_plane: Any) -> None:
    home = program.home
    control_plane.kubectl("create", "namespace", home)
    control_plane.kubectl(
        "label", "namespace", home, *(f"{key}={value}" for key, value in RESTRICTED.items())
    )
    control_plane.kubectl("-n", home, "create", "configmap", "settings", "--from-literal=b=2")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "free", "namespace": home},
        "spec": {"hostNetwork": True, "containers": [{"name": "free", "image": "example.com/free"}]},
    }
    nowhere = deployment("not-there-yet", restartPolice="Always")
    program.declare(
        *(settings(home, a="1"), pod, deployment(home, hostname="a", hostnames="b"), nowhere),
        patches={"nobody": {"metadata": {"labels": {"a": "b"}}}},
    )
    refused = program.refused("up", "--yes", "--continue-on-error")
    assert "hostnames: field not declared in schema" in refused, f"strict validation speaks: {refused}"
    assert "restartPolice: field not declared in schema" in refused, (
        f"also before its namespace is there: {refused}"
    )
    assert "violates PodSecurity" in refused, f"admission speaks: {refused}"
    assert f"ConfigMap {home}/settings already exists" in refused, (
        f"what belongs to others is refused: {refused}"
    )
    assert "upsertExistingObjects" in refused, f"the way out is said: {refused}"
    assert "Node nobody does not exist" in refused, f"a patch needs its object: {refused}"
    assert "Traceback" not in refused, f"each refusal is a sentence: {refused}"
    assert "free" not in control_plane.kubectl("-n", home, "get", "pods"), "nothing was created"


def test_object_of_somebody_else_is_taken_over_where_that_is_asked_for(
    program: DeclaredProgram, control_plane: Any
) -> None:
    control_plane.kubectl("create", "namespace", program.home)
    control_plane.kubectl("-n", program.home, "create", "configmap", "settings", "--from-literal=b=2")
    program.declare(settings(program.home, a="1"), provider={"upsertExistingObjects": True})
    program.up()
    data = control_plane.kubectl("-n", program.home, "get", "configmap", "settings", "-o", "jsonpath={.data}")
    assert data == '{"a":"1","b":"2"}', "what is declared was added, and the rest is left alone"


def test_object_of_an_earlier_run_whose_state_is_lost_is_taken_over(
    program: DeclaredProgram, untouched_program: DeclaredProgram, control_plane: Any
) -> None:
    program.declare(namespace(program.home), settings(program.home, a="1", b="2"))
    program.up()
    shutil.rmtree(program.folder / "state")
    shutil.copytree(untouched_program.folder / "state", program.folder / "state")
    program.declare(namespace(program.home), settings(program.home, a="3"))
    taken = program.up()
    assert f"ConfigMap {program.home}/settings is there from an earlier run and is taken over" in taken, taken
    assert "the official provider does so only with upsertExistingObjects" in taken, (
        f"the difference is said: {taken}"
    )
    data = control_plane.kubectl("-n", program.home, "get", "configmap", "settings", "-o", "jsonpath={.data}")
    assert data == '{"a":"3"}', "what is not declared any more is gone: its owner is known again"


def test_object_that_does_not_become_ready_is_kept_explained_and_tried_again(
    program: DeclaredProgram,
) -> None:
    hopeful = deployment(program.home, replicas=1, nodeSelector={"no": "such-node"})
    waiting = custom(program.home)
    for patient in (hopeful, waiting):
        patient["metadata"]["annotations"] = {"pulumi.com/timeoutSeconds": "2"}
    waiting["metadata"]["annotations"]["pulumi.com/waitFor"] = "condition=Seen"
    program.declare(namespace(program.home), definition(program.home), hopeful, waiting)
    refused = program.refused("up", "--yes", "--skip-preview", "--continue-on-error")
    assert f"Deployment {program.home}/web is not ready after 2 s" in refused, f"what and how long: {refused}"
    assert "0 of 1 replicas are available" in refused and "pod web-" in refused, f"what holds it: {refused}"
    assert "waits for condition=Seen" in refused, f"what an annotation asks for is waited for: {refused}"
    hopeful["spec"]["replicas"] = 0
    del waiting["metadata"]["annotations"]["pulumi.com/waitFor"]
    program.declare(namespace(program.home), definition(program.home), hopeful, waiting)
    assert "~ 2 updated" in program.up(), "both were kept in the state and are changed, not created"


def test_object_that_does_not_go_is_named_with_what_holds_it(
    program: DeclaredProgram, control_plane: Any
) -> None:
    held = settings(program.home, a="1")
    held["metadata"] |= {
        "finalizers": ["example.com/held"],
        "annotations": {"pulumi.com/timeoutSeconds": "1"},
    }
    program.declare(namespace(program.home), held)
    program.up()
    refused = program.refused("destroy", "--yes", "--skip-preview")
    assert "still there after 1 s: finalizers: example.com/held" in refused, refused
    freed = '-p={"metadata":{"finalizers":[]}}'
    control_plane.kubectl("-n", program.home, "patch", "configmap", "settings", "--type=merge", freed)
    program.destroy()
    assert program.home not in control_plane.kubectl("get", "namespaces"), "the next run goes on from there"


def test_up_goes_on_after_the_engine_was_killed(program: DeclaredProgram, control_plane: Any) -> None:
    home = program.home
    program.declare(
        namespace(home), *(settings(home, f"settings-{number}", a="1") for number in range(KILLED_OBJECTS))
    )
    engine = program.start("up", "--yes", "--skip-preview")
    made = 0
    while made < KILLED_OBJECTS // 10:
        assert engine.poll() is None, f"it ended before it could be killed: {engine.communicate()[0]}"
        listed = control_plane.kubectl("-n", home, "get", "configmaps", "-l", "made-by=test", "-o", "name")
        made = len(listed.split())
    os.kill(engine.pid, signal.SIGKILL)
    engine.communicate()
    program.run("cancel", "--yes")
    program.run("refresh", "--clear-pending-creates", "--yes", "--skip-preview")
    again = program.up()
    listed = control_plane.kubectl(
        "-n", home, "get", "configmaps", "-l", "made-by=test", "-o", "name"
    ).split()
    assert len(listed) == KILLED_OBJECTS, f"the rest was made, and what was there is no obstacle: {again}"
    program.destroy()
    assert home not in control_plane.kubectl("get", "namespaces"), "nothing is left"


def test_cluster_that_does_not_answer_is_said_in_one_sentence(
    program: DeclaredProgram, control_plane: Any
) -> None:
    text = control_plane.kubeconfig.read_text(encoding="utf-8")
    port = control_plane.server.rpartition(":")[2]
    elsewhere = program.moved(program.folder, home=program.home, kubeconfig=text.replace(f":{port}", ":1"))
    elsewhere.declare(namespace(program.home), settings(program.home, a="1"))
    refused = elsewhere.refused("preview")
    diagnostics = refused.partition("Diagnostics:")[2] or refused
    assert "does not answer" in diagnostics and ":1 " in diagnostics, f"which cluster: {refused}"
    assert diagnostics.count("does not answer") == 1, f"it is said once: {refused}"


def test_chart_is_checked_and_reported_as_not_rendered(program: DeclaredProgram) -> None:
    good = {"chart": "dcgm-exporter", "version": "4.1.0", "namespace": "gpu", "values": {"a": 1}}
    program.declare(charts={"exporter": {**good, "repository": "https://charts.example.com"}})
    assert "warning: chart dcgm-exporter 4.1.0 is not rendered here" in program.up(), (
        "it says what it did not do"
    )
    del good["version"]
    program.declare(charts={"exporter": {**good, "repository": "https://charts.example.com"}})
    assert "version is missing" in program.refused("preview"), "a chart without a version is refused"
