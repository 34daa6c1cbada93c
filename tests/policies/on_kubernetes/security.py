"""What breaks the rules of the security pack about Kubernetes; those about pods are in `pods` and `contents`."""

from policies.judge.types_of_kubernetes import CONFIG_MAP
from tests.policies.breach import GONE, WHOLE, Added, Breach
from tests.policies.on_kubernetes import added, added_ray, contents, pods, purposes
from tests.policies.on_kubernetes.places import MONITORING

ROLE = "role-kueue-system-kueue-leader-election-role"
MANAGER = "clusterrole-kueue-manager-role"
BINDING = "rolebinding-atlas-train-kuberay-operator"
CLUSTER_BINDING = "clusterrolebinding-kueue-metrics-auth-rolebinding"
METRICS_ROLE = "clusterrole-kueue-metrics-auth-role"
ACCOUNT = "serviceaccount-atlas-train-train"
CLOSED = "networkpolicy-atlas-serve-deny-by-default"
DATASETS = "networkpolicy-atlas-train-egress.train.to.store.datasets.https"
REGISTRY_IN = "networkpolicy-atlas-registry-ingress.train.to.registry.https"
OPERATOR = "networkpolicy-kuberay-system-kuberay"
SERVICE = "service-atlas-registry-registry"
NAMESPACE = "namespace-atlas-serve"
CLASS = "storageclass-atlas-store-models"
CLAIM = "persistentvolumeclaim-atlas-serve-store-models"
POLICY = "validatingadmissionpolicy-atlas-serving-storage"
POLICY_BINDING = "validatingadmissionpolicybinding-atlas-serving-storage"
WEBHOOKS = "validatingwebhookconfiguration-kueue-validating-webhook-configuration"
ENFORCE = "pod-security.kubernetes.io/enforce"
MONITOR = "values.prometheus.prometheusSpec"
SECRETS = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}

