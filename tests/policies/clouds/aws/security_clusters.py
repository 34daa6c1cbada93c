"""What breaks the rules about EKS."""

from tests.policies.breach import GONE, Breach

CLUSTER = "cluster-control-plane"
NODES_ONLY = "arn:aws:iam::000000000000:role/simulated-identities-role-serve-simulated"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-encrypted-kubernetes-secrets-on-aws": (
        Breach(CLUSTER, "encryptionConfig", GONE, "encryptionConfig.provider.keyArn is absent"),
        Breach(CLUSTER, "encryptionConfig.resources", [], "with secrets among them"),
    ),
    "require-control-plane-logs-on-aws": (
        Breach(CLUSTER, "enabledClusterLogTypes", GONE, "is without audit"),
        Breach(CLUSTER, "enabledClusterLogTypes", ["api", "audit"], "is without authenticator"),
    ),
    "restrict-public-api-endpoints-on-aws": (
        Breach(
            CLUSTER,
            "vpcConfig.endpointPublicAccess",
            True,
            "publicAccessCidrs is absent, and everybody may ask",
        ),
        Breach(
            CLUSTER,
            "vpcConfig.endpointPublicAccess",
            GONE,
            "publicAccessCidrs is absent, and everybody may ask",
        ),
        Breach(
            CLUSTER,
            "vpcConfig",
            {"endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/1"]},
            'is "0.0.0.0/1"; allowed: /16 or narrower',
        ),
    ),
    "require-private-api-endpoint-on-aws": (
        Breach(CLUSTER, "vpcConfig.endpointPrivateAccess", False, "endpointPrivateAccess is False"),
    ),
    "require-access-entries-on-aws": (
        Breach(CLUSTER, "accessConfig.authenticationMode", "API_AND_CONFIG_MAP", 'allowed: "API"'),
        Breach(CLUSTER, "accessConfig", GONE, 'authenticationMode is absent; allowed: "API"'),
    ),
    "forbid-creators-as-administrators-on-aws": (
        Breach(
            CLUSTER,
            "accessConfig.bootstrapClusterCreatorAdminPermissions",
            True,
            "bootstrapClusterCreatorAdminPermissions is True; allowed: false",
        ),
        Breach(CLUSTER, "accessConfig.bootstrapClusterCreatorAdminPermissions", GONE, "is absent"),
    ),
    "restrict-cluster-administrators-on-aws": (
        Breach(
            "added-viewer",
            "policyArn",
            "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            "2 associations make administrators of the whole cluster (added-viewer, cluster-administration)",
        ),
    ),
    "restrict-cluster-principals-on-aws": (
        Breach("cluster-administrator", "principalArn", "arn:aws:iam::000000000000:root", "ARN of a role"),
        Breach("cluster-administrator", "principalArn", "arn:aws:iam::000000000000:user/me", "a role"),
        Breach("cluster-administrator", "kubernetesGroups", ["system:masters"], "has system:masters"),
    ),
    "require-network-policies-on-aws": (
        Breach("addons-first-vpc-cni", "configurationValues", "{}", "enableNetworkPolicy is absent"),
        Breach("addons-first-vpc-cni", "configurationValues", GONE, "enableNetworkPolicy is absent"),
    ),
    "require-own-role-of-addons-on-aws": (
        Breach(
            "addons-aws-ebs-csi-driver",
            "podIdentityAssociations.0.roleArn",
            GONE,
            "podIdentityAssociations[0].roleArn is absent",
        ),
        Breach("addons-first-vpc-cni", "podIdentityAssociations", GONE, "a service account with a role"),
    ),
    "require-own-role-per-workload-on-aws": (
        Breach("identities-association-atlas-train-train", "roleArn", NODES_ONLY, "a role for each"),
    ),
}
