"""A node can write logs and metrics and fetch images: what its account may do besides, every pod on it may."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL, PROJECT_MEMBER

ALLOWED = Setting(
    name="allowed-roles",
    says="the roles that the account of a node may have in the project",
    default=[
        "roles/container.defaultNodeServiceAccount",
        "roles/logging.logWriter",
        "roles/monitoring.metricWriter",
        "roles/monitoring.viewer",
        "roles/stackdriver.resourceMetadata.writer",
        "roles/artifactregistry.reader",
        "roles/autoscaling.metricsWriter",
    ],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)


def check(stack: Stack, right: Resource) -> Iterator[str]:
    """Find other roles of whom some node pool runs as."""
    role = right.get("role")
    if role not in right.said(ALLOWED) and any(has_account(pool, right) for pool in stack.of_type(NODE_POOL)):
        yield f"role is {shown(role)}; allowed: {', '.join(right.said(ALLOWED))}"


def has_account(pool: Resource, right: Resource) -> bool:
    """Tell whether a node pool runs as the member: both come from one account, or name it."""
    if set(pool.refers_to.get("nodeConfig", ())) & set(right.refers_to.get("member", ())):
        return True
    return bool(right.get("member") == f"serviceAccount:{pool.part('nodeConfig').get('serviceAccount')}")


RULE = StackRule(
    name="restrict-rights-of-nodes-on-gcp",
    promise="The service accounts of nodes in Google Cloud have no right in the project beyond a node's own.",
    severity=Severity.HIGH,
    remedy="give the right to a Kubernetes service account, or name the role in the rule's allowed-roles",
    references=(
        "CIS GKE 5.2.1",
        "NIST SP 800-53 AC-6",
        "NSA/CISA Kubernetes Hardening: authentication and authorization",
    ),
    types=(PROJECT_MEMBER,),
    reads=(NODE_POOL,),
    settings=(ALLOWED,),
    check=check,
)
