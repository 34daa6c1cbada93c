"""The simulated provider without an API server: what is declared counts as made.

Shapes are judged and differences named as ever; what only an API server would refuse is not known here.
"""

from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from stacks.offline.simulated_kubernetes import answers
from stacks.offline.simulated_kubernetes.configuration import Configuration, configuration_of
from stacks.offline.simulated_kubernetes.manifest import field_manager, is_patch, token_of_urn
from stacks.offline.simulated_kubernetes.server import SimulatedKubernetes, answered
from stacks.offline.simulated_kubernetes.values import decode, encode, revealed


class RecordedKubernetes(SimulatedKubernetes):
    """The simulated provider where no cluster answers: nobody is asked, and the engine's state remembers."""

    @answered
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the protocol's name
        """Take the configuration without opening a cluster."""
        given = decode(request.args) if request.HasField("args") else answers.variables(request.variables)
        self.sessions.of(context).configuration = configuration_of(given)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @answered
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say what changes and whether that replaces the object."""
        configuration = self.sessions.of(context).configuration or Configuration()
        old, new = revealed(decode(request.old_inputs)), revealed(decode(request.news))
        return answers.of_change(
            old, new, configuration.mutable_kinds, is_patch=is_patch(token_of_urn(request.urn))
        )

    @answered
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take what is declared as what lives."""
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        declared = revealed(decode(request.properties))
        return provider_pb2.CreateResponse(
            id=answers.id_of(declared), properties=_state(request.urn, request.properties, {})
        )

    @answered
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take what is declared now as what lives."""
        if request.preview:
            return provider_pb2.UpdateResponse(properties=request.news)
        return provider_pb2.UpdateResponse(
            properties=_state(request.urn, request.news, revealed(decode(request.olds)))
        )

    @answered
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return what is recorded."""
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    @answered
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Forget the object."""
        return empty_pb2.Empty()


def _state(urn: str, properties: Any, before: Any) -> Any:
    inputs = decode(properties)
    declared = revealed(inputs)
    return encode(answers.state(declared, inputs, field_manager(urn, declared, before)))
