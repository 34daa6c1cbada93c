"""Closed: what a serving job can read, and what answers on this machine without the token."""

import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from components.hosts.agent import records
from components.plan.loading import load_plan
from components.topology.model import ClusterPorts
from components.topology.resolve import resolve
from tests.end_to_end.world import World, host_folder, wait_until

pytestmark = pytest.mark.cluster

LISTEN = "0A"

LOOK_AROUND = """
import json, os, pathlib
def listing(path):
    try:
        return sorted(os.listdir(path))
    except OSError as error:
        return error.strerror
stores = json.loads(os.environ["GROUNDPLAN_STORES"])
try:
    pathlib.Path("/groundplan/stores/models/x").write_text("x")
    written = "written"
except OSError as error:
    written = error.strerror
found = {
    "told": sorted(stores), "stores": listing("/groundplan/stores"), "written": written,
    "outside": {path: listing(path) for path in %s},
    "network": sorted(os.listdir("/sys/class/net")) if os.path.exists("/sys/class/net") else
        [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line],
    "capabilities": [line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")],
}
print("FOUND " + json.dumps(found))
"""


def look_around(world: World, cluster: str) -> dict[str, object]:
    """What a job on `cluster` sees of this machine."""
    outside = [str(world.folder), str(world.state_folder / "volumes"), str(Path.home() / ".config"), "/home"]
    code = LOOK_AROUND % json.dumps(outside)
    told = world.run("submit", "--cluster", cluster, "--", "python", "-c", code)
    line = next(line for line in (told.stdout + told.stderr).splitlines() if line.startswith("FOUND "))
    return json.loads(line.removeprefix("FOUND "))


def test_a_serving_job_finds_the_models_read_only_and_nothing_else(world: World) -> None:
    found = look_around(world, "serve")
    assert found["stores"] == ["models"], "the training stores are not there to be read"
    assert found["told"] == ["models"]
    assert found["written"] == "Read-only file system"
    assert set(found["outside"].values()) == {"No such file or directory"}, found["outside"]  # type: ignore[attr-defined]
    assert found["network"] == ["lo"], "a namespace of its own, with loopback and nothing else"
    assert found["capabilities"] == ["0000000000000000"], "a job can change no mount"


def test_a_training_job_finds_its_own_stores_and_no_models(world: World) -> None:
    found = look_around(world, "train")
    assert found["stores"] == ["checkpoints", "datasets", "registry"], "models are written by promotion alone"


def listening(process: str = "self") -> set[tuple[str, int]]:
    """(address, port) of what listens in the network namespace of a process; the address as the kernel writes it."""
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTEN:
                address, port = fields[1].split(":")
                found.add((address, int(port, 16)))
    return found


def ports_of(world: World) -> dict[str, ClusterPorts]:
    """The ports that the plan gives each cluster."""
    topology = resolve(load_plan(world.plan), None, stack=world.stack)
    return {cluster.name: cluster.ports for cluster in topology.clusters}


def listeners_outside() -> set[tuple[int, int | None]]:
    """Ports with a listener in this machine's own network namespace, each with the listener's PID."""
    connections = psutil.net_connections(kind="tcp")
    return {
        (each.laddr.port, each.pid)
        for each in connections
        if each.laddr and each.status == psutil.CONN_LISTEN
    }


def reachable(port: int) -> bool:
    """Whether anything accepts on this machine's loopback at `port`."""
    with socket.socket() as caller:
        caller.settimeout(5)
        return caller.connect_ex(("127.0.0.1", port)) == 0


def refusal(address: str) -> int:
    """The status of a request without a token."""
    try:
        with urllib.request.urlopen(address, timeout=30) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def assert_closed(world: World) -> None:
    """Only the forwards listen outside, on loopback, and the control plane asks for the token."""
    clusters = ports_of(world)
    inside = {
        (address, port)
        for identity in ("sandbox-train", "sandbox-serve")
        for address, port in listening(
            str((records.read_record(str(world.state_folder), identity) or {})["pid"])
        )
    }
    assert len(inside) > 20, "Ray listens on many ports inside, or this test looks in the wrong place"
    allowed = {ports.job_api for ports in clusters.values()} | {clusters["serve"].serve}
    # Ray takes ports by chance, in the sandbox and in whatever else runs on this machine.
    ours_run = set(world.processes())
    before = listeners_outside()
    open_outside = {port for _, port in inside if reachable(port)}
    listeners = before | listeners_outside()
    open_outside -= {port for port, pid in listeners if pid not in ours_run}
    open_outside |= {port for port, pid in listeners if pid in ours_run}
    assert open_outside <= allowed, f"open outside the namespaces: {sorted(open_outside - allowed)}"
    ours = {(address, port) for address, port in listening() if port in allowed}
    assert {address for address, _ in ours} == {"0100007F"}, f"only on loopback: {ours}"
    for name, ports in clusters.items():
        base = f"http://127.0.0.1:{ports.job_api}"
        for path in (
            "/api/version",
            "/api/jobs/",
            "/nodes?view=summary",
            "/api/serve/applications/",
            "/api/v0/nodes",
        ):
            assert refusal(base + path) == 401, f"{name}{path} answers without the token"


def test_only_the_forwards_are_reachable_and_the_control_plane_asks_for_the_token(world: World) -> None:
    assert host_folder(world).name == world.stack
    assert_closed(world)


def test_it_stays_closed_while_a_model_is_trained(world: World) -> None:
    training = world.start("submit", "train_digits", "--", "--seed", "3")
    sandbox = records.read_record(str(world.state_folder), "sandbox-train") or {}
    before = listening(str(sandbox["pid"]))
    wait_until(lambda: len(listening(str(sandbox["pid"])) - before) > 3, "ports of the training workers")
    assert_closed(world)
    out, err = training.communicate(timeout=600)
    assert training.returncode == 0, out + err


def test_a_wrong_token_is_refused(world: World) -> None:
    port = ports_of(world)["train"].job_api
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/jobs/", headers={"Authorization": "Bearer x"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code == 403
