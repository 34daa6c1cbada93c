"""What makes resources that no rule hears of is told, whichever way round the rules a cloud has."""

import pytest

from policies.judge.unread import is_unread

ROUNDABOUT = (
    "aws:cloudcontrol/resource:Resource",
    "aws:cloudformation/stackInstances:StackInstances",
    "aws:cloudformation/stackSetInstance:StackSetInstance",
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
    "azure-native:resources:Resource",
    "azure-native:resources/v20240301:Resource",
    "azure-native:resources:DeploymentAtScope",
    "azure-native:resources:DeploymentAtManagementGroupScope",
    "azure-native:resources:DeploymentAtTenantScope",
    "azure-native:resources:DeploymentStackAtSubscription",
    "azure-native:resources:DeploymentStackAtManagementGroup",
    "azure-native:resources:AzureCliScript",
    "azure-native:resources:AzurePowerShellScript",
    "azure-native:solutions:Application",
    "azure-native:blueprint:Assignment",
    "gcp:configdeployment/deployment:Deployment",
)


@pytest.mark.parametrize("token", ROUNDABOUT)
def test_what_makes_anything_by_a_template_a_text_or_a_script_is_told(token: str) -> None:
    assert is_unread(token), "no rule of its type ever sees what it makes"


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:resources:ResourceGroup",
        "azure-native:resources:TemplateSpec",
        "aws:cloudformation/cloudFormationType:CloudFormationType",
        "aws:servicecatalog/portfolio:Portfolio",
    ],
)
def test_what_makes_nothing_by_itself_is_not_told(token: str) -> None:
    assert not is_unread(token), "a false alarm teaches people to ignore the pack"
