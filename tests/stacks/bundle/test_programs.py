"""The programs of a plan are told with the versions that the toolchain and the pins have."""

from stacks.bundle.programs import programs_of
from stacks.bundle.wheels import requirements_of
from stacks.engine.versions import load_versions
from stacks.paths import PROJECT_ROOT


def programs(target: str) -> dict[str, str]:
    requirements = requirements_of(target, PROJECT_ROOT / "requirements")
    return {program.name: program.version for program in programs_of(target, load_versions(), requirements)}


def test_the_local_target_needs_the_engine_and_what_encrypts_folders() -> None:
    found = programs("local")
    assert found["pulumi"] == f"v{load_versions().engine}", "the version of the module that it is built from"
    assert set(found) == {"pulumi", "pulumi-language-python", "gocryptfs"}, "and no plugin"
    assert all(version.startswith("v") for version in found.values()), "each module is found in its go.mod"


def test_the_kubernetes_target_needs_the_plugin_in_the_version_of_its_sdk() -> None:
    found = programs("kubernetes")
    text = (PROJECT_ROOT / "requirements" / "kubernetes.txt").read_text(encoding="utf-8")
    version = found["pulumi-resource-kubernetes"].removeprefix("v")
    assert f"\npulumi-kubernetes=={version} " in text, "an SDK talks to the plugin of its own version"
    assert set(found) == {"pulumi", "pulumi-language-python", "pulumi-resource-kubernetes"}


def test_every_program_says_how_to_have_it() -> None:
    requirements = requirements_of("kubernetes", PROJECT_ROOT / "requirements")
    for program in programs_of("kubernetes", load_versions(), requirements):
        assert program.sources, program.name
