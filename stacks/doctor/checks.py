"""Judges the gathered facts: pure, one function a check, each with the exact remedy."""

from collections.abc import Sequence
from dataclasses import replace

from components.topology.fit import size
from stacks.doctor.check import Check, State
from stacks.doctor.cloud_checks import judge_cloud
from stacks.doctor.cluster_checks import judge_cluster
from stacks.doctor.facts import EngineFacts, Facts, HostStateFacts, PackageFacts, PlanFacts
from stacks.doctor.kernel import isolation_remedies
from stacks.engine.versions import parse_version

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
"""The versions that `requires-python` in pyproject.toml allows."""
SHOWN_PACKAGES = 5
OF_CHECKS = "as pinned by `make check-environment`, for `groundplan check`, `preview` and `drift`"
MORE_THAN_CHECKS = (
    "run `make environment` for all else, such as `groundplan up`, `submit`, `promote`, `serve` and `predict`"
)
AS_SAID = "do what each says, in the plan or in the stack's configuration"


def judge(facts: Facts) -> list[Check]:
    """Return every check, in the order in which `up` would need them."""
    first = [judge_python(facts.python), _packages(facts), judge_engine(facts.engine)]
    if facts.cluster is not None:
        measured = facts.plan if facts.cluster.problem is None else None
        return [*first, *judge_cluster(facts.cluster), *(_judge_errors(measured) if measured else [])]
    if facts.cloud is not None:
        return [
            *first,
            *judge_cloud(facts.cloud),
            *(_judge_errors(facts.plan, AS_SAID) if facts.plan else []),
        ]
    if facts.for_checks and facts.plan is None:
        return first  # what this machine would run is nothing
    checks = [
        *first,
        judge_gocryptfs(facts.engine, facts.host),
        judge_fuse(facts.host),
        judge_isolation(facts.host),
        judge_resources(facts.host),
    ]
    return checks + (judge_plan(facts.plan) if facts.plan else [])


def judge_python(version: tuple[int, int]) -> Check:
    """Return whether this Python is one that Groundplan's packages are pinned for."""
    found = ".".join(str(part) for part in version)
    if OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return Check(name="python", state="ok", found=found)
    remedy = "install Python 3.11, 3.12 or 3.13, remove .venv and run `make environment PYTHON=python3.12`"
    return Check(name="python", state="refused", found=found, remedy=remedy)


def _packages(facts: Facts) -> Check:
    if not facts.for_checks:
        return judge_packages(facts.packages)
    elsewhere = facts.cluster is not None or facts.cloud is not None
    runs_here = facts.plan is not None and not facts.plan.errors and not elsewhere
    return judge_packages_of_checks(facts.packages, runs_here=runs_here)


def judge_packages_of_checks(packages: Sequence[PackageFacts], *, runs_here: bool) -> Check:
    """Return whether an environment for checks is as pinned; `runs_here` is whether `up` would start nodes from it."""
    made = judge_packages(packages)
    if made.state != "ok":
        return replace(made, remedy="run `make check-environment`, or `make environment` for all commands")
    state: State = "refused" if runs_here else "note"
    return Check(name="packages", state=state, found=OF_CHECKS, remedy=MORE_THAN_CHECKS)


def judge_packages(packages: Sequence[PackageFacts]) -> Check:
    """Return whether the environment holds the versions that requirements/ pins."""
    if not packages:
        return Check(name="packages", state="ok", found="as pinned in requirements/")
    shown = [
        f"{package.name} {package.installed or 'absent'} (pinned {' or '.join(package.pinned)})"
        for package in packages[:SHOWN_PACKAGES]
    ]
    more = f" and {len(packages) - SHOWN_PACKAGES} more" if len(packages) > SHOWN_PACKAGES else ""
    found = f"not as pinned: {', '.join(shown)}{more}"
    absent = any(package.installed is None for package in packages)
    state: State = "refused" if absent else "note"
    return Check(name="packages", state=state, found=found, remedy="run `make environment`")


def judge_engine(engine: EngineFacts) -> Check:
    """Return whether an engine is ready, or can be made, and from what."""
    if engine.ready:
        return Check(name="engine", state="ok", found=engine.ready)
    if engine.on_path:
        found = f"none proven yet; pulumi {engine.on_path} on PATH would be, in seconds"
        return Check(name="engine", state="note", found=found, remedy="run `groundplan engine`")
    if _builds(engine.go, engine.oldest_go):
        first = "downloaded as a release where that is reachable, else " if engine.release_known else ""
        found = f"none yet; it would be {first}built with Go {engine.go} in 3 to 6 minutes"
        return Check(name="engine", state="note", found=found, remedy="run `groundplan engine`")
    go = f"Go {engine.go} is too old" if engine.go else "Go is missing"
    install = f"install Go {engine.oldest_go} or newer (https://go.dev/dl), then run `groundplan engine`"
    if engine.release_known:
        found = f"none yet, and only the release could give one: {go}"
        remedy = f"run `groundplan engine`; where the release cannot be reached, {install}"
        return Check(name="engine", state="note", found=found, remedy=remedy)
    return Check(name="engine", state="refused", found=f"none, and {go}", remedy=install)


