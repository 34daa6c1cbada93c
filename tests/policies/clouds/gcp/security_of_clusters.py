"""What breaks the rules about GKE."""

from tests.policies.breach import GONE, Breach

CLUSTER, POOL = "cluster-control-plane", "pools-system"
GPUS = "pools-train-gpu-on-demand-us-central1-a"
BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-private-nodes-on-gcp": (
        Breach(CLUSTER, "privateClusterConfig.enablePrivateNodes", False, "enablePrivateNodes is False"),
        Breach(POOL, "networkConfig.enablePrivateNodes", False, "enablePrivateNodes is False"),
    ),
    "require-private-endpoint-on-gcp": (
        Breach(
            CLUSTER, "privateClusterConfig.enablePrivateEndpoint", False, "enablePrivateEndpoint is False"
        ),
    ),
    "restrict-authorized-networks-on-gcp": (
        Breach(CLUSTER, "masterAuthorizedNetworksConfig", GONE, "without it everybody is let in"),
        Breach(
            CLUSTER,
            "masterAuthorizedNetworksConfig.cidrBlocks.0.cidrBlock",
            "0.0.0.0/0",
            'cidrBlock is "0.0.0.0/0"; allowed: /16 or narrower',
        ),
    ),
    "forbid-google-addresses-at-control-plane-on-gcp": (
        Breach(
            CLUSTER,
            "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled",
            True,
            "is True; allowed: false",
        ),
        Breach(CLUSTER, "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled", GONE, "is absent"),
    ),
    "require-authorized-networks-at-private-endpoint-on-gcp": (
        Breach(
            CLUSTER, "masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled", False, "is False"
        ),
    ),
    "forbid-dns-endpoint-from-outside-on-gcp": (
        Breach(
            CLUSTER,
            "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic",
            True,
            "dnsEndpointConfig.allowExternalTraffic is True; allowed: false",
        ),
    ),
    "require-encrypted-cluster-secrets-on-gcp": (
        Breach(
            CLUSTER, "databaseEncryption.state", "DECRYPTED", 'state is "DECRYPTED"; allowed: "ENCRYPTED"'
        ),
        Breach(CLUSTER, "databaseEncryption.keyName", GONE, "databaseEncryption.keyName is absent"),
    ),
    "require-workload-identity-on-gcp": (
        Breach(CLUSTER, "workloadIdentityConfig", GONE, "workloadIdentityConfig.workloadPool is absent"),
        Breach(POOL, "nodeConfig.workloadMetadataConfig.mode", "GCE_METADATA", 'mode is "GCE_METADATA"'),
    ),
    "require-own-accounts-of-nodes-on-gcp": (
        Breach(POOL, "nodeConfig.serviceAccount", "default", 'serviceAccount is "default"'),
        Breach(CLUSTER, "nodeConfig", GONE, "nodeConfig.serviceAccount is absent"),
    ),
    "require-shielded-nodes-on-gcp": (
        Breach(CLUSTER, "enableShieldedNodes", False, "enableShieldedNodes is False"),
    ),
    "require-secure-boot-of-nodes-on-gcp": (
        Breach(
            POOL, "nodeConfig.shieldedInstanceConfig.enableSecureBoot", False, "enableSecureBoot is False"
        ),
        Breach(
            POOL,
            "nodeConfig.shieldedInstanceConfig.enableIntegrityMonitoring",
            False,
            "enableIntegrityMonitoring is False",
        ),
    ),
    "forbid-legacy-metadata-on-gcp": (
        Breach(
            POOL,
            "nodeConfig.metadata.disable-legacy-endpoints",
            "false",
            'disable-legacy-endpoints is "false"',
        ),
        Breach(
            CLUSTER,
            "nodeConfig.metadata.disable-legacy-endpoints",
            GONE,
            "disable-legacy-endpoints is absent",
        ),
    ),
    "forbid-readonly-port-of-kubelets-on-gcp": (
        Breach(POOL, "nodeConfig.kubeletConfig.insecureKubeletReadonlyPortEnabled", "TRUE", 'is "TRUE"'),
        Breach(CLUSTER, "nodePoolDefaults", GONE, "insecureKubeletReadonlyPortEnabled is absent"),
    ),
    "require-customer-keys-for-nodes-on-gcp": (
        Breach(POOL, "nodeConfig.bootDiskKmsKey", GONE, "nodeConfig.bootDiskKmsKey is absent"),
        Breach(
            "kept-cluster",
            "nodePools",
            [{"name": "own", "nodeConfig": {"machineType": "e2-small"}}],
            "nodePools[0].nodeConfig.bootDiskKmsKey is absent",
        ),
    ),
    "require-encrypted-local-disks-on-gcp": (
        Breach(
            GPUS, "nodeConfig.localSsdEncryptionMode", GONE, "nodeConfig.localSsdEncryptionMode is absent"
        ),
    ),
    "require-minimal-images-of-nodes-on-gcp": (
        Breach(POOL, "nodeConfig.imageType", "UBUNTU_CONTAINERD", 'imageType is "UBUNTU_CONTAINERD"'),
    ),
    "require-network-policies-on-gcp": (
        Breach(CLUSTER, "datapathProvider", "LEGACY_DATAPATH", 'datapathProvider is "LEGACY_DATAPATH"'),
    ),
    "require-intranode-visibility-on-gcp": (
        Breach(CLUSTER, "enableIntranodeVisibility", False, "enableIntranodeVisibility is False"),
    ),
    "forbid-client-certificates-on-gcp": (
        Breach(
            CLUSTER,
            "masterAuth.clientCertificateConfig.issueClientCertificate",
            True,
            "is True; allowed: false",
        ),
    ),
    "forbid-legacy-abac-on-gcp": (Breach(CLUSTER, "enableLegacyAbac", True, "enableLegacyAbac is True"),),
    "restrict-anonymous-requests-on-gcp": (
        Breach(
            CLUSTER, "anonymousAuthenticationConfig.mode", "ENABLED", 'mode is "ENABLED"; allowed: "LIMITED"'
        ),
    ),
    "forbid-bindings-of-anybody-on-gcp": (
        Breach(CLUSTER, "rbacBindingConfig.enableInsecureBindingSystemAuthenticated", True, "is True"),
        Breach(CLUSTER, "rbacBindingConfig.enableInsecureBindingSystemUnauthenticated", GONE, "is absent"),
    ),
    "forbid-external-addresses-of-services-on-gcp": (
        Breach(CLUSTER, "serviceExternalIpsConfig.enabled", True, "serviceExternalIpsConfig.enabled is True"),
    ),
    "require-security-posture-on-gcp": (
        Breach(CLUSTER, "securityPostureConfig.mode", "DISABLED", 'securityPostureConfig.mode is "DISABLED"'),
    ),
    "require-cluster-logs-on-gcp": (
        Breach(CLUSTER, "loggingConfig.enableComponents", ["SYSTEM_COMPONENTS"], 'lacks "APISERVER"'),
        Breach(CLUSTER, "loggingConfig", GONE, "loggingConfig.enableComponents lacks"),
    ),
    "forbid-basic-scopes-on-gcp": (
        Breach(POOL, "nodeConfig.oauthScopes", ["compute-rw"], 'oauthScopes[0] is "compute-rw"'),
    ),
}
