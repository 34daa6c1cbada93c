"""What Azure resources have to keep to be worth their price: the rules, one file each."""

from policies.cost.azure import (
    forbid_gpu_machines_on_azure,
    forbid_idle_gpus_on_azure,
    require_autoscaling_on_azure,
    require_cap_of_workspaces_on_azure,
    require_deleted_idle_nodes_on_azure,
    require_end_of_checkpoints_and_scratch_on_azure,
    require_lifecycle_of_stores_on_azure,
    require_notices_of_budgets_on_azure,
    require_owner_tags_on_azure,
    require_retention_of_images_on_azure,
    require_used_addresses_on_azure,
    require_used_nat_on_azure,
    restrict_disk_sizes_on_azure,
    restrict_file_system_sizes_on_azure,
    restrict_gpu_nodes_on_azure,
    restrict_idle_time_of_nodes_on_azure,
    restrict_pool_sizes_on_azure,
)
from policies.judge.rule import Rule

RULES: tuple[Rule, ...] = (
    forbid_gpu_machines_on_azure.RULE,
    forbid_idle_gpus_on_azure.RULE,
    require_autoscaling_on_azure.RULE,
    require_cap_of_workspaces_on_azure.RULE,
    require_deleted_idle_nodes_on_azure.RULE,
    require_end_of_checkpoints_and_scratch_on_azure.RULE,
    require_lifecycle_of_stores_on_azure.RULE,
    require_notices_of_budgets_on_azure.RULE,
    require_owner_tags_on_azure.RULE,
    require_retention_of_images_on_azure.RULE,
    require_used_addresses_on_azure.RULE,
    require_used_nat_on_azure.RULE,
    restrict_disk_sizes_on_azure.RULE,
    restrict_file_system_sizes_on_azure.RULE,
    restrict_gpu_nodes_on_azure.RULE,
    restrict_idle_time_of_nodes_on_azure.RULE,
    restrict_pool_sizes_on_azure.RULE,
)
