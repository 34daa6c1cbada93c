"""Where the API server and the DNS answer is asked of the cluster, and of the stack where the cluster cannot tell."""

from typing import Any

import pytest

from components.contract import Addresses, Anywhere, Pods, Port
from components.kubernetes.access import Access, NoCluster
from components.kubernetes.network import DNS_SERVICES, api_server, dns, dns_errors
from tests.components.kubernetes.networks import (
    KUBE_DNS,
    OPENSHIFT_DNS,
    PODS,
    RKE2_DNS,
    node_cache,
    put,
    service,
    slice_of,
    tcp,
    udp,
)
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

DNS = (Port(protocol="TCP", number=53), Port(protocol="UDP", number=53))


def refused(access: Access, named: str) -> str:
    """Return why a DNS that the stack names cannot be."""
    with pytest.raises(NoCluster) as error:
        dns(access, named, [])
    return str(error.value)


def namespaces(found: tuple[Addresses | Pods, ...]) -> list[str]:
    """Return the namespaces of the pods that answer."""
    return [place.namespace for place in found if isinstance(place, Pods)]


def test_the_api_server_answers_where_its_service_and_endpoints_say(
    simulated: SimulatedApiServer, access: Access
) -> None:
    put(
        simulated,
        service("default", "kubernetes", "10.152.183.1", tcp("https", 443, 16443), selector=None),
        slice_of("192.0.2.10", https=("TCP", 16443)),
    )
    other = service("default", "other", "10.152.183.9", tcp("https", 443, 1))
    put(simulated, other, slice_of("192.0.2.99", https=("TCP", 1)))
    places = [place for place in api_server(access, [HIDDEN_NODE]) if isinstance(place, Addresses)]
    found = [(place.cidrs, [port.number for port in place.ports]) for place in places]
    assert found == [(("10.152.183.1/32",), [443]), (("192.0.2.10/32",), [16443])]


HIDDEN_NODE = {
    "status": {
        "addresses": [
            {"type": "InternalIP", "address": "192.0.2.10"},
            {"type": "Hostname", "address": "control-1"},
        ]
    }
}
SERVICE_PLACE = Addresses(cidrs=("10.96.0.1/32",), ports=(Port(protocol="TCP", number=443),))
BEHIND = (Port(protocol="TCP", number=6443),)


def with_cilium(simulated: SimulatedApiServer, namespace: str, **configuration: str) -> None:
    """Give the simulated API server an API server on machines, and Cilium as the network."""
    put(
        simulated,
        service("default", "kubernetes", "10.96.0.1", tcp("https", 443, 6443), selector=None),
        slice_of("192.0.2.10", "192.0.2.99", https=("TCP", 6443)),
    )
    agent = {"metadata": {"namespace": namespace, "labels": {"k8s-app": "cilium"}}}
    simulated.add(f"/apis/apps/v1/namespaces/{namespace}/daemonsets/cilium", agent)
    config = {"data": configuration}
    simulated.add(f"/api/v1/namespaces/{namespace}/configmaps/cilium-config", config)


@pytest.mark.parametrize("namespace", ["kube-system", "cilium"])
def test_where_cilium_is_the_network_machines_of_the_cluster_are_named_by_no_range(
    simulated: SimulatedApiServer, access: Access, namespace: str
) -> None:
    with_cilium(simulated, namespace)
    assert api_server(access, [HIDDEN_NODE]) == (
        SERVICE_PLACE,
        Addresses(cidrs=("192.0.2.99/32",), ports=BEHIND),
        Anywhere(ports=BEHIND),
    ), "a machine that is no node has its range as everywhere"


def test_where_cilium_lets_ranges_name_machines_they_do(
    simulated: SimulatedApiServer, access: Access
) -> None:
    with_cilium(simulated, "kube-system", **{"policy-cidr-match-mode": "nodes"})
    assert api_server(access, [HIDDEN_NODE]) == (
        SERVICE_PLACE,
        Addresses(cidrs=("192.0.2.10/32", "192.0.2.99/32"), ports=BEHIND),
    ), "the narrow way works"


def test_where_nobody_may_read_how_cilium_is_told_it_does_what_it_does_by_itself(
    simulated: SimulatedApiServer, access: Access
) -> None:
    with_cilium(simulated, "kube-system", **{"policy-cidr-match-mode": "nodes"})
    simulated.before = lambda asked: (403, {}, b"{}") if "configmaps" in asked.path else None
    assert Anywhere(ports=BEHIND) in api_server(access, [HIDDEN_NODE])


def test_an_api_server_that_is_no_node_keeps_its_ranges(
    simulated: SimulatedApiServer, access: Access
) -> None:
    with_cilium(simulated, "kube-system")
    assert not any(isinstance(place, Anywhere) for place in api_server(access, [])), (
        "as where a cloud hosts it"
    )


