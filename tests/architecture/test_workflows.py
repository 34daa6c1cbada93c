"""The workflows keep their promises, and the checks find those that do not."""

import fnmatch
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.architecture.conftest import Plant
from tests.architecture.tree import PROJECT
from tests.architecture.workflows import faults, steps, workflows

COPIES = PROJECT / "docs" / "how-to" / "pull-requests"
SHA = "0123456789abcdef0123456789abcdef01234567"
GOOD = f"""\
on: {{pull_request: }}
permissions: {{contents: read}}
jobs:
  check:
    steps:
      - uses: actions/checkout@{SHA} # v6.0.2
        with: {{persist-credentials: false}}
      - run: make check
        env: {{TOKEN: "${{{{ github.token }}}}"}}
"""
PREVIEW = GOOD.replace("pull_request: ", "workflow_dispatch: ")


def test_every_workflow_keeps_its_promises() -> None:
    found = faults(PROJECT)
    assert not found, "\n".join(found)


def test_the_workflows_to_copy_and_our_own_are_all_judged() -> None:
    names = {path.name for path in workflows(PROJECT)}
    assert names >= {"ci.yml", "check.yml", "comment.yml", "preview.yml", "drift.yml"}


def test_a_workflow_that_keeps_its_promises_is_left_alone(plant: Plant) -> None:
    assert faults(plant({".github/workflows/good.yml": GOOD})) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (f"@{SHA} # v6.0.2", "@v6", "is not pinned"),
        (" # v6.0.2", "", "is not pinned"),
        ("pull_request:", "pull_request_target:", "pull_request_target has secrets"),
        ("permissions: {contents: read}\n", "", "without permissions"),
        ("contents: read", "contents: write", "may only read"),
        ("  check:\n", "  check:\n    permissions: {issues: write}\n", "may only read"),
        ("github.token", "secrets.KEY", "has no secret"),
        ("github.token", "github.event.pull_request.title", "not among the expressions"),
        ("persist-credentials: false", "path: '${{ inputs.plan }}'", "an action may be given"),
        ("make check", "echo ${{ github.head_ref }}", "an expression in a script is code"),
        ("make check", "make check | tee log", "lost without `shell: bash`"),
        ("pull_request:", "workflow_run:", "no checkout, no action"),
        ("with: {persist-credentials: false}", "with: {}", "leaves its token"),
        ("persist-credentials: false", "persist-credentials: false, ref: main", "another commit"),
    ],
)
def test_a_broken_promise_is_found(plant: Plant, good: str, bad: str, fault: str) -> None:
    assert good in GOOD, "one thing is broken"
    found = faults(plant({".github/workflows/bad.yml": GOOD.replace(good, bad)}))
    assert any(fault in line for line in found), found


def test_secrets_without_an_environment_that_guards_them_are_found(plant: Plant) -> None:
    text = PREVIEW.replace("github.token", "secrets.KEY")
    [found] = faults(plant({".github/workflows/bad.yml": text}))
    assert "without an environment" in found


def test_a_cache_beside_credentials_is_found(plant: Plant) -> None:
    cache = f"      - uses: actions/cache@{SHA} # v5.0.5\n"
    job = "  check:\n    environment: preview\n"
    text = PREVIEW.replace("github.token", "secrets.KEY").replace("  check:\n", job) + cache
    [found] = faults(plant({".github/workflows/bad.yml": text}))
    assert "a cache gives back is code" in found


def test_the_check_installs_no_more_than_it_needs_and_hands_the_comment_its_report() -> None:
    [check] = [each for path, each in workflows(PROJECT).items() if path.name == "check.yml"]
    told = [step["run"] for step in steps(check) if "run" in step]
    assert [each for each in told if each.startswith("make")] == ["make check-environment"]
    [written] = [output for each in told for output in re.findall(r"--format json --output (\S+)", each)]
    [kept] = [step["with"] for step in steps(check) if "upload-artifact" in step.get("uses", "")]
    read = (COPIES / "github" / "comment.py").read_text(encoding="utf-8")
    assert kept["path"] == written and f'"{written.rpartition("/")[2]}"' in read and kept["name"] in read


def test_the_cache_of_the_check_is_kept_by_the_default_branch_alone_whatever_the_check_says() -> None:
    [check] = [each for path, each in workflows(PROJECT).items() if path.name == "check.yml"]
    in_order = list(steps(check))
    uses = [step.get("uses", "").partition("@")[0] for step in in_order]
    assert "actions/cache" not in uses, "it keeps nothing while the check of the default branch refuses"
    restored, saved = (uses.index(f"actions/cache/{what}") for what in ("restore", "save"))
    [made] = [place for place, step in enumerate(in_order) if "make check-environment" in step.get("run", "")]
    [judged] = [place for place, step in enumerate(in_order) if "groundplan check" in step.get("run", "")]
    assert restored < made < saved < judged
    kept, found = in_order[saved], in_order[restored]["with"]
    assert "github.event_name == 'push'" in kept["if"] and kept["with"]["path"] == found["path"]
    assert kept["with"]["key"] == "${{ steps.cache.outputs.cache-primary-key }}"
    assert {".venv", ".bootstrap"} <= set(found["path"].split()) and "'requirements/*.txt'" in found["key"]


