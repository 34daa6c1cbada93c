"""The type tokens of Kubernetes that rules ask for: one for each kind, which stands for all versions of its API.

`kinds_of_kubernetes` reads the other versions, and patches, as these.
"""

POD = "kubernetes:core/v1:Pod"
REPLICATION_CONTROLLER = "kubernetes:core/v1:ReplicationController"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
DAEMON_SET = "kubernetes:apps/v1:DaemonSet"
REPLICA_SET = "kubernetes:apps/v1:ReplicaSet"
JOB = "kubernetes:batch/v1:Job"
CRON_JOB = "kubernetes:batch/v1:CronJob"

RAY_CLUSTER = "kubernetes:ray.io/v1:RayCluster"
RAY_SERVICE = "kubernetes:ray.io/v1:RayService"
RAY_JOB = "kubernetes:ray.io/v1:RayJob"
RAY_CRON_JOB = "kubernetes:ray.io/v1:RayCronJob"
RAY_KINDS = (RAY_CLUSTER, RAY_SERVICE, RAY_JOB, RAY_CRON_JOB)

CLUSTER_QUEUE = "kubernetes:kueue.x-k8s.io/v1beta2:ClusterQueue"
LOCAL_QUEUE = "kubernetes:kueue.x-k8s.io/v1beta2:LocalQueue"

NAMESPACE = "kubernetes:core/v1:Namespace"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SERVICE = "kubernetes:core/v1:Service"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
VOLUME = "kubernetes:core/v1:PersistentVolume"
RESOURCE_QUOTA = "kubernetes:core/v1:ResourceQuota"
LIMIT_RANGE = "kubernetes:core/v1:LimitRange"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
DISRUPTION_BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
PRIORITY_CLASS = "kubernetes:scheduling.k8s.io/v1:PriorityClass"

ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
CLUSTER_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
ROLE_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
CLUSTER_ROLE_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"

ADMISSION_POLICY = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
ADMISSION_BINDING = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding"
MUTATING_WEBHOOKS = "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration"
VALIDATING_WEBHOOKS = "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration"
WEBHOOKS = (MUTATING_WEBHOOKS, VALIDATING_WEBHOOKS)

CHARTS = ("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart")

GPU = "nvidia.com/gpu"
"""The name of the resource by which pods ask for GPUs."""

BY_HAND = "kubernetes.io/no-provisioner"
"""The provisioner of a class whose volumes are declared one by one: it makes none."""
