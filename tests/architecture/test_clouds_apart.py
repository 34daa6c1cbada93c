"""What `make check` leaves to `make check-clouds` is named in three files, and must be the same in each."""

import json
import re
import tomllib

from tests.architecture.tree import PROJECT


def test_what_one_check_leaves_out_the_other_judges() -> None:
    left_out = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pyright"][
        "exclude"
    ]
    judged = json.loads((PROJECT / "pyright.clouds.json").read_text(encoding="utf-8"))["include"]
    assert sorted(each for each in left_out if not each.startswith("**")) == sorted(judged), "types"
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    clouds = re.findall(r"^CLOUDS := (.*)$", makefile, flags=re.MULTILINE)[0].split()
    apart = re.findall(
        r"^CLOUD_TESTS := \$\(CLOUDS:%=tests/components/%\) (.*)$", makefile, flags=re.MULTILINE
    )[0]
    tests = {*(f"tests/components/{cloud}" for cloud in clouds), *apart.split()}
    assert tests == {each for each in judged if each.startswith("tests/")}, "tests"
