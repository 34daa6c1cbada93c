"""Copies the manifests of KubeRay and Kueue from their Go modules: `python -m components.services.operators.refresh`.

The one argument is the folder of Go modules (`go env GOMODCACHE`). Machines that use Groundplan have no such folder,
so what was copied is committed: as upstream has it, but as JSON, one document a line in the order of `SOURCES`,
because reading the YAML takes 200 times as long.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from components.objects import Manifest

FOLDER = Path(__file__).parent / "manifests"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A Go module that ships manifests, and the files that are taken, in this order."""

    module: str
    version: str
    licence: str
    files: tuple[str, ...]


_KUEUE_RBAC = (
    *("service_account", "role", "role_binding", "leader_election_role", "leader_election_role_binding"),
    *("manager_secrets_role", "manager_secrets_role_binding", "metrics_auth_role"),
    *("metrics_auth_role_binding", "metrics_reader_role"),
)

SOURCES: Mapping[str, Source] = {
    "kuberay": Source(
        module="github.com/ray-project/kuberay/ray-operator",
        version="v1.6.1",
        licence="Apache-2.0",
        files=(
            *(f"config/crd/bases/ray.io_ray{kind}.yaml" for kind in ("clusters", "services", "jobs")),
            "config/crd/bases/ray.io_raycronjobs.yaml",
            *(f"config/rbac/{name}.yaml" for name in ("service_account", "role", "role_binding")),
            *(f"config/rbac/leader_election_{name}.yaml" for name in ("role", "role_binding")),
            *(f"config/manager/{name}.yaml" for name in ("manager", "service")),
        ),
    ),
    "kueue": Source(
        module="sigs.k8s.io/kueue",
        version="v0.16.1",
        licence="Apache-2.0",
        files=(
            "config/components/crd/bases",
            *(f"config/components/rbac/{name}.yaml" for name in _KUEUE_RBAC),
            "config/components/internalcert/secret.yaml",
            "config/components/manager/manager.yaml",
            *(f"config/components/webhook/{name}.yaml" for name in ("service", "manifests")),
            "config/default/metrics_service.yaml",
        ),
    ),
}


def committed(operator: str) -> Path:
    """Return the file that holds the manifests of an operator."""
    return FOLDER / f"{operator}.jsonl"


def read(source: Source, modules: Path) -> Iterator[Manifest]:
    """Yield every document of a source, as the folder of Go modules has it."""
    root = modules / f"{source.module}@{source.version}"
    loader = YAML(typ="safe", pure=True)
    for name in source.files:
        path = root / name
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            yield from (document for document in loader.load_all(file) if document)


def as_lines(documents: Iterator[Manifest]) -> str:
    """Return documents as JSON, one a line, the same for the same documents."""
    return "".join(
        json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"
        for document in documents
    )


def main(arguments: Sequence[str]) -> int:
    """Write the files of all operators anew."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m components.services.operators.refresh FOLDER-OF-GO-MODULES\n")
        return 2
    for operator, source in SOURCES.items():
        committed(operator).write_text(as_lines(read(source, Path(arguments[0]))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
