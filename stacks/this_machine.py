"""What the commands ask the hosts target about this machine; its modules are imported only when asked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from stacks.cli.failures import Failed, Refused


def node_states(stack: str) -> Mapping[str, str]:
    """Return the state of every Ray node of a stack as it is now ("running", "dead"), by the node's name."""
    from components.hosts.inventory import node_states as observe

    with _host_errors_told():
        return observe(stack)


def model_versions(stack: str) -> Sequence[str]:
    """Return the model versions in the stores of a stack, one line each; empty when none can be read."""
    from components.hosts.promotion import model_versions as list_versions

    with _host_errors_told():
        return list_versions(stack)


def sweep(stack: str, *, keep_data: bool) -> Sequence[str]:
    """Remove what a killed run left of a stack (processes, mounts, folders); return one line for each.

    Raises:
        Failed: something resists.
    """
    from components.hosts.sweep import sweep as sweep_stack

    with _host_errors_told():
        return sweep_stack(stack, keep_data=keep_data)


def volumes_with_data(stack: str) -> Sequence[Path]:
    """Return the folders on this machine in which volumes of a stack hold anything, known to a state or not."""
    from components.hosts.inventory import state_folder
    from components.hosts.sweep import DATA

    folder = state_folder(stack) / DATA
    volumes = sorted(folder.iterdir()) if folder.is_dir() else []
    return [volume for volume in volumes if volume.is_dir() and any(volume.iterdir())]


def log_files(stack: str, cluster: str, nodes: Sequence[str]) -> tuple[Path, dict[str, Path]]:
    """Return the folder in which Ray keeps the sessions of a cluster, and the file of each node's start."""
    from components.hosts.inventory import log_files as find

    return find(stack, cluster, nodes)


def promotion_command(stack: str, arguments: Sequence[str], code: Path) -> Sequence[str]:
    """Return the command line that runs the promotion program in the stack's promotion sandbox; no secrets.

    Raises:
        Refused: the sandbox does not run.
    """
    from components.hosts.agent.records import HostError
    from components.hosts.promotion import promotion_command as enter_sandbox

    try:
        return enter_sandbox(stack, arguments, code=code)
    except HostError as error:
        raise Refused(str(error)) from error


@contextmanager
def _host_errors_told() -> Iterator[None]:
    """Turn an error of the hosts target into one sentence for the user."""
    from components.hosts.agent.records import HostError

    try:
        yield
    except HostError as error:
        raise Failed(str(error)) from error
