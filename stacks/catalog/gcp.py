"""On-demand and spot prices of Google Cloud: the Cloud Billing Catalog API, which tells those who say who they are.

It has no prices of machines but of what they are made of, by the words of a description; `gcp_parts.py` puts these
together. https://cloud.google.com/billing/v1/how-tos/catalog-api describes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import httpx

from components.catalog.model import MachineType, Source
from components.targets import target_part
from components.topology.asking import CannotAsk
from stacks.catalog.download import NotAllowed, Unread, opened
from stacks.catalog.gcp_parts import Part, parts_of, summed
from stacks.catalog.price_list import PriceList

ADDRESS = "https://cloudbilling.googleapis.com"
COMPUTE_ENGINE = "6F81-5844-456A"
"""The service that machines are a part of, by the API's own list of services."""
PATH = f"/v1/services/{COMPUTE_ENGINE}/skus"
KEY = "GROUNDPLAN_GCP_API_KEY"
PAGE_SKUS = 5000
"""The most that the API gives at once."""
PAGE_BYTES = 64 << 20
"""An entry has about two thousand bytes; six times that is none."""
PAGES = 100
"""Compute Engine has some tens of thousands of entries, so this only ends a list without an end."""


def why_unread() -> str | None:
    """Return why the prices cannot be read from here, and what to do; None where somebody says who asks."""
    try:
        _who_asks()
    except CannotAsk as error:
        return (
            "Google Cloud gives its prices (Cloud Billing Catalog API) only to whoever says who they are; set "
            f"{KEY} to an API key that is restricted to that API, or: {error}"
        )
    return None


def read_gcp(location: str, machines: Mapping[str, MachineType], today: date) -> PriceList:
    """Return the on-demand and spot prices of a region as of today: the service tells those that hold.

    Raises:
        Unread: it cannot be asked, or answers something else than the documentation says.
    """
    source = Source(key=f"gcp-catalog-{today}", text=f"Cloud Billing Catalog API, {PATH}, read {today}")
    return summed(parts(today), location, machines).as_list(
        "gcp", location, ("on-demand", "spot"), today, source
    )


@cache
def parts(_today: date) -> tuple[Part, ...]:
    """Return what machines are made of, in every region: the list has no other, so it is read once.

    Raises:
        Unread: it cannot be asked, or answers something else than the documentation says.
    """
    return tuple(part for sku in _skus() for part in parts_of(sku))


def _who_asks() -> Mapping[str, str]:
    """Return the headers that tell who asks: a key of the environment, else whoever is logged in. Raises CannotAsk."""
    if key := os.environ.get(KEY):
        return {"X-Goog-Api-Key": key}
    return target_part("gcp", "account").headers()


def _skus() -> Iterator[Mapping[str, Any]]:
    token, seen = "", set()
    while True:
        asked = {"currencyCode": "USD", "pageSize": str(PAGE_SKUS), **({"pageToken": token} if token else {})}
        page = _page(str(httpx.URL(ADDRESS + PATH, params=asked)))
        yield from page["skus"]
        token = page.get("nextPageToken") or ""
        if not token:
            return
        if token in seen or len(seen) >= PAGES:
            raise _is_no_page(f"a page that leads back to itself, or more than {PAGES} pages")
        seen.add(token)


def _page(address: str) -> Mapping[str, Any]:
    body = b""
    try:
        headers = _who_asks()
    except CannotAsk as error:
        raise NotAllowed(f"the prices of Google Cloud are not told to nobody: {error}") from None
    try:
        with opened(address, headers=headers) as blocks:
            for block in blocks:
                body += block
                if len(body) > PAGE_BYTES:
                    raise _is_no_page(f"a page of more than {PAGE_BYTES >> 20} MiB")
    except Unread as unread:
        raise type(unread)(
            f"{unread}; {KEY} has to be a key of the Cloud Billing API, or the project of whoever is logged in has to "
            "have it: `gcloud services enable cloudbilling.googleapis.com`"
        ) from None
    try:
        page = json.loads(body)
    except ValueError:
        raise _is_no_page("a page that is no JSON, or half of it") from None
    if not isinstance(page, dict) or not isinstance(page.get("skus"), list):
        raise _is_no_page("a page without skus")
    if not all(isinstance(sku, dict) for sku in page["skus"]):
        raise _is_no_page("a SKU that is none")
    return page


def _is_no_page(has: str) -> Unread:
    return Unread(f"{ADDRESS}{PATH} does not answer as Google Cloud documents it: it has {has}")