OF_OBJECTS: dict[str, tuple[Breach, ...]] = {
    "forbid-secrets-in-config-maps": (
        Breach(
            "settings",
            "data.settings",
            "-----BEGIN RSA PRIVATE KEY-----",
            "data.settings holds a secret in plain text",
        ),
        Breach("settings", "data", {"API_TOKEN": "simulated"}, "data.API_TOKEN holds a secret"),
        Breach("settings", "data.settings", "postgres://user:simulated@db/x", "data.settings holds a secret"),
    ),
    "forbid-unused-tokens-of-accounts": (
        Breach(
            ACCOUNT,
            "automountServiceAccountToken",
            True,
            "automountServiceAccountToken is True; allowed: false",
        ),
        Breach(ACCOUNT, "automountServiceAccountToken", GONE, "automountServiceAccountToken is absent"),
    ),
    "forbid-wildcards-in-roles": (
        Breach(ROLE, "rules.0.verbs", ["*"], "rules[0].verbs holds an asterisk"),
        Breach(MANAGER, "rules.1.resources", ["*"], "rules[1].resources holds an asterisk"),
        Breach(MANAGER, "rules.1.apiGroups", ["*"], "rules[1].apiGroups holds an asterisk"),
        Breach(
            "clusterrole-kueue-metrics-reader",
            "rules.0.nonResourceURLs",
            ["/*"],
            "nonResourceURLs holds an asterisk",
        ),
    ),
    "forbid-bindings-of-cluster-admin": (
        Breach(BINDING, "roleRef.name", "cluster-admin", 'roleRef.name is "cluster-admin"'),
        Breach(CLUSTER_BINDING, "roleRef.name", "admin", 'roleRef.name is "admin"'),
        Breach(CLUSTER_BINDING, "subjects.0.name", "system:masters", 'subjects[0].name is "system:masters"'),
    ),
    "forbid-bindings-to-everyone": (
        Breach(
            CLUSTER_BINDING, "subjects.0.name", "system:unauthenticated", 'name is "system:unauthenticated"'
        ),
        Breach(BINDING, "subjects.0.name", "default", 'subjects[0].name is "default"'),
    ),
    "restrict-roles-on-secrets": (
        Breach(ROLE, "rules.0.resources", ["secrets"], "rules[0] allows to read every secret"),
        Breach(MANAGER, "rules.1.resources", ["secrets"], "rules[1] allows to read every secret"),
    ),
    "forbid-secrets-of-whole-cluster": (
        Breach(CLUSTER_BINDING, "roleRef.name", "edit", 'roleRef.name is "edit"'),
        Breach(CLUSTER_BINDING, "roleRef.name", "kuberay-operator", "reads secrets, here of every namespace"),
        Breach(METRICS_ROLE, "rules.0", SECRETS, "rules[0] reads secrets"),
    ),
    "forbid-escalating-roles": (
        Breach(ROLE, "rules.0.verbs", ["escalate"], 'rules[0].verbs holds "escalate"'),
        Breach(MANAGER, "rules.0.verbs", ["get", "impersonate"], 'rules[0].verbs holds "impersonate"'),
        Breach(
            MANAGER, "rules.0.resources", ["serviceaccounts/token"], "allows create on serviceaccounts/token"
        ),
    ),
    "forbid-shells-in-roles": (Breach(ROLE, "rules.0.resources", ["pods/exec"], "rules[0] opens pods/exec"),),
    "require-default-deny-network-policies": (
        Breach(CLOSED, WHOLE, GONE, "no NetworkPolicy of this namespace closes Ingress for all its pods"),
        Breach(CLOSED, "spec.policyTypes", ["Ingress"], "closes Egress for all its pods"),
        Breach(CLOSED, "spec.podSelector", {"matchLabels": {"app": "x"}}, "closes Ingress"),
        Breach(CLOSED, "spec.egress", [{}], "closes Egress"),
        Breach(CLOSED, "metadata.namespace", "elsewhere", "closes Ingress"),
    ),
    "forbid-wide-ranges-in-network-policies": (
        Breach(
            DATASETS,
            "spec.egress.0.to.0.ipBlock.cidr",
            "0.0.0.0/0",
            'cidr is "0.0.0.0/0"; allowed: a prefix of at least 16 bits',
        ),
        Breach(DATASETS, "spec.egress.0.to.0.ipBlock.cidr", "::/0", 'cidr is "::/0"'),
        Breach(
            "gateway-policy", "spec.ingress.0.from.0.ipBlock.cidr", "128.0.0.0/1", 'cidr is "128.0.0.0/1"'
        ),
    ),
    "require-peers-in-network-policies": (
        Breach(REGISTRY_IN, "spec.ingress.0.from", GONE, "says nothing in from, which is everybody"),
        Breach(DATASETS, "spec.egress.0.to", [], "says nothing in to"),
        Breach(
            OPERATOR, "spec.egress.1.ports", GONE, "spec.egress[1] says nothing in to, which is everybody"
        ),
        Breach(OPERATOR, "spec.ingress.0.from", GONE, "spec.ingress[0] says nothing in from"),
        Breach(OPERATOR, "metadata.namespace", "elsewhere", "spec.egress[1] says nothing in to"),
        Breach("scaling-policy", "spec.egress.0.ports.0.port", 443, "says nothing in to"),
        Breach("scaling-policy", "spec.egress.0.ports.0.endPort", 65535, "says nothing in to"),
        Breach("scaling-policy", "spec.egress.0.ports.0.protocol", "UDP", "says nothing in to"),
        Breach(
            REGISTRY_IN,
            "spec.ingress.0.from.0",
            {"namespaceSelector": {}, "podSelector": {}},
            "selects every pod of every namespace",
        ),
    ),
    "require-ports-in-network-policies": (
        Breach(
            REGISTRY_IN,
            "spec.ingress.0.ports",
            GONE,
            "ports opens every port to what is not in this namespace",
        ),
        Breach(DATASETS, "spec.egress.0.ports.0.port", GONE, "ports opens every port"),
        Breach(DATASETS, "spec.egress.0.ports.0.endPort", 65535, "endPort opens a range of ports"),
    ),
    "restrict-service-types": (
        Breach(SERVICE, "spec.type", "LoadBalancer", 'spec.type is "LoadBalancer"; allowed: ClusterIP'),
        Breach("gateway-service", "spec.type", "NodePort", 'spec.type is "NodePort"'),
    ),
    "forbid-external-addresses-of-services": (
        Breach(SERVICE, "spec.externalIPs", ["203.0.113.5"], "spec.externalIPs is a list; allowed: nothing"),
    ),
    "require-tls-on-ingresses": (
        Breach("entrance", "spec.tls", GONE, "spec.tls is absent; allowed: a certificate for each host"),
        Breach("entrance", "spec.tls.0.secretName", "", "secretName is empty"),
    ),
    "require-pod-security-labels": (
        Breach(NAMESPACE, "metadata.labels", {}, "label pod-security.kubernetes.io/enforce is absent"),
        Breach(
            NAMESPACE,
            "metadata.labels",
            {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")},
            "label pod-security.kubernetes.io/enforce-version is absent",
        ),
        Breach(
            "namespace-gpu-operator",
            "metadata.name",
            "another",
            'enforce is "privileged"; allowed: "restricted"',
        ),
        Breach("namespace-gpu-operator", ("metadata", "labels", ENFORCE), GONE, f"label {ENFORCE} is absent"),
    ),
    "require-encrypted-storage-classes": (
        Breach(CLASS, "provisioner", "rancher.io/local-path", "which is not known to encrypt"),
        Breach(CLASS, "provisioner", "ebs.csi.aws.com", 'parameters.encrypted is absent; allowed: "true"'),
    ),
    "restrict-claims-beside-serving": (
        Breach(
            CLAIM,
            "metadata.labels.groundplan-holds",
            "datasets",
            'groundplan-holds is "datasets"; allowed beside serving: "models"',
        ),
        Breach("scratch", "metadata.namespace", "atlas-serve", "groundplan-holds is absent"),
        Breach(
            "answers-cache", "spec.volumeName", "pv-datasets", "spec.volumeName names what is there already"
        ),
        Breach("answers-cache", "spec.dataSource", {"name": "x"}, "spec.dataSource names what is there"),
    ),
    "require-failing-admission-policies": (
        Breach(
            POLICY, "spec.failurePolicy", "Ignore", 'spec.failurePolicy is "Ignore"; allowed: absent, "Fail"'
        ),
        Breach(POLICY, "spec.validations", [], "spec.validations is empty"),
    ),
    "require-denying-admission-bindings": (
        Breach(POLICY_BINDING, WHOLE, GONE, "no ValidatingAdmissionPolicyBinding names it"),
        Breach(POLICY_BINDING, "spec.policyName", "another", "names it"),
        Breach(
            POLICY_BINDING, "spec.validationActions", ["Warn"], 'spec.validationActions does not hold "Deny"'
        ),
        Breach(
            POLICY_BINDING,
            "spec.matchResources",
            {"namespaceSelector": {"matchLabels": {"a": "b"}}},
            "fewer places",
        ),
    ),
    "require-failing-webhooks": (
        Breach(WEBHOOKS, "webhooks.0.failurePolicy", "Ignore", 'webhooks[0].failurePolicy is "Ignore"'),
    ),
    "restrict-webhook-endpoints": (
        Breach(WEBHOOKS, "webhooks.0.clientConfig", {"url": "https://example.com"}, "clientConfig.url is"),
        Breach(WEBHOOKS, "webhooks.1.clientConfig.service", GONE, "clientConfig.service.name is absent"),
    ),
    "require-pinned-charts": (
        Breach(MONITORING, "version", GONE, "version is absent; allowed: a whole version"),
        Breach(MONITORING, "version", "80.x", 'version is "80.x"'),
        Breach(MONITORING, "repositoryOpts.repo", "http://charts.example.com", "an https address"),
    ),
    "forbid-open-dashboards": (
        Breach(MONITORING, "values.grafana.ingress.enabled", True, "values.grafana.ingress.enabled is True"),
        Breach(MONITORING, f"{MONITOR}.enableAdminAPI", True, "enableAdminAPI is True; allowed: false"),
        Breach(
            MONITORING,
            "values.grafana",
            {"grafana.ini": {"auth.anonymous": {"enabled": True}}},
            "auth.anonymous.enabled is True",
        ),
        Breach(
            MONITORING,
            "values.grafana",
            {"grafana.ini": {"users": {"allow_sign_up": True}}},
            "allow_sign_up is True",
        ),
    ),
}

BREACHES: dict[str, tuple[Breach, ...]] = {
    **pods.BREACHES,
    **contents.BREACHES,
    **purposes.BREACHES,
    **OF_OBJECTS,
}

SETTINGS = Added(
    type=CONFIG_MAP,
    name="settings",
    inputs={
        "metadata": {"name": "settings", "namespace": "atlas-train"},
        "data": {"settings": "https://example.com/path"},
    },
)
ADDED = (*added.ADDED, *added_ray.ADDED, SETTINGS)
