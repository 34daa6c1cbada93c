"""Jobs that an `up` would end: which Ray clusters on Kubernetes it makes anew or removes, and what runs of them now.

KubeRay ends every pod of a cluster whose specification changes. How many workers a group has may change in between:
KubeRay leaves these numbers out of what it compares (GenerateHashWithoutReplicasAndWorkersToDelete). A cluster that
waits in queues is made anew by any change: Kueue has written into its groups, which are one list to the API server, and
whoever writes that list takes it away. A queued job has a Ray cluster of its own, which ends with the namespace alone.
"""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from components.topology.queues import QUEUE_LABEL
from stacks.cli.console import console
from stacks.cli.failures import CommandError, Failed, Refused
from stacks.clusters import Cluster, Place, recorded_clusters
from stacks.code_package import ask_cluster, open_client
from stacks.events import ResourceChange
from stacks.reaching.pods import NoHead, ray_path
from stacks.reaching.queued import ENDED
from stacks.reaching.reach import reach_inside
from stacks.reaching.way_in import open_way, told
from stacks.session import Session
from stacks.state import Deployment

if TYPE_CHECKING:
    from components.kubernetes.access import Access

IN_PLACE = re.compile(
    r"spec\.(suspend|serveConfigV2|upgradeStrategy)\b.*"
    r"|spec\.(rayClusterConfig\.)?workerGroupSpecs\[\d+\]\.(replicas|minReplicas|maxReplicas|scaleStrategy)\b.*"
)
"""What of a RayCluster or RayService changes without a new pod for one that runs."""
ENDING = ("delete", "replace", "create-replacement", "delete-replaced")
NAMESPACE = "kubernetes:core/v1:Namespace"
RUNNING = ("PENDING", "RUNNING")


@dataclass(frozen=True, kw_only=True)
class RunningJobs:
    """What runs of one cluster: `jobs` in words; or why that could not be asked, `problem`.

    `queued` are the jobs beside its head, which wait or run in its namespace; `is_removed` tells that both go.
    """

    cluster: Cluster
    jobs: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()
    problem: str | None = None
    is_removed: bool = False

    def __str__(self) -> str:
        start = f"every pod of cluster {self.cluster.name} is made anew"
        if self.is_removed:
            start = f"cluster {self.cluster.name} goes with its namespace"
        unasked = f"whether a job runs there that ends with them cannot be asked: {self.problem}"
        if not self.jobs:
            return f"{start}, and {unasked}"
        number = "1 job" if len(self.jobs) == 1 else f"{len(self.jobs)} jobs"
        more = f"; and {unasked}" if self.problem is not None else ""
        return f"{start}, which ends {number}: {', '.join(self.jobs)}{more}"


def made_anew(deployment: Deployment | None, planned: Sequence[ResourceChange]) -> tuple[Cluster, ...]:
    """Return the recorded clusters whose pods end by what a preview plans; those on this machine are none of them."""
    if deployment is None:
        return ()
    queued = {
        each.urn.rpartition("::")[2]
        for each in deployment.of_kind(":RayCluster")
        if QUEUE_LABEL in ((each.inputs.get("metadata") or {}).get("labels") or {})
    }
    ended = {change.name for change in planned if _ends_pods(change, is_queued=change.name in queued)}
    return tuple(
        cluster
        for cluster in recorded_clusters(deployment.outputs)
        if _name_of(cluster) in ended or _is_removed(cluster, planned)
    )


def ended_by(
    running: Iterable[RunningJobs], deployment: Deployment | None, planned: Sequence[ResourceChange]
) -> tuple[RunningJobs, ...]:
    """Return what of that which runs ends by what a preview plans: queued jobs where the namespace goes."""
    anew, found = made_anew(deployment, planned), []
    for each in running:
        if each.cluster not in anew:
            continue
        if _is_removed(each.cluster, planned):
            found.append(replace(each, jobs=each.jobs + each.queued, is_removed=True))
        elif each.jobs or each.problem is not None:
            found.append(each)
    return tuple(found)


def running_jobs(session: Session, clusters: Iterable[Cluster]) -> tuple[RunningJobs, ...]:
    """Return what runs of clusters in Kubernetes: nothing of those where surely no job runs."""
    asked = (_ask(session, cluster, cluster.place) for cluster in clusters if cluster.place is not None)
    return tuple(each for each in asked if each.jobs or each.queued or each.problem is not None)


