"""On-demand prices of AWS: the bulk files of its Price List, one a region, which anybody may read.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/bulk-api-reading-price-list-files.html describes them. Spot
prices are in none of them: `DescribeSpotPriceHistory` wants an account.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from components.catalog.model import MachineType, Source
from stacks.catalog.download import Unread, opened
from stacks.catalog.price_list import Collected, PriceList

ADDRESS = "https://pricing.us-east-1.amazonaws.com"
PATH = "/offers/v1.0/aws/AmazonEC2/current/{location}/index.csv"

WANTED = {
    "TermType": "OnDemand",
    "Unit": "Hrs",
    "Currency": "USD",
    "Location Type": "AWS Region",
    "Tenancy": "Shared",
    "Operating System": "Linux",
    "License Model": "No License required",
    "Pre Installed S/W": "NA",
    "CapacityStatus": "Used",
}
"""What a row says that is the list price of a Linux machine; without `Used` it would be an unused reservation's."""

NEEDED = (*WANTED, "Instance Type", "PricePerUnit", "Region Code")
MARK = b'"OnDemand"'
"""In every row that counts: the others, most of the file, are left unparsed."""


def read_aws(location: str, machines: Mapping[str, MachineType], today: date) -> PriceList:
    """Return the on-demand prices of a region as of the day that the list was published.

    Raises:
        Unread: there is none, or it is not what the documentation says.
    """
    address = ADDRESS + PATH.format(location=location)
    collected = Collected(known=frozenset(machines))
    with opened(address) as blocks:
        lines = _lines(blocks)
        published, columns = _head(lines, address)
        for row in _rows(lines, len(columns), address):
            cells = dict(zip(columns, row, strict=True))
            if cells["Region Code"] == location and all(
                cells[name] == value for name, value in WANTED.items()
            ):
                _add(collected, cells, address)
    text = f"AWS Price List, {PATH.format(location='<region>')}, read {today}"
    source = Source(key=f"aws-price-list-{today}", text=text)
    return collected.as_list("aws", location, ("on-demand",), published, source)


def _add(collected: Collected, cells: Mapping[str, str], address: str) -> None:
    try:
        amount = Decimal(cells["PricePerUnit"])
    except InvalidOperation:
        raise _is_no_list(address, f"the price {cells['PricePerUnit']!r}") from None
    if amount.is_finite() and amount > 0:  # what a machine costs nothing for is no price of it
        collected.add(cells["Instance Type"], "on-demand", amount.normalize())


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield whole lines; raise Unread where the last one has no end."""
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        raise Unread("the list of AWS ends in the middle of a line")


def _head(lines: Iterator[bytes], address: str) -> tuple[date, tuple[str, ...]]:
    """Return the day of publication and the columns: rows of two cells, then the row that begins with SKU."""
    published = None
    for line in lines:
        cells = next(csv.reader([line.decode("utf-8", "replace")]), [])
        if cells[:1] == ["Publication Date"] and len(cells) == 2:
            published = _day(cells[1], address)
        elif cells[:1] == ["SKU"] and published:
            lacking = [name for name in NEEDED if name not in cells]
            if lacking:
                raise _is_no_list(address, f"no column {', '.join(lacking)}")
            return published, tuple(cells)
        elif len(cells) > 2:
            break
    raise _is_no_list(address, "no day of publication and no columns")


def _day(cell: str, address: str) -> date:
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        raise _is_no_list(address, f"the day {cell!r}") from None


def _rows(lines: Iterable[bytes], width: int, address: str) -> Iterator[list[str]]:
    for line in lines:
        if MARK in line:
            row = next(csv.reader([line.decode("utf-8", "replace").rstrip("\r")]))
            if len(row) != width:
                raise _is_no_list(address, f"a row of {len(row)} cells instead of {width}")
            yield row


def _is_no_list(address: str, has: str) -> Unread:
    return Unread(f"{address} is no price list as AWS documents it: it has {has}")
