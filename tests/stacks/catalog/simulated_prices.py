"""A simulated price service on the loopback: answers as AWS's Price List and Azure's Retail Prices are documented.

AWS: five rows of two cells, the columns, then a row a price. Azure: a page of items with the link to the next one.
Google Cloud: a page of SKUs with the token of the next one.
"""

import csv
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

PUBLISHED = "2026-11-20T22:53:08Z"
AWS_HEAD = (
    "SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,"
    "Currency,RelatedTo,LeaseContractLength,PurchaseOption,OfferingClass,Product Family,serviceCode,Location,"
    "Location Type,Instance Type,Current Generation,Instance Family,vCPU,Physical Processor,Clock Speed,Memory,Storage,"
    "Network Performance,Processor Architecture,Operating System,License Model,Tenancy,Pre Installed S/W,"
    "CapacityStatus,Usage Type,Operation,Region Code,GPU,GPU Memory"
)
AWS_COLUMNS = tuple(AWS_HEAD.split(","))
DISCLAIMER = "This pricing list is for informational purposes only."


def aws_row(machine: str, usd: str, location: str = "us-east-1", **other: str) -> dict[str, str]:
    """Return a row that is the list price of a Linux machine, but for `other`, whose spaces are underscores."""
    row = dict.fromkeys(AWS_COLUMNS, "") | {
        "SKU": f"SKU{machine}",
        "OfferTermCode": "JRTCKXETXF",
        "TermType": "OnDemand",
        "PriceDescription": f"${usd} per On Demand Linux {machine} Instance Hour",
        "EffectiveDate": "2026-11-01",
        "StartingRange": "0",
        "EndingRange": "Inf",
        "Unit": "Hrs",
        "PricePerUnit": f"{Decimal(usd):.10f}",
        "Currency": "USD",
        "Product Family": "Compute Instance",
        "serviceCode": "AmazonEC2",
        "Location": "US East (N. Virginia)",
        "Location Type": "AWS Region",
        "Instance Type": machine,
        "Operating System": "Linux",
        "License Model": "No License required",
        "Tenancy": "Shared",
        "Pre Installed S/W": "NA",
        "CapacityStatus": "Used",
        "Operation": "RunInstances",
        "Region Code": location,
    }
    return row | {name.replace("_", " "): value for name, value in other.items()}


def azure_item(machine: str, usd: float, location: str = "eastus", **other: Any) -> dict[str, Any]:
    """Return an item that is the list price of a Linux machine, but for `other`."""
    size = machine.removeprefix("Standard_").replace("_", " ")
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": usd,
        "unitPrice": usd,
        "armRegionName": location,
        "location": "US East",
        "effectiveStartDate": "2026-08-01T00:00:00Z",
        "meterId": "000a794b-bdb0-58be-a0cd-0c3a0f222923",
        "meterName": size,
        "productId": "DZH318Z0BQPS",
        "skuId": "DZH318Z0BQPS/00TG",
        "productName": "Virtual Machines Dsv5 Series",
        "skuName": size,
        "serviceName": "Virtual Machines",
        "serviceId": "DZH313Z7MMC8",
        "serviceFamily": "Compute",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": machine,
    } | other


def spot_item(machine: str, usd: float, **other: Any) -> dict[str, Any]:
    """Return an item that is the spot price of a Linux machine."""
    item = azure_item(machine, usd, **other)
    return item | {"meterName": f"{item['meterName']} Spot", "skuName": f"{item['skuName']} Spot"}


@dataclass
class SimulatedPrices:
    """What the service lists and how it behaves; change it before it is asked.

    Attributes:
        address: where it answers.
        rows: of AWS, by region.
        items: of Azure.
        skus: of Google Cloud, to whoever shows a key.
        page: how many items a page of Azure or Google Cloud has.
        body: what it answers instead, whatever is asked.
        link: the next page that every page of Azure names, instead of the true one.
        status: what it answers to everybody.
        refused: how the paths begin that nobody may ask.
        cut: whether it promises the whole of a document and breaks off in its middle.
        silent: whether it never answers.
        asked: every path with its query that was asked for.
        shown: the key of Google Cloud that was shown, each time.
    """

    address: str
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    skus: list[dict[str, Any]] = field(default_factory=list)
    page: int = 1000
    body: bytes | None = None
    link: object = ...
    status: int = 200
    refused: str | None = None
    cut: bool = False
    silent: bool = False
    asked: list[str] = field(default_factory=list)
    shown: list[str | None] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> bytes | None:
        """Return the document at a path, or None where there is none."""
        parts = urlsplit(path)
        if self.body is not None:
            return self.body
        if parts.path == "/api/retail/prices":
            return self._azure(parse_qs(parts.query))
        if parts.path == "/v1/services/6F81-5844-456A/skus":
            return self._gcp(parse_qs(parts.query)) if self.shown[-1] else None
        region = parts.path.removeprefix("/offers/v1.0/aws/AmazonEC2/current/").removesuffix("/index.csv")
        return aws_document(self.rows[region]) if region in self.rows else None

    def _azure(self, query: dict[str, list[str]]) -> bytes:
        condition = query["$filter"][0]
        items = [item for item in self.items if f"armRegionName eq '{item['armRegionName']}'" in condition]
        start = int(query.get("$skip", ["0"])[0])
        page, after = items[start : start + self.page], start + self.page
        link: object = None
        if after < len(items):
            link = f"{self.address}/api/retail/prices?$filter={quote(condition)}&$skip={after}"
        document = {
            "BillingCurrency": "USD",
            "CustomerEntityId": "Default",
            "CustomerEntityType": "Retail",
            "Items": page,
            "NextPageLink": link if self.link is ... else self.link,
            "Count": len(page),
        }
        return json.dumps(document).encode()

    def _gcp(self, query: dict[str, list[str]]) -> bytes:
        start = int(query.get("pageToken", ["0"])[0])
        after = start + self.page
        document: dict[str, Any] = {"skus": self.skus[start:after], "nextPageToken": ""}
        if after < len(self.skus):
            document["nextPageToken"] = str(after) if self.link is ... else self.link
        return json.dumps(document).encode()


def aws_document(rows: list[dict[str, str]]) -> bytes:
    """Return a region's list as AWS writes it."""
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(["FormatVersion", "v1.0"])
    table.writerow(["Disclaimer", DISCLAIMER])
    table.writerow(["Publication Date", PUBLISHED])
    table.writerow(["Version", "20261120225308"])
    table.writerow(["OfferCode", "AmazonEC2"])
    table.writerow(AWS_COLUMNS)
    table.writerows([[row[name] for name in AWS_COLUMNS] for row in rows])
    return written.getvalue().encode()


@contextmanager
def simulated_prices() -> Iterator[SimulatedPrices]:
    """Run a simulated price service on a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    prices = SimulatedPrices(address=f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"prices": prices})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield prices
    finally:
        prices.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    prices: SimulatedPrices

    def do_GET(self) -> None:
        self.prices.asked.append(self.path)
        self.prices.shown.append(self.headers.get("X-Goog-Api-Key"))
        if self.prices.silent:
            self.prices.over.wait()
            return
        body = self.prices.answer(self.path)
        is_refused = self.prices.refused is not None and self.path.startswith(self.prices.refused)
        self.send_response(403 if is_refused else 404 if body is None else self.prices.status)
        if self.prices.status == 302:
            self.send_header("Location", "http://elsewhere.invalid/")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write((body or b"")[: len(body or b"") // 2] if self.prices.cut else body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parameter's inherited name
        pass
