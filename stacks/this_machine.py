"""What the commands ask the hosts target about this machine; its modules are imported only when asked."""

from collections.abc import Mapping, Sequence
from pathlib import Path


def node_states(stack: str) -> Mapping[str, str]:
    """Return the state of every Ray node of a stack as it is now ("alive", "dead"), by the node's name."""
    from components.hosts.inventory import node_states as observe

    return observe(stack)


def model_versions(stack: str) -> Sequence[str]:
    """Return the model versions in the stores of a stack, as text for a person; empty when none can be read."""
    from components.hosts.promotion import model_versions as list_versions

    return list_versions(stack)


def sweep(stack: str, *, keep_data: bool) -> Sequence[str]:
    """Remove what a killed run left of a stack (processes, mounts, folders); return one line for each."""
    from components.hosts.sweep import sweep as sweep_stack

    return sweep_stack(stack, keep_data=keep_data)


def promotion_command(stack: str, arguments: Sequence[str], code: Path) -> Sequence[str]:
    """Return the command line that runs the promotion program in the stack's promotion sandbox; no secrets."""
    from components.hosts.promotion import promotion_command as enter_sandbox

    return enter_sandbox(stack, arguments, code=code)
