"""`groundplan catalog`: lists machines and their prices; `groundplan catalog refresh` reads the prices anew."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from components.catalog.age import age_of
from components.catalog.model import PROVIDERS, Catalog, CatalogError, Kind, Offer
from components.plan.quantities import Memory
from components.plan.text_quantity import NotAQuantity
from stacks.catalog.download import NotAllowed, Unread
from stacks.catalog.folder import catalog_in_use, user_snapshots
from stacks.catalog.listing import Listed, Wanted, gpu_wanted, listed
from stacks.catalog.refresh import READERS, WITH_LOGIN, Refreshed, refreshed, without_reader, write
from stacks.catalog.showing import (
    described,
    move_document,
    moves_table,
    offer_document,
    offers_table,
    snapshot_document,
)
from stacks.cli.console import console, print_document, print_result, print_table
from stacks.cli.failures import Failed, Refused
from stacks.cli.options import JsonOption

app = typer.Typer(name="catalog", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

ProviderOption = Annotated[
    str | None, typer.Option("--provider", metavar="NAME", help=f"Of one provider: {', '.join(PROVIDERS)}.")
]
LocationOption = Annotated[str | None, typer.Option("--location", metavar="NAME", help="In one location.")]
GpuOption = Annotated[
    str | None,
    typer.Option(
        "--gpu", metavar="GPU", help="With GPUs of a family or exact name, and at least a number: 8xH100."
    ),
]
CpuOption = Annotated[int, typer.Option("--cpu", metavar="N", min=0, help="With at least N vCPUs.")]
MemoryOption = Annotated[
    str | None, typer.Option("--memory", metavar="SIZE", help="With at least this memory: 64GiB.")
]
MaxPriceOption = Annotated[
    str | None, typer.Option("--max-price", metavar="USD", help="For at most this price an hour.")
]
CapacityOption = Annotated[
    str | None,
    typer.Option(
        "--capacity",
        metavar="KIND",
        help="With a known price of a kind, which also orders: on-demand or spot.",
    ),
]
TypeOption = Annotated[
    str | None,
    typer.Option("--type", metavar="NAME", help="One type of machine, with all that is known of it."),
]
LocationsOption = Annotated[
    list[str] | None,
    typer.Option("--location", metavar="NAME", help="Only this location, which may be new; may be repeated."),
]
IntoOption = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="FOLDER", help="Write into this folder of snapshots; by default into your own."
    ),
]


@app.callback(invoke_without_command=True)
def catalog(
    context: typer.Context,
    provider: ProviderOption = None,
    location: LocationOption = None,
    gpu: GpuOption = None,
    cpu: CpuOption = 0,
    memory: MemoryOption = None,
    max_price: MaxPriceOption = None,
    capacity: CapacityOption = None,
    type: TypeOption = None,  # noqa: A002 - the plan's word
    json: JsonOption = False,
) -> None:
    """List machines with what they have and cost, cheapest first, and how old the prices are."""
    if context.invoked_subcommand is not None:
        return
    count, family = gpu_wanted(gpu)
    wanted = Wanted(
        provider=provider,
        location=location,
        gpus=count,
        gpu_family=family,
        vcpus=cpu,
        memory_bytes=_memory(memory),
        max_usd_per_hour=_usd(max_price),
        kind=_kind(capacity),
        type=type,
    )
    in_use = catalog_in_use()
    _show(in_use, listed(in_use.offers, wanted), wanted, today=_today(), json=json)


@app.command()
def refresh(
    provider: ProviderOption = None,
    location: LocationsOption = None,
    into: IntoOption = None,
    json: JsonOption = False,
) -> None:
    """Read the providers' public price lists, write a new snapshot and show what moved."""
    chosen, untold = _refreshable(provider, location)
    today, folder = _today(), into or user_snapshots()
    in_use = catalog_in_use(folder)  # into the repository's folder goes nothing of a user's own
    try:
        found, unasked = [], {}
        for name in chosen:
            try:
                found.append(refreshed(in_use, name, location or _locations(in_use, name), today, _say))
            except NotAllowed as refused:
                if provider is not None or name not in WITH_LOGIN:
                    raise
                unasked[name] = str(refused)
        files = write(folder, today, found, in_use)
    except Unread as unread:
        raise Failed(f"{unread}; nothing was written, and the catalog is as it was") from None
    except CatalogError as error:
        raise Failed(f"what was read makes no snapshot ({error}); nothing was written") from None
    _show_refreshed(found, files, {**untold, **unasked}, json=json)


