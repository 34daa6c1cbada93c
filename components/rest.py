"""Asks a provider's REST API as whoever has a token: page by page, patient where it is told to slow down, one sentence
where nothing comes. It reads; it changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from components.topology.asking import CannotAsk

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

ATTEMPTS = 6
CONNECT_ATTEMPTS = 1
BACKOFF_S = 0.5
"""Doubled with each repetition: 15 s in all, unless the provider itself says how long (`Retry-After`)."""
LONGEST_PAUSE_S = 60
CONNECT_S, READ_S = 5.0, 60.0
PASSING = (429, 500, 502, 503, 504)
"""Too many requests, and what a provider answers while something of its own is starting anew."""


class Absent(CannotAsk):
    """There is no such thing."""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A provider's API at `address`. `token` returns a bearer token that holds now; `who` is the provider's name.

    `remedy` is what to do where it does not let us in.
    """

    who: str
    address: str
    token: Callable[[], str]
    remedy: str

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Return the document at a path. Raises CannotAsk, Absent."""
        return self._ask("GET", urljoin(self.address, path), query=query)

    def post(self, path: str, body: Mapping[str, Any], **query: str) -> dict[str, Any]:
        """Return the answer to a question that is too long for an address. Raises CannotAsk, Absent."""
        return self._ask("POST", urljoin(self.address, path), query=query, body=body)

    def by_token(self, path: str, items: str, **query: str) -> Iterator[dict[str, Any]]:
        """Yield the items of a list whose pages name the next one (`nextPageToken`). Raises CannotAsk."""
        token = ""
        while True:
            page = self.get(path, **query, **({"pageToken": token} if token else {}))
            yield from page.get(items) or ()
            if not (token := page.get("nextPageToken", "")):
                return

    def by_link(self, path: str, items: str, **query: str) -> Iterator[dict[str, Any]]:
        """Yield the items of a list whose pages name the address of the next one (`nextLink`). Raises CannotAsk."""
        page = self.get(path, **query)
        while True:
            yield from page.get(items) or ()
            if not (link := page.get("nextLink")):
                return
            if urlsplit(link)[:2] != urlsplit(self.address)[:2]:
                raise CannotAsk(
                    f"{self.who} sends us to {urlsplit(link).netloc}, which does not get our token"
                )
            page = self._ask("GET", link)

    def _ask(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        import requests

        token = self.token()
        try:
            with _session() as session:
                answer = session.request(
                    method, url, params=query, json=body, auth=partial(_bearing, token),
                    headers={"Accept": "application/json"}, timeout=(CONNECT_S, READ_S), allow_redirects=False,
                )  # fmt: skip
        except requests.RequestException as error:
            raise CannotAsk(
                f"{self.who} does not answer at {urlsplit(url).netloc} ({_reason(error)}); see the way there"
            ) from error
        if answer.status_code == 404:
            raise Absent(f"{self.who} has no {urlsplit(url).path}")
        if answer.status_code != 200:
            raise CannotAsk(
                f"{self.who} answers {answer.status_code} at {urlsplit(url).netloc}: {_said(answer)}; {self.remedy}"
            )
        return _document(answer, self.who)


def _bearing(token: str, request: PreparedRequest) -> PreparedRequest:
    """Give a request its token; said as `auth`, since a .netrc of the user would else replace it."""
    request.headers["Authorization"] = f"Bearer {token}"
    return request


def _session() -> Session:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import Retry

    # It tells of every repetition; the sentence at the end says all of it.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    session = requests.Session()
    retry = Retry(
        ATTEMPTS, connect=CONNECT_ATTEMPTS, status_forcelist=PASSING, allowed_methods=None, backoff_factor=BACKOFF_S,
        raise_on_status=False, retry_after_max=LONGEST_PAUSE_S,
    )  # fmt: skip
    session.mount("https://", HTTPAdapter(max_retries=retry))
    session.mount("http://", HTTPAdapter(max_retries=retry))
    return session


def _document(answer: Response, who: str) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CannotAsk(f"what answers for {who} at {urlsplit(answer.url).netloc} is something else")
    return found


def _said(answer: Response) -> str:
    """Return the message of a refusal, as Google Cloud and Azure write it."""
    try:
        error = answer.json()["error"]
        return " ".join(str(error["message"]).split())
    except (ValueError, KeyError, TypeError):
        return str(answer.reason)


def _reason(error: BaseException) -> str:
    """Return what the machine itself said, beneath what each layer of the client made of it."""
    while (beneath := error.__cause__ or error.__context__) is not None:
        error = beneath
    return str(error) or type(error).__name__
