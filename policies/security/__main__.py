"""The security pack: `pulumi preview --policy-pack policies/security`."""

from policies.judge.pack import serve
from policies.judge.rule import Rule
from policies.security import (
    aws,
    azure,
    forbid_stores_in_visible_paths,
    gcp,
    kubernetes,
    require_encrypted_storage,
    require_evidence_of_encryption,
    require_one_token_per_ray_cluster,
    require_sandbox_of_own_purpose,
    require_token_on_ray_clusters,
    require_true_mounts,
    restrict_forwards_to_loopback,
    restrict_serving_to_models,
)

ON_HOSTS: tuple[Rule, ...] = (
    require_encrypted_storage.RULE,
    require_evidence_of_encryption.RULE,
    require_token_on_ray_clusters.RULE,
    require_one_token_per_ray_cluster.RULE,
    restrict_serving_to_models.RULE,
    require_true_mounts.RULE,
    require_sandbox_of_own_purpose.RULE,
    forbid_stores_in_visible_paths.RULE,
    restrict_forwards_to_loopback.RULE,
)
RULES: tuple[Rule, ...] = (*ON_HOSTS, *aws.RULES, *azure.RULES, *gcp.RULES, *kubernetes.RULES)

if __name__ == "__main__":
    serve("groundplan-security", RULES)
