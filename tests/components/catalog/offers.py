"""Offers made by hand and by chance."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from components.catalog.model import (
    ARCHITECTURES,
    FABRICS,
    NO_FABRIC,
    SPOT_IS_A_FLOOR,
    MachineType,
    Offer,
    Price,
    Source,
)
from components.catalog.requirement import Requirement

GIB = 2**30
DAY = date(2026, 11, 1)
SOURCE = Source(key="made", text="made up for a test")


def price(usd: str | Decimal, *, is_floor: bool = False, as_of: date | None = DAY) -> Price:
    return Price(usd_per_hour=Decimal(usd), as_of=as_of, source=SOURCE, is_floor=is_floor)


def machine(name: str = "m1", provider: str = "azure", **facts: object) -> MachineType:
    known = {"vcpus": 8, "memory_bytes": 32 * GIB, "fabric": NO_FABRIC} | facts
    if known.get("gpus"):
        known["gpus"] = Fraction(str(known["gpus"]))
    return MachineType(name=name, provider=provider, **known)  # type: ignore[arg-type]


def offer(
    name: str = "m1",
    usd: str | None = "1",
    spot: str | None = None,
    *,
    provider: str = "azure",
    location: str = "eastus",
    zones: tuple[str, ...] | None = None,
    **facts: object,
) -> Offer:
    return Offer(
        machine=machine(name, provider, **facts),
        location=location,
        zones=zones,
        on_demand=price(usd) if usd else None,
        spot=price(spot, is_floor=provider in SPOT_IS_A_FLOOR) if spot else None,
    )


def asked(**parts: object) -> Requirement:
    return Requirement(**({"provider": "azure", "location": "eastus"} | parts))  # type: ignore[arg-type]


amounts = st.decimals(min_value="0.001", max_value="200", places=4)
prices = st.none() | amounts
names = st.sampled_from([f"{family}.{size}" for family in "abc" for size in (1, 2, 12)])
zone_names = st.none() | st.sets(st.sampled_from(["z-a", "z-b", "z-c"]), min_size=1).map(
    lambda found: tuple(sorted(found))
)


@st.composite
def offers_of(draw: st.DrawFn, provider: str = "azure") -> list[Offer]:
    """Draw offers of one provider in one location, each machine once."""
    found = []
    for name in draw(st.lists(names, unique=True, max_size=9)):
        gpus = draw(st.sampled_from([0, 0, 1, 2, 8, "1/2"]))
        on_demand, spot = draw(prices), draw(prices)
        made = offer(
            name,
            usd=None,
            provider=provider,
            zones=draw(zone_names),
            vcpus=draw(st.integers(1, 64)),
            memory_bytes=draw(st.integers(1, 64)) * GIB,
            gpus=Fraction(str(gpus)),
            gpu_model=draw(st.sampled_from(["H100-SXM", "H100-NVL", "L4", "L40S"])) if gpus else None,
            architecture=draw(st.sampled_from(ARCHITECTURES)),
            fabric=draw(st.sampled_from([None, *FABRICS])),
            capacities=draw(st.sampled_from([None, None, frozenset({"spot"})])),
        )
        found.append(
            Offer(
                machine=made.machine,
                location=made.location,
                zones=made.zones,
                on_demand=price(on_demand) if on_demand else None,
                spot=price(spot, is_floor=provider in SPOT_IS_A_FLOOR) if spot else None,
            )
        )
    return found


@st.composite
def requirements(draw: st.DrawFn, provider: str = "azure") -> Requirement:
    """Draw what a pool may ask of those offers."""
    gpus = draw(st.sampled_from([0, 0, 1, 2, 8]))
    return asked(
        provider=provider,
        cpus=draw(st.none() | st.integers(1, 40)),
        memory_bytes=draw(st.none() | st.integers(1, 40).map(lambda gib: gib * GIB)),
        gpus=gpus,
        gpu_family=draw(st.sampled_from(["H100", "L4", "H100-SXM"])) if gpus else None,
        fabric=draw(st.sampled_from(["ethernet", "ethernet", "rdma"])),
        zones=draw(st.sampled_from([(), (), ("z-a",), ("z-a", "z-b")])),
        capacity=draw(
            st.sampled_from(
                [("on-demand",), ("spot",), ("spot", "on-demand"), ("reservation:r-1", "on-demand")]
            )
        ),
    )


def sure(requirement: Requirement, usd: Decimal) -> Offer:
    """Return an offer that is all of what is asked, at a price."""
    return offer(
        "sure",
        str(usd),
        str(usd),
        provider=requirement.provider,
        vcpus=64,
        memory_bytes=64 * GIB,
        gpus=requirement.gpus,
        gpu_model="H100-SXM" if requirement.gpu_family != "L4" else "L4",
        fabric="efa",
    )


@st.composite
def cases(draw: st.DrawFn, *, has_answer: bool = False) -> tuple[list[Offer], Requirement]:
    """Draw offers and what is asked of them; with `has_answer` one of them fits, at any price."""
    provider = draw(st.sampled_from(["aws", "azure"]))
    offers, requirement = draw(offers_of(provider)), draw(requirements(provider))
    return ([*offers, sure(requirement, draw(amounts))] if has_answer else offers), requirement
