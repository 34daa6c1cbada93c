"""What the programs of a control plane need before they start: keys, kubeconfigs and configurations in one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.control_plane import programs
from tests.control_plane.addresses import API_SERVER, API_SERVER_PORT, SERVICES
from tests.control_plane.certificates import Authority, Pair
from tests.control_plane.kubeconfig import certificate_user, write_kubeconfig

SERVERS = ("etcd", "kube-apiserver")
CONTROLLERS = ("kube-controller-manager", "kube-scheduler", "kwok")
SIMULATED_KUBELET = Path(__file__).with_name("simulated_kubelet.yaml")
LOG_LINE = "simulated: no container runs here\n"
"""What every container of a simulated node has said."""
CRI_PREFIX = "2026-01-01T00:00:00.000000000Z stdout F "
"""When and where a container said a line, as container runtimes write it into its log."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """All that was written: the commands by name, and how an administrator gets in."""

    commands: Mapping[str, list[str]]
    server: str
    kubeconfig: Path
    authority: Pair
    administrator: Pair


def prepare(folder: Path, port: int, binaries: Mapping[str, Path]) -> Prepared:
    """Write everything for a control plane whose API server is reached at `port` of this machine's loopback."""
    server, inside = f"https://127.0.0.1:{port}", f"https://127.0.0.1:{API_SERVER_PORT}"
    (folder / "keys").mkdir(mode=0o700)
    authority = Authority(folder / "keys")
    keys = _keys(authority, Authority(folder / "keys", "front-proxy"))
    trusted = keys.authority.certificate
    administrator = authority.client("administrator", "administrator", ("system:masters",))

    def of(user: str) -> Path:
        shown = administrator if user == "kwok" else authority.client(user, f"system:{user}")
        return write_kubeconfig(folder / f"{user}.kubeconfig", inside, trusted, certificate_user(shown))

    scheduler = programs.write(
        folder / "scheduler.json", programs.scheduler_configuration(of("kube-scheduler"))
    )
    manager = "kube-controller-manager"
    commands = {
        "etcd": programs.etcd(binaries["etcd"], folder / "etcd"),
        "kube-apiserver": programs.api_server(binaries["kube-apiserver"], keys),
        manager: programs.controller_manager(binaries[manager], of(manager), keys),
        "kube-scheduler": programs.scheduler(binaries["kube-scheduler"], scheduler),
        "kwok": programs.kwok(binaries["kwok"], of("kwok"), _kubelet_rules(folder), keys),
    }
    kubeconfig = write_kubeconfig(folder / "kubeconfig", server, trusted, certificate_user(administrator))
    return Prepared(
        commands=commands,
        server=server,
        kubeconfig=kubeconfig,
        authority=keys.authority,
        administrator=administrator,
    )


def _keys(authority: Authority, front_proxy: Authority) -> programs.Keys:
    names = ["localhost", *(f"kubernetes{suffix}" for suffix in ("", ".default", ".default.svc"))]
    addresses = ["127.0.0.1", API_SERVER, str(SERVICES[1])]
    return programs.Keys(
        authority=authority.pair,
        api_server=authority.server("api-server", names, addresses),
        kubelet=authority.server("kubelet", ["localhost"], ["127.0.0.1"]),
        kubelet_client=authority.client("kubelet-client", "kubelet-client", ("system:masters",)),
        front_proxy_authority=front_proxy.pair,
        front_proxy_client=front_proxy.client("front-proxy-client", "front-proxy-client"),
        service_accounts=authority.key_pair("service-accounts"),
    )


def _kubelet_rules(folder: Path) -> Path:
    log, rules = folder / "container.log", folder / "kwok.yaml"
    log.write_text(CRI_PREFIX + LOG_LINE, encoding="utf-8")
    text = SIMULATED_KUBELET.read_text(encoding="utf-8")
    rules.write_text(text.replace("@LOG@", str(log)), encoding="utf-8")
    return rules
