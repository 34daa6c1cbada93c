"""The Kubernetes cluster that a stack made for itself in a cloud: reached by the kubeconfig in the stack's own state.

It goes with the stack, so nothing has to be proven gone of it. What commands made in it beside the state does: jobs of
`submit --queued` hold machines, and only operators that still run let them go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacks.cli.console import console
from stacks.cli.failures import Refused
from stacks.private_way import inside, is_recorded_private
from stacks.reaching.leaving import recorded_objects, stack_id_of
from stacks.reaching.own_kubeconfig import kubeconfig_of
from stacks.reaching.remains import Owner
from stacks.session import Session
from stacks.state import Deployment
from stacks.teardown import plan_of

if TYPE_CHECKING:
    from components.kubernetes.access import Access


def end_work_in_own_cluster(session: Session, deployment: Deployment) -> None:
    """End what the commands made in the cluster of a stack, while the operators that let it go still run.

    Nothing is asked where an `up` was killed before anything stood in the cluster.

    Raises:
        Refused: nobody answers there, or what the state has belongs to another stack by now.
        Failed: something does not go, or the state cannot be read.
    """
    from stacks.reaching.unrecorded import end_unrecorded_work, require_own

    if not any(each.kind.startswith("kubernetes:") for each in deployment.resources):
        return
    access = _open(session, private=is_recorded_private(deployment))
    if access is None:
        return
    plan = plan_of(deployment.outputs, deployment)
    owner, recorded = (
        Owner(plan=plan, stack=stack_id_of(session, deployment, plan)),
        recorded_objects(deployment),
    )
    require_own(access, owner, recorded)
    end_unrecorded_work(access, owner, recorded)


def _open(session: Session, *, private: bool) -> Access | None:
    """Return the way into the cluster; None where nobody answers and the user has given it up.

    The API of a `private` cluster answers inside its network alone.
    """
    from components.kubernetes.access import NoAnswer, NoCluster, connect_by
    from components.kubernetes.draining import is_told_gone
    from components.kubernetes.patience import GONE_VARIABLE

    kubeconfig = kubeconfig_of(session)
    if kubeconfig is None:
        return None
    is_heard = False
    try:
        access = connect_by(kubeconfig)
        is_heard = True  # whoever answers, be it with a refusal, is not gone
        access.get("/version")
    except NoCluster as error:
        if is_told_gone() and (isinstance(error, NoAnswer) or not is_heard):
            console.print(
                f"whether jobs wait in the cluster is not known, and it is given up: {error}", markup=False
            )
            return None
        where = f"; {inside('down')}" if private and isinstance(error, NoAnswer) else ""
        raise Refused(
            f"whether jobs still wait in the cluster of stack {session.stack} cannot be seen, and they would hold its "
            f"machines: {error}{where}; run `groundplan down` where its API server answers, or, where the cluster is "
            f"gone, with {GONE_VARIABLE}=true"
        ) from error
    return access
