"""`versions.toml` agrees with the pinned modules and with itself."""

import re

import pytest

from stacks.engine.versions import load_versions, parse_version, platform_name

VERSIONS = load_versions()
PROGRAMS = (*VERSIONS.programs, VERSIONS.gocryptfs, *VERSIONS.control_plane, VERSIONS.object_store)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.220.0", (3, 220, 0)),
        ("go1.26.8", (1, 26, 8)),
        ("devel go1.27-abcdef linux/amd64", (1, 27)),
        ("gocryptfs 2.3; go-fuse 2.1.0", (2, 3)),
        ("v3.220.0-alpha.1+dirty", (3, 220, 0)),
        ("unknown", None),
        ("", None),
    ],
)
def test_the_first_dotted_number_is_the_version(text: str, version: tuple[int, ...] | None) -> None:
    assert parse_version(text) == version, f"{text!r} was read wrongly"


def test_the_pinned_version_is_a_tested_one() -> None:
    assert VERSIONS.is_tested(VERSIONS.engine), "what we build must be within what we accept"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_go_version_is_that_of_the_module(program) -> None:
    directive = re.search(r"^go (\S+)$", (program.folder / "go.mod").read_text(), re.MULTILINE)
    assert directive is not None, "go.mod must say which Go it needs"
    assert directive[1] == program.go, "versions.toml must repeat the go directive of go.mod"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_each_module_names_the_package_it_pins(program) -> None:
    assert f'"{program.package}"' in (program.folder / "tools.go").read_text(), (
        "else go mod tidy would drop it"
    )


def test_the_engine_is_told_its_own_version_and_pinned_to_it() -> None:
    pulumi = next(program for program in VERSIONS.programs if program.name == "pulumi")
    assert pulumi.linker_flags.endswith(f"Version=v{VERSIONS.engine}"), "it must tell the version it is"
    required = (pulumi.folder / "go.mod").read_text()
    for module in ("pkg/v3", "sdk/v3"):
        assert f"github.com/pulumi/pulumi/{module} v{VERSIONS.engine}" in required, (
            f"{module} must be pinned to it"
        )


def test_kubernetes_is_told_its_own_version_and_pinned_to_it_with_all_its_modules() -> None:
    programs = [program for program in VERSIONS.control_plane if program.folder.name == "kubernetes"]
    major, minor, patch = VERSIONS.kubernetes.split(".")
    for program in programs:
        flags = program.linker_flags.split()
        assert f"k8s.io/component-base/version.gitVersion=v{VERSIONS.kubernetes}" in flags, (
            "it tells its version"
        )
        assert f"k8s.io/component-base/version.gitMinor={minor}" in flags, "and the parts of it"
    module = (programs[0].folder / "go.mod").read_text()
    assert f"k8s.io/kubernetes v{VERSIONS.kubernetes}" in module, "the module must be the version it tells"
    staging = re.findall(r"^\s*(?:replace )?(k8s\.io/\S+) => \S+ (\S+)$", module, re.MULTILINE)
    assert {version for _, version in staging} == {f"v0.{minor}.{patch}"}, "its parts are released together"
    assert major == "1", "the staging modules count their minor version by that of Kubernetes 1"


def test_every_checksum_is_a_sha256_and_no_two_are_equal() -> None:
    checksums = list(VERSIONS.release.sha256.values())
    assert all(re.fullmatch(r"[0-9a-f]{64}", checksum) for checksum in checksums), (
        "64 hexadecimal digits each"
    )
    assert len(set(checksums)) == len(checksums), "two archives with one checksum would be a slip of the pen"


def test_this_platform_is_named_as_the_official_archives_are() -> None:
    assert re.fullmatch(r"(linux|darwin)-(x64|arm64)", platform_name()), "else no archive would ever be found"
