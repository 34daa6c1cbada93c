"""What an API server, or the way to it, said: in words."""

import json

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes import answers


@given(st.text(min_size=1))
def test_the_reason_of_a_refusal_is_the_api_server_s_own(text: str) -> None:
    assert answers.message(json.dumps({"kind": "Status", "message": text}).encode()) == text


@pytest.mark.parametrize("body", [None, b"", b"<html>", b"[]", b"null", b'"x"', b"{}", b"\xff"])
def test_a_body_that_is_no_document_says_nothing(body: bytes | None) -> None:
    assert answers.message(body) == ""


REFUSED = urllib3.exceptions.MaxRetryError(urllib3.HTTPConnectionPool("a"), "/", TimeoutError("timed out"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (REFUSED, "timed out"),
        (ConnectionRefusedError(111, "Connection refused"), "[Errno 111] Connection refused"),
        (ValueError(), "ValueError"),
    ],
)  # fmt: skip
def test_an_error_of_the_client_is_told_without_its_own_parts(error: Exception, said: str) -> None:
    assert answers.reason(error) == said
