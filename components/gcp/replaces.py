"""Which changes make Google Cloud replace a resource, so that a preview without credentials can say so. Pure.

Type of the SDK -> properties whose change replaces it, a point leading to a part of one. A type that is not here is
not known: a change of it is told as one that may replace. Source of each: the page of the resource in the provider's
reference, and the API behind it, which has no call that changes the property.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.replacement import Replaces, listed

REFERENCE = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources"


def _of(page: str, properties: str, *, stateful: bool = False, in_place: str = "") -> Replaces:
    return listed(f"{REFERENCE}/{page}", properties, stateful=stateful, in_place=in_place)


REPLACES: Mapping[str, Replaces] = {
    "gcp:compute/network:Network": _of(
        "compute_network",
        "name project autoCreateSubnetworks description networkProfile enableUlaInternalIpv6",
    ),
    "gcp:compute/subnetwork:Subnetwork": _of(
        # A range grows in place and shrinks by replacement; what is listed nowhere is told as "may replace".
        "compute_subnetwork",
        "name project region network description purpose ipCidrRange",
    ),
    "gcp:compute/route:Route": _of(
        "compute_route", "name project network destRange nextHopGateway nextHopIp priority tags description"
    ),
    "gcp:compute/router:Router": _of(
        "compute_router", "name project region network encryptedInterconnectRouter"
    ),
    "gcp:compute/routerNat:RouterNat": _of(
        "compute_router_nat", "name project region router type endpointTypes"
    ),
    "gcp:compute/firewall:Firewall": _of("compute_firewall", "name project network direction"),
    "gcp:compute/globalAddress:GlobalAddress": _of(
        "compute_global_address",
        "name project address addressType description ipVersion network prefixLength purpose",
    ),
    "gcp:compute/networkPeering:NetworkPeering": _of(
        "compute_network_peering",
        "name network peerNetwork exportSubnetRoutesWithPublicIp importSubnetRoutesWithPublicIp",
    ),
    "gcp:networkconnectivity/spoke:Spoke": _of(
        "network_connectivity_spoke", "name project location hub linkedVpcNetwork"
    ),
    "gcp:servicenetworking/connection:Connection": _of("service_networking_connection", "network service"),
    "gcp:dns/managedZone:ManagedZone": _of("dns_managed_zone", "name project dnsName visibility"),
    "gcp:dns/recordSet:RecordSet": _of("dns_record_set", "name project managedZone type"),
    "gcp:kms/keyRing:KeyRing": _of("kms_key_ring", "name project location", stateful=True),
    "gcp:kms/cryptoKey:CryptoKey": _of(
        "kms_crypto_key",
        "name keyRing purpose destroyScheduledDuration importOnly skipInitialVersionCreation cryptoKeyBackend",
        stateful=True,
    ),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": _of(
        "google_kms_crypto_key_iam", "cryptoKeyId role member condition"
    ),
    "gcp:projects/serviceIdentity:ServiceIdentity": _of("project_service_identity", "project service"),
    "gcp:projects/iAMMember:IAMMember": _of("google_project_iam", "project role member condition"),
    "gcp:serviceaccount/account:Account": _of("google_service_account", "accountId project"),
    "gcp:storage/bucket:Bucket": _of(
        "storage_bucket",
        "name project location customPlacementConfig enableObjectRetention hierarchicalNamespace",
        stateful=True,
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": _of("storage_bucket_iam", "bucket role member condition"),
    "gcp:filestore/instance:Instance": _of(
        "filestore_instance",
        "name project location zone tier protocol kmsKeyName networks fileShares.name fileShares.sourceBackup",
        stateful=True,
    ),
    "gcp:lustre/instance:Instance": _of(
        "lustre_instance",
        "instanceId project location filesystem network perUnitStorageThroughput kmsKey gkeSupportEnabled "
        "placementPolicy",
        stateful=True,
    ),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": _of(
        "logging_project_bucket_config", "bucketId project location", stateful=True
    ),
    "gcp:logging/projectSink:ProjectSink": _of("logging_project_sink", "name project"),
    "gcp:container/cluster:Cluster": _of(
        "container_cluster",
        "name project location network subnetwork networkingMode description initialNodeCount datapathProvider "
        "defaultMaxPodsPerNode enableMultiNetworking enableKubernetesAlpha enableTpu confidentialNodes masterAuth "
        "ipAllocationPolicy.clusterSecondaryRangeName ipAllocationPolicy.servicesSecondaryRangeName "
        "privateClusterConfig.privateEndpointSubnetwork privateClusterConfig.masterIpv4CidrBlock",
        stateful=True,
        in_place="minMasterVersion",
    ),
    "gcp:container/nodePool:NodePool": _of(
        "container_node_pool",
        "name project location cluster initialNodeCount maxPodsPerNode placementPolicy queuedProvisioning "
        "networkConfig.subnetwork networkConfig.podRange networkConfig.createPodRange "
        "networkConfig.acceleratorNetworkProfile networkConfig.additionalNodeNetworkConfigs "
        "nodeConfig.serviceAccount nodeConfig.oauthScopes nodeConfig.spot nodeConfig.metadata "
        "nodeConfig.bootDiskKmsKey nodeConfig.guestAccelerators nodeConfig.reservationAffinity "
        "nodeConfig.shieldedInstanceConfig nodeConfig.ephemeralStorageLocalSsdConfig "
        "nodeConfig.localSsdEncryptionMode",
    ),
}
"""By the type's token."""
