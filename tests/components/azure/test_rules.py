"""Rules between subnets: nothing is open that is not named, and training and serving never meet."""

import itertools
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

import pytest

from components.azure import rules
from components.azure.addresses import FILES_OF, segment_cidrs
from components.azure.rules import Rule
from components.topology.model import Network
from tests.components.azure import recorded


def network(zones: int = 2) -> Network:
    made = recorded.topology(network={"cidr": "10.20.0.0/16", "zones": zones}).network
    assert made is not None
    return made


def allowed(group: str, direction: str, mounting: Sequence[str] = ()) -> Iterator[Rule]:
    for rule in rules.rules_of(group, network(), mounting):
        if rule.direction == direction and rule.access == "Allow":
            yield rule


@pytest.mark.parametrize("group", rules.groups())
def test_what_no_rule_allows_is_denied_in_both_directions(group: str) -> None:
    last = [rule for rule in rules.rules_of(group, network()) if rule.priority == rules.LAST_PRIORITY]
    assert {(rule.direction, rule.access, rule.peers, rule.ports) for rule in last} == {
        ("Inbound", "Deny", ("*",), ("*",)), ("Outbound", "Deny", ("*",), ("*",)),
    }, "Azure's own rules after these let the network and the internet through"  # fmt: skip


@pytest.mark.parametrize("group", rules.groups())
def test_nobody_outside_the_network_may_come_in(group: str) -> None:
    peers = {peer for rule in allowed(group, "Inbound") for peer in rule.peers}
    assert not peers & {"*", "Internet", "0.0.0.0/0"}, "a machine would be open to the world"


@pytest.mark.parametrize(("group", "other"), [("training", "serving"), ("serving", "training")])
def test_machines_of_training_and_serving_never_meet(group: str, other: str) -> None:
    theirs = [IPv4Network(cidr) for cidr in segment_cidrs(network(), other)]
    for direction in ("Inbound", "Outbound"):
        for rule in allowed(group, direction):
            ranges = [IPv4Network(peer) for peer in rule.peers if peer[0].isdigit()]
            assert not any(one.overlaps(their) for one in ranges for their in theirs), rule.name


def test_networks_that_are_joined_reach_nothing_by_a_name_for_all_of_them() -> None:
    peers = {peer for group in rules.groups() for rule in allowed(group, "Inbound") for peer in rule.peers}
    assert "VirtualNetwork" not in peers, "to Azure that is every network that is joined as well"


@pytest.mark.parametrize("segment", FILES_OF)
@pytest.mark.parametrize("mounting", [[], ["training"], ["system"], ["serving", "system"], [*FILES_OF]])
def test_only_who_mounts_a_file_system_reaches_it_and_is_called_back(
    mounting: list[str], segment: str
) -> None:
    own = FILES_OF[segment]
    files = next(rule for rule in allowed(own, "Outbound") if rule.name == f"to-{own}").peers
    for group in ("training", "serving", "system", "control", "edge", *FILES_OF.values()):
        out = [rule for rule in allowed(group, "Outbound", mounting) if set(files) & set(rule.peers)]
        assert bool(out) == (group == own or (group == segment and segment in mounting)), group
    for direction, prefix in (("Inbound", "from-"), ("Outbound", "to-")):
        ways = {rule.name.removeprefix(prefix) for rule in allowed(own, direction, mounting)}
        assert ways - {own, "azure"} == set(mounting) & {segment}, "Lustre asks nobody who he is"


def test_azures_own_watch_reaches_the_servers_of_lustre_and_no_machine() -> None:
    for group in rules.groups():
        told = [rule for rule in allowed(group, "Inbound") if "AzureMonitor" in rule.peers]
        assert bool(told) == group.startswith("files"), f"{group}: Azure asks it for its servers alone"
        assert all(rule.protocol == "Tcp" for rule in told)


def test_what_leaves_the_network_is_tls() -> None:
    for group in rules.groups():
        for rule in allowed(group, "Outbound"):
            if "Internet" in rule.peers:
                assert (rule.protocol, rule.ports) == ("Tcp", ("443",)), group


def test_a_zone_more_changes_no_rule() -> None:
    for group in rules.groups():
        assert rules.rules_of(group, network(2)) == rules.rules_of(group, network(3))


@pytest.mark.parametrize("group", rules.groups())
def test_no_two_rules_of_a_direction_have_one_priority_or_name(group: str) -> None:
    found = rules.rules_of(group, network())
    assert len({(rule.direction, rule.priority) for rule in found}) == len(found), "Azure refuses the second"
    assert len({rule.name for rule in found}) == len(found)
    assert all(100 <= rule.priority <= 4096 for rule in found)


@pytest.mark.parametrize("group", rules.groups())
def test_a_rule_keeps_its_priority_whoever_mounts_file_systems(group: str) -> None:
    known: dict[tuple[str, int], str] = {}
    for count in range(len(rules.NODES) + 1):
        for mounting in itertools.combinations(rules.NODES, count):
            for rule in rules.rules_of(group, network(), mounting):
                name = known.setdefault((rule.direction, rule.priority), rule.name)
                assert name == rule.name, (
                    "Azure refuses a rule at a priority that another one is about to leave"
                )
