"""What functions of the SDKs answer: what the targets can read."""

import base64
import json

from components.azure.kubeconfig import kubeconfig
from stacks.offline.simulated_clouds.invokes import answer


def test_the_credentials_of_a_simulated_aks_are_a_kubeconfig() -> None:
    token = "azure-native:containerservice:listManagedClusterUserCredentials"
    (told,) = answer(token, {}, "eastus")["kubeconfigs"]
    read = json.loads(kubeconfig(base64.b64decode(told["value"]).decode(), name="digits", login="azurecli"))
    assert read["clusters"][0]["cluster"]["server"] == "https://simulated.example.com:443"
