"""`workloads/Containerfile` as far as it can be judged without an engine for containers: its text and its checks."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from components.hosts.agent.raylets import inherited
from tests.architecture.tree import files

ROOT = Path(__file__).parents[1]
CONTAINERFILE = ROOT / "workloads" / "Containerfile"
DIGEST = "0123456789abcdef" * 4

Instruction = tuple[str, str]


def stages() -> list[list[Instruction]]:
    """Return the instructions (word, arguments) before the first FROM, and of each stage from its FROM on."""
    lines = [line for line in CONTAINERFILE.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    found: list[list[Instruction]] = [[]]
    for logical in "\n".join(lines).replace("\\\n", " ").splitlines():
        if logical.strip():
            word, _, arguments = logical.partition(" ")
            if word == "FROM":
                found.append([])
            found[-1].append((word, arguments.strip()))
    return found


def arguments_of(word: str, stage: int) -> list[str]:
    return [arguments for found, arguments in stages()[stage] if found == word]


def variables() -> dict[str, str]:
    """Return what ENV of the final stage sets."""
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(arguments_of("ENV", 2))))


def shell(containing: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the one RUN of the file that contains a text, as an engine would, and return its end."""
    (command,) = (text for stage in stages() for word, text in stage if word == "RUN" and containing in text)
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_both_stages_start_from_the_base_that_is_given_and_no_other_image_is_named() -> None:
    assert [stage[0] for stage in stages()[1:]] == [
        ("FROM", "${BASE_IMAGE} AS build"),
        ("FROM", "${BASE_IMAGE}"),
    ]
    assert all("--from=build" in text for text in arguments_of("COPY", 2)), "nothing comes from a third image"


def test_the_default_base_is_no_image_and_says_what_is_missing() -> None:
    (default,) = arguments_of("ARG", 0)
    host, _, path = default.removeprefix("BASE_IMAGE=").partition("/")
    assert host == "base-image-not-given.invalid", "no resolver ever finds a name below .invalid (RFC 2606)"
    assert re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", path), (
        "so that an engine shows the name, not a wrong form"
    )
    assert "digest" in path, "it tells what to give"
    text = CONTAINERFILE.read_text(encoding="utf-8")
    assert not re.search("sha256:[0-9a-f]", text), "and no digest is made up"


@pytest.mark.parametrize(
    "base", ["docker.io/library/python:3.12-slim", "python@sha256:abc", "", f"a@sha256:{DIGEST}0"]
)
def test_a_base_that_is_not_pinned_ends_the_build_with_the_reason(base: str) -> None:
    done = shell("BASE_IMAGE is", BASE_IMAGE=base)
    assert done.returncode == 2, "the build stops at its first step"
    assert f"BASE_IMAGE is {base}: a tag can come to mean another image" in done.stderr


def test_a_base_by_digest_is_taken() -> None:
    assert shell("BASE_IMAGE is", BASE_IMAGE=f"docker.io/library/python@sha256:{DIGEST}").returncode == 0


@pytest.mark.parametrize(("version", "code"), [("3, 10", 2), ("3, 11", 0), ("3, 13", 0), ("3, 14", 2)])
def test_a_base_with_a_python_that_the_lock_does_not_serve_ends_the_build(
    version: str, code: int, tmp_path: Path
) -> None:
    other = f"import sys; sys.version_info = ({version}); "
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\nexec "$REAL" -c "{other}$2"\n', encoding="utf-8")
    python.chmod(0o755)
    done = shell("the lock needs Python", PATH=f"{tmp_path}:/usr/bin:/bin", REAL=sys.executable)
    assert done.returncode == code, done.stderr


def test_the_python_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.14", "else change the check in the Containerfile as well"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in CONTAINERFILE.read_text(encoding="utf-8")


