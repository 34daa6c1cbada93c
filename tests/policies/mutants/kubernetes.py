"""What is broken of Kubernetes, KubeRay and Kueue: isolation, rights, images, Ray's token, limits, quotas."""

from tests.policies.breach import GONE, WHOLE
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.relational import Other

CLUSTER, SERVICE = "kubernetes:ray.io/v1:RayCluster", "kubernetes:ray.io/v1:RayService"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
ADMISSION = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
BINDING = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding"
WEBHOOKS = "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration"
NAMESPACE = "kubernetes:core/v1:Namespace"
QUOTA = "kubernetes:core/v1:ResourceQuota"
CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
QUEUE = "kubernetes:kueue.x-k8s.io/v1beta2:ClusterQueue"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
CLUSTER_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
CLUSTER_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"
PODS = (
    (DEPLOYMENT, "spec.template.spec"),
    ("kubernetes:apps/v1:StatefulSet", "spec.template.spec"),
    (CLUSTER, "spec.headGroupSpec.template.spec"),
    (CLUSTER, "spec.workerGroupSpecs.*.template.spec"),
    (SERVICE, "spec.rayClusterConfig.headGroupSpec.template.spec"),
    (SERVICE, "spec.rayClusterConfig.workerGroupSpecs.*.template.spec"),
)
CONTAINERS = ("containers.*", "initContainers.*")
"""No deployment of an example has init containers."""
RAYS = ((CLUSTER, "spec"), (SERVICE, "spec.rayClusterConfig"))
SERVING = tuple(pod for kind, pod in PODS if kind == SERVICE)
CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
HOLDS = "groundplan-holds"
LEVEL = "pod-security.kubernetes.io/enforce"

MUTATIONS = (
    *(
        Mutation(kind, f"{pod}.{container}.{way}", worse)
        for kind, pod in PODS
        for container in CONTAINERS[: 1 if kind == DEPLOYMENT else 2]
        for way, worse in (
            ("securityContext.allowPrivilegeEscalation", True),
            ("securityContext.privileged", True),
            ("securityContext.readOnlyRootFilesystem", False),
            ("securityContext.runAsNonRoot", False),
            ("securityContext.capabilities.drop", []),
            ("securityContext.capabilities", {"add": ["SYS_ADMIN"]}),
            ("securityContext.seccompProfile.type", "Unconfined"),
            ("image", "registry.example.com/groundplan:latest"),
            ("resources.limits.memory", GONE),
            ("resources.requests.cpu", GONE),
            ("resources", GONE),
        )
    ),
    *(
        Mutation(kind, f"{pod}.{way}", worse)
        for kind, pod in PODS
        for way, worse in (
            ("automountServiceAccountToken", True),
            ("securityContext.runAsUser", 0),
            ("securityContext", GONE),
        )
    ),
    *(
        Mutation(kind, f"{way}.{what}", worse)
        for kind, way in RAYS
        for what, worse in (
            ("authOptions.mode", "disabled"),
            ("authOptions", GONE),
            ("gcsFaultToleranceOptions", GONE),
            ("gcsFaultToleranceOptions.redisPassword", GONE),
            ("headGroupSpec.rayStartParams.num-cpus", "8"),
            ("headGroupSpec.serviceType", "LoadBalancer"),
        )
    ),
    Mutation(ADMISSION, "spec.failurePolicy", "Ignore"),
    Mutation(ADMISSION, "spec.validations", []),
    Mutation(BINDING, "spec.validationActions", ["Audit"]),
    Mutation(BINDING, WHOLE, GONE),
    Mutation(WEBHOOKS, "webhooks.*.failurePolicy", "Ignore"),
    Mutation(POLICY, "spec.ingress.*.from", []),
    Mutation(POLICY, "spec.egress.*.to", []),
    Mutation(POLICY, "spec.egress.*.to.*.ipBlock.cidr", "0.0.0.0/0"),
    Mutation(NAMESPACE, f"metadata.labels.{LEVEL}", GONE),
    Mutation(QUOTA, "spec.hard.requests.nvidia.com/gpu", GONE),
    Mutation(QUOTA, "spec.hard.limits.memory", GONE),
    Mutation(QUOTA, "spec.hard.services.loadbalancers", GONE),
    Mutation(QUOTA, "spec.hard.services.nodeports", GONE),
    Mutation(QUOTA, WHOLE, GONE),
    Mutation("kubernetes:core/v1:LimitRange", WHOLE, GONE),
    Mutation("kubernetes:core/v1:Service", "spec.type", "LoadBalancer"),
    Mutation("kubernetes:core/v1:Service", "spec.type", "NodePort"),
    Mutation("kubernetes:core/v1:ServiceAccount", "automountServiceAccountToken", True),
    Mutation(CLASS, "parameters", GONE),
    Mutation("kubernetes:policy/v1:PodDisruptionBudget", WHOLE, GONE),
    *(
        Mutation(kind, f"rules.*.{way}", ["*"])
        for kind in (ROLE, CLUSTER_ROLE)
        for way in ("verbs", "resources", "apiGroups")
    ),
    Mutation(CLUSTER_BINDING, "roleRef.name", "cluster-admin"),
    Mutation(CLUSTER_BINDING, "subjects.*.name", "system:anonymous"),
    Mutation(QUEUE, "spec.namespaceSelector", {}),
    Mutation(QUEUE, "spec.resourceGroups.*.flavors.*.resources.*.borrowingLimit", GONE),
    *(
        Mutation(
            POLICY,
            f"{way}.*.{end}",
            Other(f"networkpolicy-{there}-{other}"),
            named=f"networkpolicy-{here}-.*",
        )
        for here, there in (("atlas-train", "atlas-serve"), ("atlas-serve", "atlas-train"))
        for way, end, other in (
            ("spec.ingress", "from", r"ingress\.(serve|train)\.to\.(serve|train)\.nodes"),
            ("spec.egress", "to", r"egress\.(serve|train)\.to\.(serve|train)\.nodes"),
        )
    ),
    *(
        Mutation(SERVICE, f"{pod}.volumes.*.persistentVolumeClaim.{key}", worse)
        for pod in SERVING
        for key, worse in (("claimName", "store-datasets"), ("readOnly", False), ("readOnly", GONE))
    ),
    *(
        Mutation(SERVICE, f"{pod.removesuffix('.spec')}.{way}", "promotion", adds=True)
        for pod in SERVING
        for way in ("spec.serviceAccountName", "metadata.labels.groundplan-role")
    ),
    Mutation(
        CLAIM,
        f"metadata.labels.{HOLDS}",
        Other(".*-atlas-(train|registry)-store-.*"),
        named=".*-atlas-serve-.*",
    ),
    Mutation(
        CLAIM,
        "metadata.namespace",
        Other(".*-atlas-serve-store-models"),
        named=".*-atlas-(train|registry)-.*",
    ),
)
