"""What the objects of KubeRay have to keep: the rules, one file each."""

from policies.judge.rule import Rule
from policies.ray.kubernetes import (
    forbid_exposed_dashboards,
    forbid_exposed_serving,
    forbid_spot_heads,
    forbid_usage_statistics,
    require_equal_limits_of_ray_pods,
    require_heads_without_work,
    require_password_of_fault_tolerance,
    require_removal_of_finished_ray_jobs,
    require_second_autoscaler,
    require_tls_between_ray_nodes,
    require_tls_to_fault_tolerance,
    require_token_on_kuberay_clusters,
    require_true_gpus_of_ray_nodes,
    require_upgrades_without_gap,
    restrict_ray_versions,
)

RULES: tuple[Rule, ...] = (
    forbid_exposed_dashboards.RULE,
    forbid_exposed_serving.RULE,
    forbid_spot_heads.RULE,
    forbid_usage_statistics.RULE,
    require_equal_limits_of_ray_pods.RULE,
    require_heads_without_work.RULE,
    require_password_of_fault_tolerance.RULE,
    require_removal_of_finished_ray_jobs.RULE,
    require_second_autoscaler.RULE,
    require_tls_between_ray_nodes.RULE,
    require_tls_to_fault_tolerance.RULE,
    require_token_on_kuberay_clusters.RULE,
    require_true_gpus_of_ray_nodes.RULE,
    require_upgrades_without_gap.RULE,
    restrict_ray_versions.RULE,
)
