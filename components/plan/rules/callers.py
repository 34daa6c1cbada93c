"""Who may ask a served model from inside its Kubernetes cluster."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding

OTHER_PARTS = ("observability", "registry")
"""Parts of a plan besides its clusters that have a namespace of their own."""


def callers_ask_a_served_model(draft: Draft) -> Iterator[Finding]:
    """Only a serving cluster answers, and a namespace of the plan is no caller: its training never asks its serving.

    Whose another namespace is nothing in the plan tells: who names that of another plan opens serving to it.
    """
    own = _own_namespaces(draft)
    for cluster in draft.entries("clusters"):
        callers = draft.given(*cluster, "callers")
        if not isinstance(callers, tuple) or not callers:
            continue
        if draft.given(*cluster, "purpose") == "training":
            problem = "callers of a training cluster, which serves nothing"
            yield Finding((*cluster, "callers"), problem, "callers of a serving cluster", "remove it")
        for index, namespace in enumerate(callers):
            path = (*cluster, "callers", index)
            if namespace in callers[:index]:
                yield Finding(path, "a namespace twice", "each one once", "remove it")
            elif namespace in own:
                allowed = f"namespaces of applications; {', '.join(own)} are the plan's own, which stay apart"
                yield Finding(path, "a namespace of the plan itself", allowed, "remove it")


def _own_namespaces(draft: Draft) -> list[str]:
    """Return the namespaces that the plan has on Kubernetes, sorted; names are too short for any to be cut."""
    plan = draft.given("name")
    if not isinstance(plan, str):
        return []
    clusters = [draft.given(*cluster, "name") for cluster in draft.entries("clusters")]
    return sorted(f"{plan}-{part}" for part in {*OTHER_PARTS, *clusters} if part is not None)
