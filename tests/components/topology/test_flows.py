from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from components.topology.flows import flows
from components.topology.model import CLIENT, OPERATOR, ClusterPorts

PURPOSES = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.sampled_from(["training", "serving"]))


@given(purposes=PURPOSES)
def test_both_ends_and_the_port_of_every_flow_exist(purposes: dict[str, str]) -> None:
    ports = {field.name for field in fields(ClusterPorts)}
    for flow in flows(purposes):
        assert flow.source in {*purposes, OPERATOR, CLIENT}, "a rule from nowhere lets nobody in"
        assert flow.destination in purposes, "a rule to nowhere protects nothing"
        assert flow.port_name in ports, "a target looks the number up by this name"
        assert flow.reason, "who reads a firewall asks why"


@given(purposes=PURPOSES)
def test_no_flow_crosses_between_clusters(purposes: dict[str, str]) -> None:
    crossing = [f for f in flows(purposes) if f.source in purposes and f.source != f.destination]
    assert crossing == [], "a model crosses by promotion, not by a connection"


@given(purposes=PURPOSES)
def test_clients_reach_the_serving_address_and_nothing_else(purposes: dict[str, str]) -> None:
    reached = {(f.destination, f.port_name) for f in flows(purposes) if f.source == CLIENT}
    serving = {(cluster, "serve") for cluster, purpose in purposes.items() if purpose == "serving"}
    assert reached == serving, "training is asked by no client"


@given(purposes=PURPOSES)
def test_ports_that_ask_for_no_token_are_open_to_nobody_outside(purposes: dict[str, str]) -> None:
    outside = {f.port_name for f in flows(purposes) if f.source in {OPERATOR, CLIENT}}
    assert outside <= {"job_api", "serve"}, "Ray's metrics and control ports stay inside the cluster"


@given(purposes=PURPOSES)
def test_every_cluster_can_form_and_be_operated(purposes: dict[str, str]) -> None:
    listed = {(f.source, f.destination, f.port_name) for f in flows(purposes)}
    for cluster in purposes:
        assert {
            (cluster, cluster, "gcs"),
            (cluster, cluster, "nodes"),
            (OPERATOR, cluster, "job_api"),
        } <= listed, "without these raylets do not register, or no job arrives"
