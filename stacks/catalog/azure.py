"""On-demand and spot prices of Azure: its Retail Prices, which anybody may ask, page by page.

https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices describes them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import httpx

from components.catalog.model import MachineType, Source
from stacks.catalog.download import Unread, opened
from stacks.catalog.price_list import Collected, PriceList

ADDRESS = "https://prices.azure.com"
PATH = "/api/retail/prices"
API_VERSION = "2023-01-01-preview"
"""From this version on the words of a filter count with their case, as they stand here."""

FILTER = "serviceName eq 'Virtual Machines' and armRegionName eq '{location}' and priceType eq 'Consumption'"
PAGE_BYTES = 16 << 20
"""A page has at most 1,000 items of about 700 bytes; twenty times that is none."""
PAGES = 500
"""A region has about 5,000 prices of machines in pages of 100 or 1,000, so this only ends a list without an end."""

NOT_LINUX_MACHINES = ("Windows", "CloudServices", "Cloud Services", "Dedicated Host")
"""Words in the name of a product that is something else under a machine's name."""


def read_azure(location: str, machines: Mapping[str, MachineType], today: date) -> PriceList:
    """Return the on-demand and spot prices of a region as of today: the service tells those that hold.

    Raises:
        Unread: it cannot be asked, or answers something else than the documentation says.
    """
    collected = Collected(known=frozenset(machines))
    for item in _items(location):
        if item.get("armRegionName") == location and _is_linux_machine(item):
            kind = "spot" if "Spot" in str(item.get("skuName")) else "on-demand"
            collected.add(str(item.get("armSkuName")), kind, _amount(item))
    source = Source(key=f"azure-retail-{today}", text=f"Azure Retail Prices, {PATH}, read {today}")
    return collected.as_list("azure", location, ("on-demand", "spot"), today, source)


def _is_linux_machine(item: Mapping[str, Any]) -> bool:
    product, sku = str(item.get("productName")), str(item.get("skuName"))
    return (
        item.get("type") == "Consumption"
        and item.get("currencyCode") == "USD"
        and item.get("unitOfMeasure") == "1 Hour"
        and item.get("isPrimaryMeterRegion", True) is True
        and "Low Priority" not in sku
        and not any(word in product for word in NOT_LINUX_MACHINES)
        and _amount(item) > 0
    )


def _amount(item: Mapping[str, Any]) -> Decimal:
    amount = item.get("retailPrice")
    if not isinstance(amount, Decimal | int) or isinstance(amount, bool):
        raise _is_no_page(f"an item without a retailPrice: {item.get('armSkuName')!r}")
    return Decimal(amount).normalize()


def _items(location: str) -> Iterator[Mapping[str, Any]]:
    asked = {"api-version": API_VERSION, "$filter": FILTER.format(location=location)}
    address = httpx.URL(ADDRESS + PATH, params=asked)
    seen: set[httpx.URL] = set()
    while address not in seen:
        seen.add(address)
        if len(seen) > PAGES:
            raise _is_no_page(f"more than {PAGES} pages")
        page = _page(str(address))
        yield from page["Items"]
        following = page["NextPageLink"]
        if not following:
            return
        address = _next(address, following)
    raise _is_no_page("a page that leads back to itself")


def _page(address: str) -> Mapping[str, Any]:
    body = b""
    with opened(address) as blocks:
        for block in blocks:
            body += block
            if len(body) > PAGE_BYTES:
                raise _is_no_page(f"a page of more than {PAGE_BYTES >> 20} MiB")
    try:
        page = json.loads(body, parse_float=Decimal)
    except ValueError:
        raise _is_no_page("a page that is no JSON, or half of it") from None
    if not isinstance(page, dict) or not isinstance(page.get("Items"), list) or "NextPageLink" not in page:
        raise _is_no_page("a page without Items and NextPageLink")
    if not all(isinstance(item, dict) for item in page["Items"]):
        raise _is_no_page("an item that is none")
    return page


def _next(page: httpx.URL, link: object) -> httpx.URL:
    """Return the address of the next page, which must lie where this one does."""
    try:
        following = httpx.URL(link) if isinstance(link, str) else None
    except httpx.InvalidURL:
        following = None
    if following is None or _origin(following) != _origin(page):
        raise _is_no_page(f"a next page elsewhere: {link!r}")
    return following


def _origin(address: httpx.URL) -> tuple[str, str, int | None]:
    return (address.scheme, address.host, address.port or {"https": 443, "http": 80}.get(address.scheme))


def _is_no_page(has: str) -> Unread:
    return Unread(f"{ADDRESS}{PATH} does not answer as Azure documents it: it has {has}")
