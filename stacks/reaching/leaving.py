"""Which stack leaves which Kubernetes cluster, remembered until nothing of it is left there.

The engine forgets a stack's outputs when it has destroyed it; whether the cluster has let everything go is seen later.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from stacks.clusters import KUBERNETES
from stacks.configuration import configured
from stacks.paths import private_folder
from stacks.reaching.remains import Owner
from stacks.session import Session
from stacks.stack_id import STACK_ID_KEY, recorded_stack_id
from stacks.state import Deployment
from stacks.teardown import plan_of, target_of

FILE = "leaving.json"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A stack that is being taken down: its plan, its id, and the identity of its cluster, each where it is known."""

    plan: str | None
    identity: str | None
    stack: str | None = None

    @property
    def is_recognised(self) -> bool:
        """Whether what is found is surely what is meant: on the cluster that is known, or with an id of its own."""
        return self.identity is not None or self.stack is not None

    @property
    def owner(self) -> Owner:
        """Whose objects are to go."""
        return Owner(plan=self.plan, stack=self.stack)


def remember(session: Session, deployment: Deployment | None) -> Leaving | None:
    """Return what is to be proven gone of a stack, from its state or from an earlier `down`; None on this machine."""
    file = _file(session)
    if deployment is not None and target_of(deployment) == KUBERNETES:
        plan = plan_of(deployment.outputs, deployment)
        stack = stack_id_of(session, deployment, plan)
        if plan is not None or stack is not None:
            leaving = Leaving(plan=plan, identity=identity_of_cluster(deployment), stack=stack)
            private_folder(file.parent)
            file.write_text(json.dumps(asdict(leaving)), encoding="utf-8")
            return leaving
    try:
        return Leaving(**json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def end_work(session: Session, leaving: Leaving, deployment: Deployment) -> None:
    """End what the commands made beside the state, while the operators that let it go still run.

    Raises:
        Refused: what the state has belongs to another stack by now.
        Failed: something does not go.
    """
    from stacks.reaching.unrecorded import end_unrecorded_work, require_own
    from stacks.reaching.way_in import open_way

    if leaving.identity is not None:
        access, recorded = open_way(session, leaving.identity), recorded_objects(deployment)
        require_own(access, leaving.owner, recorded)
        end_unrecorded_work(access, leaving.owner, recorded)


def stack_id_of(session: Session, deployment: Deployment, plan: str | None) -> str | None:
    """Return the id that is on the objects: what has a plan's label and no stack's was made before stacks had one."""
    recorded = recorded_stack_id(deployment.resources)
    return recorded if recorded or plan else configured(session, STACK_ID_KEY)


def recorded_objects(deployment: Deployment) -> frozenset[tuple[str, str, str]]:
    """Return kind, namespace and name of what the state has, so that the engine ends it."""
    found = [(each.kind, each.inputs.get("metadata") or {}) for each in deployment.resources]
    return frozenset(
        (kind.rpartition(":")[2], str(metadata.get("namespace", "")), str(metadata.get("name", "")))
        for kind, metadata in found
    )


def prove_gone(session: Session, leaving: Leaving, *, keep_data: bool = False) -> None:
    """Remove from the cluster what no state knows, look whether anything of a stack is left, and forget it if not.

    With `keep_data` only nodes are given back. Nothing is where neither the cluster nor the stack can be recognised.

    Raises:
        Failed: something is left, so that the record stays and the next `down` goes on.
    """
    from stacks.reaching.remains import require_nothing_left
    from stacks.reaching.unrecorded import free_unrecorded_nodes, remove_unrecorded
    from stacks.reaching.way_in import open_way

    access = open_way(session, leaving.identity)
    if leaving.is_recognised:
        free_unrecorded_nodes(access, leaving.owner)
        if not keep_data:
            remove_unrecorded(access, leaving.owner)
    require_nothing_left(access, leaving.owner)
    _file(session).unlink(missing_ok=True)


def identity_of_cluster(deployment: Deployment) -> str | None:
    """Return the identity of a stack's cluster; of a killed `up` the provider and the membership of nodes tell it."""
    told = [(deployment.outputs.get(KUBERNETES) or {}).get("identity")]
    told += [each.inputs.get("identity") for each in deployment.of_kind("kubernetes:PoolNodes")]
    told += [
        each.inputs.get("clusterIdentifier") for each in deployment.of_kind("pulumi:providers:kubernetes")
    ]
    return next((str(each) for each in told if isinstance(each, str) and each), None)


def _file(session: Session) -> Path:
    return session.state_folder / FILE
