"""Lets a simulated price service list what the catalog has."""

from decimal import Decimal

from components.catalog.loading import load_catalog
from tests.stacks.catalog.simulated_prices import SimulatedPrices, aws_row, azure_item, spot_item

CATALOG = load_catalog()


def list_all(prices: SimulatedPrices, factor: str = "1") -> None:
    """Let the service list every machine of the catalog at its price in use, times a factor."""
    for offer in CATALOG.offers:
        name, location = offer.machine.name, offer.location
        if offer.machine.provider == "aws" and offer.on_demand:
            usd = f"{offer.on_demand.usd_per_hour * Decimal(factor):f}"
            prices.rows.setdefault(location, []).append(aws_row(name, usd, location))
        if offer.machine.provider == "azure" and offer.on_demand and offer.spot:
            usd = float(offer.on_demand.usd_per_hour * Decimal(factor))
            prices.items.append(azure_item(name, usd, location))
            prices.items.append(spot_item(name, float(offer.spot.usd_per_hour), location=location))
