"""What breaks the rules about networks and machines of Google Cloud."""

from tests.policies.breach import GONE, WHOLE, Breach

SUBNET = "network-subnet-system"
BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-auto-subnets-on-gcp": (
        Breach(
            "network-vpc", "autoCreateSubnetworks", GONE, "autoCreateSubnetworks is absent; allowed: false"
        ),
    ),
    "require-own-routes-on-gcp": (
        Breach("network-vpc", "deleteDefaultRoutesOnCreate", False, "deleteDefaultRoutesOnCreate is False"),
    ),
    "forbid-default-network-on-gcp": (
        Breach("kept-cluster", "network", "projects/p/global/networks/default", "allowed: another network"),
        Breach("bastion", "networkInterfaces.0.subnetwork", "default", "allowed: another network"),
        Breach("runners", "networkInterfaces.0.network", GONE, "since Google takes the default one"),
    ),
    "require-private-google-access-on-gcp": (
        Breach(SUBNET, "privateIpGoogleAccess", False, "privateIpGoogleAccess is False; allowed: true"),
    ),
    "require-flow-logs-on-gcp": (
        Breach(SUBNET, "logConfig", GONE, "logConfig is absent; allowed: flow logs"),
        Breach(SUBNET, "logConfig.flowSampling", 0.1, "flowSampling is 0.1; allowed: at least 0.5"),
        Breach(SUBNET, "logConfig.metadata", "EXCLUDE_ALL_METADATA", 'metadata is "EXCLUDE_ALL_METADATA"'),
    ),
    "forbid-public-ipv6-on-gcp": (
        Breach(SUBNET, "ipv6AccessType", "EXTERNAL", 'ipv6AccessType is "EXTERNAL"'),
    ),
    "forbid-open-ingress-on-gcp": (
        Breach("network-firewall-in-system", "sourceRanges.0", "0.0.0.0/0", 'sourceRanges[0] is "0.0.0.0/0"'),
        Breach("network-firewall-in-system", "sourceRanges.0", "::/0", 'sourceRanges[0] is "::/0"'),
        Breach("network-firewall-in-system", "sourceRanges", GONE, "without them everybody is meant"),
    ),
    "restrict-egress-to-internet-on-gcp": (
        Breach(
            "network-firewall-out-internet", "allows.0.protocol", "all", 'protocol is "all"; allowed: tcp'
        ),
        Breach("network-firewall-out-internet", "allows.0.ports.0", "22", 'ports[0] is "22"; allowed: 443'),
        Breach("network-firewall-out-internet", "allows.0.ports", GONE, "which is all of them"),
    ),
    "require-denial-by-default-on-gcp": (
        Breach("network-firewall-deny-out", WHOLE, GONE, "denies all EGRESS"),
        Breach("network-firewall-deny-in", "sourceRanges", ["10.0.0.0/8"], "denies all INGRESS"),
        Breach("network-firewall-deny-out", "denies.0.protocol", "tcp", "denies all EGRESS"),
    ),
    "require-effective-denials-on-gcp": (
        Breach(
            "network-firewall-serving-to-training", "priority", 1000, "priority is 1000; allowed: below 1000"
        ),
        Breach("network-firewall-training-to-serving", "disabled", True, "disabled is True; allowed: false"),
    ),
    "require-logged-firewalls-on-gcp": (
        Breach("network-firewall-deny-in", "logConfig", GONE, "logConfig.metadata is absent"),
        Breach("network-firewall-out-internet", "logConfig", GONE, "logConfig.metadata is absent"),
    ),
    "require-nat-logs-on-gcp": (
        Breach("network-nat", "logConfig.enable", False, "logConfig.enable is False; allowed: true"),
        Breach("network-nat", "logConfig.filter", "ERRORS_ONLY", 'filter is "ERRORS_ONLY"; allowed: "ALL"'),
    ),
    "restrict-google-addresses-on-gcp": (
        Breach("network-endpoints-address-apis", "rrdatas.0", "203.0.113.7", 'rrdatas[0] is "203.0.113.7"'),
        Breach("network-endpoints-names-images", "rrdatas.0", "example.com.", 'rrdatas[0] is "example.com."'),
    ),
    "require-dnssec-on-gcp": (
        Breach("network-endpoints-zone-apis", "visibility", "public", "dnssecConfig.state is absent"),
    ),
    "require-modern-tls-on-gcp": (
        Breach("tls", "minTlsVersion", "TLS_1_0", 'minTlsVersion is "TLS_1_0"'),
        Breach("tls", "profile", "COMPATIBLE", 'profile is "COMPATIBLE"'),
    ),
    "forbid-public-machines-on-gcp": (
        Breach(
            "bastion", "networkInterfaces.0.accessConfigs", [{}], "accessConfigs is a list; allowed: none"
        ),
        Breach("runners", "networkInterfaces.0.ipv6AccessConfigs", [{}], "ipv6AccessConfigs is a list"),
    ),
    "require-own-accounts-of-machines-on-gcp": (
        Breach(
            "bastion",
            "serviceAccount.email",
            "1-compute@developer.gserviceaccount.com",
            "allowed: an account of its own",
        ),
        Breach("runners", "serviceAccount.email", GONE, "serviceAccount.email is absent"),
    ),
    "require-shielded-machines-on-gcp": (
        Breach("bastion", "shieldedInstanceConfig.enableSecureBoot", False, "enableSecureBoot is False"),
        Breach("bastion", "shieldedInstanceConfig.enableVtpm", False, "enableVtpm is False"),
        Breach("runners", "shieldedInstanceConfig", GONE, "enableSecureBoot is absent"),
    ),
    "require-os-login-on-gcp": (
        Breach("bastion", "metadata.enable-oslogin", GONE, "metadata.enable-oslogin is absent"),
        Breach("bastion", "metadata.block-project-ssh-keys", "FALSE", 'block-project-ssh-keys is "FALSE"'),
    ),
    "forbid-serial-ports-on-gcp": (
        Breach("bastion", "metadata.serial-port-enable", "TRUE", 'serial-port-enable is "TRUE"'),
    ),
    "forbid-forwarding-machines-on-gcp": (Breach("bastion", "canIpForward", True, "canIpForward is True"),),
    "require-customer-keys-for-disks-on-gcp": (
        Breach("cache-disk", "diskEncryptionKey", GONE, "diskEncryptionKey.kmsKeySelfLink is absent"),
        Breach("bastion", "bootDisk.kmsKeySelfLink", GONE, "bootDisk.kmsKeySelfLink is absent"),
        Breach(
            "runners",
            "disks.0.diskEncryptionKey",
            GONE,
            "disks[0].diskEncryptionKey.kmsKeySelfLink is absent",
        ),
    ),
    "forbid-secrets-in-metadata-on-gcp": (
        Breach("bastion", "metadataStartupScript", "export API_KEY=0123456789", "Script has what looks like"),
        Breach("bastion", "metadata.startup-script", "export API_KEY=0123456789", "startup-script has what"),
        Breach("runners", "metadata.db-password", "hunter2", "metadata.db-password has what looks like"),
    ),
}
