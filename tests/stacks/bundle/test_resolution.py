"""Digests that are missing are asked for, those that are there stay, and every registry that fails has a sentence."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from components.images import UnknownImage, load_images
from stacks.bundle.registry import Registry, Unreachable
from stacks.bundle.resolution import resolve_images
from tests.stacks.bundle.locks import PINNED, lock, locked
from tests.stacks.bundle.simulated_registry import SimulatedRegistry, simulated_registry


def test_a_missing_digest_is_filled_in_with_its_date(registry: SimulatedRegistry) -> None:
    digest = registry.add("ray/operator", "v1")
    found = resolve_images(lock(locked("operator", f"{registry.host}/ray/operator")), today="2026-11-24")
    entry = found.images.images["operator"]
    assert (entry.digest, entry.resolved) == (digest, "2026-11-24")
    assert (found.filled, found.confirmed) == (("operator",), ())


def test_a_digest_that_is_there_stays_when_its_tag_has_moved_on(registry: SimulatedRegistry) -> None:
    pinned = registry.add("ray/operator", "v1")
    registry.manifests["ray/operator", "v1"] = b'{"moved": true}'
    before = lock(locked("operator", f"{registry.host}/ray/operator", digest=pinned))
    found = resolve_images(before, today="2026-11-24")
    assert found.images == before, "what runs changes only when somebody empties the digest"
    assert found.confirmed == ("operator",), "and the registry still holds it"


def test_a_pinned_image_that_a_registry_does_not_hold_is_told_and_stays_pinned(
    registry: SimulatedRegistry,
) -> None:
    before = lock(locked("operator", f"{registry.host}/ray/operator", digest=PINNED))
    found = resolve_images(before, today="-")
    assert f"has no ray/operator@{PINNED}" in found.problems[0]
    assert found.images == before


def test_a_mirror_is_asked_instead_of_the_registries_that_images_name(registry: SimulatedRegistry) -> None:
    digest = registry.add("ray/quay.io/kuberay/operator", "v1")
    images = lock(locked("operator", "quay.io/kuberay/operator"), mirror=f"{registry.host}/ray")
    found = resolve_images(images, today="2026-11-24")
    assert found.images.images["operator"].digest == digest
    assert found.images.reference("operator") == f"{registry.host}/ray/quay.io/kuberay/operator@{digest}"


def test_each_registry_that_fails_has_one_sentence_with_the_way_out_and_what_was_found_stays() -> None:
    with simulated_registry() as first, simulated_registry() as second:
        second.status = 503
        digest = first.add("ray/d", "v1")
        images = lock(
            locked("a", f"{first.host}/ray/a"),
            locked("b", f"{first.host}/ray/b"),
            locked("c", f"{second.host}/ray/c"),
            locked("d", f"{first.host}/ray/d"),
        )
        found = resolve_images(images, today="-")
    assert len(found.problems) == 2, "one sentence for each registry"
    assert any(
        f"{first.host} has no ray/a:v1 (a); it has no ray/b:v1 (b); correct " in line
        for line in found.problems
    )
    assert any(
        f"{second.host} answers 503 when asked for ray/c:v1 (c); correct " in line for line in found.problems
    )
    assert all("by hand" in line and "--mirror" in line for line in found.problems), "both ways out"
    assert found.images.entry("d").digest == digest, "one registry's fault is not another image's"


def test_a_registry_that_cannot_be_reached_is_told_once_and_not_for_each_of_its_images() -> None:
    images = lock(locked("a", "127.0.0.1:1/ray/a"), locked("b", "127.0.0.1:1/ray/b"))
    (told,) = resolve_images(images, today="-").problems
    assert told.startswith("127.0.0.1:1 cannot be reached from here") and "of a, b;" in told
    assert "--mirror" in told, "and this is the way out"


def test_a_registry_that_never_answers_ends_with_the_deadline(registry: SimulatedRegistry) -> None:
    registry.silent = True
    with simulated_registry() as other:
        digest = other.add("ray/b", "v1")
        images = lock(locked("a", f"{registry.host}/ray/a"), locked("b", f"{other.host}/ray/b"))
        found = resolve_images(images, today="-", deadline_s=2.0)
    (told,) = found.problems
    assert f"{registry.host} cannot be reached from here (no answer within 2 s)" in told
    assert found.images.entry("b").digest == digest, "the one that answers is not to blame"


def test_what_a_registry_gave_before_it_fell_silent_is_kept() -> None:
    class FallsSilent(Registry):
        def digest(self, path: str, reference: str) -> str:
            if path == "ray/b":
                raise Unreachable("it is gone")
            return PINNED

    images = lock(locked("a", "registry.invalid/ray/a"), locked("b", "registry.invalid/ray/b"))
    found = resolve_images(images, today="-", open_registry=FallsSilent)
    assert found.images.entry("a").digest == PINNED
    assert "nothing is known of b;" in found.problems[0]


def test_only_what_a_plan_needs_is_asked_for(registry: SimulatedRegistry) -> None:
    registry.add("ray/a", "v1")
    images = lock(locked("a", f"{registry.host}/ray/a"), locked("b", f"{registry.host}/ray/b"))
    found = resolve_images(images, today="-", names=["a"])
    assert (found.filled, found.problems) == (("a",), ()), "what is not needed cannot be missing"


def test_images_of_charts_are_looked_for_and_not_kept(registry: SimulatedRegistry) -> None:
    registry.add("ray/c", "v1")
    of_charts = [locked("chart/c", f"{registry.host}/ray/c"), locked("chart/d", f"{registry.host}/ray/d")]
    found = resolve_images(lock(), today="-", besides=of_charts)
    assert found.images == lock(), "their charts name them, by tag"
    assert found.confirmed == ("chart/c",) and "has no ray/d:v1 (chart/d)" in found.problems[0]


LOGIN = "aws ecr get-login-password"


def test_an_image_whose_registry_wants_a_login_is_asked_for_only_by_a_plan_that_needs_it(
    registry: SimulatedRegistry,
) -> None:
    registry.refused = {"eks/plugin"}
    images = lock(locked("plugin", f"{registry.host}/eks/plugin", login=LOGIN))
    found = resolve_images(images, today="-")
    assert (found.unasked, found.problems) == (("plugin",), ()), "all the others must not wait for it"
    (told,) = resolve_images(images, today="-", names=["plugin"]).problems
    assert told.startswith(f"plugin: {registry.host} asks for credentials; log in with what `{LOGIN}` gives")
    assert f"crane digest {registry.host}/eks/plugin:v1" in told and "by hand" in told and "--mirror" in told


def test_a_digest_that_was_written_by_hand_is_enough_where_a_login_is_wanted(
    registry: SimulatedRegistry,
) -> None:
    registry.refused = {"eks/plugin"}
    images = lock(locked("plugin", f"{registry.host}/eks/plugin", digest=PINNED, login=LOGIN))
    found = resolve_images(images, today="-", names=["plugin"])
    assert (found.unasked, found.problems, found.images) == (("plugin",), (), images)


def test_a_mirror_is_asked_for_what_its_origin_gives_to_nobody(registry: SimulatedRegistry) -> None:
    digest = registry.add("ray/eks.example.com/eks/plugin", "v1")
    mirror = f"{registry.host}/ray"
    plugin = locked("plugin", "eks.example.com/eks/plugin", login=LOGIN)
    found = resolve_images(lock(plugin, mirror=mirror), today="-", names=["plugin"])
    assert found.images.entry("plugin").digest == digest
    del registry.manifests["ray/eks.example.com/eks/plugin", "v1"]
    (told,) = resolve_images(lock(plugin, mirror=mirror), today="-", names=["plugin"]).problems
    assert "has no ray/eks.example.com/eks/plugin:v1" in told and LOGIN not in told, (
        "a login would not help there"
    )


def test_the_committed_lock_is_resolved_but_for_the_one_image_that_is_refused(
    registry: SimulatedRegistry,
) -> None:
    committed = load_images()
    empty = replace(
        committed,
        images={name: replace(each, digest="", resolved="") for name, each in committed.images.items()},
    )
    for each in empty.images.values():
        registry.add(each.repository.partition("/")[2], each.tag)
    registry.refused = {"kueue/kueue"}
    found = resolve_images(empty, today="2026-11-24", open_registry=lambda host: Registry(registry.host))
    missing = {name for name, each in found.images.images.items() if not each.digest}
    wanting_login = {name for name, each in empty.images.items() if each.login}
    assert missing == {"kueue", *wanting_login}, "every other digest is there"
    assert found.unasked == tuple(wanting_login)
    (told,) = found.problems
    assert "asks for credentials (kueue)" in told


def test_nobody_is_asked_where_there_is_nothing_to_ask() -> None:
    def refuse(host: str) -> Registry:
        raise Unreachable(host)

    opened: Callable[[str], Registry] = refuse
    assert resolve_images(lock(), today="-", open_registry=opened).filled == ()


def test_a_name_that_the_lock_lacks_is_refused() -> None:
    with pytest.raises(UnknownImage, match='no image is named "kueue"'):
        resolve_images(lock(), today="-", names=["kueue"])
