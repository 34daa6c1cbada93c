"""What checkov says of broken resources, each beside the unbroken one under a name of its own: its twin."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.kubernetes_objects import unwrapped
from tests.judges.arm_template import arm_name, arm_template, arm_type
from tests.judges.checkov import Verdict, judged
from tests.judges.resource import Declared
from tests.judges.terraform_plan import address, terraform_plan

FRAMEWORKS = {"aws": "terraform_plan", "gcp": "terraform_plan", "azure": "arm", "kubernetes": "kubernetes"}
"""Target -> what checkov calls the documents that it reads; of hosts it knows nothing."""


@dataclass(frozen=True)
class Twins:
    """A resource as it is and as it was broken."""

    sound: Declared
    worse: Declared


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What checkov says of a pair of twins: whether it has a check for either, and which the broken one alone fails."""

    is_judged: bool
    fails: frozenset[str]


class Unmatched(Exception):
    """checkov speaks of a resource that is no twin: the names do not match, and nothing that it says can be told."""


def answers(
    target: str, pairs: Sequence[Twins], judge: Callable[[Sequence[Any], str], Verdict] = judged
) -> tuple[list[Answer], Mapping[str, str]]:
    """Return what checkov says of each pair, and what its checks are called. Raises Unmatched."""
    named = [
        Twins(_renamed(each.sound, f"sound-{number}"), _renamed(each.worse, f"worse-{number}"))
        for number, each in enumerate(pairs)
    ]
    documents, names = _documents(target, [twin for pair in named for twin in (pair.sound, pair.worse)])
    verdict = judge(documents, FRAMEWORKS[target])
    names |= {each: names[own] for each in verdict.judged if (own := _owner(target, each)) in names}
    if strangers := sorted(verdict.judged - names.keys()):
        raise Unmatched(
            f"{target}: checkov judged {strangers[0]}, which is the name of no twin; such names are {_some(names)}"
        )
    failed = _by_twin(verdict.failed, names)
    there = {names[resource] for resource in verdict.judged}
    found = [
        Answer(
            is_judged=not there.isdisjoint({pair.sound.name, pair.worse.name}),
            fails=frozenset(failed.get(pair.worse.name, set()) - failed.get(pair.sound.name, set())),
        )
        for pair in named
    ]
    return found, verdict.names


def _some(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:2])


def _by_twin(checks: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for check, resources in checks.items():
        for resource in resources:
            found.setdefault(names[resource], set()).add(check)
    return found


def _renamed(declared: Declared, name: str) -> Declared:
    """Return a resource under another name: the logical one, and the one that its cloud or cluster knows."""
    inputs = dict(declared.inputs)
    if declared.token.startswith("azure-native:"):
        own = [part for part in arm_type(declared.token).name if not part.startswith("=")]
        inputs[own[-1]] = name
    if "kind" in inputs:
        inputs["metadata"] = {**inputs.get("metadata", {}), "name": name}
    return replace(declared, name=name, inputs=inputs)


def _documents(target: str, twins: Sequence[Declared]) -> tuple[list[Any], dict[str, str]]:
    """Return what checkov reads, and the name of each twin by what checkov calls it, or its owner."""
    if target == "azure":
        names = {f"{arm_type(each.token).type}.{arm_name(each)}": each.name for each in twins}
        return [arm_template(twins)], names
    if target != "kubernetes":
        return [terraform_plan(twins)], {address(each): each.name for each in twins}
    manifests = [(each, pod) for each in twins for pod in unwrapped(each.inputs)]
    return (
        [manifest for _, manifest in manifests],
        {_called(manifest): each.name for each, manifest in manifests},
    )


def _owner(target: str, resource: str) -> str:
    """Return what checkov calls the object of which it judges a part: it names a template's pod with its labels.

    >>> _owner("kubernetes", "Pod.atlas-train.sound-0.app.kubernetes.io/name-lab")
    'atlas-train.sound-0'
    """
    return ".".join(resource.split(".")[1:3]) if target == "kubernetes" else resource


def _called(manifest: Mapping[str, Any]) -> str:
    metadata = manifest["metadata"]
    return f"{metadata.get('namespace') or 'default'}.{metadata['name']}"
