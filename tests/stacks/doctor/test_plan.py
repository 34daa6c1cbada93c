"""Ports are tried as a server would take them."""

import socket
from pathlib import Path

from components.topology.facts import HostFacts
from stacks.doctor.plan import gather_plan, taken_ports
from stacks.paths import PROJECT_ROOT

HOST = HostFacts(cpus=2, memory_bytes=2**34, available_memory_bytes=2**34, free_disk_bytes=2**36)


def test_a_port_that_somebody_listens_on_is_taken_and_a_free_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert taken_ports([port]) == (port,), "nobody else could listen there"
    assert taken_ports([port]) == (), "it is free again"


def test_a_plan_that_is_not_there_is_an_error_of_the_plan(tmp_path: Path) -> None:
    found = gather_plan(tmp_path / "absent.yaml", "local", HOST)
    assert len(found.errors) == 1, "one sentence must say what is wrong"
    assert "absent.yaml" in found.errors[0] or "absent.yaml" in found.file, "and which file it is about"


def test_every_error_of_a_plan_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("name: Not A Name\ntarget: nowhere\n")
    found = gather_plan(file, "local", HOST)
    assert len(found.errors) >= 2, "both the name and the target are wrong"


def test_the_ports_of_the_example_plan_are_told_by_cluster_and_purpose() -> None:
    found = gather_plan(PROJECT_ROOT / "stacks" / "plans" / "local-small.yaml", "never-made", HOST)
    assert found.errors == (), "the example must fit a machine of 16 GiB"
    assert set(found.ports) == {"train job API", "serve job API", "serve serve"}, "what `up` forwards to"
    assert found.stack_exists is False, "a stack of this name was never made"
