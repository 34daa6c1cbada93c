"""The command line of each program of the control plane; pure."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.control_plane import addresses
from tests.control_plane.certificates import Pair

KUEUE_FRAMEWORKS = ("batch/job", "ray.io/rayjob", "ray.io/raycluster", "pod")
QPS, BURST = "500", "1000"
"""Requests a second of the controllers. Their defaults of 20 to 50 protect a shared API server; ours has one user."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Whom the programs trust and by what they are known."""

    authority: Pair
    api_server: Pair
    kubelet: Pair
    kubelet_client: Pair
    front_proxy_authority: Pair
    front_proxy_client: Pair
    service_accounts: Pair


def etcd(binary: Path, data: Path) -> list[str]:
    """Return the command of the store; it is thrown away, so it need not survive a power cut."""
    client, peer = f"http://127.0.0.1:{addresses.ETCD_PORT}", f"http://127.0.0.1:{addresses.ETCD_PORT + 1}"
    flags = {
        "data-dir": str(data),
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"default={peer}",
        "unsafe-no-fsync": "true",
        "log-level": "warn",
    }
    return _command(binary, flags)


def api_server(binary: Path, keys: Keys) -> list[str]:
    """Return the command of the API server: certificates and tokens only, RBAC, and the default admission plugins."""
    flags = {
        "etcd-servers": f"http://127.0.0.1:{addresses.ETCD_PORT}",
        "bind-address": "0.0.0.0",  # noqa: S104 (in a network namespace with loopback alone)
        "advertise-address": addresses.API_SERVER,
        "secure-port": str(addresses.API_SERVER_PORT),
        "service-cluster-ip-range": str(addresses.SERVICES),
        "tls-cert-file": str(keys.api_server.certificate),
        "tls-private-key-file": str(keys.api_server.key),
        "client-ca-file": str(keys.authority.certificate),
        "anonymous-auth": "false",
        "authorization-mode": "Node,RBAC",
        "service-account-issuer": "https://kubernetes.default.svc",
        "service-account-key-file": str(keys.service_accounts.certificate),
        "service-account-signing-key-file": str(keys.service_accounts.key),
        # Without it the API server refuses privileged pods by itself, and Pod Security would never be asked.
        "allow-privileged": "true",
        "kubelet-client-certificate": str(keys.kubelet_client.certificate),
        "kubelet-client-key": str(keys.kubelet_client.key),
        "kubelet-preferred-address-types": "InternalIP",
        "requestheader-client-ca-file": str(keys.front_proxy_authority.certificate),
        "requestheader-allowed-names": "front-proxy-client",
        "requestheader-username-headers": "X-Remote-User",
        "requestheader-group-headers": "X-Remote-Group",
        "requestheader-extra-headers-prefix": "X-Remote-Extra-",
        "proxy-client-cert-file": str(keys.front_proxy_client.certificate),
        "proxy-client-key-file": str(keys.front_proxy_client.key),
        # Nobody routes the addresses of Services here, so webhooks are called at the pods behind them.
        "enable-aggregator-routing": "true",
        "profiling": "false",
    }
    return _command(binary, flags)


def controller_manager(binary: Path, kubeconfig: Path, keys: Keys) -> list[str]:
    """Return the command of the controllers: all of them, each with the rights of its own service account."""
    flags = {
        "kubeconfig": str(kubeconfig),
        "service-account-private-key-file": str(keys.service_accounts.key),
        "root-ca-file": str(keys.authority.certificate),
        "use-service-account-credentials": "true",
        "cluster-signing-cert-file": str(keys.authority.certificate),
        "cluster-signing-key-file": str(keys.authority.key),
        "leader-elect": "false",
        "kube-api-qps": QPS,
        "kube-api-burst": BURST,
    }
    return _command(binary, flags)


def scheduler(binary: Path, configuration: Path) -> list[str]:
    """Return the command of the scheduler."""
    return _command(binary, {"config": str(configuration)})


def scheduler_configuration(kubeconfig: Path) -> dict[str, object]:
    """Return the scheduler's configuration: its own defaults, faster against the API server."""
    return {
        "apiVersion": "kubescheduler.config.k8s.io/v1",
        "kind": "KubeSchedulerConfiguration",
        "clientConnection": {"kubeconfig": str(kubeconfig), "qps": int(QPS), "burst": int(BURST)},
        "leaderElection": {"leaderElect": False},
    }


def kwok(binary: Path, kubeconfig: Path, configuration: Path, keys: Keys) -> list[str]:
    """Return the command of KWOK, which plays the kubelet of every node."""
    flags = {
        "kubeconfig": str(kubeconfig),
        "config": str(configuration),
        "manage-all-nodes": "true",
        "cidr": str(addresses.PODS),
        "node-ip": str(addresses.NODES[-1]),
        "node-port": str(addresses.KUBELET_PORT),
        "server-address": f"0.0.0.0:{addresses.KUBELET_PORT}",
        "tls-cert-file": str(keys.kubelet.certificate),
        "tls-private-key-file": str(keys.kubelet.key),
        "node-lease-duration-seconds": "40",
    }
    return _command(binary, flags)


def kueue_configuration() -> dict[str, object]:
    """Return a configuration for Kueue: the kinds that Groundplan queues, and webhooks with certificates of its own."""
    return {
        "apiVersion": "config.kueue.x-k8s.io/v1beta2",
        "kind": "Configuration",
        "namespace": "kueue-system",
        "health": {"healthProbeBindAddress": ":8081"},
        "metrics": {"bindAddress": ":8443"},
        "webhook": {"port": 9443},
        "internalCertManagement": {
            "enable": True,
            "webhookServiceName": "kueue-webhook-service",
            "webhookSecretName": "kueue-webhook-server-cert",
        },
        "clientConnection": {"qps": int(QPS), "burst": int(BURST)},
        "integrations": {"frameworks": list(KUEUE_FRAMEWORKS)},
    }


def write(path: Path, document: dict[str, object]) -> Path:
    """Write a configuration and return its path; every YAML parser reads JSON."""
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path


def _command(binary: Path, flags: dict[str, str]) -> list[str]:
    return [str(binary), *(f"--{name}={value}" for name, value in flags.items())]
