"""Words that the components' own resources have in their names, whatever a plan calls its clusters and stores.

A name of the plan that is made of these alone is in names of resources that do not belong to it.
"""

SHARED = frozenset(
    (
        *("cluster", "network", "firewall", "endpoints", "keys", "addons", "autoscaler", "logs", "group"),
        *("validatingadmissionpolicy", "validatingadmissionpolicybinding", "customresourcedefinition"),
    )
)
"""The first parts of names of what all clusters and stores share: it belongs to the plan alone."""

WORDS = frozenset(
    {
        "a", "access", "account", "addons", "admin", "africa", "any", "ap", "api", "asia", "association", "audit",
        "australia", "auth", "authority", "autoscaler", "aws", "azure", "b", "blobs", "brazil", "bucket", "by", "c",
        "ca", "canada", "central", "central1", "cert", "certificate", "china", "client", "closed", "cluster",
        "clusterqueue", "clusterrole", "clusterrolebinding", "clusters", "computeclass", "config", "configmap",
        "configuration", "container", "controller", "customresourcedefinition", "daemonset", "dashboard", "database",
        "dcgm", "default", "demand", "deny", "deployment", "device", "dfs", "east", "eastus", "efa", "election",
        "encryption", "endpoint", "endpoints", "eu", "europe", "expander", "exporter", "fault", "files",
        "filestore", "firewall", "forward", "france", "from", "germany", "global", "gpu", "grafana", "groundplan",
        "group", "h100", "hint", "identities", "identity", "images", "in", "india", "initial", "isolation",
        "israel", "italy", "japan", "job", "key", "keys", "korea", "kube", "kuberay", "kubernetes", "kueue",
        "leader", "lifecycle", "lifted", "limitrange", "localqueue", "lock", "log", "logging", "logs", "machines",
        "manager", "me", "metrics", "mexico", "mig", "mutating", "mutatingwebhookconfiguration", "name",
        "namespace", "network", "networkpolicy", "nodes", "north", "northcentralus", "northeast", "northeurope",
        "northwest", "norway", "nvidia", "observability", "on", "operator", "operators", "out", "ownership",
        "password", "persistentvolume", "persistentvolumeclaim", "placement", "platform", "plugin",
        "poddisruptionbudget", "poland", "policy", "pools", "priority", "priorityclass", "programs", "prometheus",
        "promotion", "qatar", "queueing", "ray", "raycluster", "raylet", "rayservice", "reader", "regional",
        "resourceflavor", "resourcequota", "right", "role", "rolebinding", "sa", "sandbox", "secret", "secrets",
        "server", "service", "serviceaccount", "services", "serving", "sharing", "signing", "south", "southeast",
        "southwest", "spain", "spot", "statefulset", "storage", "storageclass", "store", "streaming", "sweden",
        "switzerland", "system", "template", "to", "token", "tolerance", "trust", "trusted", "udp", "uk", "us", "user",
        "validating", "validatingadmissionpolicy", "validatingadmissionpolicybinding",
        "validatingwebhookconfiguration", "vault", "versions", "volume", "waiting", "webhook", "west", "westeurope",
        "westus", "writer",
    }
)  # fmt: skip
"""Of the examples' resources, and of the regions of the clouds, which end the names of what lies in one zone."""
