"""A registry is asked for digests as nobody, and nothing that it says is taken on trust."""

import pytest

from stacks.bundle.registry import MANIFEST_BYTES, NotGiven, Registry, Unreachable
from tests.stacks.bundle.simulated_registry import TOKEN, TOKENS, SimulatedRegistry


def test_the_digest_is_that_of_the_manifest_that_a_tag_names(registry: SimulatedRegistry) -> None:
    digest = registry.add("ray/operator", "v1")
    with Registry(registry.host) as asked:
        assert asked.digest("ray/operator", "v1") == digest, "as the registry itself computes it"


def test_a_registry_that_wants_a_token_is_asked_for_the_one_that_anybody_gets(
    registry: SimulatedRegistry,
) -> None:
    digest = registry.add("ray/operator", "v1")
    registry.challenge = TOKENS
    with Registry(registry.host) as asked:
        assert asked.digest("ray/operator", "v1") == digest
    address = "/v2/ray/operator/manifests/v1"
    assert registry.asked == [(address, ""), ("/token", ""), (address, TOKEN)], "once without, then with it"


def test_a_pinned_image_is_looked_for_by_its_digest(registry: SimulatedRegistry) -> None:
    digest = registry.add("ray/operator", "v1")
    with Registry(registry.host) as asked:
        assert asked.digest("ray/operator", digest) == digest, "the registry holds what is pinned"


def test_a_registry_that_claims_another_digest_than_that_of_what_it_sends_is_not_believed(
    registry: SimulatedRegistry,
) -> None:
    registry.add("ray/operator", "v1")
    registry.claimed = "sha256:" + "ab" * 32
    with (
        Registry(registry.host) as asked,
        pytest.raises(NotGiven, match=r"with the digest sha256:\w+ and not sha256:"),
    ):
        asked.digest("ray/operator", "v1")


def test_a_registry_that_sends_something_else_for_a_digest_is_not_believed(
    registry: SimulatedRegistry,
) -> None:
    named = registry.add("ray/operator", "v1")
    registry.manifests["ray/operator", named] = b"{}"
    with Registry(registry.host) as asked, pytest.raises(NotGiven, match=f"and not {named}"):
        asked.digest("ray/operator", named)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ({}, "has no ray/operator:v1"),
        ({"status": 403}, "gives ray/operator:v1 to nobody without credentials"),
        ({"status": 429}, "answers 429 when asked for ray/operator:v1"),
        ({"challenge": 'Basic realm="simulated"'}, "asks for credentials"),
        ({"challenge": "Bearer"}, "asks for credentials"),
        ({"challenge": 'Bearer realm="http://{host}/v2/"'}, "gives no token to anybody"),
    ],
)
def test_an_image_that_nobody_gets_is_told_with_what_the_registry_does(
    registry: SimulatedRegistry, behaviour: dict[str, object], reason: str
) -> None:
    for name, value in behaviour.items():
        setattr(registry, name, value)
    with Registry(registry.host) as asked, pytest.raises(NotGiven, match=reason):
        asked.digest("ray/operator", "v1")


@pytest.mark.parametrize(
    "behaviour",
    [
        {"challenge": 'Bearer realm="http://tokens.invalid/token"'},
        {"location": "http://elsewhere.invalid/v2/"},
    ],
)
def test_nothing_is_asked_in_the_clear_beyond_this_machine(
    registry: SimulatedRegistry, behaviour: dict[str, str]
) -> None:
    for name, value in behaviour.items():
        setattr(registry, name, value)
    with (
        Registry(registry.host) as asked,
        pytest.raises(Unreachable, match=r"leads to \w+\.invalid without TLS"),
    ):
        asked.digest("ray/operator", "v1")


def test_an_answer_without_end_is_not_read_to_its_end(registry: SimulatedRegistry) -> None:
    registry.manifests["ray/operator", "v1"] = b" " * (MANIFEST_BYTES + 1)
    with Registry(registry.host) as asked, pytest.raises(NotGiven, match="more than 4 MiB"):
        asked.digest("ray/operator", "v1")


def test_a_registry_that_is_not_there_is_told_with_the_reason() -> None:
    with Registry("127.0.0.1:1") as asked, pytest.raises(Unreachable, match="refused"):
        asked.digest("ray/operator", "v1")


def test_images_of_docker_io_are_asked_where_it_answers() -> None:
    with Registry("docker.io") as asked:
        assert asked._address == "https://registry-1.docker.io", (
            "its images name another host than its interface has"
        )
