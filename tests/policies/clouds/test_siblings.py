"""What a user may declare in place of a type that rules name meets the same rules: other versions, regions, forms."""

from typing import Any

import pytest

from policies.judge.judging import Judge
from policies.judge.kinds import kind_of
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, StackRule
from tests.policies.clouds.azure.added import ADDED as ON_AZURE
from tests.policies.rules_of import rules_of

ALL = {rule.name: rule for cloud in ("aws", "azure", "gcp") for rule in rules_of(cloud)}
ACLS = "forbid-acls-on-buckets-on-aws"
EVERYBODYS = "http://acs.amazonaws.com/groups/global/AllUsers"
OPEN = {"ipConfigurations": [{"publicIPAddressConfiguration": {"name": "one"}}]}
RULE = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"
REGIONAL = "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule"
CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"
SCALE_SET = "azure-native:compute:VirtualMachineScaleSet"
SQL_RANGE = "azure-native:sql:FirewallRule"
IN_BREACH: tuple[tuple[str, str, Any], ...] = (
    ("restrict-load-balancers-to-inside-on-aws", "aws:alb/loadBalancer:LoadBalancer", {"internal": False}),
    ("require-tls-of-listeners-on-aws", "aws:alb/listener:Listener", {"protocol": "HTTP"}),
    ("forbid-ssh-keys-on-aws", "aws:ec2/spotInstanceRequest:SpotInstanceRequest", {"keyName": "me"}),
    ("forbid-ssh-keys-on-aws", CONFIGURATION, {"keyName": "me"}),
    ("require-session-tokens-of-metadata-on-aws", CONFIGURATION, {}),
    ("restrict-metadata-hops-on-aws", CONFIGURATION, {}),
    ("require-encrypted-disks-on-aws", CONFIGURATION, {}),
    ("forbid-public-addresses-on-aws", CONFIGURATION, {"associatePublicIpAddress": True}),
    ("forbid-secrets-in-user-data-on-aws", CONFIGURATION, {"userData": "export TOKEN=AKIAIOSFODNN7EXAMPLE"}),
    (ACLS, "aws:s3/bucketAcl:BucketAcl", {"acl": "public-read"}),
    (ACLS, "aws:s3/bucketObject:BucketObject", {"acl": "public-read"}),
    (
        ACLS,
        "aws:s3/bucketAclV2:BucketAclV2",
        {"accessControlPolicy": {"grants": [{"grantee": {"uri": EVERYBODYS}}]}},
    ),
    ("forbid-account-keys-on-azure", "azure-native:storage/v20240101:StorageAccount", {}),
    ("forbid-account-keys-on-azure", "azure-native_storage_v20240101:storage:StorageAccount", {}),
    ("require-host-encryption-on-azure", SCALE_SET, {"virtualMachineProfile": {"osProfile": {}}}),
    ("require-trusted-launch-on-azure", SCALE_SET, {"virtualMachineProfile": {"osProfile": {}}}),
    ("forbid-passwords-of-machines-on-azure", SCALE_SET, {"virtualMachineProfile": {"osProfile": {}}}),
    ("require-customer-key-for-disks-on-azure", SCALE_SET, {"virtualMachineProfile": {"osProfile": {}}}),
    (
        "forbid-public-machines-on-azure",
        SCALE_SET,
        {"virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": [OPEN]}}},
    ),
    (
        "forbid-public-machines-on-azure",
        "azure-native:containerinstance:ContainerGroup",
        {"ipAddress": {"type": "Public"}},
    ),
    (
        "forbid-public-databases-on-azure",
        SQL_RANGE,
        {"startIpAddress": "1.0.0.0", "endIpAddress": "255.255.255.255"},
    ),
    (
        "forbid-public-databases-on-azure",
        "azure-native:dbforpostgresql:FirewallRule",
        {"startIpAddress": "8.0.0.0", "endIpAddress": "8.255.255.255"},
    ),
    (
        "forbid-public-machines-on-gcp",
        "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
        {"networkInterfaces": [{"network": "one", "accessConfigs": [{}]}]},
    ),
    (
        "forbid-open-ingress-on-gcp",
        RULE,
        {"direction": "INGRESS", "action": "allow", "match": {"srcIpRanges": ["0.0.0.0/0"]}},
    ),
    ("forbid-open-ingress-on-gcp", REGIONAL, {"direction": "INGRESS", "action": "allow", "match": {}}),
    (
        "forbid-public-rights-on-gcp",
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        {"member": "allUsers", "role": "roles/run.invoker"},
    ),
    (
        "forbid-public-rights-on-gcp",
        "gcp:pubsub/topicIAMBinding:TopicIAMBinding",
        {"members": ["allUsers"], "role": "roles/pubsub.viewer"},
    ),
    (
        "forbid-rights-of-whole-pools-on-gcp",
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        {"member": "domain:example.com", "role": "roles/run.invoker"},
    ),
    (
        "forbid-rights-of-whole-pools-on-gcp",
        "gcp:pubsub/topicIAMPolicy:TopicIAMPolicy",
        {
            "policyData": '{"bindings": [{"role": "roles/pubsub.viewer", '
            '"members": ["serviceAccount:lab.svc.id.goog[atlas-train/]"]}]}'
        },
    ),
    (
        "forbid-basic-roles-on-gcp",
        "gcp:bigquery/datasetIamBinding:DatasetIamBinding",
        {"members": ["group:ml@example.com"], "role": "roles/editor"},
    ),
    (
        "forbid-public-rights-on-gcp",
        "gcp:storage/bucketAccessControl:BucketAccessControl",
        {"entity": "allUsers"},
    ),
    ("forbid-public-rights-on-gcp", "gcp:storage/bucketACL:BucketACL", {"roleEntities": ["READER:allUsers"]}),
    ("forbid-public-rights-on-gcp", "gcp:storage/objectACL:ObjectACL", {"predefinedAcl": "publicRead"}),
)
MACHINE = next(each for each in ON_AZURE if each.name == "added-machine")
SOUND: tuple[tuple[str, Any], ...] = (
    (
        CONFIGURATION,
        {
            "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
            "rootBlockDevice": {"encrypted": True},
        },
    ),
    ("aws:s3/bucketAcl:BucketAcl", {"acl": "private"}),
    (SCALE_SET, {"virtualMachineProfile": MACHINE.inputs}),
    ("azure-native:containerinstance:ContainerGroup", {"ipAddress": {"type": "Private"}}),
    (SQL_RANGE, {"startIpAddress": "192.0.2.1", "endIpAddress": "192.0.2.9"}),
    (RULE, {"direction": "INGRESS", "action": "allow", "match": {"srcIpRanges": ["10.0.0.0/16"]}}),
    (RULE, {"direction": "INGRESS", "action": "allow", "match": {"srcFqdns": ["ci.example.com"]}}),
    (RULE, {"direction": "INGRESS", "action": "deny", "match": {"srcIpRanges": ["0.0.0.0/0"]}}),
    (RULE, {"direction": "EGRESS", "action": "allow", "match": {}}),
    (
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        {"member": "group:ml@example.com", "role": "roles/x"},
    ),
    ("gcp:storage/bucketACL:BucketACL", {"roleEntities": ["OWNER:project-owners-1"]}),
)


