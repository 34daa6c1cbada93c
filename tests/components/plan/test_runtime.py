"""What a plan takes for granted of an image is what the lock of the runtime pins."""

import re
from pathlib import Path

from components.plan.runtime import CUDA, RAY

LOCK = (Path(__file__).resolve().parents[3] / "requirements" / "runtime.txt").read_text(encoding="utf-8")


def pinned(package: str) -> str:
    found = re.search(rf"^{re.escape(package)}==([0-9.]+)", LOCK, re.MULTILINE)
    assert found, f"{package} is not in the lock"
    return found[1]


def test_the_versions_are_those_of_the_lock() -> None:
    assert pinned("ray") == RAY
    assert pinned("cuda-toolkit").rpartition(".")[0] == CUDA, "what the wheels of torch ask for"


def test_the_libraries_of_cuda_in_the_lock_are_of_its_major_version() -> None:
    majors = {found[1] for found in re.finditer(r"^nvidia-[a-z]+-cu(\d+)==", LOCK, re.MULTILINE)}
    assert majors == {CUDA.partition(".")[0]}, "torch is built for one CUDA"
