"""What the rules of the security pack about Azure let pass on purpose, what settings change, and what is mended."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import (
    DIAGNOSTICS,
    GRANT,
    GROUP_RULE,
    KEY,
    LUSTRE,
    MACHINE,
    POSTGRES,
    STORE,
    SUBNET,
    TRUST,
    VAULT,
)
from tests.policies.breach import Added, Breach, broken, violations, with_added
from tests.policies.captured import of_a_cloud, plain
from tests.policies.clouds.azure import security
from tests.policies.clouds.azure.added import ADDED
from tests.policies.clouds.azure.alone import RULES, found

MENDING = [rule for rule in RULES.values() if isinstance(rule, ResourceRule) and rule.mended]
RESERVATION = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/capacityReservationGroups/gpus"
NEAR = (
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/proximityPlacementGroups/atlas-train-data"
)
CONTRIBUTOR = "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
INBOUND = {
    "access": "Allow",
    "direction": "Inbound",
    "protocol": "Tcp",
    "sourceAddressPrefix": "Internet",
    "destinationPortRange": "443",
}


@pytest.mark.parametrize(
    ("rule", "token", "inputs", "why"),
    [
        (
            "forbid-administrator-grants-on-azure",
            GRANT,
            {"roleDefinitionId": CONTRIBUTOR, "scope": RESERVATION},
            "AKS takes machines from a reservation as its Contributor, and as nobody less",
        ),
        (
            "forbid-administrator-grants-on-azure",
            GRANT,
            {"roleDefinitionId": CONTRIBUTOR, "scope": NEAR},
            "AKS puts machines into a placement group as its Contributor, and as nobody less",
        ),
        (
            "require-security-groups-on-azure",
            SUBNET,
            {"subnetName": "GatewaySubnet"},
            "Azure takes no group there",
        ),
        (
            "forbid-public-databases-on-azure",
            POSTGRES,
            {"network": {"delegatedSubnetResourceId": "/subscriptions/s/subnets/data"}},
            "what stands in the network has no public address",
        ),
        (
            "forbid-passwords-of-machines-on-azure",
            MACHINE,
            {"osProfile": {"windowsConfiguration": {}}},
            "Windows signs people in in another way",
        ),
        (
            "require-rotated-keys-on-azure",
            KEY,
            {
                "properties": {
                    "rotationPolicy": {
                        "attributes": {"expiryTime": "P1Y"},
                        "lifetimeActions": [
                            {"action": {"type": "Rotate"}, "trigger": {"timeBeforeExpiry": "P30D"}}
                        ],
                    }
                }
            },
            "a version that is replaced 30 days before the end of its year is 335 days old",
        ),
    ],
)
def test_exception_passes(rule: str, token: str, inputs: Mapping[str, Any], why: str) -> None:
    assert found(rule, Added(type=token, name="one", inputs=inputs)) == [], why


def test_key_that_is_there_already_without_a_rotation_is_told_how_it_gets_one() -> None:
    assert found("require-rotated-keys-on-azure", Added(type=KEY, name="key", inputs={"properties": {}}))
    remedy = RULES["require-rotated-keys-on-azure"].remedy
    assert "az keyvault key rotation-policy update" in remedy and remedy.endswith("`pulumi refresh`"), (
        "Azure changes no policy of a key by what the engine asks"
    )


def test_port_that_a_team_opens_to_the_world_passes() -> None:
    opened = Added(type=GROUP_RULE, name="web", inputs=INBOUND)
    assert found("forbid-open-inbound-on-azure", opened), "closed by default"
    assert found("forbid-open-inbound-on-azure", opened, **{"allowed-ports": ["443"]}) == []


@pytest.mark.parametrize("peer", ["ANY", "0.0.0.0/1", "::/0", "internet"])
def test_other_words_for_everyone_are_known(peer: str) -> None:
    opened = Added(type=GROUP_RULE, name="web", inputs={**INBOUND, "sourceAddressPrefix": peer})
    assert found("forbid-open-inbound-on-azure", opened), "Azure lets all of them mean the world"


def test_hub_may_forward_where_a_team_says_so() -> None:
    hub = Added(
        type="azure-native:network:VirtualNetworkPeering", name="hub", inputs={"allowForwardedTraffic": True}
    )
    assert found("restrict-peerings-on-azure", hub)
    assert found("restrict-peerings-on-azure", hub, **{"allow-transit": True}) == []


def test_scope_of_grants_may_be_widened() -> None:
    grant = Added(type=GRANT, name="reads", inputs={"scope": "/subscriptions/s/resourceGroups/g"})
    assert found("restrict-scope-of-grants-on-azure", grant)
    assert found("restrict-scope-of-grants-on-azure", grant, widest="resource-group") == []


def test_issuer_that_a_team_names_is_trusted() -> None:
    pipeline = "https://token.actions.githubusercontent.com"
    trust = Added(type=TRUST, name="pipeline", inputs={"issuer": pipeline})
    assert found("restrict-issuers-of-trust-on-azure", trust)
    assert found("restrict-issuers-of-trust-on-azure", trust, issuers=[pipeline]) == []


def test_longer_audit_log_has_the_shorter_one() -> None:
    stack = broken(of_a_cloud("azure-small"), Breach("cluster-audit", "logs.1.category", "kube-audit", ""))
    assert violations(RULES["require-audit-logs-of-clusters-on-azure"], stack) == []


def test_sink_of_logs_needs_no_log_of_its_own() -> None:
    store = Added(type=STORE, name="logs", inputs={})
    keeps = Added(
        type=DIAGNOSTICS,
        name="keeps",
        inputs={"storageAccountId": "logs"},
        refers_to={"storageAccountId": ("logs",)},
    )
    assert found("require-access-logs-of-stores-on-azure", store), "nobody logs it, and it keeps no logs"
    assert found("require-access-logs-of-stores-on-azure", store, keeps) == [], "it would log its own log"
    data = replace(store, inputs={"tags": {"groundplan-holds": "datasets"}})
    assert found("require-access-logs-of-stores-on-azure", data, keeps), "somebody's data are there as well"


SERVICES = {"bypass": "AzureServices", "defaultAction": "Deny"}
WIDER = (
    {**SERVICES, "defaultAction": "Allow"}, {**SERVICES, "bypass": "None"},
    {**SERVICES, "ipRules": [{"value": "203.0.113.7"}]}, {**SERVICES, "virtualNetworkRules": [{"id": "/subnets/a"}]},
)  # fmt: skip
FILES = Added(
    type=LUSTRE,
    name="files",
    inputs={"encryptionSettings": {"keyEncryptionKey": {"keyUrl": "https://vault/keys/files/1"}}},
    refers_to={"encryptionSettings": ("vault", "key")},
)


def open_vault(rules: Mapping[str, Any]) -> Added:
    inputs = {"properties": {"publicNetworkAccess": "Enabled", "networkAcls": rules}}
    return Added(type=VAULT, name="vault", inputs=inputs)


def key(**properties: Any) -> Added:
    return Added(type=KEY, name="key", inputs={"properties": properties})


def test_vault_with_the_key_of_a_managed_lustre_lets_in_azures_services_and_nobody_else() -> None:
    lustre_s, of_lustre = "forbid-public-network-of-vaults-on-azure", key(kty="RSA", keySize=2048)
    assert found(lustre_s, open_vault(SERVICES), of_lustre, FILES) == [], "it takes no key of a closed vault"
    assert found(lustre_s, open_vault(SERVICES)), "nobody needs it"
    for rules in WIDER:
        assert found(lustre_s, open_vault(rules), of_lustre, FILES), f"{rules} let in others"


def test_vault_that_lets_in_services_alone_needs_no_private_endpoint() -> None:
    of_lustre = key(kty="RSA", keySize=2048)
    assert found("require-private-endpoints-on-azure", open_vault(SERVICES), of_lustre, FILES) == []
    assert found("require-private-endpoints-on-azure", open_vault(SERVICES)), "somebody else asks it"
    closed = replace(open_vault(SERVICES), inputs={"properties": {"publicNetworkAccess": "Disabled"}})
    assert found("require-private-endpoints-on-azure", closed, of_lustre, FILES), "nobody would reach it"


def test_key_of_a_managed_lustre_is_as_that_takes_it_and_no_weaker() -> None:
    vault = open_vault(SERVICES)
    for rule in ("require-strong-keys-on-azure", "require-hardware-keys-on-azure"):
        assert found(rule, key(kty="RSA", keySize=2048), vault, FILES) == [], rule
        assert found(rule, key(kty="RSA", keySize=2048)), f"{rule}: no file system needs it so"
    assert found("require-strong-keys-on-azure", key(kty="RSA", keySize=1024), vault, FILES)
    assert found("require-hardware-keys-on-azure", key(kty="EC", curveName="P-256"), vault, FILES)
    taken_out = key(kty="RSA", keySize=2048, attributes={"exportable": True})
    assert found("require-hardware-keys-on-azure", taken_out, vault, FILES), "whoever has it has the data"


def test_account_for_logs_lets_in_azures_services_and_nobody_else() -> None:
    def account(rules: Mapping[str, Any], holds: str = "logs") -> Added:
        inputs = {
            "publicNetworkAccess": "Enabled",
            "networkRuleSet": rules,
            "tags": {"groundplan-holds": holds},
        }
        return Added(type=STORE, name="logs", inputs=inputs)

    rule = "forbid-public-network-of-stores-on-azure"
    refers = {"storageAccountId": ("logs",)}
    keeps = Added(type=DIAGNOSTICS, name="keeps", inputs={"storageAccountId": "logs"}, refers_to=refers)
    assert found(rule, account(SERVICES), keeps) == [], "diagnostics have no way through a private endpoint"
    assert found(rule, account(SERVICES)), "nothing logs there"
    assert found(rule, account(SERVICES, "datasets"), keeps), "somebody's data are there as well"
    for rules in WIDER:
        assert found(rule, account(rules), keeps), f"{rules} let in others"


@pytest.mark.parametrize("rule", MENDING, ids=lambda rule: rule.name)
def test_mended_resource_is_sound_and_otherwise_as_it_was(rule: ResourceRule) -> None:
    mend = rule.mended
    assert mend is not None
    stack = with_added(of_a_cloud("azure-small"), ADDED)
    for breach in security.BREACHES[rule.name]:
        one = next(each for each in broken(stack, breach).resources if each.name == breach.resource)
        before = plain(one.value)
        after = plain(mend(before))
        changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        assert list(rule.check(replace(one, value=after))) == [], f"{breach} is still there"
        assert len(changed) == 1 and str(breach.way).startswith(changed.pop()), (
            "nothing else may change unasked"
        )
