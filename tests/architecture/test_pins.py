"""The pinned files keep their promises, and the check finds those that do not."""

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.pins import faults, pins
from tests.architecture.tree import PROJECT

PROJECT_FILE = """
[dependency-groups]
bootstrap = ["uv>=0.13"]
runtime = ["ray[default]==2.60.0"]
[project.optional-dependencies]
aws = ["pulumi-aws>=7"]
"""
HASH = " \\\n    --hash=sha256:00\n"
GOOD = {
    "pyproject.toml": PROJECT_FILE,
    "requirements/bootstrap.txt": f"# written\nuv==0.13.9{HASH}",
    "requirements/runtime.txt": f"# written\nnumpy==2.4.6 ; python_version < '3.12'{HASH}ray[default]==2.60.0{HASH}",
    "requirements/aws.txt": f"pulumi-aws==7.1.0{HASH}",
    "requirements/constraints.txt": "numpy==2.4.6\nnumpy==2.5.5\npulumi-aws==7.1.0\nray==2.60.0\n",
}


def test_every_pinned_file_of_the_project_keeps_its_promises() -> None:
    found = faults(PROJECT)
    assert not found, "\n".join(found)


def test_the_files_pin_what_they_are_for() -> None:
    runtime = pins((PROJECT / "requirements" / "runtime.txt").read_text(encoding="utf-8"))
    assert {"ray", "torch", "mlflow", "scikit-learn"} <= set(runtime), "the check read what is there"


def test_files_that_keep_their_promises_are_left_alone(plant: Plant) -> None:
    assert faults(plant(GOOD)) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("runtime.txt", "ray[default]==2.60.0\n", "ray[default] has no hash or is an option"),
        ("runtime.txt", f"--index-url https://example.com\nray==2.60.0{HASH}", "has no hash or is an option"),
        ("runtime.txt", f"ray==2.60.0{HASH}pulumi-aws==7.1.0{HASH}", "the nodes get no pulumi-aws"),
        ("runtime.txt", f"ray==2.60.0{HASH}numpy==1.0{HASH}", "numpy differs from constraints.txt"),
        (
            "runtime.txt",
            f"numpy==2.4.6{HASH}",
            "ray[default]==2.60.0 is not pinned there; run make requirements",
        ),
        ("aws.txt", f"pulumi-aws==6.0{HASH}", "pulumi-aws>=7 is not pinned there; run make requirements"),
        ("constraints.txt", GOOD["requirements/constraints.txt"] + "--find-links wheels\n", "is an option"),
    ],
)
def test_a_broken_promise_is_found(plant: Plant, file: str, text: str, fault: str) -> None:
    found = faults(plant({**GOOD, f"requirements/{file}": text}))
    assert any(line.startswith(f"requirements/{file}: ") and line.endswith(fault) for line in found), (
        f"{fault!r} is not among {found}"
    )


def test_a_group_without_a_file_is_found(plant: Plant) -> None:
    assert faults(plant({name: text for name, text in GOOD.items() if "aws" not in name})) == [
        "requirements/aws.txt: missing"
    ]
