"""What AWS resources have to keep: the rules, one file each."""

from policies.cost.aws import (
    forbid_former_generations_on_aws,
    forbid_idle_addresses_on_aws,
    forbid_idle_gpus_on_aws,
    forbid_several_nat_gateways_on_aws,
    require_bucket_keys_on_aws,
    require_current_disks_on_aws,
    require_end_of_checkpoints_and_scratch_on_aws,
    require_lifecycle_of_buckets_on_aws,
    require_lifecycle_of_registries_on_aws,
    require_notices_of_budgets_on_aws,
    require_owner_tags_on_aws,
    require_removed_disks_on_aws,
    require_tagged_machines_on_aws,
    restrict_cluster_support_on_aws,
    restrict_pool_sizes_on_aws,
)
from policies.judge.rule import Rule

RULES: tuple[Rule, ...] = (
    forbid_former_generations_on_aws.RULE,
    forbid_idle_addresses_on_aws.RULE,
    forbid_idle_gpus_on_aws.RULE,
    forbid_several_nat_gateways_on_aws.RULE,
    require_bucket_keys_on_aws.RULE,
    require_current_disks_on_aws.RULE,
    require_end_of_checkpoints_and_scratch_on_aws.RULE,
    require_lifecycle_of_buckets_on_aws.RULE,
    require_lifecycle_of_registries_on_aws.RULE,
    require_notices_of_budgets_on_aws.RULE,
    require_owner_tags_on_aws.RULE,
    require_removed_disks_on_aws.RULE,
    require_tagged_machines_on_aws.RULE,
    restrict_cluster_support_on_aws.RULE,
    restrict_pool_sizes_on_aws.RULE,
)
