"""What bounds the spending in a cluster: the rules, one file each."""

from policies.cost.kubernetes import (
    require_borrowing_limits,
    require_deadlines_of_jobs,
    require_limit_ranges,
    require_owner_labels,
    require_queues_for_gpu_work,
    require_removal_of_finished_jobs,
    require_resource_quotas,
    restrict_gpus_of_queues,
    restrict_gpus_of_quotas,
    restrict_gpus_of_worker_groups,
    restrict_idle_gpus_of_workers,
    restrict_idle_time_of_workers,
    restrict_namespaces_of_queues,
    restrict_paid_services_of_quotas,
    restrict_retention_of_metrics,
    restrict_sizes_of_claims,
    restrict_worker_groups,
)
from policies.judge.rule import Rule

RULES: tuple[Rule, ...] = (
    require_borrowing_limits.RULE,
    require_deadlines_of_jobs.RULE,
    require_limit_ranges.RULE,
    require_owner_labels.RULE,
    require_queues_for_gpu_work.RULE,
    require_removal_of_finished_jobs.RULE,
    require_resource_quotas.RULE,
    restrict_gpus_of_queues.RULE,
    restrict_gpus_of_quotas.RULE,
    restrict_gpus_of_worker_groups.RULE,
    restrict_idle_gpus_of_workers.RULE,
    restrict_idle_time_of_workers.RULE,
    restrict_namespaces_of_queues.RULE,
    restrict_paid_services_of_quotas.RULE,
    restrict_retention_of_metrics.RULE,
    restrict_sizes_of_claims.RULE,
    restrict_worker_groups.RULE,
)
