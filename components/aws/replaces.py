"""Which changes make AWS replace a resource, so that a preview without credentials can say so. Pure.

Type of the SDK -> properties whose change replaces it. A type that is not here is not known: a change of it is told as
one that may replace. Source of each: the page of the resource in the provider's reference, "Forces new resource", and
the API behind it, which has no call that changes the property.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.replacement import Replaces, listed

REFERENCE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"


def _of(page: str, properties: str, *, stateful: bool = False, in_place: str = "") -> Replaces:
    return listed(f"{REFERENCE}/{page}", properties, stateful=stateful, in_place=in_place)


REPLACES: Mapping[str, Replaces] = {
    "aws:autoscaling/tag:Tag": _of("autoscaling_group_tag", "autoscalingGroupName tag.key"),
    "aws:cloudwatch/logGroup:LogGroup": _of(
        "cloudwatch_log_group", "name namePrefix logGroupClass", stateful=True
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _of("default_security_group", "vpcId"),
    "aws:ec2/eip:Eip": _of("eip", "address domain ipamPoolId networkBorderGroup publicIpv4Pool"),
    "aws:ec2/flowLog:FlowLog": _of("flow_log", "iamRoleArn logDestination logDestinationType logFormat "
                                   "maxAggregationInterval trafficType vpcId subnetId eniId"),
    "aws:ec2/internetGateway:InternetGateway": _of("internet_gateway", ""),
    "aws:ec2/launchTemplate:LaunchTemplate": _of("launch_template", "name namePrefix"),
    "aws:ec2/natGateway:NatGateway": _of("nat_gateway", "allocationId connectivityType privateIp subnetId "
                                         "availabilityMode vpcId"),
    "aws:ec2/placementGroup:PlacementGroup": _of("placement_group", "name partitionCount spreadLevel strategy"),
    "aws:ec2/route:Route": _of("route", "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId "
                               "routeTableId"),
    "aws:ec2/routeTable:RouteTable": _of("route_table", "vpcId"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _of("route_table_association", "gatewayId subnetId"),
    "aws:ec2/securityGroup:SecurityGroup": _of("security_group", "description name namePrefix vpcId"),
    "aws:ec2/subnet:Subnet": _of("subnet", "availabilityZone availabilityZoneId cidrBlock ipv6Native outpostArn vpcId"),
    "aws:ec2/vpc:Vpc": _of("vpc", "cidrBlock ipv4IpamPoolId ipv4NetmaskLength"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _of("vpc_endpoint", "serviceName serviceRegion vpcEndpointType vpcId"),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": _of(
        "vpc_endpoint_route_table_association", "routeTableId vpcEndpointId"),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": _of("vpc_peering_connection",
                                                              "peerOwnerId peerRegion peerVpcId vpcId"),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": _of("ec2_transit_gateway_vpc_attachment",
                                                            "transitGatewayId vpcId"),
    "aws:eks/accessEntry:AccessEntry": _of("eks_access_entry", "clusterName principalArn type"),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _of("eks_access_policy_association",
                                                                   "accessScope clusterName policyArn principalArn"),
    "aws:eks/addon:Addon": _of("eks_addon", "addonName clusterName namespaceConfig"),
    "aws:eks/cluster:Cluster": _of(
        "eks_cluster", "name roleArn bootstrapSelfManagedAddons encryptionConfig.provider.keyArn "
        "encryptionConfig.resources kubernetesNetworkConfig.ipFamily kubernetesNetworkConfig.serviceIpv4Cidr "
        "accessConfig.bootstrapClusterCreatorAdminPermissions outpostConfig", stateful=True, in_place="version"),
    "aws:eks/nodeGroup:NodeGroup": _of(
        "eks_node_group", "amiType capacityType clusterName diskSize instanceTypes launchTemplate.id "
        "launchTemplate.name nodeGroupName nodeGroupNamePrefix nodeRoleArn remoteAccess subnetIds"),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": _of("eks_pod_identity_association",
                                                                 "clusterName namespace serviceAccount"),
    "aws:fsx/lustreFileSystem:LustreFileSystem": _of(
        "fsx_lustre_file_system", "backupId copyTagsToBackups deploymentType driveCacheType efaEnabled exportPath "
        "fileSystemTypeVersion importPath importedFileChunkSize kmsKeyId securityGroupIds storageType subnetIds",
        stateful=True),
    "aws:iam/role:Role": _of("iam_role", "name namePrefix path"),
    "aws:iam/rolePolicy:RolePolicy": _of("iam_role_policy", "name namePrefix role"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _of("iam_role_policy_attachment", "policyArn role"),
    "aws:kms/alias:Alias": _of("kms_alias", "name namePrefix"),
    "aws:kms/key:Key": _of("kms_key", "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId",
                           stateful=True),
    "aws:s3/bucket:Bucket": _of("s3_bucket", "bucket bucketNamespace bucketPrefix objectLockEnabled", stateful=True),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _of(
        "s3_bucket_lifecycle_configuration", "bucket expectedBucketOwner"),
    "aws:s3/bucketLogging:BucketLogging": _of("s3_bucket_logging", "bucket expectedBucketOwner"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _of("s3_bucket_ownership_controls", "bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": _of("s3_bucket_policy", "bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _of("s3_bucket_public_access_block", "bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _of(
        "s3_bucket_server_side_encryption_configuration", "bucket expectedBucketOwner"),
    "aws:s3/bucketVersioning:BucketVersioning": _of("s3_bucket_versioning", "bucket expectedBucketOwner"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _of("vpc_security_group_egress_rule",
                                                                   "securityGroupId"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _of("vpc_security_group_ingress_rule",
                                                                     "securityGroupId"),
}  # fmt: skip
"""Every type that this target makes."""

MOVES_WITHIN_ITSELF = frozenset({"region"})
"""Properties of every type: a resource never changes its region."""
