"""What bounds the bill of Google Cloud: the rules, one file each."""

from policies.cost.gcp import (
    forbid_idle_gpus_on_gcp,
    require_cleanup_of_images_on_gcp,
    require_cost_allocation_on_gcp,
    require_end_of_access_logs_on_gcp,
    require_end_of_checkpoints_and_scratch_on_gcp,
    require_end_of_former_versions_on_gcp,
    require_end_of_uploads_on_gcp,
    require_notices_of_budgets_on_gcp,
    require_owner_labels_on_gcp,
    require_removed_default_pools_on_gcp,
    restrict_boot_disks_on_gcp,
    restrict_file_systems_on_gcp,
    restrict_gpus_on_gcp,
    restrict_log_retention_on_gcp,
    restrict_nat_gateways_on_gcp,
    restrict_node_provisioning_on_gcp,
    restrict_nodes_on_gcp,
)
from policies.judge.rule import Rule

RULES: tuple[Rule, ...] = (
    forbid_idle_gpus_on_gcp.RULE,
    require_cleanup_of_images_on_gcp.RULE,
    require_cost_allocation_on_gcp.RULE,
    require_end_of_access_logs_on_gcp.RULE,
    require_end_of_checkpoints_and_scratch_on_gcp.RULE,
    require_end_of_former_versions_on_gcp.RULE,
    require_end_of_uploads_on_gcp.RULE,
    require_notices_of_budgets_on_gcp.RULE,
    require_owner_labels_on_gcp.RULE,
    require_removed_default_pools_on_gcp.RULE,
    restrict_boot_disks_on_gcp.RULE,
    restrict_file_systems_on_gcp.RULE,
    restrict_gpus_on_gcp.RULE,
    restrict_log_retention_on_gcp.RULE,
    restrict_nat_gateways_on_gcp.RULE,
    restrict_node_provisioning_on_gcp.RULE,
    restrict_nodes_on_gcp.RULE,
)
