"""A node can write logs and metrics and fetch images: what its account may do besides, every pod on it may."""

from collections.abc import Iterator, Sequence

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rights_of_gcp import members, rights
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL, PROJECT_RIGHTS
from policies.judge.unknown import each

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
        "roles/serviceusage.serviceUsageConsumer",
        "roles/autoscaling.metricsWriter",
    ],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find other roles of whom some node pool runs as."""
    pools = stack.of_type(NODE_POOL)
    return each(rights(accused), lambda right: beyond(right, pools))


def beyond(right: Resource, pools: Sequence[Resource]) -> Iterator[str]:
    """Find a role that is not a node's, of whom some of these node pools run as."""
    role = right.get("role")
    if role not in right.said(ALLOWED) and any(has_account(pool, right) for pool in pools):
        yield f"{right.place('role')} is {shown(role)}; allowed: {', '.join(right.said(ALLOWED))}"


def has_account(pool: Resource, right: Resource) -> bool:
    """Tell whether a node pool runs as a member: both come from one account, or name it."""
    origins = {urn for key in ("member", "members") for urn in right.refers_to.get(key, ())}
    if origins.intersection(pool.refers_to.get("nodeConfig", ())):
        return True
    account = f"serviceAccount:{pool.part('nodeConfig').get('serviceAccount')}"
    return any(member.value == account for member in members(right))


RULE = StackRule(
    name="restrict-rights-of-nodes-on-gcp",
    promise="The service accounts of nodes in Google Cloud have no right in the project beyond a node's own.",
    severity=Severity.HIGH,
    remedy="give the right to a Kubernetes service account, or name the role in the rule's allowed-roles",
    references=(
        "CIS GKE 5.2.1",
        "NIST SP 800-53 AC-6",
        "NSA/CISA Kubernetes Hardening: Protecting sensitive cloud infrastructure",
    ),
    types=PROJECT_RIGHTS,
    reads=(NODE_POOL,),
    settings=(ALLOWED,),
    check=check,
)
