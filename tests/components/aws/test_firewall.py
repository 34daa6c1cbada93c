"""Who may reach whom on the network."""

from functools import cache

from components.aws.firewall import (
    CONTROL_PLANE,
    ENDPOINTS,
    INTERNET,
    OPERATORS,
    AwsFirewall,
    AwsFirewallArgs,
    links,
)
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered

RULES = (
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
SCRATCH = {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "4800GiB"}


@cache
def resources() -> dict[str, Registered]:
    topology = recorded.topology(storage=[*recorded.document()["storage"], SCRATCH])
    args = AwsFirewallArgs(topology=topology, network_id="vpc-1")
    return recorded.made(lambda: AwsFirewall("firewall", args) and None)


def test_training_and_serving_do_not_reach_each_other() -> None:
    crossing = [
        link
        for link in links(recorded.topology())
        if {link.source, link.destination} == {"training", "serving"}
    ]
    assert crossing == [], "a model crosses by promotion alone"


def test_nobody_comes_in_from_an_address() -> None:
    ingress = recorded.of_type(resources(), RULES[0])
    assert ingress and all("cidrIpv4" not in each.inputs for each in ingress.values()), (
        "every rule names a group, so what is not ours reaches nothing"
    )


def test_who_runs_up_inside_the_network_reaches_the_api_server_and_aws_and_no_machine() -> None:
    reached = {link.destination for link in links(recorded.topology()) if link.source == OPERATORS}
    assert reached == {CONTROL_PLANE, ENDPOINTS, INTERNET}, (
        "a private API server answers inside alone, where AWS's own names lead to the endpoints"
    )


def test_the_internet_is_reached_by_https_alone() -> None:
    outwards = [link for link in links(recorded.topology()) if link.destination == INTERNET]
    assert outwards and {link.ports for link in outwards} == {(443, 443)}


def test_every_link_has_a_rule_at_both_ends() -> None:
    made = resources()
    inwards = {name.removeprefix("firewall-in-") for name in recorded.of_type(made, RULES[0])}
    outwards = {name.removeprefix("firewall-out-") for name in recorded.of_type(made, RULES[1])}
    assert inwards == {name for name in outwards if f"to-{INTERNET}" not in name}, (
        "one end alone lets nothing pass"
    )


def test_a_file_system_is_reached_by_those_who_have_a_right_to_it_and_nobody_else() -> None:
    topology = recorded.topology(storage=[*recorded.document()["storage"], SCRATCH])
    clients = {link.source for link in links(topology) if link.destination == "files-scratch"}
    assert clients == {"training", "files-scratch"}, "serving has no right to scratch, and Lustre asks nobody"


def test_a_registry_on_a_file_system_is_reached_by_its_server_alone() -> None:
    others = [store for store in recorded.document()["storage"] if store["holds"] != "registry"]
    topology = recorded.topology(storage=[*others, {**SCRATCH, "name": "registry", "holds": "registry"}])
    clients = {link.source for link in links(topology) if link.destination == "files-registry"}
    assert clients == {"system", "files-registry"}, "training and promotion ask its server"


def test_rules_say_what_they_are_for_in_characters_that_aws_takes() -> None:
    for kind in RULES:
        for each in recorded.of_type(resources(), kind).values():
            description = each.inputs["description"]
            assert description and len(description) <= 255
            assert all(letter.isalnum() or letter in " ._-:/()#,@[]+=&;{}!$*" for letter in description), (
                "Amazon EC2, IpRange: description"
            )
