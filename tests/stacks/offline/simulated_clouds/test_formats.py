"""Names, ranges and priorities that the real providers refuse are refused by the simulated ones."""

from typing import Any

import pytest

from stacks.offline.simulated_clouds.formats import format_faults
from stacks.offline.simulated_kubernetes.values import UNKNOWN
from tests.clouds import one_plan
from tests.clouds.provisioned import made

LONG = "x" * 60
SECURITY_RULE = "azure-native:network:SecurityRule"


@pytest.mark.parametrize(
    ("token", "name", "value", "said"),
    [
        ("aws:iam/role:Role", "namePrefix", LONG, "with 26 characters that are drawn behind it; allowed: 1 to 64"),
        ("aws:iam/role:Role", "namePrefix", "bad name!/", "allowed: 1 to 64"),
        ("aws:eks/nodeGroup:NodeGroup", "nodeGroupNamePrefix", LONG, "allowed: 1 to 63"),
        ("aws:eks/nodeGroup:NodeGroup", "clusterName", "a b", "allowed: 1 to 100"),
        ("aws:kms/alias:Alias", "namePrefix", "noalias", "allowed: alias/"),
        ("aws:ec2/launchTemplate:LaunchTemplate", "namePrefix", "a b", "allowed: 3 to 128"),
        ("gcp:compute/route:Route", "name", "Bad_Name", "allowed: at most 63"),
        ("gcp:compute/globalAddress:GlobalAddress", "name", "Bad_Name", "allowed: at most 63"),
        ("gcp:lustre/instance:Instance", "instanceId", "Bad Name", "allowed: at most 63"),
        ("gcp:lustre/instance:Instance", "filesystem", "muchtoolong", "allowed: at most 8"),
        ("azure-native:network:PrivateEndpoint", "privateEndpointName", "x" * 65, "allowed: 2 to 64"),
        ("azure-native:network:NatGateway", "natGatewayName", "bad name!", "allowed: 1 to 80"),
        ("azure-native:managedidentity:UserAssignedIdentity", "resourceName", "x" * 129, "allowed: 3 to 128"),
        ("azure-native:storage:BlobContainer", "accountName", "My-Account", "allowed: 3 to 24"),
        (SECURITY_RULE, "priority", 99999, "allowed: 100 to 4096"),
    ],
)  # fmt: skip
def test_a_name_of_another_form_is_refused_with_what_is_allowed(
    token: str, name: str, value: Any, said: str
) -> None:
    ((path, reason),) = format_faults(token, {name: value})
    assert path == name and said in reason, "the sentence tells the provider's limit"


@pytest.mark.parametrize(
    ("token", "given", "path"),
    [
        ("gcp:compute/firewall:Firewall", {"sourceRanges": ["10.0.0.0/8", "bogus"]}, "sourceRanges"),
        ("gcp:compute/route:Route", {"destRange": "10.0.0.0/33"}, "destRange"),
        ("gcp:container/cluster:Cluster", {"networkConfig": {"podCidr": "bogus"}}, "networkConfig.podCidr"),
        ("azure-native:network:VirtualNetwork", {"addressSpace": {"addressPrefixes": ["bogus"]}},
         "addressSpace.addressPrefixes"),
        ("azure-native:network:Subnet", {"addressPrefix": "10.0.0.0/99"}, "addressPrefix"),
        (SECURITY_RULE, {"sourceAddressPrefixes": ["10.0.0.0/8", "bogus"]}, "sourceAddressPrefixes"),
        (SECURITY_RULE, {"destinationAddressPrefix": "10.0.0.1/8"}, "destinationAddressPrefix"),
        ("azure-native:containerservice:ManagedCluster", {"apiServerAccessProfile": {"authorizedIPRanges": ["x"]}},
         "apiServerAccessProfile.authorizedIPRanges"),
        ("azure-native:containerservice:ManagedCluster", {"networkProfile": {"podCidr": "bogus"}},
         "networkProfile.podCidr"),
        ("aws:eks/cluster:Cluster", {"vpcConfig": {"publicAccessCidrs": ["bogus"]}}, "vpcConfig.publicAccessCidrs"),
    ],
)  # fmt: skip
def test_what_is_no_range_of_addresses_is_refused_wherever_one_is_told(
    token: str, given: dict[str, Any], path: str
) -> None:
    ((where, reason),) = format_faults(token, given)
    assert where == path and "no range of addresses" in reason, "the range itself is named"


@pytest.mark.parametrize("value", ["*", "Internet", "AzureCloud.eastus", "10.0.0.0/8", "10.0.0.4", UNKNOWN])
def test_a_security_rule_takes_tags_of_services_and_addresses(value: Any) -> None:
    assert list(format_faults(SECURITY_RULE, {"sourceAddressPrefix": value})) == [], "Azure takes these"


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_nothing_that_a_target_makes_is_refused(cloud: str) -> None:
    found = {
        name: faults
        for name, each in made(cloud).own().items()
        if (faults := list(format_faults(each.type, each.inputs)))
    }
    assert found == {}, "the forms are the providers', and targets keep to them"
