"""What no rule can look into, so that nothing found there says nothing: bundles of others' objects, unknown kinds."""

from policies.judge.kinds import kind_of
from policies.judge.kinds_of_kubernetes import CORE, TOKEN

BUNDLES = frozenset(
    {
        "kubernetes:helm.sh/v3:Release",
        "aws:cloudcontrol/resource:Resource",
        "aws:cloudformation/stack:Stack",
        "aws:cloudformation/stackInstances:StackInstances",
        "aws:cloudformation/stackSet:StackSet",
        "aws:cloudformation/stackSetInstance:StackSetInstance",
        "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
        "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
        "azure-native:blueprint:Assignment",
        "azure-native:resources:AzureCliScript",
        "azure-native:resources:AzurePowerShellScript",
        "azure-native:resources:Deployment",
        "azure-native:resources:DeploymentAtManagementGroupScope",
        "azure-native:resources:DeploymentAtScope",
        "azure-native:resources:DeploymentAtSubscriptionScope",
        "azure-native:resources:DeploymentAtTenantScope",
        "azure-native:resources:DeploymentStackAtManagementGroup",
        "azure-native:resources:DeploymentStackAtResourceGroup",
        "azure-native:resources:DeploymentStackAtSubscription",
        "azure-native:resources:Resource",
        "azure-native:solutions:Application",
        "gcp:configdeployment/deployment:Deployment",
        "gcp:deploymentmanager/deployment:Deployment",
    }
)
"""Each makes resources that the engine never hears of, or one of any type whose properties are a text."""

READ_GROUPS = frozenset(
    {
        *(CORE, "apps", "autoscaling", "batch", "extensions", "policy"),
        *(
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "apiregistration.k8s.io",
            "auditregistration.k8s.io",
        ),
        *("authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io"),
        *(
            "discovery.k8s.io",
            "events.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "networking.k8s.io",
            "node.k8s.io",
        ),
        *("rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io"),
        *("storagemigration.k8s.io", "ray.io", "kueue.x-k8s.io"),
        # Of these none makes a pod or lets anybody in: what is scraped, which machines come, how a volume is copied.
        *(
            "monitoring.coreos.com",
            "cloud.google.com",
            "node.eks.aws",
            "karpenter.sh",
            "snapshot.storage.k8s.io",
        ),
    }
)
"""The groups of Kubernetes' own API, and those whose kinds rules know or need not to."""
NO_GROUPS = frozenset({"helm.sh", "kustomize", "yaml"})
"""Of tokens that are no kinds but make resources that the engine hears of."""


def is_unread(token: str) -> bool:
    """Tell whether no rule can say anything of a resource by what it declares.

    >>> [is_unread(f"kubernetes:{kind}") for kind in ("apps/v1:Deployment", "jobset.x-k8s.io/v1alpha2:JobSet")]
    [False, True]
    """
    kind = kind_of(token)[0]
    read = TOKEN.fullmatch(kind)
    group = (read["group"] or CORE) if read else CORE
    return kind in BUNDLES or group not in READ_GROUPS | NO_GROUPS
