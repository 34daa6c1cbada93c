"""Keys and tokens of the local target on their way through the engine, and what production protects."""

import dataclasses
import json

import pytest

from tests.components.hosts.recorded_platform import DYNAMIC, made, of_type
from tests.components.hosts.recording_engine import SECRET_VALUE
from tests.components.topology import plans


@pytest.mark.parametrize("environment", ["development", "production"])
def test_only_production_protects_its_volumes_and_their_keys(environment: str) -> None:
    resources = made(plans.document(environment=environment))
    guarded = {name for name, each in resources.items() if each.protect}
    data = {name for name in resources if name.startswith("volume-")}
    assert guarded == (data if environment == "production" else set()), "data is unguarded, or all else is"


def test_keys_and_tokens_are_secret_wherever_they_appear() -> None:
    resources = made()
    for name, each in of_type(resources, "Volume").items():
        assert each.inputs["key"] == SECRET_VALUE and "key" in each.secret_outputs, (
            f"the key of {name} is in the clear"
        )
    for name in ("sandbox-train", "sandbox-serve"):
        assert resources[name].inputs["token"] == SECRET_VALUE, f"the token of {name} is in the clear"
        assert "token" in resources[name].secret_outputs, (
            f"the token of {name} would be in the clear in the state"
        )
    for each in of_type(resources, "Secret").values():
        assert "value" in each.secret_outputs, f"the value of {each.name} would be in the clear in the state"
    plain = json.dumps(
        [dataclasses.asdict(each) | {"secrets": None} for each in resources.values()], default=sorted
    )
    assert "value-of-" not in plain, "a secret stands outside what is marked as one"


def test_every_store_has_a_key_and_every_cluster_a_token_of_its_own() -> None:
    resources = made()
    used = [
        value for each in resources.values() for value in each.secrets if not each.type.endswith(":Secret")
    ]
    assert len(used) == len(set(used)) == 6, "two stores share a key, or two clusters a token"


def test_no_argument_list_and_no_environment_holds_a_secret() -> None:
    for each in of_type(made(), "Raylet").values():
        assert not each.secrets, f"a secret reaches {each.name}"
        words = json.dumps([each.inputs["argv"], each.inputs["environment"]])
        assert SECRET_VALUE not in words and "value-of-" not in words, f"`ps` shows a secret of {each.name}"


def test_the_serialized_provider_holds_no_secret_and_depends_on_no_input() -> None:
    first, second = made(), made(plans.document(name="other", owner="me@example.com"))
    for name, each in first.items():
        if each.type.startswith(DYNAMIC):
            assert each.inputs["__provider"] == second[name].inputs["__provider"], (
                f"{name} serializes its inputs"
            )
