"""The page on protection names every wire that policies leave open, and says truly how each one goes."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from components.ray.manifests import encryption, fault_tolerance
from components.services.isolation.network_policies import ways
from components.services.observability.monitors import monitors
from components.services.registry.credentials import server_address
from components.services.registry.database import WHO_MAY
from components.topology import pod_ports
from components.topology.model import Topology
from stacks.paths import PROJECT_ROOT
from tests.components.services.declared import team
from tests.components.services.isolation.topologies import PORTS, SERVE, TRAIN, platform, pool, topology

PAGE = PROJECT_ROOT / "docs" / "explanation" / "protection.md"
ANY = "any"


def everything() -> Topology:
    """Return a plan that uses every wire there is."""
    gpus = pool("train", "gpu", gpus=8)
    train = replace(TRAIN, idle_stop_s=3600, queue="research", pools=(*TRAIN.pools, gpus))
    return topology([train, replace(SERVE, callers=("shop",))], queues=(team("research"),))


def rows() -> list[tuple[str, set[str], str]]:
    """Return wire, ports and how it goes, of each row of the page's table."""
    lines = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [(wire, set(re.findall(r"\d+|any", ports)), how) for wire, ports, how in lines]


def how(port: int, word: str) -> str:
    """Return how the wire to a port goes whose row has a word."""
    (found,) = (how for wire, ports, how in rows() if str(port) in ports and word in wire)
    return found


def open_ports() -> Iterator[str]:
    """Yield every port that a policy opens, and "any" where it is all of them."""
    for way in ways(everything(), platform(), {}):
        for port in way.ports:
            yield str(port.get("port", ANY))


def test_every_port_that_a_policy_opens_is_told() -> None:
    told = set[str]().union(*(ports for _, ports, _ in rows()))
    assert set(open_ports()) - told == set(), "a wire that nobody names is taken for one that is closed"


def test_every_wire_is_told_to_be_open_or_encrypted() -> None:
    for wire, _, goes in rows()[2:]:
        assert goes.startswith(("**TLS**", "**plain**", "the driver's")), (
            f"{wire}: a reader looks for one word"
        )


@pytest.mark.parametrize(("port", "word"), [(PORTS.gcs, "nodes of Ray"), (pod_ports.FAULT_TOLERANCE, "Valkey"),
                                            (pod_ports.LOGS, "logs"), (pod_ports.REGISTRY, "MLflow"),
                                            (pod_ports.DATABASE, "PostgreSQL")])  # fmt: skip
def test_what_is_told_to_be_encrypted_is(port: int, word: str) -> None:
    assert how(port, word).startswith("**TLS**")


def test_the_code_encrypts_what_the_page_says() -> None:
    assert encryption.ENVIRONMENT["RAY_USE_TLS"] == "1", "Ray's gRPC"
    assert "port 0\n" in fault_tolerance.configuration(), "Valkey listens by TLS alone"
    assert server_address(everything()).startswith("https://"), "the registry"
    assert "\nhost " not in WHO_MAY and "\nhostssl " in WHO_MAY, "its database lets nobody in by another way"
    kueue = next(spec for _, name, spec in monitors(everything(), platform()) if name == "kueue")
    (endpoint,) = kueue["endpoints"]
    assert endpoint["scheme"] == "https" and endpoint["tlsConfig"] == {"insecureSkipVerify": True}
    assert "certificate is not checked" in how(8443, "Kueue")


def test_what_goes_in_the_clear_is_told_so() -> None:
    for port, word in (
        (PORTS.job_api, "job API"),
        (PORTS.serve, "served model"),
        (pod_ports.METRICS, "metrics of Ray"),
    ):
        assert how(port, word).startswith("**plain**"), word
