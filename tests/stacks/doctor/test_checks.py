"""Each thing that a machine may lack is told with the exact remedy, and refused only when nothing works without."""

from dataclasses import replace
from typing import Any

import pytest

from stacks.doctor.checks import judge
from stacks.doctor.facts import Facts, PackageFacts
from tests.stacks.doctor.healthy import ENGINE, FACTS, HOST, PLAN

ENCRYPTED = "dm-crypt on dm-0"
NO_FUSE = "fusermount3 is missing: install the package fuse3"


def engine(**changed: Any) -> Facts:
    """Return the healthy facts with something else about the engine."""
    return replace(FACTS, engine=replace(ENGINE, **changed))


def host(**changed: Any) -> Facts:
    """Return the healthy facts with something else about the host."""
    return replace(FACTS, host=replace(HOST, **changed))


def plan(**changed: Any) -> Facts:
    """Return the healthy facts with something else about the plan."""
    return replace(FACTS, plan=replace(PLAN, **changed))


def packages(*, installed: str | None) -> Facts:
    """Return the healthy facts with one package out of step."""
    return replace(FACTS, packages=(PackageFacts(name="ray", pinned=("2.60.0",), installed=installed),))


CASES = [
    ("an old Python", replace(FACTS, python=(3, 10)), "python", "refused", "3.10", "make environment"),
    ("a new Python", replace(FACTS, python=(3, 14)), "python", "refused", "3.14", "install Python 3.11"),
    ("another Ray", packages(installed="2.59.0"), "packages", "note", "2.59.0 (pinned 2.60.0)", "make envir"),
    ("no Ray", packages(installed=None), "packages", "refused", "ray absent", "make environment"),
    ("no engine", engine(ready=None), "engine", "note", "built with Go 1.26.8", "groundplan engine"),
    (
        *("an installed engine", engine(ready=None, on_path="3.220.0"), "engine"),
        *("note", "pulumi 3.220.0 on PATH", "groundplan engine"),
    ),
    (
        *("no engine and no Go", engine(ready=None, go=None), "engine"),
        *("note", "Go is missing", "install Go 1.24.7"),
    ),
    (
        *("no engine, old Go, no release", engine(ready=None, go="1.22.2", release_known=False), "engine"),
        *("refused", "Go 1.22.2 is too old", "install Go 1.24.7"),
    ),
    (
        *("no engine, no Go, no release", engine(ready=None, go=None, release_known=False), "engine"),
        *("refused", "Go is missing", "https://go.dev/dl"),
    ),
    ("no gocryptfs", engine(gocryptfs=None), "gocryptfs", "note", "would be built", "groundplan engine"),
    (
        *("no gocryptfs and no Go", engine(gocryptfs=None, go=None), "gocryptfs"),
        *("refused", "no Go to build it", "install the package gocryptfs"),
    ),
    (
        "no fusermount3",
        host(fuse_problem=NO_FUSE),
        "fuse",
        "refused",
        "fusermount3",
        "install the package fuse3",
    ),
    (
        *(
            "no namespaces",
            host(isolation_mode="none", isolation_reason="the kernel forbids it"),
            "isolation",
        ),
        *("note", "the kernel forbids it", "--security-opt"),
    ),
    ("a bad plan", plan(errors=("a.yaml:3:1: wrong",)), "plan", "refused", "a.yaml:3:1", "correct the plan"),
    ("a taken port", plan(taken_ports=(20002,)), "ports", "refused", "serve job API 20002", "rename"),
    (
        *("a port that may be ours", plan(taken_ports=(20002,), stack_exists=True), "ports"),
        *("note", "20002", "groundplan status"),
    ),
]


@pytest.mark.parametrize(
    ("facts", "name", "state", "found", "remedy"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_what_is_missing_is_told_with_its_remedy(
    facts: Facts, name: str, state: str, found: str, remedy: str
) -> None:
    checks = {check.name: check for check in judge(facts)}
    assert checks[name].state == state, "neither harsher nor milder than it is"
    assert found in checks[name].found, "what was found must be told"
    assert remedy in (checks[name].remedy or ""), "and what to do about it"
    others = [check.name for check in checks.values() if check.name != name and check.state != "ok"]
    assert others == [], "one lack must not be told twice"


def test_a_machine_that_lacks_nothing_passes_every_check() -> None:
    checks = judge(FACTS)
    names = ["python", "packages", "engine", "gocryptfs", "fuse", "isolation", "resources", "plan", "ports"]
    assert [check.name for check in checks] == names, "in the order in which `up` needs them"
    assert {check.state for check in checks} == {"ok"}, "a healthy machine must not be warned about"
    assert not any(check.remedy for check in checks), "where all is well there is nothing to do"


def test_an_encrypted_device_needs_neither_gocryptfs_nor_fuse() -> None:
    facts = host(device_encryption=ENCRYPTED, fuse_problem=NO_FUSE)
    facts = replace(facts, engine=replace(ENGINE, gocryptfs=None, go=None))
    checks = {check.name: check for check in judge(facts)}
    for name in ("gocryptfs", "fuse"):
        assert checks[name].state == "ok", f"{name} is not needed there"
        assert ENCRYPTED in checks[name].found, "and it must be said why"


def test_without_a_plan_nothing_is_said_about_one() -> None:
    names = [check.name for check in judge(replace(FACTS, plan=None))]
    assert "plan" not in names, "a plan that was not given cannot be judged"
    assert "ports" not in names, "nor can its ports"


def test_many_packages_out_of_step_are_counted_not_listed() -> None:
    wrong = tuple(PackageFacts(name=f"package{n}", pinned=("1",), installed="2") for n in range(8))
    checks = {check.name: check for check in judge(replace(FACTS, packages=wrong))}
    assert "and 3 more" in checks["packages"].found, "five examples are enough"


def test_an_environment_for_checks_says_what_it_is_for_and_what_needs_the_whole_one() -> None:
    checks = judge(replace(FACTS, plan=None, for_checks=True))
    assert [check.name for check in checks] == ["python", "packages", "engine"], (
        "it starts nothing on this machine"
    )
    told = checks[1]
    assert told.state == "note", "it has all that it was made for"
    assert "for `groundplan check`, `preview` and `drift`" in told.found
    assert "`make environment`" in (told.remedy or "") and "`groundplan up`" in (told.remedy or "")


def test_a_plan_for_this_machine_is_refused_in_an_environment_for_checks() -> None:
    checks = {check.name: check for check in judge(replace(FACTS, for_checks=True))}
    assert checks["packages"].state == "refused", "its nodes would start without Ray's libraries and Torch"
    assert "make environment" in (checks["packages"].remedy or "")


def test_an_environment_for_checks_that_lacks_a_package_is_refused_as_any() -> None:
    checks = {
        check.name: check for check in judge(replace(packages(installed=None), plan=None, for_checks=True))
    }
    assert checks["packages"].state == "refused" and "ray absent" in checks["packages"].found
    assert "make check-environment" in (checks["packages"].remedy or ""), "the command that made it"