def _show(in_use: Catalog, found: Listed, wanted: Wanted, *, today: date, json: bool) -> None:
    providers = sorted({offer.machine.provider for offer in found.offers}) or list(PROVIDERS)
    if json:
        snapshots = [snapshot_document(in_use, name, today) for name in providers]
        print_document({"snapshots": snapshots, "machines": [offer_document(each) for each in found.offers]})
    elif wanted.type:
        print_result("\n".join(line for offer in found.offers for line in described(offer)))
    elif found.offers:
        print_table(offers_table(found.offers))
    for note in _notes(in_use, found, wanted, providers, today):
        console.print(note, markup=False)


def _notes(
    in_use: Catalog, found: Listed, wanted: Wanted, providers: Sequence[str], today: date
) -> Iterable[str]:
    if not found.offers:
        yield "no machine of the catalog is all of that; ask for less, or leave an option out"
    if found.unpriced:
        yield f"{found.unpriced} more have no known {wanted.priced_as} price and are left out"
    if not wanted.type and any(_has_floor(offer) for offer in found.offers):
        yield 'spot prices "from" are those of the cheapest zone: a floor, and no ground for a choice by themselves'
    stale = [age for name in providers if (age := age_of(name, in_use.offers, today)).is_stale]
    yield from (str(age) for age in stale)
    if stale:
        yield "`groundplan catalog refresh` reads the lists anew"


def _has_floor(offer: Offer) -> bool:
    return offer.spot is not None and offer.spot.is_floor


def _show_refreshed(
    found: Sequence[Refreshed], files: Iterable[Path], untold: Mapping[str, str], *, json: bool
) -> None:
    moved = [move for each in found for move in each.moved]
    if json:
        print_document(
            {"files": [str(file) for file in files], "moved": [move_document(move) for move in moved]}
        )
    elif moved:
        print_table(moves_table(moved))
    for each in found:
        ways = [move.direction for move in each.moved]
        counts = ", ".join(f"{ways.count(way)} {way}" for way in ("up", "down", "new", "gone"))
        _say(f"{each.provider}: {counts if ways else 'nothing moved'}")
        for note in each.notes:
            _say(note)
    for name, reason in untold.items():
        _say(f"{name} stays as it was: {reason}")
    if not json:
        print_result("\n".join(f"wrote {file}" for file in files))


def _refreshable(
    provider: str | None, locations: Sequence[str] | None
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the providers to ask, and of all those that cannot be asked why.

    Raises:
        Refused: the one that was named cannot be asked, or a location comes without its provider.
    """
    if provider is not None and provider not in READERS:
        raise Refused(f"--provider: {provider!r} has no public price list; known: {', '.join(READERS)}")
    if locations and provider is None:
        raise Refused("--location: say of which provider, with --provider")
    untold = without_reader() if provider in (None, "gcp") else {}
    if provider is not None and provider in untold:
        raise Refused(
            f"{untold[provider]}; or correct its table by hand, as components/catalog/README.md tells"
        )
    return ((provider,), {}) if provider else (tuple(name for name in READERS if name not in untold), untold)


def _locations(in_use: Catalog, provider: str) -> list[str]:
    return sorted({offer.location for offer in in_use.snapshots[provider].offers})


def _memory(given: str | None) -> int:
    try:
        return Memory.parse(given).bytes if given is not None else 0
    except NotAQuantity as error:
        raise Refused(f"--memory: {given!r} is {error.problem}; give {error.allowed}") from None


def _usd(given: str | None) -> Decimal | None:
    try:
        amount = Decimal(given) if given is not None else None
    except InvalidOperation:
        amount = Decimal(0)
    if amount is not None and not (amount.is_finite() and amount > 0):
        raise Refused(f"--max-price: {given!r} is no price; give USD an hour above 0, such as 12.50")
    return amount


def _kind(given: str | None) -> Kind | None:
    kinds: dict[str, Kind] = {"on-demand": "on-demand", "spot": "spot"}
    if given is not None and given not in kinds:
        raise Refused(f"--capacity: {given!r} has no list price; known: {', '.join(kinds)}")
    return kinds[given] if given is not None else None


def _say(sentence: str) -> None:
    console.print(sentence, markup=False)


def _today() -> date:
    return datetime.now(UTC).date()
