"""A thing on a host is started where it is asked otherwise or gone, left alone where not, and data is never dropped."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosts import lifecycle
from components.hosts.agent.operations import OPERATIONS
from components.hosts.agent.records import HostError

OLD_KEY, NEW_KEY = "ab" * 32, "cd" * 32
VOLUME = {
    "stack": "test", "identity": "volume-models", "folder": "/state/test", "store": "models", "holds": "models",
    "encryption": "gocryptfs", "key": OLD_KEY, "protect": False,
}  # fmt: skip
MADE = {**VOLUME, "incarnation": "first", "state": "running", "evidence": "gocryptfs"}

LARGEST_WHOLE = 2**53
"""Up to here every whole number is one floating-point number, and the engine's wire loses none."""
SCALARS = (
    st.none()
    | st.booleans()
    | st.text(max_size=3)
    | st.integers(-LARGEST_WHOLE, LARGEST_WHOLE)
    | st.just(0.5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


class SimulatedHost:
    """A transport that starts nothing: it answers as ordered and keeps what it was asked."""

    def __init__(self, **answer: Any) -> None:
        self.answer = {"alive": True, "present": True, "incarnation": "first", **answer}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def call(self, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Keep the call and give the one answer."""
        self.calls.append((operation, payload))
        return self.answer


Connect = Callable[..., SimulatedHost]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """Return a function that puts a simulated host behind every transport."""

    def put(**answer: Any) -> SimulatedHost:
        host = SimulatedHost(**answer)
        monkeypatch.setattr(lifecycle, "transport_of", lambda description: host)
        return host

    return put


def over_the_wire(value: Any) -> Any:
    """Return what the engine hands back: every whole number as a floating-point number."""
    if isinstance(value, dict):
        return {key: over_the_wire(item) for key, item in value.items()}
    if isinstance(value, list):
        return [over_the_wire(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(VALUES)
def test_whole_numbers_come_back_from_the_wire_as_they_went(value: Any) -> None:
    found = lifecycle.whole_numbers(over_the_wire(value))
    assert repr(found) == repr(value), "a port or a limit reached the host as 5.0, or something else changed"


def test_every_operation_of_every_kind_is_one_that_the_agent_has() -> None:
    asked = {name for kind in lifecycle.KINDS.values() for name in (kind.start, kind.observe, kind.stop)}
    assert asked <= OPERATIONS.keys(), "a kind would ask the host for what it does not know"


def test_an_input_that_changed_restarts_without_a_look_at_the_host(connect: Connect) -> None:
    host = connect()
    found = lifecycle.difference("Volume", MADE, VOLUME | {"holds": "scratch"})
    assert found == (True, []), "a changed input starts the thing again, in place"
    assert host.calls == [], "a host that cannot be reached must not keep a change from being planned"


@pytest.mark.parametrize("change", [{"extra": "new"}, {"holds": None}])
def test_an_input_that_came_or_went_counts_as_changed(change: dict[str, Any]) -> None:
    assert lifecycle.changed(MADE, VOLUME | change) == set(change), (
        "an input that came or went was overlooked"
    )


def test_a_number_that_crossed_the_wire_has_not_changed() -> None:
    assert lifecycle.changed({"port": 20001.0}, {"port": 20001}) == set(), (
        "every second `up` would restart it"
    )


@pytest.mark.parametrize("name", ["__provider", "incarnation", "state", "evidence", "value"])
def test_what_only_an_output_tells_is_no_change(connect: Connect, name: str) -> None:
    connect(incarnation="other" if name == "incarnation" else "first")
    olds = MADE | {name: "other"}
    assert lifecycle.changed(olds, VOLUME) == set(), f"{name} is set after the fact and is nobody's wish"
    assert lifecycle.difference("Volume", olds, VOLUME) == (False, []), f"{name} restarted a running thing"


@pytest.mark.parametrize(
    "change", [{"encryption": "encrypted-device"}, {"store": "weights"}, {"folder": "/elsewhere"}]
)
def test_a_change_that_would_lose_data_is_refused_with_old_and_new(
    connect: Connect, change: dict[str, str]
) -> None:
    host = connect()
    ((name, new),) = change.items()
    with pytest.raises(HostError) as caught:
        lifecycle.difference("Volume", MADE, VOLUME | change)
    assert str(caught.value) == (
        f"store models: its {name} cannot change without losing what it holds (is {VOLUME[name]}, now {new});"
        " put it back, or remove the store from the plan and copy its content first"
    ), "the sentence says which store, what it is, what it should become and what to do"
    assert host.calls == [], "the host was asked something though the change is refused"


def test_a_changed_key_is_refused_and_neither_key_is_told(connect: Connect) -> None:
    connect()
    with pytest.raises(HostError) as caught:
        lifecycle.difference("Volume", MADE, VOLUME | {"key": NEW_KEY})
    said = str(caught.value)
    assert said.startswith("store models: its key cannot change"), "the sentence says what is refused"
    assert OLD_KEY not in said and NEW_KEY not in said, "an error message tells the key of a volume"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((kind, "folder") for kind in ("StorageNamespace", "Sandbox", "Raylet", "Forward")),
        *((kind, "identity") for kind in ("Sandbox", "Raylet", "Forward")),
    ],
)
def test_a_thing_of_another_name_or_place_replaces_the_old_one(
    connect: Connect, kind: str, name: str
) -> None:
    connect()
    olds = {"stack": "test", "identity": "one", "folder": "/one", "port": 1}
    found = lifecycle.difference(kind, olds, olds | {name: "another", "port": 2})
    assert found == (True, [name]), "the old one would be left behind, or an update in place would replace it"


@pytest.mark.parametrize("kind", lifecycle.KINDS)
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({}, "running"),
        ({"incarnation": "second"}, "dead"),
        ({"alive": False}, "dead"),
        ({"alive": False, "incarnation": None}, "dead"),
        ({"alive": False, "incarnation": None, "present": False}, "missing"),
    ],
)
def test_the_state_is_what_the_host_says_now(
    connect: Connect, kind: str, answer: dict[str, Any], state: str
) -> None:
    host = connect(**answer)
    assert lifecycle.observe(kind, MADE) == MADE | {"state": state}, "only the state may change by looking"
    assert lifecycle.difference(kind, MADE, VOLUME) == (state != "running", []), (
        f"what is {state} was misjudged"
    )
    assert {operation for operation, _ in host.calls} == {lifecycle.KINDS[kind].observe}, "looking did more"


def test_a_start_gives_inputs_incarnation_and_evidence(connect: Connect) -> None:
    host = connect(incarnation="second", evidence="dm-crypt on dm-0", pid=7)
    news = MADE | {"limit": 5.0, "__provider": "code"}
    assert lifecycle.start("Volume", news) == VOLUME | {
        "limit": 5, "incarnation": "second", "state": "running", "evidence": "dm-crypt on dm-0",
    }, "the outputs are the inputs and what was found, and nothing else of the host's answer"  # fmt: skip
    assert host.calls == [("volume.start", VOLUME | {"limit": 5})], "the host was told what it cannot know"


def test_a_thing_without_evidence_gets_none_from_its_last_start(connect: Connect) -> None:
    connect()
    assert "evidence" not in lifecycle.start("Sandbox", MADE), "old evidence was kept for a new start"


def test_a_stop_reaches_the_host_with_the_inputs_alone(connect: Connect) -> None:
    host = connect()
    lifecycle.stop("Volume", MADE | {"__provider": "code"})
    assert host.calls == [("volume.delete", VOLUME)], "the thing was not ended by its own operation"


def test_the_transport_is_the_one_that_the_resource_names(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, host = [], SimulatedHost()

    def simulated_transport_of(description: dict[str, Any]) -> SimulatedHost:
        asked.append(description)
        return host

    monkeypatch.setattr(lifecycle, "transport_of", simulated_transport_of)
    elsewhere = {"kind": "simulated"}
    lifecycle.start("Volume", VOLUME | {"transport": elsewhere})
    lifecycle.observe("Volume", VOLUME | {"transport": elsewhere})
    lifecycle.stop("Volume", VOLUME | {"transport": elsewhere})
    lifecycle.observe("Volume", VOLUME)
    assert asked == [*[elsewhere] * 3, {"kind": "local"}], "an operation went to the wrong host"


def test_an_id_is_the_stack_and_the_identity() -> None:
    assert lifecycle.resource_id(VOLUME) == "test/volume-models", (
        "the same plan would not find its things again"
    )


def test_a_secret_is_64_hexadecimal_digits_and_new_each_time() -> None:
    props = {"stack": "test", "identity": "token-train", "value": None}
    made = [lifecycle.new_secret(props) for _ in range(50)]
    values = {each["value"] for each in made}
    assert len(values) == 50, "a secret came twice"
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in values), (
        "a secret is not 256 bits in hexadecimal"
    )
    assert made[0] | {"value": None} == props, "what the secret is for got lost"
