"""Asks this machine and its environment; decides nothing."""

import sys
from pathlib import Path

from components.hosts.inventory import Inventory
from components.hosts.inventory import gather as gather_inventory
from components.topology.facts import HostFacts
from stacks.cli.failures import Refused
from stacks.doctor.facts import CloudFacts, ClusterFacts, EngineFacts, Facts, HostStateFacts, PlanFacts
from stacks.doctor.kernel import SETTINGS
from stacks.doctor.packages import gather_packages, is_for_checks
from stacks.engine import find_engine, find_gocryptfs
from stacks.engine.cache import cache_folder
from stacks.engine.go import find_go, oldest_go
from stacks.engine.on_path import engine_on_path
from stacks.engine.versions import load_versions, platform_name
from stacks.paths import PROJECT_ROOT


def gather(plan: Path | None, stack: str) -> Facts:
    """Return what this machine has, measured against `plan` if there is one."""
    inventory = gather_inventory(stack)
    for_checks = is_for_checks(Path(sys.prefix))
    packages = gather_packages(PROJECT_ROOT, for_checks=for_checks)
    readable = plan if all(package.installed for package in packages) else None
    measured, cluster, cloud = _measure(readable, stack, inventory.facts) if readable else (None, None, None)
    return Facts(
        python=(sys.version_info.major, sys.version_info.minor),
        packages=packages,
        engine=gather_engine(),
        host=gather_host(inventory),
        plan=measured,
        cluster=cluster,
        cloud=cloud,
        for_checks=for_checks,
    )


def _measure(
    file: Path, stack: str, host: HostFacts
) -> tuple[PlanFacts, ClusterFacts | None, CloudFacts | None]:
    # Here, since reading a plan needs packages; where one is absent the doctor says that instead of failing.
    from components.plan.defaults import CLOUDS
    from stacks.clusters import KUBERNETES
    from stacks.doctor.plan import gather_plan, target_of

    target = target_of(file)
    if target == KUBERNETES:
        from stacks.doctor.cluster import gather_cluster

        return (*gather_cluster(file, stack), None)
    if target in CLOUDS:
        from stacks.doctor.cloud import gather_cloud

        plan, cloud = gather_cloud(file, stack)
        return plan, None, cloud
    return gather_plan(file, stack, host), None, None


def gather_engine() -> EngineFacts:
    """Return what engine is ready and what one could be made from; it makes none."""
    versions, go, ready = load_versions(), find_go(), find_engine()
    try:
        on_path = engine_on_path(versions, cache_folder())[1]
    except Refused:
        on_path = None
    return EngineFacts(
        ready=f"pulumi {ready.version} from {ready.source}, {ready.bin}" if ready else None,
        on_path=on_path,
        go=go.version if go else None,
        oldest_go=oldest_go(versions.programs),
        release_known=platform_name() in versions.release.sha256,
        gocryptfs=str(found) if (found := find_gocryptfs()) else None,
        oldest_go_for_gocryptfs=versions.gocryptfs.go,
    )


def gather_host(inventory: Inventory) -> HostStateFacts:
    """Return what the hosts target found on this machine, with the kernel's settings."""
    facts = inventory.facts
    return HostStateFacts(
        memory_bytes=facts.memory_bytes,
        available_memory_bytes=facts.available_memory_bytes,
        free_disk_bytes=facts.free_disk_bytes,
        gpus=facts.gpus,
        isolation_mode=inventory.isolation["mode"],
        isolation_reason=inventory.isolation["reason"],
        settings=gather_settings(),
        fuse_problem=inventory.fuse_problem,
        device_encryption=inventory.device_encryption,
    )


def gather_settings(root: Path = Path("/proc/sys")) -> dict[str, str]:
    """Return those of the kernel's settings about namespaces that this kernel has."""
    files = {name: root / name.replace(".", "/", 1) for name in SETTINGS}
    return {name: file.read_text(encoding="ascii").strip() for name, file in files.items() if file.is_file()}
