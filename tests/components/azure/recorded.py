"""Programs of the Azure target against the recording engine, and the topologies that they are given."""

import base64
import json
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

from pulumi.runtime import mocks as engine_mocks

from components.catalog.loading import load_catalog
from components.plan.model import Plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.hosts.recording_engine import Registered, record
from tests.components.topology import plans

SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555"
LOCATION = "eastus"
TENANT = "99999999-8888-7777-6666-555555555555"
ADMINS = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
STACK = {"groundplan-stack": "ada-laptop-local"}
ISSUER = "https://eastus.oic.prod-aks.azure.com/tenant/cluster/"
KUBECONFIG = """apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://digits.hcp.eastus.azmk8s.io:443
  name: digits
"""
CATALOG = load_catalog()


class Answers(engine_mocks.Mocks):
    """Answers as Azure does: with an id that starts with the subscription, and with what each type has besides."""

    def call(self, args: engine_mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        """Answer what the credentials of the cluster are."""
        if args.token == "azure-native:containerservice:listManagedClusterUserCredentials":
            value = base64.b64encode(KUBECONFIG.encode()).decode()
            return {"kubeconfigs": [{"name": "clusterUser", "value": value}]}
        raise AssertionError(f"unexpected call of {args.token}")

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        kind = args.typ.rpartition(":")[2]
        made = f"{SUBSCRIPTION}/resourceGroups/digits-local/providers/{kind}/{args.name}"
        found: dict[str, Any] = {"name": name_of(args.inputs) or args.name}
        if kind == "UserAssignedIdentity":
            found |= {"principalId": f"principal-of-{args.name}", "clientId": f"client-of-{args.name}"}
            found |= {"tenantId": TENANT}
        if kind == "Vault":
            found["properties"] = {
                **args.inputs["properties"],
                "vaultUri": f"https://{args.name}.vault.azure.net",
            }
        if kind == "Key":
            found["keyUriWithVersion"] = f"https://vault/keys/{args.name}/1"
            # Azure tells beside a key's other facts what it was told inside its properties.
            found |= {key: told for key, told in args.inputs["properties"].items() if key == "rotationPolicy"}
        if kind == "StorageAccount":
            address = f"{found['name']}.{{}}.core.windows.net"
            found["primaryEndpoints"] = {each: f"https://{address.format(each)}/" for each in ("blob", "dfs")}
        if kind == "AmlFilesystem":
            found["clientInfo"] = {"mgsAddress": "10.20.224.4"}
        if kind == "ManagedCluster":
            profile = {"enabled": True, "issuerURL": ISSUER}
            kubelet = {"kubeletidentity": {"objectId": "kubelet-principal"}}
            found |= {"oidcIssuerProfile": profile, "identityProfile": kubelet, "resourceUID": "made-first"}
        if identity := args.inputs.get("identity"):
            # Azure tells the identities of a resource as a mapping, though it takes them as a list.
            given = identity.get("userAssignedIdentities", [])
            found["identity"] = {**identity, "userAssignedIdentities": {each: {} for each in given}}
        return made, {**args.inputs, **found}


def name_of(inputs: dict[str, Any]) -> str | None:
    """Return the name that a resource is given in Azure, whatever its property is called."""
    own = [
        key
        for key in inputs
        if key.endswith("Name") and key not in ("resourceGroupName", "virtualNetworkName")
    ]
    endings = (
        "vaultName",
        "accountName",
        "networkWatcherName",
        "privateZoneName",
        "networkSecurityGroupName",
    )
    last = [key for key in own if key not in endings] or own
    return str(inputs[last[0]]) if last else None


def document(**changed: Any) -> dict[str, Any]:
    """Return a plan of Azure with a training and a serving cluster, with what the test changes."""
    on_azure = {
        "target": "azure",
        "location": LOCATION,
        "owner": "ml@example.com",
        "network": {"cidr": "10.20.0.0/16", "zones": 2},
        "runtime": {"image": f"registry.example.com/groundplan@sha256:{plans.DIGEST}"},
    }
    return {**plans.document(), **on_azure, **changed}


def topology(**changed: Any) -> Topology:
    """Return the topology of the plan with what the test changes, and the label of its stack."""
    return _resolved(json.dumps(document(**changed)))


@cache
def _resolved(text: str) -> Topology:
    return replace(resolve(Plan.model_validate(json.loads(text)), None, catalog=CATALOG), made_by=STACK)


def made(program: Callable[[], Any]) -> dict[str, Registered]:
    """Return every resource of a program, by name."""
    return record(program, answers=Answers())[0]


def of_type(resources: dict[str, Registered], kind: str) -> dict[str, Registered]:
    """Return the resources of one type, such as "network:Subnet"."""
    return {name: each for name, each in resources.items() if each.type == f"azure-native:{kind}"}


def told(resources: dict[str, Registered]) -> dict[str, dict[str, Any]]:
    """Return what Azure is told of each resource of its own, by name: what may be compared between two programs."""
    return {name: each.inputs for name, each in resources.items() if each.type.startswith("azure-native:")}


def before(resources: dict[str, Registered], name: str) -> frozenset[str]:
    """Return all that is made before a resource, and that goes only after it."""
    found: set[str] = set()
    left = [name]
    while left:
        new = resources[left.pop()].depends_on & resources.keys() - found
        found |= new
        left += new
    return frozenset(found)


def waits(resources: dict[str, Registered]) -> dict[str, Registered]:
    """Return the waits for what Azure spreads, by name."""
    return {name: each for name, each in resources.items() if each.type.endswith(":Settling")}


def are_in_turn(resources: dict[str, Registered], names: Collection[str]) -> bool:
    """Return whether of any two resources one is made after the other, and so goes before it."""
    ahead = {name: before(resources, name) for name in names}
    return all(one in ahead[other] or other in ahead[one] for one, other in combinations(names, 2))
