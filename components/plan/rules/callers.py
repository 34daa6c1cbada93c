"""Who may ask a served model from inside its Kubernetes cluster."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding


def callers_ask_a_served_model(draft: Draft) -> Iterator[Finding]:
    """Only a serving cluster answers, and a namespace of the plan itself is no caller: training never asks serving."""
    plan = draft.given("name")
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
            elif isinstance(plan, str) and str(namespace).startswith(f"{plan}-"):
                allowed = f"namespaces of applications; {plan}-... are the plan's own, which stay apart"
                yield Finding(path, "a namespace of the plan itself", allowed, "remove it")
