"""The dynamic providers of Groundplan's own resources where no cluster answers: nobody is asked, nothing is made.

Without this the engine would start their code, which opens the cluster that a simulated cloud names. A change of an
input changes the resource; another cluster makes it anew.
"""

from collections.abc import Mapping
from importlib import metadata
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from components.passwords import Password
from components.ray.resources import Authority
from components.services.registry.resources import RegistryAuthority
from stacks.offline.simulated_kubernetes.difference import changes, path_text
from stacks.offline.simulated_kubernetes.manifest import token_of_urn
from stacks.offline.simulated_kubernetes.values import decode, encode, revealed

PACKAGE = "pulumi-python"
CODE = "__provider"
"""The property that holds the code of a dynamic provider."""

OF_A_CLUSTER = "identity"
"""The property that says in which cluster a resource is."""

MAKES = {
    f"{PACKAGE}:dynamic/groundplan:Password": Password,
    f"{PACKAGE}:dynamic/ray:Authority": Authority,
    f"{PACKAGE}:dynamic/registry:Authority": RegistryAuthority,
}
"""Types whose provider makes up texts, by what declares them."""


class RecordedDynamic(provider_pb2_grpc.ResourceProviderServicer):
    """The simulated provider of dynamic resources, for any number of engines at once."""

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the protocol's name
        """Say what is understood."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take note of nothing: it has nothing to say."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say that it is simulated."""
        return plugin_pb2.PluginInfo(version=f"{metadata.version('pulumi')}+simulated")

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return the least that is a schema."""
        return provider_pb2.GetSchemaResponse(schema=f'{{"name":"{PACKAGE}"}}')

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take every option."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say that nothing changes."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Have nothing to configure."""
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take what is declared."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say what changes, and that what is in another cluster is made anew."""
        old, new = (_inputs(each) for each in (request.old_inputs, request.news))
        found = [path_text(change.path) for change in changes(old, new)]
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
            diffs=found,
            replaces=[each for each in found if each == OF_A_CLUSTER],
        )

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Make up what its code would have; at a preview that is not known yet."""
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        name = request.urn.rpartition("::")[2]
        made = encode({**decode(request.properties), **_made_up(token_of_urn(request.urn), name)})
        return provider_pb2.CreateResponse(id=name, properties=made)

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take the new inputs; what was made up stays."""
        return provider_pb2.UpdateResponse(
            properties=encode({**decode(request.olds), **decode(request.news)})
        )

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return what is recorded."""
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Forget the resource."""
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Nothing waits here."""
        return empty_pb2.Empty()


def _inputs(properties: Any) -> Mapping[str, Any]:
    return {key: value for key, value in revealed(decode(properties)).items() if key != CODE}


def _made_up(token: str, name: str) -> Mapping[str, str]:
    """Return the texts that a provider makes up, each another one."""
    texts = MAKES[token].__annotations__ if token in MAKES else {}
    return {key: f"simulated-{name}-{key}" for key, of in texts.items() if of == "pulumi.Output[str]"}
