"""Where the API server of every simulated cluster answers: nowhere, or where whoever started this has a real one."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EKS = "aws:eks/cluster:Cluster"
GKE = "gcp:container/cluster:Cluster"
AKS_CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials"
KUBECONFIG = """apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: {authority}
    server: https://{address}
  name: simulated
"""
"""What AKS answers of a cluster; its user, which nobody here reads, is left out."""


@dataclass(frozen=True, kw_only=True)
class ApiServer:
    """Its host and port, and in PEM and base64 the certificate by which its own is signed."""

    address: str = "simulated.example.com:443"
    authority: str = "c2ltdWxhdGVk"

    def told_by(self, token: str) -> Mapping[str, Any]:
        """Return what a cluster of this type tells of it, by the names on the wire; of what is no cluster, nothing."""
        if token == EKS:
            return {
                "endpoint": f"https://{self.address}",
                "certificateAuthority": {"data": self.authority},
            }
        if token == GKE:
            return {
                "endpoint": self.address,
                "masterAuth": {"clusterCaCertificate": self.authority},
                "privateClusterConfig": {"privateEndpoint": self.address, "publicEndpoint": self.address},
            }
        return {}

    def answered_by(self, token: str) -> Mapping[str, Any]:
        """Return what a function answers of it; of another function, nothing."""
        if token != AKS_CREDENTIALS:
            return {}
        text = KUBECONFIG.format(authority=self.authority, address=self.address)
        return {"kubeconfigs": [{"name": "clusterUser", "value": base64.b64encode(text.encode()).decode()}]}


NOWHERE = ApiServer()


def completed(made: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a resource has, with what is told beside it, at any depth."""
    result = dict(made)
    for key, value in told.items():
        before = result.get(key)
        result[key] = (
            completed(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
        )
    return result