def test_what_is_copied_exists_and_is_all_that_the_builder_is_sent() -> None:
    copied = {
        path for text in arguments_of("COPY", 1) for path in text.split()[:-1] if not path.startswith("--")
    }
    assert copied == {"requirements/bootstrap.txt", "requirements/runtime.txt"}
    assert all((ROOT / path).is_file() for path in copied)
    for name in (".containerignore", ".dockerignore"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        rules = [line for line in lines if not line.startswith("#")]
        assert rules[0] == "*" and {line.removeprefix("!") for line in rules[1:]} == copied, (
            f"{name}: nothing else"
        )


def test_every_package_is_checked_against_its_hash_and_nothing_is_built_from_source() -> None:
    installing = [text for text in arguments_of("RUN", 1) if " install " in text or " sync " in text]
    assert len(installing) == 2, "uv, and the runtime"
    for text in installing:
        assert "--require-hashes" in text and "--only-binary :all:" in text, text
    assert "requirements/runtime.txt" in installing[-1] and "--compile-bytecode" in installing[-1]
    assert "PYC_INVALIDATION_MODE=UNCHECKED_HASH" in installing[-1], (
        "builders change times, and bytecode compares them"
    )


def test_nothing_secret_is_in_an_argument_a_variable_or_a_layer() -> None:
    text = CONTAINERFILE.read_text(encoding="utf-8")
    names = {name.partition("=")[0] for stage in range(3) for name in arguments_of("ARG", stage)} | set(
        variables()
    )
    assert not [name for name in names if re.search("TOKEN|SECRET|PASSWORD|INDEX|URL", name)], (
        "they stay in the history"
    )
    assert re.findall(r"--mount=type=(\w+)", text) == ["secret", "secret"], (
        "a mirror's address and password are mounts"
    )


def test_it_runs_as_an_ordinary_user_that_a_cluster_can_tell_by_number() -> None:
    (user,) = arguments_of("USER", 2)
    uid, gid = user.split(":")
    assert int(uid) >= 1000 and int(gid) >= 1000, (
        "runAsNonRoot looks at a number, and 0 to 999 are the system's"
    )
    assert any(f"--uid {uid} " in text and f"--gid {gid} " in text for text in arguments_of("RUN", 2))
    words = [word for word, _ in stages()[2]]
    assert not set(words[words.index("USER") :]) & {"RUN", "COPY", "ADD"}, (
        "nothing in the image belongs to it"
    )


def test_its_environment_is_the_one_that_nodes_of_the_local_target_get() -> None:
    sandbox: dict[str, Any] = {"stores": {}, "token_path": "-"}
    local = inherited({"executable": "/opt/venv/bin/python", "session": "-"}, sandbox, inside=True)
    assert variables()["PATH"] == local["PATH"], "a program is found at the same place on both"
    assert variables()["PYTHONDONTWRITEBYTECODE"] == "1", "as the agent sets it"
    assert variables()["HOME"] == "/tmp" and arguments_of("WORKDIR", 2) == ["/tmp"], (
        "the one folder to write to"
    )


def test_it_offers_no_gpu_that_a_pod_did_not_ask_for() -> None:
    assert "NVIDIA_VISIBLE_DEVICES" not in variables(), "the device plugin sets it for the pods that asked"


def test_the_driver_is_found_where_the_plugin_of_gke_puts_it() -> None:
    assert variables()["LD_LIBRARY_PATH"] == "/usr/local/nvidia/lib64", "torch would see no GPU there"


def test_it_has_what_kuberay_calls_and_no_entry_point_of_its_own() -> None:
    run = " ".join(arguments_of("RUN", 2))
    for tool in ("/bin/bash", "wget", "grep"):
        assert tool in run, f"KubeRay calls {tool}"
    assert arguments_of("ENTRYPOINT", 2) == ["[]"] and arguments_of("CMD", 2) == ['["ray", "--version"]']


def test_its_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f'image.version="{project["version"]}"' in " ".join(arguments_of("LABEL", 2))


def test_it_is_the_only_recipe_of_an_image() -> None:
    recipes = [path for path in files(ROOT) if re.match("Containerfile|Dockerfile", path.name)]
    assert recipes == [Path("workloads/Containerfile")], "this file judges no other"
