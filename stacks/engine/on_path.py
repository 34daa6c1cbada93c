"""Looks at the `pulumi` that somebody else installed: is it one that was tested, and is it whole?"""

import shutil
import subprocess
from pathlib import Path

from stacks.cli.failures import Refused
from stacks.engine.versions import Versions, parse_version

VERSION_TIMEOUT_S = 20.0
"""`pulumi version` answers in tenths of a second; one that does not in this time is broken."""


def pulumi_on_path(cache: Path) -> Path | None:
    """Return the `pulumi` on PATH that is not one of our own cache, or None."""
    found = shutil.which("pulumi")
    if found is None or Path(found).resolve().is_relative_to(cache.resolve()):
        return None
    return Path(found)


def engine_on_path(versions: Versions, cache: Path) -> tuple[Path, str]:
    """Return the folder and the version of the `pulumi` on PATH, not yet smoke-run.

    Raises Refused with the reason and the remedy.
    """
    pulumi = pulumi_on_path(cache)
    if pulumi is None:
        raise Refused("no `pulumi` is on PATH; install Pulumi, or use --source release or --source modules")
    version = _version_of(pulumi)
    if version is None:
        raise Refused(f"{pulumi} does not tell its version; repair it, or use --source modules")
    if not versions.is_tested(version):
        raise Refused(
            f"pulumi {version} at {pulumi} is outside the tested versions, {versions.tested_from} to below "
            f"{versions.tested_below}; use --source release or --source modules, which leave it as it is"
        )
    if not (pulumi.parent / "pulumi-language-python").exists() and not shutil.which("pulumi-language-python"):
        raise Refused(
            f"{pulumi} has no `pulumi-language-python` beside it or on PATH; install Pulumi whole, "
            "or use --source release or --source modules"
        )
    return pulumi.parent, version


def _version_of(pulumi: Path) -> str | None:
    try:
        answer = subprocess.run(
            [str(pulumi), "version"], capture_output=True, text=True, timeout=VERSION_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = parse_version(answer.stdout) if answer.returncode == 0 else None
    return ".".join(str(part) for part in version) if version else None
