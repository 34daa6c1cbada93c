"""What `make check` leaves to `make check-clouds` is named in three files, and must be the same in each."""

import json
import re
import subprocess
import sys
import tomllib

from tests.architecture.tree import PROJECT


def clouds() -> list[str]:
    """Return the clouds that the Makefile names."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return re.findall(r"^CLOUDS := (.*)$", makefile, flags=re.MULTILINE)[0].split()


def test_what_one_check_leaves_out_the_other_judges() -> None:
    left_out = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pyright"][
        "exclude"
    ]
    judged = json.loads((PROJECT / "pyright.clouds.json").read_text(encoding="utf-8"))["include"]
    assert sorted(each for each in left_out if not each.startswith("**")) == sorted(judged), "types"
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    apart = re.findall(
        r"^CLOUD_TESTS := \$\(CLOUDS:%=tests/components/%\) (.*)$", makefile, flags=re.MULTILINE
    )[0]
    tests = {*(f"tests/components/{cloud}" for cloud in clouds()), *apart.split()}
    assert tests == {each for each in judged if each.startswith("tests/")}, "tests"


def test_what_is_judged_without_the_clouds_finds_no_sdk_even_where_one_is_installed() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.search(
        r"^RUN_FAST = PYTHONPATH=\$\(CURDIR\)/tests/without_clouds ", makefile, flags=re.MULTILINE
    )
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    named = {re.split("[>=<]", each)[0] for cloud in clouds() for each in extras[cloud]}
    for package in sorted(each.replace("-", "_") for each in named if each.startswith("pulumi-")):
        ran = subprocess.run(
            [sys.executable, "-c", f"import {package}"],
            env={"PYTHONPATH": str(PROJECT / "tests/without_clouds")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"No module named '{package}'" in ran.stderr, f"{package} is hidden"
