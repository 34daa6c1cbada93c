"""What Kubernetes objects need to stay up: the rules, one file each."""

from policies.judge.rule import Rule
from policies.reliability.kubernetes import (
    forbid_priorities_for_everyone,
    require_bounded_local_storage,
    require_disruption_budgets,
    require_eviction_of_unhealthy_pods,
    require_fault_tolerant_heads,
    require_growing_storage_classes,
    require_kept_state_of_stateful_sets,
    require_late_binding_of_volumes,
    require_limits_and_requests,
    require_priorities_of_ray_pods,
    require_probes,
    require_readiness_of_serving,
    require_several_replicas_of_serving,
    require_spread_of_serving,
    require_time_to_stop,
)

RULES: tuple[Rule, ...] = (
    forbid_priorities_for_everyone.RULE,
    require_bounded_local_storage.RULE,
    require_disruption_budgets.RULE,
    require_eviction_of_unhealthy_pods.RULE,
    require_fault_tolerant_heads.RULE,
    require_growing_storage_classes.RULE,
    require_kept_state_of_stateful_sets.RULE,
    require_late_binding_of_volumes.RULE,
    require_limits_and_requests.RULE,
    require_priorities_of_ray_pods.RULE,
    require_probes.RULE,
    require_readiness_of_serving.RULE,
    require_several_replicas_of_serving.RULE,
    require_spread_of_serving.RULE,
    require_time_to_stop.RULE,
)
