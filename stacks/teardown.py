"""Taking a stack down: who may be destroyed, who stays with `--keep-data`, and what a killed run left over."""

import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from components.topology.labels import PLAN
from stacks import this_machine
from stacks.backend import file_backend_folder
from stacks.cli.console import console
from stacks.cli.failures import Refused
from stacks.cloud_stores import CLOUDS, cloud_of, data_in_cloud, keys_in_cloud
from stacks.clusters import KUBERNETES
from stacks.giving_up import give_up
from stacks.private_way import is_recorded_private, raise_if_failed
from stacks.serving import SERVE_FOLDER
from stacks.session import PROJECT, Session
from stacks.stack_id import labels_of
from stacks.state import Deployment, Resource

if TYPE_CHECKING:
    from stacks.reaching.leaving import Leaving

VOLUME = "hosts:Volume"
CLAIM = "PersistentVolumeClaim"
SECRET = "hosts:Secret"  # noqa: S105 - a type's name
CLUSTER_SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 - a type's name

VOLUME_KEY_PURPOSE = "volume"
"""How the purpose of a secret that opens a volume begins; tokens of clusters have other purposes."""

KEPT_SECRETS = ("key-", "registry-database", "registry-server")
"""How the names of Kubernetes Secrets begin that open volumes, or the registry's database in one of them."""

PRODUCTION = "production"

ON_THIS_MACHINE = "local"
"""The target of which the sweep alone can remove everything, without the engine."""


def require_on_this_machine(stack: str, deployment: Deployment) -> None:
    """Give up a state that nobody can open only where it describes nothing beyond this machine.

    Raises:
        Refused: the stack has resources elsewhere, which would be left behind.
    """
    if target_of(deployment) != ON_THIS_MACHINE:
        raise Refused(
            f"the passphrase of stack {stack} is missing, and its resources lie beyond this machine; put the "
            "passphrase back from your backup, else they would be left behind"
        )


def target_of(deployment: Deployment) -> str:
    """Return where a stack is; an `up` that was killed has recorded no outputs, so its resources tell."""
    if "target" in deployment.outputs:
        return str(deployment.outputs["target"])
    begun = [each.kind for each in deployment.resources]
    begun += [urn.split("::")[2] for urn in deployment.pending if urn.count("::") > 2]
    if cloud := cloud_of(begun):
        return cloud
    return KUBERNETES if any(KUBERNETES in kind for kind in begun) else ON_THIS_MACHINE


def data_of(deployment: Deployment) -> tuple[Resource, ...]:
    """Return what holds a stack's data: volumes of this machine, claims of a Kubernetes cluster, a cloud's stores."""
    return (*deployment.of_kind(VOLUME), *deployment.of_kind(CLAIM), *data_in_cloud(deployment))


def kept_resources(deployment: Deployment) -> tuple[Resource, ...]:
    """Return the resources that `--keep-data` keeps: what holds data, the secrets that open it, what is protected.

    What those stand on, such as a claim's namespace with its policies or a secret's password, the engine keeps by
    itself.
    """
    keys = [
        secret
        for secret in deployment.of_kind(SECRET)
        if str(secret.inputs.get("purpose", "")).startswith(VOLUME_KEY_PURPOSE)
    ]
    keys += [
        secret
        for secret in deployment.of_kind(CLUSTER_SECRET)
        if str((secret.inputs.get("metadata") or {}).get("name", "")).startswith(KEPT_SECRETS)
    ]
    found = (*data_of(deployment), *keys, *keys_in_cloud(deployment))
    known = {each.urn for each in found}
    return (*found, *(each for each in deployment.resources if each.is_protected and each.urn not in known))


def require_permission_to_destroy(
    stack: str, outputs: Mapping[str, Any], deployment: Deployment, destroy_data: str | None
) -> None:
    """Let production data be destroyed only when its owner spells its name.

    Args:
        stack: the stack's name; it stands for the plan's when no output names the plan.
        outputs: the outputs of the stack: `environment` and `plan` (the plan's name).
        deployment: the recorded state; a protected volume or claim is production's too.
        destroy_data: what `--destroy-data` gave.

    Raises:
        Refused: the stack is in production and its plan was not named, or another plan was named.
    """
    expected = plan_of(outputs, deployment) or stack
    if destroy_data is not None and destroy_data != expected:
        raise Refused(f"--destroy-data: {destroy_data!r} is not the name of this stack's plan, {expected!r}")
    is_production = outputs.get("environment") == PRODUCTION or any(
        volume.is_protected or volume.inputs.get("protect") for volume in data_of(deployment)
    )
    if is_production and destroy_data is None:
        raise Refused(
            f"stack {stack} is in production; its stores are destroyed only with --destroy-data {expected}, "
            "or kept with --keep-data"
        )


def plan_of(outputs: Mapping[str, Any], deployment: Deployment) -> str | None:
    """Return the plan's name: an `up` that was killed has recorded no outputs, but labels on what it made."""
    if outputs.get("plan"):
        return str(outputs["plan"])
    made = (*data_of(deployment), *deployment.resources)
    return next((str(labels_of(each)[PLAN]) for each in made if PLAN in labels_of(each)), None)


