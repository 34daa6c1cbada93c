"""Lists what of a stack is still in an account of AWS, by the tags that everything carries. It changes nothing."""

from __future__ import annotations

from components.aws.account import asking, open_account
from components.aws.names import cluster_name, log_group
from components.aws.states import settled
from components.aws.tagged import groups, log_groups, roles, tagged
from components.topology.audit import Audit, Owner, Request, audited
from components.topology.labels import PLAN, STACK
from components.topology.names import label_value

NOT_LISTED = (
    "what takes no tags (aliases of keys, routes, entries of the cluster) was not looked at: it goes with what it "
    "belongs to"
)

FOLLOWS = "the Resource Groups Tagging API lists some of what was deleted for minutes more"


def audit(request: Request) -> Audit:
    """Return what is left of a stack in the region of its plan. Raises CannotAsk, NoCredentials."""
    account = open_account(request.configured, request.location or "")
    owner, notes = owner_of(request), [NOT_LISTED, FOLLOWS]
    with asking(f"what plan {request.plan} has"):
        tags = tags_of(owner)
        found = [
            *tagged(account, tags),
            *groups(account, tags),
            *roles(account, request.plan),
            # EKS makes it anew where a cluster that is gone still writes (cluster.py).
            *log_groups(account, log_group(owner.cluster or "")),
        ]
        ours = settled(account, [each for each in found if each.is_named or owner.owns(each.labels)], notes)
        place = f"account {account.account_id}, {account.location}"
        return audited(ours, owner, place=place, notes=notes)


def owner_of(request: Request) -> Owner:
    """Return whose resources are meant.

    What the controllers of the cluster make has these tags and none of ours: volumes of claims and load balancers
    (cloud-provider-aws), load balancers (aws-load-balancer-controller), network interfaces (amazon-vpc-cni-k8s), groups
    of machines and the cluster's own group (Amazon EKS, "Tagging your resources").
    """
    name = cluster_name(request.plan, request.stack)
    return Owner(
        plan=label_value(request.plan),
        stack=request.stack_id,
        cluster=name,
        by_cluster={
            f"kubernetes.io/cluster/{name}": "owned",
            "eks:cluster-name": name,
            "aws:eks:cluster-name": name,
            "elbv2.k8s.aws/cluster": name,
            "cluster.k8s.amazonaws.com/name": name,
        },
    )


def tags_of(owner: Owner) -> tuple[tuple[str, str], ...]:
    """Return the tags by which anything of an owner may be found."""
    own = ((PLAN, owner.plan), *(((STACK, owner.stack),) if owner.stack else ()))
    return (*own, *owner.by_cluster.items())
