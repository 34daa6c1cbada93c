"""What is committed of the operators is what their modules ship, and what is left out changes no validation."""

from pathlib import Path

import pytest

from components.services.operators.refresh import SOURCES, as_lines, committed, main, read
from components.services.operators.upstream import definitions, documents, without_descriptions
from tests.control_plane.operator_manifests import module_folder


@pytest.mark.kubernetes
@pytest.mark.parametrize("operator", sorted(SOURCES))
def test_the_committed_manifests_are_those_of_the_module(operator):
    source = SOURCES[operator]
    folder = module_folder(operator, source.module)
    modules = Path(str(folder).removesuffix(f"/{source.module}@{source.version}"))

    assert modules != folder, (
        f"toolchain/{operator} pins {folder.name}, the manifests are of {source.version}"
    )
    assert as_lines(read(source, modules)) == committed(operator).read_text(encoding="utf-8"), (
        "run `python -m components.services.operators.refresh $(go env GOMODCACHE)`"
    )


def test_every_kind_that_the_operators_serve_is_declared():
    names = {each["metadata"]["name"] for operator in SOURCES for each in definitions(operator)}

    assert {"rayclusters.ray.io", "rayjobs.ray.io", "rayservices.ray.io"} <= names, "KubeRay's kinds"
    assert {f"{kind}.kueue.x-k8s.io" for kind in ("clusterqueues", "localqueues", "workloads")} <= names, (
        "Kueue's"
    )


def test_a_definition_loses_its_descriptions_and_nothing_else():
    schema = {
        "description": "text",
        "type": "object",
        "properties": {"description": {"type": "string", "description": "text"}},
        "required": ["description"],
    }

    assert without_descriptions(schema) == {
        "type": "object",
        "properties": {"description": {"type": "string"}},
        "required": ["description"],
    }, "a property named description is data"


def test_documents_are_fresh_each_time_so_that_a_change_reaches_nobody_else():
    documents("kuberay")[0]["metadata"]["name"] = "changed"

    assert documents("kuberay")[0]["metadata"]["name"] != "changed", "callers patch what they get"


def test_the_refresh_asks_for_exactly_one_folder(capsys):
    assert main([]) == 2, "nothing was said of where the modules are"
    assert "usage" in capsys.readouterr().err, "and the reader is told what to say"
