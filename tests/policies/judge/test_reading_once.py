"""What a request holds is read once for all policies that meet it, and anew for the next request."""

from typing import Any

import pytest
from pulumi.runtime import proto
from pulumi_policy import policy

from policies.judge.reading_once import one_request, read_once
from tests.policies.judge.requests import asked

BUCKET = "a:s/bucket:Bucket"
sdk: Any = policy


@pytest.fixture(autouse=True)
def reading_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json_format", "deserialize_properties", "unknown_checking_proxy"):
        monkeypatch.setattr(sdk, name, getattr(sdk, name))
    read_once()


def read(request: proto.AnalyzeRequest) -> Any:
    return sdk.unknown_checking_proxy(
        sdk.deserialize_properties(sdk.json_format.MessageToDict(request.properties))
    )


def test_policies_of_one_request_get_the_same() -> None:
    request = asked(proto.AnalyzeRequest, BUCKET, {"on": True, "rules": [{"days": 7}]})
    with one_request():
        first, second = read(request), read(request)
    assert first is second, "the second time nothing is read"
    assert read(request) is not first, "what was read goes with its request"


def test_two_messages_of_one_request_stay_apart() -> None:
    requests = [asked(proto.AnalyzeRequest, BUCKET, {"days": days}) for days in range(50)]
    with one_request():
        assert [read(each)["days"] for each in requests] == list(range(50))


def test_secrets_for_a_remedy_are_read_apart_from_those_for_a_judgement() -> None:
    request = asked(proto.AnalyzeRequest, BUCKET, {"on": True})
    with one_request():
        given = sdk.json_format.MessageToDict(request.properties)
        assert type(sdk.deserialize_properties(given)) is not type(sdk.deserialize_properties(given, True))


def test_a_request_that_fails_leaves_nothing_for_the_next() -> None:
    request = asked(proto.AnalyzeRequest, BUCKET, {"on": True})
    seen: list[object] = []

    def fail() -> None:
        with one_request():
            seen.append(read(request))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert read(request) is not seen[0]