def _ask(session: Session, cluster: Cluster, place: Place) -> RunningJobs:
    """Ask for both kinds of jobs: who may not see the one still learns of the other."""
    found = RunningJobs(cluster=cluster)
    try:
        access = open_way(session, place.identity)
    except CommandError as error:
        return replace(found, problem=str(error))
    try:
        found = replace(found, queued=_queued(access, place))
    except CommandError as error:
        found = replace(found, problem=str(error))
    try:
        return replace(found, jobs=_jobs_of(access, cluster, place))
    except CommandError as error:
        return replace(found, problem=str(error))


def require_no_job_ended(ended: Sequence[RunningJobs]) -> None:
    """Go on where no job is known to end. A head that cannot be asked is told and holds nobody up: `up` heals clusters.

    Raises:
        Refused: jobs would end.
    """
    for each in ended:
        if each.problem is not None:
            console.print(f"warning: {each}", style="yellow", markup=False)
    if lines := [str(each) for each in ended if each.jobs]:
        shown = "\n  ".join(["jobs run that this would end; nothing was changed:", *lines])
        raise Refused(
            f"{shown}\nwait for them, end them with `ray job stop` (queued ones with `kubectl delete rayjob`), or give "
            "--end-jobs"
        )


def _ends_pods(change: ResourceChange, *, is_queued: bool) -> bool:
    if not change.kind.startswith("kubernetes:ray.io/"):
        return False
    if change.operation != "update":
        return change.operation in ENDING
    changed = [path for path in change.paths if re.match(r"spec\b", path)]
    return is_queued or not change.paths or any(not IN_PLACE.fullmatch(path) for path in changed)


def _is_removed(cluster: Cluster, planned: Sequence[ResourceChange]) -> bool:
    """Whether the namespace of a cluster goes, with all that is in it."""
    from components.objects import logical_name

    if cluster.place is None:
        return False
    name = logical_name({"kind": "Namespace", "metadata": {"name": cluster.place.namespace}})
    return any(
        change.kind == NAMESPACE and change.name == name and change.operation in ENDING for change in planned
    )


def _name_of(cluster: Cluster) -> str | None:
    """Return the name of a cluster's resource in the state; None where it is on this machine."""
    from components.objects import logical_name

    place = cluster.place
    if place is None:
        return None
    return logical_name(
        {"kind": place.kind, "metadata": {"namespace": place.namespace, "name": place.resource}}
    )


def _queued(access: "Access", place: Place) -> tuple[str, ...]:
    """Return the jobs with clusters of their own that have not ended. Raises Refused where they cannot be listed."""
    from components.kubernetes.access import Missing

    with told():
        try:
            listed = list(access.listed(ray_path("RayJob", place.namespace)))
        except Missing:
            return ()
    return tuple(
        _in_words({**each["spec"], "job_id": each["metadata"]["name"]})
        for each in listed
        if (each.get("status") or {}).get("jobDeploymentStatus") not in ENDED
    )


def _jobs_of(access: "Access", cluster: Cluster, place: Place) -> tuple[str, ...]:
    """Ask a head which jobs run. Raises CommandError where it cannot be asked."""
    try:
        with reach_inside(access, cluster, place) as reached, open_client(reached) as client:
            answer = ask_cluster(client, reached, "GET", "/api/jobs/")
    except NoHead as refusal:
        if refusal.runs_nothing:
            return ()
        raise
    try:
        return tuple(_in_words(job) for job in answer.json() if job["status"] in RUNNING)
    except (ValueError, TypeError, KeyError) as error:
        raise Failed(f"its head tells of jobs in a way that is not understood ({error})") from error


def _in_words(job: Mapping[str, Any]) -> str:
    name = job.get("submission_id") or job.get("job_id") or "unnamed"
    program = program_of(str(job.get("entrypoint") or ""))
    return f"{name} ({program})" if program else str(name)


def program_of(entrypoint: str) -> str:
    """Return what of a job's command line is told to others: its program. The rest is nobody's but its owner's.

    A shell runs it, so what stands in front may set variables, and values of those may be secrets as arguments may.

    >>> program_of("API_KEY=secret python -m workloads.train --rate 0.1")
    'python -m workloads.train …'
    """
    try:
        words = shlex.split(entrypoint)
    except ValueError:
        return ""
    settings = tuple(takewhile(lambda word: "=" in word, words))
    words = words[len(settings) :]
    if not words or any(sign in setting for setting in settings for sign in "$`"):
        return ""  # a value may be a command of several words
    count = 3 if words[1:2] == ["-m"] else 2 if words[1:] and words[1].endswith(".py") else 1
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
