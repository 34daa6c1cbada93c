"""Entries of the price list of Google Cloud, in the form that its Cloud Billing Catalog API documents."""

from decimal import Decimal
from typing import Any


def gcp_sku(
    description: str, usd: str, usage: str = "OnDemand", unit: str = "h", **other: Any
) -> dict[str, Any]:
    """Return an entry of the list of Google Cloud as its API documents it, but for `other`."""
    whole, _, nanos = f"{Decimal(usd):.9f}".partition(".")
    rate = {
        "startUsageAmount": 0,
        "unitPrice": {"currencyCode": "USD", "units": whole, "nanos": int(nanos)},
    }
    return {
        "name": "services/6F81-5844-456A/skus/0000-0000-0000",
        "skuId": "0000-0000-0000",
        "description": description,
        "category": {
            "serviceDisplayName": "Compute Engine",
            "resourceFamily": "Compute",
            "resourceGroup": "CPU",
            "usageType": usage,
        },
        "serviceRegions": ["us-central1", "us-east4"],
        "pricingInfo": [
            {
                "summary": "",
                "pricingExpression": {
                    "usageUnit": unit,
                    "usageUnitDescription": "hour",
                    "baseUnit": "s",
                    "baseUnitConversionFactor": 3600,
                    "displayQuantity": 1,
                    "tieredRates": [rate],
                },
                "currencyConversionRate": 1,
                "effectiveTime": "2026-11-26T10:50:40.206Z",
            }
        ],
        "serviceProviderName": "Google",
    } | other