def found(name: str, token: str, inputs: Any) -> list[str]:
    """Return what a rule finds of one resource."""
    one, rule = Resource(token, "one", "urn:one", inputs), ALL[name]
    if isinstance(rule, StackRule):
        verdict = Judge().stack(rule, Stack((one,)))
    else:
        assert isinstance(rule, ResourceRule)
        verdict = Judge().resource(rule, one)
    assert not verdict.breakdown, verdict.breakdown
    return [each.text for each in verdict.violations]


@pytest.mark.parametrize(("rule", "token", "inputs"), IN_BREACH)
def test_a_sibling_in_breach_is_found_by_the_rule_about_its_kind(rule: str, token: str, inputs: Any) -> None:
    (first, *_) = found(rule, token, inputs)
    assert token.rpartition("/")[2] in first, "it is named as the program names it"


@pytest.mark.parametrize(("token", "inputs"), SOUND)
def test_a_sound_sibling_breaks_no_rule(token: str, inputs: Any) -> None:
    kind = kind_of(token)[0]
    alone = [
        name
        for name, rule in ALL.items()
        if kind in rule.types and (isinstance(rule, ResourceRule) or name == ACLS)
    ]
    assert alone, "some rule asks about it"
    assert {name: told for name in alone if (told := found(name, token, inputs))} == {}


def test_rules_name_types_by_the_one_token_of_each() -> None:
    named = {token for rule in ALL.values() for token in (*rule.types, *getattr(rule, "reads", ()))}
    assert {token for token in named if kind_of(token)[0] != token} == set(), (
        "another token would meet nothing"
    )