def require_known_data(session: Session, deployment: Deployment | None, destroy_data: str | None) -> None:
    """Do not destroy volumes whose keys may lie in a state that we do not see.

    Raises:
        Refused: volumes lie on this machine, no state tells of them, and nobody named the stack.
    """
    if deployment is not None or destroy_data == session.stack:
        return
    volumes = this_machine.volumes_with_data(session.stack)
    if volumes:
        raise Refused(
            f"{session.backend} has no stack {session.stack}, but volumes of it hold data in {volumes[0].parent}: "
            f"{', '.join(volume.name for volume in volumes)}; if another backend has the stack, choose that one "
            "(`pulumi login`, PULUMI_BACKEND_URL), since their keys lie there; to destroy them for good, add "
            f"--destroy-data {session.stack}"
        )


def take_down(
    session: Session,
    deployment: Deployment | None,
    *,
    keep_data: bool,
    is_locked_out: bool,
    is_quiet: bool,
) -> tuple[bool, list[str]]:
    """Destroy what the state knows, sweep what a killed run left, and only then give up the record.

    Args:
        session: the stack at hand.
        deployment: its recorded state, if there is one.
        keep_data: whether the volumes and their keys stay.
        is_locked_out: whether the passphrase is lost, so that the engine cannot open the state.
        is_quiet: whether the engine's steps go untold.

    Returns:
        Whether nothing is left in the state, and one line for each thing that was swept.

    Raises:
        Failed: something resists; the record stays, so that the next `down` goes on.
    """
    from stacks.reaching.leaving import prove_gone, remember

    leaving = remember(session, deployment)
    is_empty = True
    if deployment is not None and not is_locked_out:
        is_empty = _destroy(session, deployment, leaving, keep_data=keep_data, is_quiet=is_quiet)
    shutil.rmtree(session.state_folder / SERVE_FOLDER, ignore_errors=True)
    removed: list[str] = []
    if leaving is None:
        removed = list(this_machine.sweep(session.stack, keep_data=keep_data))
    elif is_empty:
        prove_gone(session, leaving, keep_data=keep_data)
    if is_empty and deployment is not None:
        remove_record(session)
    if is_empty and not keep_data:
        _remove_own_folders(session, is_elsewhere=leaving is not None)
    return is_empty, removed


def _remove_own_folders(session: Session, *, is_elsewhere: bool) -> None:
    """Remove what the commands keep of a stack that is gone; on this machine the sweep has removed its state."""
    shutil.rmtree(session.folders.logs(session.stack), ignore_errors=True)
    if is_elsewhere:
        shutil.rmtree(session.state_folder, ignore_errors=True)
    if is_made_by_up(session.stack):
        session.configuration_file.unlink(missing_ok=True)


def _destroy(
    session: Session, deployment: Deployment, leaving: "Leaving | None", *, keep_data: bool, is_quiet: bool
) -> bool:
    """Destroy the resources of a stack, and return whether none is left."""
    from stacks.reaching.leaving import end_work
    from stacks.reaching.own_cluster import end_work_in_own_cluster

    excluded = [resource.urn for resource in kept_resources(deployment)] if keep_data else []
    if not excluded:  # first of all: where this fails nothing has ended
        plan = plan_of(deployment.outputs, deployment) or session.stack
        give_up(session, deployment, plan, is_quiet=is_quiet)
    if leaving is not None:
        end_work(session, leaving, deployment)
    elif target_of(deployment) in CLOUDS.values():
        end_work_in_own_cluster(session, deployment)
    if not excluded:
        _unprotect(session, [resource for resource in deployment.resources if resource.is_protected])
    arguments = ["destroy", "--yes", "--skip-preview"]
    arguments += [part for urn in excluded for part in ("--exclude", urn)]
    outcome = session.driver.drive(f"taking down stack {session.stack}", *arguments, is_quiet=is_quiet)
    raise_if_failed(outcome, "down", private=is_recorded_private(deployment), command="down")
    left = session.driver.read_state()
    return left is None or not any(
        resource.is_custom and "providers" not in resource.kind for resource in left.resources
    )


def remove_record(session: Session) -> None:
    """Remove the stack from the backend; its configuration goes with it when `up` had made it.

    An operation that a killed run left open does not keep it: the sweep takes what that operation made.
    """
    arguments = ["stack", "rm", "--yes", "--force", "--remove-backups", "--stack", session.stack]
    if not is_made_by_up(session.stack):
        arguments.append("--preserve-config")
    session.driver.require(*arguments, shown=True)
    folder = file_backend_folder(session.backend)
    if folder is not None:
        # The engine keeps a copy of the state it had before the last one, even of a stack that is removed.
        for copy in (folder / ".pulumi" / "stacks" / PROJECT).glob(f"{session.stack}.json*.bak*"):
            copy.unlink()


def is_made_by_up(stack: str) -> bool:
    """Return whether the configuration of a stack is made by `up` (and ignored by git), not written by people."""
    return stack == "local" or stack.startswith("local-")


def _unprotect(session: Session, protected: Sequence[Resource]) -> None:
    for resource in protected:
        console.print(f"  giving up the protection of {resource.urn.rpartition('::')[2]}", markup=False)
        session.driver.require("state", "unprotect", resource.urn, "--yes", "--stack", session.stack)
