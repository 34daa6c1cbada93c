"""Digests that are missing are asked for, those that are there stay, and every registry that fails has a sentence."""

from collections.abc import Callable

import pytest

from stacks.bundle.registry import Registry, Unreachable
from stacks.bundle.resolution import resolve_images
from stacks.cli.failures import Failed
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


def test_a_pinned_image_that_a_registry_does_not_hold_is_told(registry: SimulatedRegistry) -> None:
    with pytest.raises(Failed, match=f"has no ray/operator@{PINNED}"):
        resolve_images(lock(locked("operator", f"{registry.host}/ray/operator", digest=PINNED)), today="-")


def test_a_mirror_is_asked_instead_of_the_registries_that_images_name(registry: SimulatedRegistry) -> None:
    digest = registry.add("ray/quay.io/kuberay/operator", "v1")
    images = lock(locked("operator", "quay.io/kuberay/operator"), mirror=f"{registry.host}/ray")
    found = resolve_images(images, today="2026-11-24")
    assert found.images.images["operator"].digest == digest
    assert found.images.reference("operator") == f"{registry.host}/ray/quay.io/kuberay/operator@{digest}"


def test_each_registry_that_fails_has_one_sentence_with_the_way_out() -> None:
    with simulated_registry() as first, simulated_registry() as second:
        second.status = 503
        images = lock(
            locked("a", f"{first.host}/ray/a"),
            locked("b", f"{first.host}/ray/b"),
            locked("c", f"{second.host}/ray/c"),
        )
        with pytest.raises(Failed) as failed:
            resolve_images(images, today="-")
    told = str(failed.value).splitlines()
    assert len(told) == 3, "one line for each registry, and one on the file"
    assert any(f"{first.host} has no ray/a:v1; it has no ray/b:v1; correct " in line for line in told)
    assert any(f"{second.host} answers 503 when asked for ray/c:v1; correct " in line for line in told)
    assert told[-1] == "images.lock is as it was"


def test_a_registry_that_cannot_be_reached_is_told_once_and_not_for_each_of_its_images() -> None:
    images = lock(locked("a", "127.0.0.1:1/ray/a"), locked("b", "127.0.0.1:1/ray/b"))
    with pytest.raises(Failed) as failed:
        resolve_images(images, today="-")
    told = str(failed.value).splitlines()
    assert len(told) == 2 and told[0].startswith("127.0.0.1:1 cannot be reached from here"), (
        "the host is what fails"
    )
    assert "--mirror" in told[0], "and this is the way out"


def test_a_registry_that_never_answers_ends_with_the_deadline(registry: SimulatedRegistry) -> None:
    registry.silent = True
    with simulated_registry() as other:
        other.add("ray/b", "v1")
        images = lock(locked("a", f"{registry.host}/ray/a"), locked("b", f"{other.host}/ray/b"))
        with pytest.raises(Failed) as failed:
            resolve_images(images, today="-", deadline_s=0.5)
    assert f"{registry.host} cannot be reached from here (no answer within 0.5 s)" in str(failed.value)
    assert other.host not in str(failed.value), "the one that answers is not to blame"


def test_nobody_is_asked_where_there_is_nothing_to_ask() -> None:
    def refuse(host: str) -> Registry:
        raise Unreachable(host)

    opened: Callable[[str], Registry] = refuse
    assert resolve_images(lock(), today="-", open_registry=opened).filled == ()
