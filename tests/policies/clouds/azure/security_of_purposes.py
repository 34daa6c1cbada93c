"""What breaks the rules that keep training and serving apart at Azure."""

from tests.policies.breach import Breach

SERVE, TRAIN = "identity-right-serve-models", "identity-right-train-datasets"
ROLES = "/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions"
WRITER = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
"""The built-in role Storage Blob Data Contributor."""
INTO, OUT_OF = "network-rule-training-from-system", "network-rule-training-to-system"
MODELS = "store-models-account"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "restrict-rights-of-purposes-on-azure": (
        Breach(SERVE, "roleDefinitionId", f"{ROLES}/{WRITER}", f"is serving's and has the role {WRITER}"),
        Breach(SERVE, "scope", "/id", 'that holds "datasets"', refers_to=("store-datasets-container",)),
        Breach(SERVE, "scope", "/id", 'that holds "registry"', refers_to=("store-registry-account",)),
        Breach(
            SERVE, "scope", "/id/elsewhere", 'its scope is "/id/elsewhere", which is no store of this stack'
        ),
        Breach(
            TRAIN,
            "scope",
            "/id",
            "training's and its scope is \"store-models",
            refers_to=("store-models-container",),
        ),
        Breach(TRAIN, "principalId", "0", "is serving's and", refers_to=("identity-identity-serve",)),
        Breach(
            "identity-trust-train-atlas-train",
            "subject",
            "system:serviceaccount:atlas-serve:serve",
            'is serving\'s and its scope is "store-datasets-account"',
        ),
    ),
    "restrict-writers-of-stores-on-azure": (
        Breach(TRAIN, "roleDefinitionId", f"{ROLES}/{WRITER}", 'lets train write "store-datasets-account"'),
        Breach(SERVE, "roleDefinitionId", f"{ROLES}/{WRITER}", 'that holds "models"; allowed: promotion'),
    ),
    "forbid-traffic-between-purposes-on-azure": (
        Breach(
            INTO,
            "sourceAddressPrefix",
            "10.20.16.0/21",
            'lets inbound "network-subnet-serving-1", whose machines',
        ),
        Breach(INTO, "sourceAddressPrefix", "VirtualNetwork", 'lets inbound "network-subnet-serving-1"'),
        Breach(
            OUT_OF, "destinationAddressPrefix", "10.20.0.0/16", 'lets outbound "network-subnet-serving-1"'
        ),
        Breach(
            "network-subnet-serving-1",
            "networkSecurityGroup",
            {"id": "/id"},
            'lets inbound "network-subnet-',
            refers_to=("network-group-training",),
        ),
    ),
    "forbid-logs-beside-data-on-azure": (
        Breach(
            "cluster-audit", "storageAccountId", "/id", 'storageAccountId is "store-m', refers_to=(MODELS,)
        ),
        Breach("logs-flows", "storageId", "/id", 'storageId is "store-models-account"', refers_to=(MODELS,)),
        Breach("logs-account", ("tags", "groundplan-holds"), "datasets", 'that holds "datasets"'),
    ),
}
