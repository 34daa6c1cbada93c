"""What every workflow for GitHub must keep, our own and those that people copy: pinned, and safe with forks."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.architecture.tree import PROJECT, files

PINNED = re.compile(r"^\s*(?:- )?uses: [\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
"""An action by its commit, and for people its version: a tag can be moved to other code, a commit cannot."""

TRUSTED = re.compile(
    r"github\.(?:token|server_url|repository|ref|event\.workflow_run\.(?:id|head_sha|conclusion))"
    r"|steps\.cache\.outputs\.cache-primary-key"
    r"|(?:vars|secrets)\.[A-Z_]+|matrix\.\w+|hashFiles\('[\w./*-]+'(?:, '[\w./*-]+')*\)"
)
"""Expressions whose value nobody outside the repository chooses, and digests, which are never code."""

CHOSEN_BY_OTHERS = re.compile(
    r"inputs\.\w+|github\.event\.workflow_run\.(?:head_branch|head_repository\.owner\.login)"
)
"""Expressions that may be a variable of a script, which quotes it, and nothing else."""

EMBEDDED = ("form.py", "report.py", "comment.py")
"""The files that comment.yml has in itself, one after the other."""

Workflow = Mapping[str, Any]


def workflows(root: Path) -> dict[Path, Workflow]:
    """Return every workflow of `root`, by its path."""
    found = [
        path for path in files(root) if path.suffix == ".yml" and path.parent.name in ("github", "workflows")
    ]
    return {path: YAML(typ="safe").load(root / path) for path in found}


def faults(root: Path) -> list[str]:
    """Return one line for each promise that a workflow of `root` does not keep."""
    return [
        f"{path}: {fault}"
        for path, workflow in workflows(root).items()
        for fault in (
            *_unpinned((root / path).read_text(encoding="utf-8")),
            *_triggers(workflow),
            *_expressions(workflow),
            *_with_forks(workflow),
            *_checkouts(workflow),
            *_caches(workflow),
            *_pipes(workflow),
        )
    ]


def embedded(*names: str) -> str:
    """Return files for GitHub as one program, which imports none of them."""
    folder = PROJECT / "docs" / "how-to" / "pull-requests" / "github"
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    return "\n\n".join(re.sub(r"(?m)^from (?:form|report) import .*\n", "", text) for text in texts)


def steps(workflow: Workflow) -> Iterator[Mapping[str, Any]]:
    """Yield every step of a workflow."""
    for job in workflow["jobs"].values():
        yield from job["steps"]


def _unpinned(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if re.match(r"\s*(?:- )?uses:", line) and not PINNED.match(line):
            yield f"{line.strip()} is not pinned as OWNER/NAME@<commit> # vX.Y.Z"


def _triggers(workflow: Workflow) -> Iterator[str]:
    if "pull_request_target" in workflow["on"]:
        yield "pull_request_target has secrets, and code of a fork is one checkout away"
    if "permissions" not in workflow:
        yield "without permissions: the token may do whatever the repository's default is"


def _expressions(workflow: Workflow) -> Iterator[str]:
    for step in steps(workflow):
        if "${{" in step.get("run", ""):
            yield f"an expression in a script is code: hand it over in env ({step['run'].splitlines()[0]})"
        for expression in _within(step.get("env", {})):
            if not (TRUSTED.fullmatch(expression) or CHOSEN_BY_OTHERS.fullmatch(expression)):
                yield f"{expression} is not among the expressions that were thought about"
        for expression in _within(step.get("with", {})):
            if not TRUSTED.fullmatch(expression):
                yield f"{expression} is not among the expressions that an action may be given"


def _within(values: Mapping[str, Any]) -> list[str]:
    return [each for value in values.values() for each in re.findall(r"\$\{\{\s*(.*?)\s*\}\}", str(value))]


def _with_forks(workflow: Workflow) -> Iterator[str]:
    text = str(workflow)
    if "pull_request" in workflow["on"]:
        of_jobs = [job["permissions"] for job in workflow["jobs"].values() if "permissions" in job]
        if any(each != {"contents": "read"} for each in (workflow.get("permissions"), *of_jobs)):
            yield "what runs a pull request's code may only read"
        if "secrets." in text or "secrets[" in text or "id-token" in text:
            yield "what runs a pull request's code has no secret"
    if "workflow_run" in workflow["on"] and any("uses" in step for step in steps(workflow)):
        yield "what may write beside the default branch runs its own lines only: no checkout, no action"
    for name, job in workflow["jobs"].items():
        if "secrets." in str(job) and "environment" not in job:
            yield f"job {name} has secrets without an environment that guards them"


def _checkouts(workflow: Workflow) -> Iterator[str]:
    for step in steps(workflow):
        if "actions/checkout@" in step.get("uses", ""):
            settings = step.get("with", {})
            if settings.get("persist-credentials") is not False:
                yield "a checkout leaves its token in the folder, unless persist-credentials is false"
            if "ref" in settings or "repository" in settings:
                yield "a checkout of another commit than the trigger's"


def _caches(workflow: Workflow) -> Iterator[str]:
    for job in workflow["jobs"].values():
        has_login = "secrets." in str(job) or "id-token" in str(job)
        if has_login and any("actions/cache" in step.get("uses", "") for step in job["steps"]):
            yield "what a cache gives back is code of an earlier run, and none runs where credentials are"


def _pipes(workflow: Workflow) -> Iterator[str]:
    has_pipefail = workflow.get("defaults", {}).get("run", {}).get("shell") == "bash"
    for step in steps(workflow):
        piped = re.search(r"(?<!\|)\|(?!\|)", step.get("run", ""))
        if piped and not has_pipefail and step.get("shell") not in ("bash", "python"):
            yield "a failure before a pipe is lost without `shell: bash`, which sets pipefail"
