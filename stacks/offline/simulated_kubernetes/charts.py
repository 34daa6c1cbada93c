"""`helm.v4.Chart`: its arguments are checked and it is registered, but no chart is rendered here."""

from collections.abc import Mapping
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from stacks.offline.simulated_kubernetes.declared import Refused
from stacks.offline.simulated_kubernetes.sessions import Session
from stacks.offline.simulated_kubernetes.values import UNKNOWN, decode, revealed

TOKEN = "kubernetes:helm.sh/v4:Chart"  # noqa: S105 - the name of a resource type

ARGUMENTS: Mapping[str, type] = {
    "chart": str,
    "dependencyUpdate": bool,
    "devel": bool,
    "includeHooks": bool,
    "name": str,
    "namespace": str,
    "plainHttp": bool,
    "postRenderer": dict,
    "repositoryOpts": dict,
    "resourcePrefix": str,
    "skipAwait": bool,
    "skipCrds": bool,
    "values": dict,
    "verify": bool,
    "version": str,
}
"""The official arguments and their types; those that take files (`keyring`, `valueYamlFiles`) are left out."""

REPOSITORY_OPTIONS = {"repo", "username", "password"}

_TYPE_NAMES = {str: "a text", bool: "true or false", dict: "a mapping"}


def chart_faults(inputs: Mapping[str, Any]) -> list[str]:
    """Return a sentence for everything that keeps a chart from being installed as it was tested."""
    found = []
    for key, value in inputs.items():
        if key not in ARGUMENTS:
            found.append(f"{key} is no argument of a chart here; known: {', '.join(ARGUMENTS)}")
        elif value is not UNKNOWN and not isinstance(value, ARGUMENTS[key]):
            found.append(f"{key} must be {_TYPE_NAMES[ARGUMENTS[key]]}, not {type(value).__name__}")
    found += [f"{key} is missing" for key in ("chart", "namespace") if not inputs.get(key)]
    if not inputs.get("version"):
        found.append("version is missing: a chart without one is another chart tomorrow")
    if "values" not in inputs:
        found.append("values are missing; {} says that the chart's own are meant")
    return [*found, *_repository_faults(inputs)]


def _repository_faults(inputs: Mapping[str, Any]) -> list[str]:
    repository = inputs.get("repositoryOpts") or {}
    if not isinstance(repository, dict):
        return []
    found = [
        f"repositoryOpts.{key} is not known here; known: {', '.join(sorted(REPOSITORY_OPTIONS))}"
        for key in repository
        if key not in REPOSITORY_OPTIONS
    ]
    says_all = str(inputs.get("chart", "")).startswith(("oci://", "/"))
    if not says_all and not repository.get("repo"):
        found.append("repositoryOpts.repo is missing, and the chart is no oci:// reference and no file")
    return found


def construct(request: provider_pb2.ConstructRequest, session: Session) -> provider_pb2.ConstructResponse:
    """Register the chart as a component without children. Raises Refused for a chart that is not well declared."""
    if request.type != TOKEN:
        raise Refused(f"{request.type}: the simulated provider has no component but {TOKEN}")
    inputs = revealed(decode(request.inputs))
    faults = chart_faults(inputs)
    if faults:
        raise Refused(f"chart {request.name}: {'; '.join(faults)}")
    monitor = resource_pb2_grpc.ResourceMonitorStub(grpc.insecure_channel(request.monitorEndpoint))
    registered = monitor.RegisterResource(
        resource_pb2.RegisterResourceRequest(
            type=request.type,
            name=request.name,
            parent=request.parent,
            object=request.inputs,
            dependencies=request.dependencies,
            providers=request.providers,
            protect=request.protect,
            acceptSecrets=True,
            aliases=request.aliases,
        )
    )
    monitor.RegisterResourceOutputs(resource_pb2.RegisterResourceOutputsRequest(urn=registered.urn))
    text = f"chart {inputs['chart']} {inputs['version']} is not rendered here: the provider is simulated"
    session.log(registered.urn, text, "warning")
    return provider_pb2.ConstructResponse(urn=registered.urn)
