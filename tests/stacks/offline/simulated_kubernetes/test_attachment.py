import socket

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from stacks.offline.simulated_kubernetes.attachment import attached_provider


def test_provider_runs_on_loopback_says_that_it_is_simulated_and_ends() -> None:
    with attached_provider() as variables:
        assert variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true", "nothing is downloaded"
        name, _, port = variables["PULUMI_DEBUG_PROVIDERS"].partition(":")
        assert name == "kubernetes", "it stands for the official plugin"
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            provider = provider_pb2_grpc.ResourceProviderStub(channel)
            assert provider.GetPluginInfo(empty_pb2.Empty()).version.endswith("+simulated"), (
                "and says what it is"
            )
            early = provider_pb2.CreateRequest(urn="urn:pulumi:s::p::kubernetes:core/v1:Namespace::a")
            with pytest.raises(grpc.RpcError, match="before it was configured"):
                provider.Create(early)
            wrong = struct_pb2.Struct()
            wrong.update({"kubconfig": "x"})
            checked = provider.CheckConfig(provider_pb2.CheckRequest(news=wrong))
            assert checked.failures[0].property == "kubconfig", "a wrong option is refused by name"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0, "nobody listens any more"
