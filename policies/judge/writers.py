"""Who may write what a store holds: by default datasets are read by all, and a model comes by promotion alone."""

from collections.abc import Iterable, Iterator

from policies.judge.resource import Resource, shown
from policies.judge.setting import Setting

WRITERS = Setting(
    name="writers",
    says="what a store holds, and the Kubernetes service accounts that may write it",
    default={"datasets": [], "models": ["promotion"], "registry": ["registry", "promotion", "train"]},
    schema={"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
)
"""What is not named here, such as checkpoints, is written by whoever has a right to it."""


def no_writers(accused: Resource, who: Iterable[str], store: str, holds: str) -> Iterator[str]:
    """Find service accounts that write a store and are no writers of what it holds."""
    writers = accused.said(WRITERS).get(holds)
    if writers is not None and (others := sorted(set(who).difference(writers))):
        yield (
            f'lets {", ".join(others)} write "{store}" that holds {shown(holds)}; '
            f"allowed: {', '.join(writers) or 'nobody'}"
        )
