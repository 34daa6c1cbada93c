"""What the checks judge, as plain data: gathering and judging meet only here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.topology.facts import GpuFacts


@dataclass(frozen=True, kw_only=True)
class PackageFacts:
    """A package that is not as pinned: the versions that are pinned, and what is installed (None: nothing)."""

    name: str
    pinned: tuple[str, ...]
    installed: str | None


@dataclass(frozen=True, kw_only=True)
class EngineFacts:
    """The engine that is ready, and what one could be made from.

    Attributes:
        ready: the engine that has passed the smoke run, in words, or None.
        on_path: the version of a `pulumi` on PATH that is tested but not proven yet, or None.
        go: the version of the Go on PATH, or None.
        oldest_go: the oldest Go that builds the pinned modules.
        release_known: whether the SHA-256 of the official release for this platform is known.
    """

    ready: str | None
    on_path: str | None
    go: str | None
    oldest_go: str
    release_known: bool
    gocryptfs: str | None
    oldest_go_for_gocryptfs: str


@dataclass(frozen=True, kw_only=True)
class HostStateFacts:
    """What the kernel and the disk of this machine allow; `settings` are the kernel's, by name."""

    memory_bytes: int
    available_memory_bytes: int
    free_disk_bytes: int
    gpus: tuple[GpuFacts, ...]
    isolation_mode: str
    isolation_reason: str
    settings: Mapping[str, str]
    fuse_problem: str | None
    device_encryption: str | None


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What became of the plan: its file, refusals, what to know of it, and the ports of its clusters that are taken.

    `is_judged` is false where what judges it is not installed, so that nobody knows whether it fits.
    """

    file: str
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    taken_ports: tuple[int, ...] = ()
    stack_exists: bool = False
    is_judged: bool = True


@dataclass(frozen=True, kw_only=True)
class ClusterFacts:
    """The Kubernetes cluster that a plan would be made on; where there is a `problem` all else is empty.

    Attributes:
        problem: why it cannot be asked, None where it answers.
        context: the context that leads there.
        version: the API server's.
        version_note: what to know of that version.
        nodes: how many nodes take pods, and of how many.
        present: the services that it has and that are used as they are.
        missing_rights: what `up` needs and the credential may not.
        storage: name and driver of the default storage class.
        encryption: how that driver encrypts volumes, None where nothing is known of it.
        renewals: what the stack's next `up` renews, a sentence each.
    """

    problem: str | None = None
    context: str = ""
    version: str = ""
    version_note: str | None = None
    nodes: tuple[int, int] = (0, 0)
    present: tuple[str, ...] = ()
    missing_rights: tuple[str, ...] = ()
    storage: tuple[str, str] | None = None
    encryption: str | None = None
    renewals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CloudFacts:
    """The cloud that a plan would be made on, as far as this machine and the stack's configuration reach it.

    Attributes:
        target: the cloud's name in the plan.
        lacking: targets of the Makefile that install what is missing, such as "extra-aws".
        program: what gives the kubeconfig's user its credential, and how it is installed.
        has_program: whether it is on PATH.
        configuration: the stack's configuration file, None where there is none.
        account: whose account answers, in words; None where nobody does.
        account_problem: why nobody does.
        ranges: who may reach the cluster's API from outside its network.
        quota: what the account has no room for, a sentence each; None where it was not asked.
        notes: what the account does not tell, and what it has in some zones alone.
        images: what is not pinned or not there, a sentence each; None where it was not looked at.
        keys: whose key has a newer version than the one in use, a sentence each.
    """

    target: str
    lacking: tuple[str, ...] = ()
    program: tuple[str, str]
    has_program: bool = True
    configuration: str | None = None
    account: str | None = None
    account_problem: str | None = None
    ranges: tuple[str, ...] = ()
    quota: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    images: tuple[str, ...] | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that `groundplan doctor` judges; `plan` is None when there is no plan to judge.

    `cluster` is there for a plan for Kubernetes, `cloud` for one for a cloud: these ask nothing of this machine but the
    commands themselves. `for_checks` is whether this environment has no more than `check`, `preview` and `drift` need.
    """

    python: tuple[int, int]
    packages: tuple[PackageFacts, ...]
    engine: EngineFacts
    host: HostStateFacts
    plan: PlanFacts | None
    cluster: ClusterFacts | None = None
    cloud: CloudFacts | None = None
    for_checks: bool = False
