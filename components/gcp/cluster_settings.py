"""What a cluster is told: where it lies, who reaches it, who may do what, what is logged, when it is worked on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_gcp import container

from components.gcp.addresses import PODS_RANGE, SERVICES_RANGE
from components.gcp.network import Ids
from components.topology.model import Topology

LOGGED = ("APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "SYSTEM_COMPONENTS", "WORKLOADS")
MAINTENANCE = ("2026-01-03T02:00:00Z", "2026-01-03T08:00:00Z", "FREQ=WEEKLY;BYDAY=SA,SU")
"""Begin, end and repetition: GKE wants 48 hours in any 32 days, and this gives 54 of them, at weekends."""


@dataclass(frozen=True, kw_only=True)
class GcpClusterArgs:
    """The topology and where its cluster goes.

    `version` is a minor one of Kubernetes, such as "1.35", or newer where the release channel went on.
    `node_subnets` are (segment, zone) where nodes may be; `keys` are by use, empty where Google's own encrypt;
    `peer_cidrs` are ranges of joined networks that reach the private endpoint.
    `node_account` is that of the nodes that GKE makes for a moment. `network` and `ready`, the rights of accounts and
    of whoever encrypts, have to be whole before a node starts.
    """

    topology: Topology
    project: str
    location: str
    version: str
    zones: Sequence[str]
    network: pulumi.Resource
    network_id: pulumi.Input[str]
    cidr: str
    subnet_ids: Ids
    system_subnet_id: pulumi.Input[str]
    node_subnets: Sequence[tuple[str, str]]
    node_account: pulumi.Input[str]
    keys: Mapping[str, pulumi.Input[str]]
    has_filestore: bool
    has_lustre: bool
    peer_cidrs: Sequence[str] = ()
    ready: Sequence[pulumi.Resource] = ()


def network(args: GcpClusterArgs) -> dict[str, Any]:
    """Return where the cluster lies and who reaches it."""
    subnets = [
        container.ClusterIpAllocationPolicyAdditionalIpRangesConfigArgs(
            subnetwork=args.subnet_ids[segment][zone], pod_ipv4_range_names=[PODS_RANGE]
        )
        for segment, zone in sorted(args.node_subnets)
    ]
    return {
        "ip_allocation_policy": container.ClusterIpAllocationPolicyArgs(
            cluster_secondary_range_name=PODS_RANGE,
            services_secondary_range_name=SERVICES_RANGE,
            stack_type="IPV4",
            additional_ip_ranges_configs=subnets,
        ),
        **endpoints(args),
        "datapath_provider": "ADVANCED_DATAPATH",
        "enable_intranode_visibility": True,
        "enable_l4_ilb_subsetting": True,
        "service_external_ips_config": container.ClusterServiceExternalIpsConfigArgs(enabled=False),
    }


def endpoints(args: GcpClusterArgs) -> dict[str, Any]:
    """Return where the API server answers, and whom."""
    allowed = args.topology.allowed_cidrs
    # Exactly what the plan allows; with nothing allowed, whoever runs `up` is in the network itself, or in a peer.
    let_in = [
        *((cidr, "plan") for cidr in allowed or (args.cidr,)),
        *((cidr, "peer") for cidr in args.peer_cidrs),
    ]
    block = container.ClusterMasterAuthorizedNetworksConfigCidrBlockArgs
    return {
        "private_cluster_config": container.ClusterPrivateClusterConfigArgs(
            enable_private_nodes=True,
            enable_private_endpoint=not allowed,
            private_endpoint_subnetwork=args.system_subnet_id,
            master_global_access_config=container.ClusterPrivateClusterConfigMasterGlobalAccessConfigArgs(
                # Else it answers in its own region alone, and an office is in none.
                enabled=bool(args.peer_cidrs)
            ),
        ),
        "control_plane_endpoints_config": container.ClusterControlPlaneEndpointsConfigArgs(
            # It answers from anywhere, to whoever IAM lets in: no range of addresses limits it.
            dns_endpoint_config=container.ClusterControlPlaneEndpointsConfigDnsEndpointConfigArgs(
                allow_external_traffic=False
            ),
            ip_endpoints_config=container.ClusterControlPlaneEndpointsConfigIpEndpointsConfigArgs(
                enabled=True
            ),
        ),
        "master_authorized_networks_config": container.ClusterMasterAuthorizedNetworksConfigArgs(
            cidr_blocks=[block(cidr_block=cidr, display_name=whose) for cidr, whose in let_in],
            gcp_public_cidrs_access_enabled=False,
            private_endpoint_enforcement_enabled=True,
        ),
    }


def security(args: GcpClusterArgs) -> dict[str, Any]:
    """Return who may do what, and what encrypts."""
    secrets = args.keys.get("secrets")
    certificate = container.ClusterMasterAuthClientCertificateConfigArgs(issue_client_certificate=False)
    return {
        "workload_identity_config": container.ClusterWorkloadIdentityConfigArgs(
            workload_pool=f"{args.project}.svc.id.goog"
        ),
        "database_encryption": container.ClusterDatabaseEncryptionArgs(
            state="ENCRYPTED" if secrets is not None else "DECRYPTED", key_name=secrets
        ),
        "master_auth": container.ClusterMasterAuthArgs(client_certificate_config=certificate),
        "anonymous_authentication_config": container.ClusterAnonymousAuthenticationConfigArgs(mode="LIMITED"),
        "rbac_binding_config": container.ClusterRbacBindingConfigArgs(
            enable_insecure_binding_system_authenticated=False,
            enable_insecure_binding_system_unauthenticated=False,
        ),
        "enable_legacy_abac": False,
        "enable_shielded_nodes": True,
        "security_posture_config": container.ClusterSecurityPostureConfigArgs(mode="BASIC"),
    }


def operation(args: GcpClusterArgs) -> dict[str, Any]:
    """Return what is logged, what comes along, and when Google may work on it."""
    begin, end, repetition = MAINTENANCE
    return {
        "logging_config": container.ClusterLoggingConfigArgs(enable_components=list(LOGGED)),
        "monitoring_config": container.ClusterMonitoringConfigArgs(
            enable_components=["SYSTEM_COMPONENTS"],  # without DCGM: gpu_metrics.py says why
            managed_prometheus=container.ClusterMonitoringConfigManagedPrometheusArgs(enabled=False),
        ),
        "cluster_autoscaling": container.ClusterClusterAutoscalingArgs(
            enabled=False, autoscaling_profile="OPTIMIZE_UTILIZATION"
        ),
        "cost_management_config": container.ClusterCostManagementConfigArgs(enabled=True),
        "maintenance_policy": container.ClusterMaintenancePolicyArgs(
            recurring_window=container.ClusterMaintenancePolicyRecurringWindowArgs(
                start_time=begin, end_time=end, recurrence=repetition
            )
        ),
        "node_pool_defaults": container.ClusterNodePoolDefaultsArgs(
            node_config_defaults=container.ClusterNodePoolDefaultsNodeConfigDefaultsArgs(
                gcfs_config=container.ClusterNodePoolDefaultsNodeConfigDefaultsGcfsConfigArgs(enabled=True),
                insecure_kubelet_readonly_port_enabled="FALSE",
            )
        ),
        "addons_config": container.ClusterAddonsConfigArgs(
            # As GKE does by itself from some version on: what pods may ask (answering.py) must not turn on it.
            dns_cache_config=container.ClusterAddonsConfigDnsCacheConfigArgs(enabled=True),
            gce_persistent_disk_csi_driver_config=container.ClusterAddonsConfigGcePersistentDiskCsiDriverConfigArgs(
                enabled=True
            ),
            gcs_fuse_csi_driver_config=container.ClusterAddonsConfigGcsFuseCsiDriverConfigArgs(enabled=True),
            gcp_filestore_csi_driver_config=container.ClusterAddonsConfigGcpFilestoreCsiDriverConfigArgs(
                enabled=args.has_filestore
            ),
            lustre_csi_driver_config=container.ClusterAddonsConfigLustreCsiDriverConfigArgs(
                enabled=args.has_lustre
            ),
            http_load_balancing=container.ClusterAddonsConfigHttpLoadBalancingArgs(disabled=False),
        ),
    }
