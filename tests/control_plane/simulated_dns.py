"""The Service of the DNS as kubeadm makes it; nobody answers there, since containers of simulated nodes run nothing."""

from tests.control_plane.addresses import SERVICES

DNS_SERVICE = {
    "apiVersion": "v1", "kind": "Service", "metadata": {"name": "kube-dns", "namespace": "kube-system"},
    "spec": {
        "clusterIP": str(SERVICES[10]), "selector": {"k8s-app": "kube-dns"},
        "ports": [
            {"name": "dns", "protocol": "UDP", "port": 53, "targetPort": 53},
            {"name": "dns-tcp", "protocol": "TCP", "port": 53, "targetPort": 53},
        ],
    },
}  # fmt: skip
