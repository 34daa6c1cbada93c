"""Jobs that an `up` would end: which Ray clusters on Kubernetes it makes anew, and what runs on their heads now.

KubeRay ends every pod of a cluster whose specification changes. How many workers a group has may change in between:
KubeRay leaves these numbers out of what it compares (GenerateHashWithoutReplicasAndWorkersToDelete). A cluster that
waits in queues is made anew by any change: Kueue has written into its groups, which are one list to the API server, and
whoever writes that list takes it away.
"""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from components.topology.queues import QUEUE_LABEL
from stacks.cli.console import console
from stacks.cli.failures import CommandError, Failed, Refused
from stacks.clusters import Cluster, recorded_clusters
from stacks.code_package import ask_cluster, open_client
from stacks.events import ResourceChange
from stacks.reaching.pods import NoHead
from stacks.reaching.reach import reach
from stacks.session import Session
from stacks.state import Deployment

IN_PLACE = re.compile(
    r"spec\.(suspend|serveConfigV2|upgradeStrategy)\b.*"
    r"|spec\.(rayClusterConfig\.)?workerGroupSpecs\[\d+\]\.(replicas|minReplicas|maxReplicas|scaleStrategy)\b.*"
)
"""What of a RayCluster or RayService changes without a new pod for one that runs."""
ENDING = ("delete", "replace", "create-replacement", "delete-replaced")
RUNNING = ("PENDING", "RUNNING")


@dataclass(frozen=True, kw_only=True)
class RunningJobs:
    """What runs on one cluster: `jobs` in words; or why its head could not be asked, `problem`."""

    cluster: Cluster
    jobs: tuple[str, ...] = ()
    problem: str | None = None

    def __str__(self) -> str:
        start = f"every pod of cluster {self.cluster.name} is made anew"
        if self.problem is not None:
            return (
                f"{start}, and whether a job runs there that ends with them cannot be asked: {self.problem}"
            )
        number = "1 job" if len(self.jobs) == 1 else f"{len(self.jobs)} jobs"
        return f"{start}, which ends {number}: {', '.join(self.jobs)}"


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
    return tuple(cluster for cluster in recorded_clusters(deployment.outputs) if _name_of(cluster) in ended)


def running_jobs(session: Session, clusters: Iterable[Cluster]) -> tuple[RunningJobs, ...]:
    """Return what runs on clusters in Kubernetes: nothing of those where surely no job runs."""
    found = []
    for cluster in clusters:
        if cluster.place is None:
            continue
        try:
            jobs = _jobs_of(session, cluster)
        except CommandError as error:
            found.append(RunningJobs(cluster=cluster, problem=str(error)))
        else:
            found += [RunningJobs(cluster=cluster, jobs=jobs)] if jobs else []
    return tuple(found)


def require_no_job_ended(ended: Sequence[RunningJobs]) -> None:
    """Go on where no job is known to end. A head that cannot be asked is told and holds nobody up: `up` heals clusters.

    Raises:
        Refused: jobs would end.
    """
    for each in ended:
        if each.problem is not None:
            console.print(f"warning: {each}", style="yellow", markup=False)
    if lines := [str(each) for each in ended if each.jobs]:
        told = "\n  ".join(["jobs run that this would end; nothing was changed:", *lines])
        raise Refused(f"{told}\nwait for them, end them with `ray job stop`, or give --end-jobs")


def _ends_pods(change: ResourceChange, *, is_queued: bool) -> bool:
    if not change.kind.startswith("kubernetes:ray.io/"):
        return False
    if change.operation != "update":
        return change.operation in ENDING
    changed = [path for path in change.paths if re.match(r"spec\b", path)]
    return is_queued or not change.paths or any(not IN_PLACE.fullmatch(path) for path in changed)


def _name_of(cluster: Cluster) -> str | None:
    """Return the name of a cluster's resource in the state; None where it is on this machine."""
    from components.objects import logical_name

    place = cluster.place
    if place is None:
        return None
    return logical_name(
        {"kind": place.kind, "metadata": {"namespace": place.namespace, "name": place.resource}}
    )


def _jobs_of(session: Session, cluster: Cluster) -> tuple[str, ...]:
    """Ask a head which jobs run. Raises CommandError where it cannot be asked."""
    try:
        with reach(session, cluster) as reached, open_client(reached) as client:
            told = ask_cluster(client, reached, "GET", "/api/jobs/")
    except NoHead as refusal:
        if refusal.runs_nothing:
            return ()
        raise
    try:
        return tuple(_in_words(job) for job in told.json() if job["status"] in RUNNING)
    except (ValueError, TypeError, KeyError) as error:
        raise Failed(f"its head tells of jobs in a way that is not understood ({error})") from error


def _in_words(job: Mapping[str, Any]) -> str:
    name = job.get("submission_id") or job.get("job_id") or "unnamed"
    told = program_of(str(job.get("entrypoint") or ""))
    return f"{name} ({told})" if told else str(name)


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
