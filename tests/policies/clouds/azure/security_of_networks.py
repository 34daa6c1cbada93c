"""What breaks the rules of the security pack about Azure: networks and rights."""

from tests.policies.breach import GONE, WHOLE, Breach

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
ROLES = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
GRANT = "identity-right-train-checkpoints"
TRUST = "identity-trust-train-atlas-train"
INBOUND = "network-rule-endpoints-from-system"
OUTBOUND = "network-rule-training-to-images-and-identity"
GROUP = "network-group-training"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-open-inbound-on-azure": (
        Breach(INBOUND, "sourceAddressPrefix", "*", "sourceAddressPrefix lets * in to 443"),
        Breach(INBOUND, "sourceAddressPrefix", "Internet", "lets Internet in"),
        Breach(INBOUND, "sourceAddressPrefixes", ["10.0.0.0/24", "0.0.0.0/0"], "lets 0.0.0.0/0 in"),
        Breach("network-rule-training-deny-inbound", "access", "Allow", "lets * in to *"),
        Breach(
            GROUP,
            "securityRules",
            [
                {
                    "access": "Allow",
                    "direction": "Inbound",
                    "sourceAddressPrefix": "Internet",
                    "destinationPortRange": "22",
                }
            ],
            "securityRules[0].sourceAddressPrefix lets Internet in to 22",
        ),
    ),
    "restrict-outbound-on-azure": (
        Breach(OUTBOUND, "destinationPortRange", "*", 'is * by "Tcp" to everywhere; allowed: 443 by Tcp'),
        Breach(OUTBOUND, "protocol", "*", 'is 443 by "*" to everywhere'),
        Breach("network-rule-files-to-files", "destinationAddressPrefix", "0.0.0.0/0", "to everywhere"),
        Breach("network-rule-training-deny-outbound", "access", "Allow", 'is * by "*" to everywhere'),
    ),
    "require-denial-by-default-on-azure": (
        Breach("network-rule-training-deny-inbound", WHOLE, GONE, "denies everything Inbound"),
        Breach("network-rule-training-deny-outbound", "access", "Allow", "denies everything Outbound"),
        Breach("network-rule-training-deny-inbound", "protocol", "Udp", "denies everything Inbound"),
        Breach("network-rule-training-deny-inbound", "sourceAddressPrefix", "Internet", "everything Inbound"),
    ),
    "require-security-groups-on-azure": (
        Breach("network-subnet-training-1", "networkSecurityGroup", GONE, "networkSecurityGroup is absent"),
        Breach("network-subnet-system", "networkSecurityGroup", {}, "networkSecurityGroup is empty"),
        Breach("network-network", "subnets", [{"name": "one"}], "subnets[0].networkSecurityGroup is absent"),
    ),
    "forbid-default-outbound-on-azure": (
        Breach("network-subnet-endpoints", "defaultOutboundAccess", True, "defaultOutboundAccess is True"),
        Breach("network-subnet-endpoints", "defaultOutboundAccess", GONE, "defaultOutboundAccess is absent"),
    ),
    "require-security-groups-for-endpoints-on-azure": (
        Breach("network-subnet-endpoints", "privateEndpointNetworkPolicies", "Disabled", 'is "Disabled"'),
        Breach("network-subnet-endpoints", "privateEndpointNetworkPolicies", GONE, "is absent"),
    ),
    "require-flow-logs-on-azure": (
        Breach("logs-flows", WHOLE, GONE, "names it"),
        Breach("logs-flows", "enabled", False, "enabled is False"),
    ),
    "require-kept-flow-logs-on-azure": (
        Breach("logs-flows", "retentionPolicy.days", 7, "days is 7; allowed: at least 90 days"),
        Breach("logs-flows", "retentionPolicy", GONE, "retentionPolicy.enabled is absent"),
    ),
    "require-standard-addresses-on-azure": (
        Breach("network-address-1", "sku.name", "Basic", 'sku.name is "Basic"'),
        Breach("network-address-1", "publicIPAllocationMethod", "Dynamic", 'is "Dynamic"'),
    ),
    "forbid-public-machines-on-azure": (
        Breach(
            "added-interface",
            "ipConfigurations.0.publicIPAddress",
            {"id": "/subscriptions/s/publicIPAddresses/one"},
            "ipConfigurations[0].publicIPAddress is a mapping; allowed: no public address",
        ),
        Breach("added-interface", "enableIPForwarding", True, "enableIPForwarding is True"),
    ),
    "restrict-peerings-on-azure": (
        Breach("added-peering", "allowForwardedTraffic", True, "allowForwardedTraffic is True"),
        Breach("added-peering", "allowGatewayTransit", True, "allowGatewayTransit is True"),
    ),
    "forbid-administrator-grants-on-azure": (
        Breach(
            GRANT, "roleDefinitionId", f"{ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "is the role Owner"
        ),
        Breach(
            GRANT,
            "roleDefinitionId",
            f"{ROLES}/b24988ac-6180-42a0-ab88-20f7382dd24c",
            "is the role Contributor",
        ),
    ),
    "restrict-scope-of-grants-on-azure": (
        Breach(GRANT, "scope", SUBSCRIPTION, "scope is a subscription; allowed: no more than a resource"),
        Breach(GRANT, "scope", f"{SUBSCRIPTION}/resourceGroups/all", "scope is a resource-group"),
        Breach(
            GRANT,
            "scope",
            "/providers/Microsoft.Management/managementGroups/all",
            "scope is a management group",
        ),
    ),
    "restrict-grants-to-workloads-on-azure": (
        Breach(GRANT, "principalType", "User", 'principalType is "User"'),
        Breach(GRANT, "principalType", GONE, "principalType is absent"),
    ),
    "restrict-trusted-subjects-on-azure": (
        Breach(TRUST, "subject", "system:serviceaccount:atlas-train:*", "subject is"),
        Breach(
            TRUST, "subject", "system:serviceaccount:atlas-train:default", "not a default service account"
        ),
        Breach(TRUST, "audiences", ["api://AzureADTokenExchange", "other"], "audiences is"),
        Breach(TRUST, "audiences", [], "audiences is empty"),
    ),
    "restrict-issuers-of-trust-on-azure": (
        Breach(TRUST, "issuer", "https://issuer.example.com", 'issuer is "https://issuer.example.com"'),
    ),
    "restrict-custom-roles-on-azure": (
        Breach("added-role", "permissions.0.actions", ["*"], 'permissions[0].actions[0] is "*"'),
        Breach("added-role", "permissions.0.dataActions", ["*/read"], 'dataActions[0] is "*/read"'),
    ),
}
