"""Starts the simulated Kubernetes provider as a process of its own and says how an engine finds it."""

from contextlib import AbstractContextManager

from stacks.offline import attachment


def attached_provider() -> AbstractContextManager[dict[str, str]]:
    """Run the simulated provider; give the environment variables with which an engine attaches to it."""
    return attachment.attached_provider("simulated_kubernetes")
