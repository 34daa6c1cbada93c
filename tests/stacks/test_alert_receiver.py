"""The webhook of the stack's configuration is a secret of one form, and nobody repeats it."""

import asyncio
import json
from collections.abc import Iterator

import pulumi
import pytest
from pulumi.runtime import set_all_config

from stacks.alert_receiver import KEY, RANGES_KEY, UnusableReceiver, alert_receiver, where

URL = "https://alerts.example.com/only-a-test-knows-this"
RANGES = ["203.0.113.0/24"]


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    """Give a test an event loop of its own, which outputs need, and leave those after it no configuration."""
    asyncio.set_event_loop(asyncio.new_event_loop())  # whichever test came before may have closed its own
    yield
    set_all_config({}, [])


def refusal(
    url: str = URL, given: object = None, *, is_secret: bool = True, known: tuple[str, ...] = ()
) -> str:
    with pytest.raises(UnusableReceiver) as error:
        where(url, given, is_secret=is_secret, stack="team", look_up=lambda _: known)
    told = str(error.value)
    assert "only-a-test" not in told and "\n" not in told, (
        "who reads an error need not be who may speak there"
    )
    return told


def test_a_stack_that_says_nothing_tells_nobody() -> None:
    assert alert_receiver("kubernetes") is None


def test_the_ranges_that_the_stack_says_count_and_else_the_name_is_looked_up() -> None:
    def known(host: str) -> tuple[str, ...]:
        assert host == "alerts.example.com"
        return ("198.51.100.7/32",)

    assert where(URL, RANGES, is_secret=True, stack="team", look_up=known) == (443, ("203.0.113.0/24",))
    with_port = "https://alerts.example.com:8443/"
    assert where(with_port, None, is_secret=True, stack="team", look_up=known) == (8443, ("198.51.100.7/32",))


def test_the_receiver_of_a_stack_has_its_port_and_ranges() -> None:
    set_all_config({KEY: f"{URL}\n", RANGES_KEY: json.dumps(RANGES)}, [KEY])
    found = alert_receiver("aws")
    assert found is not None and (found.port, found.ranges) == (443, ("203.0.113.0/24",)), (
        "what came by standard input may end with a line"
    )


def test_an_address_in_plain_text_is_refused_with_the_way_out() -> None:
    told = refusal(is_secret=False)
    assert f"{KEY} lies in plain text" in told and f"`pulumi config set --secret {KEY} --stack team" in told


@pytest.mark.parametrize(
    "url", ["http://alerts.example.com/only-a-test", "alerts", "https:///x", "https://a:b/x"]
)
def test_what_is_no_address_of_https_is_refused(url: str) -> None:
    assert "is no address of the form https://HOST/" in refusal(url)


@pytest.mark.parametrize("given", ["203.0.113.0/24", {"a": 1}, [], ["somewhere"]])
def test_ranges_of_another_form_are_refused(given: object) -> None:
    assert f"{RANGES_KEY} is not of the form" in refusal(given=given)


def test_a_name_that_nobody_knows_is_refused_with_the_way_out() -> None:
    assert f"say its ranges with `pulumi config set {RANGES_KEY}" in refusal()


def test_all_addresses_are_refused() -> None:
    assert "names all addresses there are" in refusal(given=["::/0"])


def test_a_port_that_no_cloud_lets_out_is_refused_there_and_taken_elsewhere() -> None:
    set_all_config(
        {KEY: "https://alerts.example.com:8443/only-a-test", RANGES_KEY: json.dumps(RANGES)}, [KEY]
    )
    with pytest.raises(
        pulumi.RunError, match="port 8443, and machines on gcp reach others by 443 alone"
    ) as error:
        alert_receiver("gcp")
    assert "only-a-test" not in str(error.value), "who reads an error need not be who may speak there"
    found = alert_receiver("kubernetes")
    assert found is not None and found.port == 8443, "its network is its owner's"
