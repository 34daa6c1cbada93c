"""A provider's API is asked as whoever has the token, page by page, and a refusal is one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components import rest
from components.rest import Absent, Rest
from components.topology.asking import CannotAsk
from tests.components.simulated_api import TOKEN, SimulatedApi, paged, simulated_api


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedApi]:
    monkeypatch.setattr(rest, "BACKOFF_S", 0.001)
    with simulated_api() as running:
        yield running


def asking(api: SimulatedApi, token: str = TOKEN) -> Rest:
    return Rest(who="Simulated", address=api.address, token=lambda: token, remedy="log in")


def test_a_question_carries_token_query_and_body(api: SimulatedApi) -> None:
    api.replies["/ask"] = lambda question: {"seen": [dict(question.query), question.body]}
    assert asking(api).post("/ask", {"query": "all"}, version="1") == {
        "seen": [{"version": "1"}, {"query": "all"}]
    }
    assert api.asked[0].authorization == f"Bearer {TOKEN}"


def test_the_token_is_not_replaced_by_what_the_user_has_for_the_host(
    api: SimulatedApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    api.replies["/ask"] = lambda _: {}
    asking(api).get("/ask")
    assert api.asked[0].authorization == f"Bearer {TOKEN}", "not the password of a file that is for others"


def test_all_pages_are_read_by_their_tokens(api: SimulatedApi) -> None:
    api.replies["/list"] = paged("items", [[{"n": 1}, {"n": 2}], [], [{"n": 3}]])
    assert [each["n"] for each in asking(api).by_token("/list", "items", size="2")] == [1, 2, 3]
    assert [each.query for each in api.asked] == [
        {"size": "2"}, {"size": "2", "pageToken": "1"}, {"size": "2", "pageToken": "2"},
    ], "an empty page in the middle is not the last one"  # fmt: skip


def test_all_pages_are_read_by_their_links(api: SimulatedApi) -> None:
    api.replies["/list"] = lambda _: {"value": [1], "nextLink": f"{api.address}/more?skip=1"}
    api.replies["/more"] = lambda question: {"value": [2, dict(question.query)]}
    assert list(asking(api).by_link("/list", "value")) == [1, 2, {"skip": "1"}]


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:1/more", "https://example.com/more", "file:///etc/passwd"]
)
def test_a_link_to_somebody_else_does_not_get_the_token(api: SimulatedApi, link: str) -> None:
    api.replies["/list"] = lambda _: {"value": [1], "nextLink": link}
    with pytest.raises(CannotAsk, match="which does not get our token"):
        list(asking(api).by_link("/list", "value"))


def test_a_redirect_is_not_followed(api: SimulatedApi) -> None:
    api.first = [(302, {"Location": f"{api.address}/elsewhere"})]
    with pytest.raises(CannotAsk, match="answers 302"):
        asking(api).get("/list")
    assert [each.path for each in api.asked] == ["/list"], "the token stays here"


@pytest.mark.parametrize("status", rest.PASSING)
def test_who_is_told_to_wait_asks_again(api: SimulatedApi, status: int) -> None:
    api.first = [(status, {"Retry-After": "0"}), (status, {})]
    api.replies["/ask"] = lambda _: {"done": True}
    assert asking(api).post("/ask", {}) == {"done": True}, (
        "what is asked changes nothing, so it is asked again"
    )
    assert len(api.asked) == 3


def test_patience_ends_in_a_sentence(api: SimulatedApi) -> None:
    api.first = [(429, {"Retry-After": "0"})] * (rest.ATTEMPTS + 1)
    with pytest.raises(CannotAsk, match=r"Simulated answers 429 at 127.0.0.1:.*: simulated; log in"):
        asking(api).get("/ask")
    assert len(api.asked) == rest.ATTEMPTS + 1


def test_a_refusal_says_what_the_provider_says_and_what_to_do(api: SimulatedApi) -> None:
    with pytest.raises(CannotAsk, match=r"answers 401 at .*: no token that holds; log in"):
        asking(api, token="old").get("/ask")


def test_what_is_not_there_is_told_apart(api: SimulatedApi) -> None:
    with pytest.raises(Absent, match="Simulated has no /ask"):
        asking(api).get("/ask")


@pytest.mark.parametrize("body", [b"<html>a portal of a hotel</html>", b"[]", b""])
def test_an_answer_of_somebody_else_is_a_sentence(api: SimulatedApi, body: bytes) -> None:
    api.replies["/ask"] = lambda _: body
    with pytest.raises(CannotAsk, match="is something else"):
        asking(api).get("/ask")


def test_no_way_there_is_a_sentence_without_the_parts_of_the_client(api: SimulatedApi) -> None:
    nobody = Rest(who="Simulated", address="http://127.0.0.1:1", token=lambda: TOKEN, remedy="log in")
    with pytest.raises(CannotAsk, match=r"does not answer at 127.0.0.1:1 ") as caught:
        nobody.get("/ask")
    assert "Connection refused" in str(caught.value) and "object at" not in str(caught.value)