def test_of_what_the_cache_has_nothing_is_made_anew(tmp_path: Path) -> None:
    [check] = [each for path, each in workflows(PROJECT).items() if path.name == "check.yml"]
    for stamp in (".bootstrap/bin/uv", ".venv/.check-complete"):
        (tmp_path / stamp).parent.mkdir(parents=True)
        (tmp_path / stamp).touch()
        os.utime(tmp_path / stamp, (0, 0))
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    shutil.copytree(PROJECT / "requirements", tmp_path / "requirements")
    [same] = [step for step in steps(check) if step.get("if") == "steps.cache.outputs.cache-hit == 'true'"]
    told = subprocess.run(
        ["bash", "-ec", f"{same['run']}\nmake --dry-run check-environment"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [".venv/bin/groundplan", "engine"], (
        "a checkout is newer than what is in a cache"
    )


def test_the_preview_waits_for_an_approval_and_takes_no_code_of_the_commit() -> None:
    [preview] = [each for path, each in workflows(PROJECT).items() if path.name == "preview.yml"]
    assert preview["jobs"]["preview"]["environment"] == "groundplan-preview", "whose reviewers approve"
    assert list(preview["on"]) == ["workflow_dispatch"], "nobody without the right to write starts it"
    told = [step["run"] for step in steps(preview) if "COMMIT" in step.get("env", {})]
    assert len(told) == 1 and "^[0-9a-f]{40}$" in told[0] and "git " not in told[0], "one file, by the API"


def test_on_gitlab_nothing_of_a_merge_request_meets_a_login() -> None:
    jobs = YAML(typ="safe").load(COPIES / "gitlab-ci.yml")
    for name in ("check", "preview", "drift"):
        with_login = "id_tokens" in jobs[name] or "PASSPHRASE" in str(jobs[name]["script"])
        is_of_merge_request = "merge_request_event" in str(jobs[name]["rules"])
        assert with_login != is_of_merge_request, f"{name}: either code of others or a login"


def test_on_gitlab_a_merge_request_links_the_whole_report_of_one_run() -> None:
    job = YAML(typ="safe").load(COPIES / "gitlab-ci.yml")["check"]
    [command] = [line for line in job["script"] if " check " in line]
    written = dict(
        zip(re.findall(r"--output (\S+)", command), re.findall(r"--format (\S+)", command), strict=True)
    )
    kept = job["artifacts"]
    assert written == {
        kept["reports"]["junit"]: "junit",
        "report/check.txt": "text",
        "report/check.md": "markdown",
    }
    assert kept["paths"] == ["report/"] and kept["expose_as"], (
        "the test report alone has no price and no change"
    )
    assert kept["when"] == "always", "a check that refuses is the one to look at"


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("stacks/plans/prod-training.yaml", "security-and-finance"),
        ("stacks/plans/dev.yaml", "ml-platform-and-finance"),
        ("stacks/cli/check.py", "security"),
        ("stacks/checking/as_sarif.py", "security"),
        ("stacks/offline/simulated_clouds/server.py", "security"),
        ("components/plan/loading.py", "security"),
        ("policies/on_plan/judging.py", "security"),
        (".github/workflows/check.yml", "security"),
        (".ci/run", "security"),
        (".pre-commit-config.yaml", "security"),
        ("workloads/train/__main__.py", "ml-platform"),
    ],
)
def test_the_last_line_of_the_owners_that_fits_is_the_one_that_is_meant(path: str, owner: str) -> None:
    lines = (COPIES / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    fitting = [owners for pattern, *owners in rules if _fits(path, pattern.removeprefix("/"))]
    assert f"@example/{owner}" in fitting[-1]


def _fits(path: str, pattern: str) -> bool:
    return fnmatch.fnmatch(path, pattern + "*" if pattern.endswith("/") else pattern)


def test_the_hooks_run_what_they_say() -> None:
    ours = YAML(typ="safe").load(PROJECT / ".pre-commit-hooks.yaml")
    [local] = YAML(typ="safe").load(COPIES / "pre-commit-config.yaml")["repos"]
    assert [hook["id"] for hook in ours] == [hook["id"] for hook in local["hooks"]]
    for hook in (*ours, *local["hooks"]):
        assert hook["language"] == "system" and "groundplan" in hook["entry"], "nothing unpinned is installed"
