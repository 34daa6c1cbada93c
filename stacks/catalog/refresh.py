"""A new snapshot from what the providers list now; nothing is written unless all of it was read and makes sense."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from components.catalog.model import Catalog, Kind, MachineType, Offer, Price, Snapshot
from components.catalog.moves import Move, moves
from components.catalog.reading import read_snapshot
from components.catalog.writing import snapshot_text
from stacks.catalog.aws import read_aws
from stacks.catalog.azure import read_azure
from stacks.catalog.download import Unread
from stacks.catalog.gcp import read_gcp, why_unread
from stacks.catalog.price_list import PriceList
from stacks.cli.failures import Failed
from stacks.whole_files import replace_whole

Reader = Callable[[str, Mapping[str, MachineType], date], PriceList]

READERS: Mapping[str, Reader] = {"aws": read_aws, "azure": read_azure, "gcp": read_gcp}
"""The providers whose list prices can be read."""


WITH_LOGIN = frozenset({"gcp"})
"""Those that tell their prices not to everybody: without a right to ask, the others are read all the same."""


def without_reader() -> Mapping[str, str]:
    """Return the providers that do not tell their prices from here, and why; those of the others anybody may read."""
    reason = why_unread()
    return {"gcp": reason} if reason is not None else {}


LEAST_SHARE = 0.5
"""A list that lacks more than half of the machines that had a price is a broken list, not a provider that closes."""

REMARK = "Prices in USD per hour: Linux, list price. Empty means not known. Written by `groundplan catalog refresh`."


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """A provider's new snapshot, not yet written: its text, what moved, and sentences on what was left as it was."""

    provider: str
    text: str
    offers: tuple[Offer, ...]
    moved: tuple[Move, ...]
    notes: tuple[str, ...]


def refreshed(
    catalog: Catalog, provider: str, locations: Iterable[str], today: date, told: Callable[[str], None]
) -> Refreshed:
    """Return a provider's snapshot with the prices of some locations as they are listed now.

    Raises:
        Unread: a list could not be read, or cannot be true.
    """
    snapshot, machines = catalog.snapshots[provider], catalog.machines[provider]
    offers, notes = list(snapshot.offers), []
    for location in locations:
        told(f"reading the prices of {provider} in {location}")
        listed = READERS[provider](location, machines, today)
        before = [offer for offer in offers if offer.location == location]
        _require_sense(listed, before)
        offers = [offer for offer in offers if offer.location != location]
        offers += _merged(before, listed, machines)
        notes += _notes(listed)
    text = snapshot_text(offers, [REMARK, *_remarks(snapshot)])
    return Refreshed(
        provider=provider,
        text=text,
        offers=tuple(offers),
        moved=moves(snapshot.offers, offers),
        notes=tuple(notes),
    )


def write(folder: Path, day: date, found: Iterable[Refreshed], catalog: Catalog) -> tuple[Path, ...]:
    """Write new snapshots into `folder/<day>/`, all or none, and return their files.

    Raises:
        Failed: they cannot be written; what was there is as it was.
    """
    place = folder / day.isoformat()
    texts = {place / f"{each.provider}.csv": each.text for each in found}
    for each in found:
        file = place / f"{each.provider}.csv"
        read = read_snapshot(each.provider, day, file, each.text, catalog.machines[each.provider])
        if set(read.offers) != set(each.offers):
            raise Failed(f"{file} would not read back as what was gathered, so nothing was written")
    try:
        place.mkdir(parents=True, exist_ok=True)
        replace_whole(texts)
    except OSError as error:
        raise Failed(f"{place} cannot be written ({error.strerror}); the catalog is as it was") from None
    return tuple(texts)


def _require_sense(listed: PriceList, before: Iterable[Offer]) -> None:
    """Raise Unread where a list lacks so much that it cannot be whole."""
    had = {each.machine.name for each in before if any(each.price(kind) for kind in listed.kinds)}
    still = had & {*listed.prices, *listed.disputed}
    place = f"the list of {listed.provider} for {listed.location}"
    if not listed.prices:
        raise Unread(f"{place} has no price of any machine that the catalog knows")
    if len(still) < LEAST_SHARE * len(had):
        raise Unread(
            f"{place} has {len(still)} of the {len(had)} machines that had a price, so it is not whole"
        )


def _merged(before: Iterable[Offer], listed: PriceList, machines: Mapping[str, MachineType]) -> list[Offer]:
    old = {offer.machine.name: offer for offer in before}
    merged = []
    for name in old.keys() | listed.prices.keys():
        was = old.get(name) or Offer(machine=machines[name], location=listed.location)
        prices = listed.prices.get(name)
        if prices is not None:
            merged.append(_priced(was, listed, prices))
        elif name in listed.disputed or not any(was.price(kind) for kind in listed.kinds):
            merged.append(was)  # the list says nothing of it that could be taken, and said nothing before
    return merged


def _priced(was: Offer, listed: PriceList, prices: Mapping[Kind, Price]) -> Offer:
    on_demand = prices.get("on-demand") if "on-demand" in listed.kinds else was.on_demand
    spot = prices.get("spot") if "spot" in listed.kinds else was.spot
    return replace(was, on_demand=on_demand, spot=spot)


def _notes(listed: PriceList) -> Iterable[str]:
    if listed.disputed:
        names = ", ".join(sorted(listed.disputed))
        yield f"{listed.provider} lists two prices in {listed.location} for {names}: they stay as they were"
    if listed.unknown:
        yield (
            f"{listed.provider} lists {listed.unknown} machines in {listed.location} that the catalog does not know "
            f"(components/catalog/machines/{listed.provider}.csv)"
        )
    if "spot" not in listed.kinds:
        yield f"the spot prices of {listed.provider} in {listed.location} stay as they were: its list has none"


def _remarks(snapshot: Snapshot) -> list[str]:
    """Return the remarks of the snapshot before that hold on: what is left out, and on zones."""
    lines = snapshot.file.read_text(encoding="utf-8").splitlines()
    remarks = [line[1:].strip() for line in lines if line.startswith("#")]
    return [remark for remark in remarks if not remark.startswith("source ") and remark != REMARK]