def judge_gocryptfs(engine: EngineFacts, host: HostStateFacts) -> Check:
    """Return whether stores can be encrypted with gocryptfs, or need not be."""
    if engine.gocryptfs:
        return Check(name="gocryptfs", state="ok", found=engine.gocryptfs)
    if host.device_encryption:
        found = f"none, and none is needed: {host.device_encryption}"
        return Check(name="gocryptfs", state="ok", found=found)
    if _builds(engine.go, engine.oldest_go_for_gocryptfs):
        found = f"none yet; it would be built with Go {engine.go} in half a minute"
        return Check(name="gocryptfs", state="note", found=found, remedy="run `groundplan engine`")
    remedy = f"install the package gocryptfs, or Go {engine.oldest_go_for_gocryptfs} or newer to build it"
    return Check(name="gocryptfs", state="refused", found="none, and no Go to build it", remedy=remedy)


def judge_fuse(host: HostStateFacts) -> Check:
    """Return whether encrypted stores can be mounted, or lie on an encrypted device already."""
    if host.fuse_problem is None:
        return Check(name="fuse", state="ok", found="/dev/fuse and fusermount3")
    if host.device_encryption:
        found = f"not usable, and not needed: {host.device_encryption}"
        return Check(name="fuse", state="ok", found=found)
    problem, _, remedy = host.fuse_problem.partition(": ")
    return Check(name="fuse", state="refused", found=problem, remedy=remedy)


def judge_isolation(host: HostStateFacts) -> Check:
    """Return whether each cluster can live in namespaces of its own; without them it runs, but less closed."""
    if host.isolation_mode == "namespaces":
        return Check(name="isolation", state="ok", found=host.isolation_reason)
    found = f"clusters would share this machine's network and files: {host.isolation_reason}"
    remedy = "; ".join(isolation_remedies(host.isolation_reason, host.settings))
    return Check(name="isolation", state="note", found=found, remedy=remedy)


def judge_resources(host: HostStateFacts) -> Check:
    """Tell memory, disk and GPUs; whether they suffice is judged with a plan."""
    gpus = ", ".join(gpu.model for gpu in host.gpus) or "no GPU"
    found = (
        f"memory {size(host.memory_bytes)}, {size(host.available_memory_bytes)} of it free now; "
        f"disk {size(host.free_disk_bytes)} free; {gpus}"
    )
    return Check(name="resources", state="ok", found=found)


def judge_plan(plan: PlanFacts) -> list[Check]:
    """Return whether the plan fits this machine and whether its ports are free."""
    if plan.errors:
        return _judge_errors(plan)
    fits = Check(name="plan", state="ok", found=f"{plan.file} fits this machine")
    taken = [f"{name} {port}" for name, port in plan.ports.items() if port in plan.taken_ports]
    if not taken:
        numbers = ", ".join(f"{name} {port}" for name, port in plan.ports.items())
        return [fits, Check(name="ports", state="ok", found=f"free: {numbers}" if numbers else "none needed")]
    found = f"taken: {', '.join(taken)}"
    if plan.stack_exists:
        remedy = "nothing, if this stack is up: `groundplan status` tells"
        return [fits, Check(name="ports", state="note", found=found, remedy=remedy)]
    remedy = "end what listens there, or rename the plan or the cluster: ports derive from both names"
    return [fits, Check(name="ports", state="refused", found=found, remedy=remedy)]


def _judge_errors(plan: PlanFacts, remedy: str | None = None) -> list[Check]:
    """Return whether the plan is refused; nothing where the cluster that it is for could not be asked."""
    if plan.errors:
        found = f"{plan.file} is refused: " + " | ".join(plan.errors)
        usual = f"correct the plan; `groundplan validate {plan.file}` tells what is wrong with it anywhere"
        return [Check(name="plan", state="refused", found=found, remedy=remedy or usual)]
    fits = Check(name="plan", state="ok", found=f"{plan.file} fits")
    return [fits if plan.is_judged else _unjudged(plan), *(_noted(note) for note in plan.notes)]


def _unjudged(plan: PlanFacts) -> Check:
    found = f"{plan.file} is read, and not judged: that needs the SDK"
    return Check(
        name="plan", state="note", found=found, remedy="run `groundplan doctor` again once it is installed"
    )


def _noted(note: str) -> Check:
    """Return a note with what it tells to do, which comes last in it."""
    found, _, remedy = note.rpartition("; ")
    return Check(name="plan", state="note", found=found or note, remedy=remedy if found else None)


def _builds(go: str | None, oldest: str) -> bool:
    return (parse_version(go or "") or ()) >= (parse_version(oldest) or ())
