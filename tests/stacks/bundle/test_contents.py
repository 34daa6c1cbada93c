"""A bundle names what a plan needs and nothing that it does not, and says what it cannot tell."""

import json
from dataclasses import replace

import pytest

from components.images import Images, load_images
from components.services.bundle_items import PROMETHEUS
from components.topology.model import Queue, Store, Topology
from stacks.bundle.contents import RUNTIME, Bundle, contents, document
from stacks.cli.failures import Refused
from stacks.engine.versions import load_versions
from stacks.paths import PROJECT_ROOT
from tests.stacks.bundle.locks import PINNED
from tests.stacks.bundle.topologies import RUNTIME_IMAGE, topology, with_gpus

REGISTRY = Store(
    name="registry",
    holds="registry",
    kind="filesystem",
    size_bytes=1,
    throughput_bytes_per_s=None,
    keep_s=None,
    versions=None,
    endpoint=None,
    implied=True,
    labels={},
)
QUEUE = Queue(name="team", cohort=None, cpus=1, memory_bytes=1, gpus={})


def bundle(plan: Topology, images: Images | None = None) -> Bundle:
    return contents(plan, images or load_images(), load_versions(), PROJECT_ROOT / "requirements")


def pinned(images: Images) -> Images:
    entries = {
        name: replace(entry, digest=PINNED, resolved="2026-01-01") for name, entry in images.images.items()
    }
    return replace(images, images=entries)


def names(found: Bundle) -> set[str]:
    return {image.name for image in found.images}


def test_the_local_target_needs_wheels_and_programs_and_nothing_of_a_cluster() -> None:
    found = bundle(topology("local"))
    assert (found.images, found.charts, found.notes) == ((), (), ()), (
        "its nodes are processes of this machine"
    )
    assert found.requirements and found.programs


def test_the_kubernetes_target_needs_its_operator_its_own_image_and_the_base_of_that() -> None:
    found = bundle(topology("kubernetes"))
    assert {"kuberay-operator", "python", RUNTIME} <= names(found)
    (runtime,) = (image for image in found.images if image.name == RUNTIME)
    assert runtime.origin == RUNTIME_IMAGE, "as the plan names it, a port of its registry included"


def test_what_only_some_plans_need_is_named_only_for_those() -> None:
    plain, rich = (
        bundle(topology("kubernetes")),
        bundle(topology("kubernetes", stores=(REGISTRY,), queues=(QUEUE,))),
    )
    assert names(rich) - names(plain) == {"postgres", "mlflow", "kueue"}, (
        "a registry needs a database, a queue needs Kueue"
    )


def test_a_runtime_image_that_is_a_placeholder_is_noted_and_not_asked_for() -> None:
    found = bundle(topology("kubernetes", image="registry.example.com/groundplan@placeholder-your-digest"))
    (runtime,) = (image for image in found.images if image.name == RUNTIME)
    assert (runtime.is_pinned, runtime.origin) == (False, None), "no tool can copy what is not there"
    assert any(note.startswith("runtime.image of the plan is a placeholder") for note in found.notes)


def test_a_mirror_names_the_copy_of_every_image_but_that_of_the_plan() -> None:
    found = bundle(topology("kubernetes"), replace(load_images(), mirror="mirror.example.com/ray"))
    for image in found.images:
        copy = None if image.name == RUNTIME else f"mirror.example.com/ray/{image.repository}:{image.tag}"
        assert image.copy == copy, "the plan says itself from where its image is pulled"


def test_images_without_digest_are_noted_and_asked_for_by_tag() -> None:
    some = replace(load_images(), images={n: replace(e, digest="") for n, e in load_images().images.items()})
    found = bundle(topology("kubernetes"), some)
    assert any(note.startswith("no digest is known of ") and "--resolve" in note for note in found.notes)
    tags = {image.origin for image in found.images if image.name != RUNTIME}
    assert tags == {f"{image.repository}:{image.tag}" for image in found.images if image.name != RUNTIME}
    sure = bundle(topology("kubernetes"), pinned(load_images()))
    assert not any("no digest" in note for note in sure.notes), "nothing is noted where all are pinned"


def test_the_images_of_charts_are_listed_by_tag_with_the_chart_that_brings_them() -> None:
    found = bundle(topology("kubernetes"), replace(load_images(), mirror="mirror.example.com/ray"))
    (grafana,) = (image for image in found.images if image.repository == "docker.io/grafana/grafana")
    assert (grafana.chart, grafana.is_pinned) == (f"{PROMETHEUS.name} {PROMETHEUS.version}", False)
    assert grafana.origin == f"docker.io/grafana/grafana:{grafana.tag}", "a tool that copies images takes it"
    assert grafana.copy == f"mirror.example.com/ray/docker.io/grafana/grafana:{grafana.tag}"
    assert any(note.startswith("images of charts are listed as is published") for note in found.notes)
    assert not any("no digest is known" in note and grafana.name in note for note in found.notes), (
        "no lock has it"
    )


def test_a_driver_whose_tag_has_the_system_of_the_nodes_is_told() -> None:
    notes = bundle(with_gpus("kubernetes")).notes
    assert any(
        note.startswith("nvcr.io/nvidia/driver is not listed") and "-ubuntu24.04" in note for note in notes
    )
    assert not any("nvidia/driver" in note for note in bundle(with_gpus("aws")).notes), (
        "AWS's images bring it"
    )


def test_who_gives_a_login_is_noted_where_one_is_needed() -> None:
    found = bundle(with_gpus("aws", fabric="rdma"))
    assert any(note.startswith("efa-plugin: its registry gives it to nobody") for note in found.notes)
    assert not any("login" in note for note in bundle(topology("kubernetes")).notes)


def test_a_lock_that_lacks_what_a_service_names_is_refused() -> None:
    with pytest.raises(Refused, match="no image is named"):
        bundle(topology("kubernetes"), Images(images={}))


def test_the_document_is_plain_json_and_says_what_is_pinned() -> None:
    found = document(bundle(topology("kubernetes"), pinned(load_images())))
    assert json.loads(json.dumps(found))["plan"] == "atlas"
    pinned_by_us = [image for image in found["images"] if not image["chart"]]
    assert all(image["pinned"] and "@sha256:" in image["reference"] for image in pinned_by_us)
    assert len(pinned_by_us) < len(found["images"]), "and the chart that names the others by tag"