@pytest.mark.parametrize(
    ("there", "home", "number"),
    [(KUBE_DNS, "kube-system", 53), (OPENSHIFT_DNS, "openshift-dns", 5353), (RKE2_DNS, "kube-system", 53)],
    ids=["usual", "openshift", "by-its-label"],
)
def test_the_dns_is_found_under_the_name_or_label_that_clusters_give_it(
    simulated: SimulatedApiServer, access: Access, there: dict[str, Any], home: str, number: int
) -> None:
    ends = slice_of("10.244.0.9")
    ends["ports"] = [{**port, "port": number} for port in there["spec"]["ports"]]
    put(simulated, there, ends)
    web = service("default", "web", "10.96.0.99", tcp("http", 80, 8080), selector={"app": "web"})
    put(simulated, web, slice_of("10.244.0.8", http=("TCP", 8080)))
    found = dns(access, None, [])
    assert namespaces(found) == [home]
    assert {port.number for place in found if isinstance(place, Pods) for port in place.ports} == {number}


def test_the_usual_name_goes_before_a_label_that_others_may_wear(
    simulated: SimulatedApiServer, access: Access
) -> None:
    put(simulated, KUBE_DNS)
    put(simulated, service("default", "false-dns", "10.96.0.66", udp("dns", 53, 53), labels=PODS))
    assert namespaces(dns(access, None, [])) == ["kube-system"]


def test_a_cache_on_every_node_is_found_beside_the_service(
    simulated: SimulatedApiServer, access: Access
) -> None:
    put(simulated, KUBE_DNS)
    path = "/apis/apps/v1/namespaces/kube-system/daemonsets"
    simulated.add(f"{path}/nodelocaldns", node_cache("-localip", "169.254.25.10"))
    simulated.add(f"{path}/kube-proxy", node_cache("--config", "/var/lib/kube-proxy/config.conf"))
    found = dns(access, None, [])
    assert found[-1] == Addresses(cidrs=("169.254.25.10/32",), ports=DNS), "Kubespray's, and no other guess"
    assert len(found) == 3


def test_a_dns_in_the_network_of_a_node_is_known_by_the_node_s_addresses(
    simulated: SimulatedApiServer, access: Access
) -> None:
    put(simulated, KUBE_DNS, slice_of("10.64.0.1", dns=("UDP", 53)))
    node = {"status": {"addresses": [{"type": "InternalIP", "address": "10.64.0.1"}]}}
    cidrs = [place.cidrs for place in dns(access, None, [node, {}]) if isinstance(place, Addresses)]
    assert cidrs == [("10.96.0.10/32",), ("10.64.0.1/32",)]


def test_what_the_stack_says_goes_before_what_the_cluster_shows(
    simulated: SimulatedApiServer, access: Access
) -> None:
    put(simulated, KUBE_DNS)
    put(simulated, service("dns", "mine", "10.96.0.77", udp("dns", 53, 1053), selector={"app": "dns"}))
    found = dns(access, "dns/mine, 169.254.10.10,fd00::/120", [])
    assert found[0] == Addresses(cidrs=("169.254.10.10/32", "fd00::/120"), ports=DNS), (
        "as on AKS with LocalDNS"
    )
    assert namespaces(found) == ["dns"], "and nothing of kube-system"


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("kube-dns", '"kube-dns" is neither an address nor a service; set groundplan:dns to NAMESPACE/NAME'),
        ("a/b/c", '"a/b/c" is neither an address nor a service'),
        ("here/nothing", "the cluster has no service nothing in the namespace here; set groundplan:dns to"),
        ("0.0.0.0/0", "0.0.0.0/0 is every address there is; name the DNS alone"),
        ("default/web", "the service default/web does not listen on port 53"),
    ],
)
def test_what_the_stack_says_wrongly_is_refused_in_one_sentence(
    simulated: SimulatedApiServer, access: Access, named: str, reason: str
) -> None:
    put(simulated, service("default", "web", "10.96.0.99", tcp("http", 80, 8080)))
    told = refused(access, named)
    assert told.startswith(f'groundplan:dns is "{named}", and ') and reason in told and "\n" not in told


def test_a_port_that_only_pods_could_explain_is_told_with_the_way_out(
    simulated: SimulatedApiServer, access: Access
) -> None:
    put(simulated, OPENSHIFT_DNS)
    with pytest.raises(NoCluster, match=r"port named dns, .*; wait for its pods, or set groundplan:dns to"):
        dns(access, None, [])


def test_a_cluster_without_a_dns_is_refused_with_the_way_out(
    simulated: SimulatedApiServer, access: Access
) -> None:
    (error,) = dns_errors(dns(access, None, []))
    told = str(error)
    assert "the cluster shows no DNS" in told and "`pulumi config set groundplan:dns ...`" in told
    assert all(f"{namespace}/{name}" in told for namespace, name in DNS_SERVICES), "where it was looked for"
    assert not dns_errors([Addresses(cidrs=("192.0.2.53/32",), ports=DNS)])
